package io.ticketgate.keycloak.write.change;

import io.ticketgate.core.access.Entitlement;
import java.util.Set;
import java.util.function.Function;

/**
 * What a subject gets by a change.
 *
 * @param subjectId Keycloak's id of the user or client
 * @param entitlements looks up what it gets; asked in a session of its own, never inside the flush
 * @param onlyOne whether the subject can get nothing else, so that it need not be looked at again
 */
public record Gain(
    String subjectId, Function<RealmContents, Set<Entitlement>> entitlements, boolean onlyOne) {}
