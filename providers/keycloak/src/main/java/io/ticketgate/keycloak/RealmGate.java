package io.ticketgate.keycloak;

import io.ticketgate.core.Endings;
import io.ticketgate.core.Evaluator;
import io.ticketgate.core.GrantDesk;
import io.ticketgate.core.Mode;
import io.ticketgate.core.TicketDesk;
import io.ticketgate.core.WriteGate;
import io.ticketgate.keycloak.config.RealmRules;
import io.ticketgate.keycloak.store.JpaBindings;
import io.ticketgate.keycloak.store.JpaTickets;
import io.ticketgate.keycloak.store.RenamedRoles;
import io.ticketgate.keycloak.store.RoleNames;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * The domain, wired to Keycloak for one realm and one session.
 *
 * @param serverMode the most that the server's switch lets a rule do
 */
public record RealmGate(
    KeycloakSession session,
    RealmModel realm,
    Mode serverMode,
    JpaTickets tickets,
    JpaBindings bindings,
    RealmRules rules,
    RenamedRoles renamedRoles,
    KeycloakRoles roles,
    KeycloakDirectory directory,
    Evaluator evaluator,
    GateJournal journal,
    Endings endings,
    TicketDesk ticketDesk,
    GrantDesk grantDesk,
    WriteGate writeGate,
    TicketReader ticketReader) {

  /** The roles of this realm that rules protect, and names that they would. */
  public ProtectedRoles protectedRoles() {
    return new ProtectedRoles(rules, new RoleNames(session, realm.getId()));
  }

  /** Wires the gate of a realm; reads nothing. */
  public static RealmGate of(KeycloakSession session, RealmModel realm, Mode serverMode) {
    JpaTickets tickets = new JpaTickets(session, realm.getId());
    JpaBindings bindings = new JpaBindings(session, realm.getId());
    RenamedRoles renamed = new RenamedRoles(session, realm.getId());
    RealmRules rules = new RealmRules(realm, renamed, serverMode);
    KeycloakDirectory directory = new KeycloakDirectory(session, realm);
    KeycloakRoles roles = new KeycloakRoles(session, realm, directory);
    GateJournal journal = new GateJournal(session, realm, bindings);
    Evaluator evaluator = new Evaluator(rules, roles, directory);
    Endings endings = new Endings(bindings, rules, roles, journal);
    GrantDesk grants =
        new GrantDesk(
            evaluator,
            tickets,
            bindings,
            roles,
            rules,
            journal,
            endings,
            KeycloakModelUtils::generateId);
    TicketDesk desk = new TicketDesk(tickets, bindings, directory, endings);
    return new RealmGate(
        session,
        realm,
        serverMode,
        tickets,
        bindings,
        rules,
        renamed,
        roles,
        directory,
        evaluator,
        journal,
        endings,
        desk,
        grants,
        new WriteGate(evaluator, rules, roles, tickets, bindings, journal, grants),
        new TicketReader(session, realm, tickets, desk));
  }
}
