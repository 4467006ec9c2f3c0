package io.ticketgate.keycloak.write.change;

import io.ticketgate.core.access.Holding;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.gate.AttemptedGrant;
import io.ticketgate.core.gate.Route;
import java.util.List;
import java.util.Optional;

/**
 * The realm in which changes are judged, as the changes see it. Made once for a judging.
 *
 * @param contents the users, groups, roles and clients of the realm
 * @param protection what rules protect, and what is remembered of it
 * @param guard decides who may do what the gate reserves for its administrators
 * @param bindings what people have under tickets
 * @param made what the same transaction has made
 */
public record JudgedRealm(
    RealmContents contents,
    RealmProtection protection,
    Guard guard,
    LiveBindings bindings,
    MadeInTransaction made) {

  /** The grant of a role that is mapped to a subject; none where one of them is gone again. */
  List<AttemptedGrant> mapped(Route route, Optional<Subject> subject, String roleId) {
    return subject
        .flatMap(
            who ->
                contents
                    .role(roleId)
                    .map(role -> new AttemptedGrant(route, who, Holding.mapped(role))))
        .stream()
        .toList();
  }

  /**
   * Ends the bindings of a role that was mapped to a subject. Where one of them is gone, its own
   * removal ends the bindings, with its own cause.
   */
  void endMapped(Optional<Subject> subject, String roleId) {
    subject.ifPresent(
        who -> contents.role(roleId).ifPresent(role -> bindings.grantRemoved(who, role)));
  }
}
