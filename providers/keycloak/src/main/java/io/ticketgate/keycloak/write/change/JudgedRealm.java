package io.ticketgate.keycloak.write.change;

/**
 * The realm in which changes are judged, as the changes see it. Made once for a judging.
 *
 * @param contents who and what there is
 * @param protection what rules protect, and what is remembered of it
 * @param guard who may do what the gate keeps to its own administrators
 * @param bindings what people have under tickets
 * @param made what the same transaction has made
 */
public record JudgedRealm(
    RealmContents contents,
    RealmProtection protection,
    Guard guard,
    LiveBindings bindings,
    MadeInTransaction made) {}
