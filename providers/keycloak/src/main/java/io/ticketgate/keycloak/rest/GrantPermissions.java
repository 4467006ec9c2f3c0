package io.ticketgate.keycloak.rest;

import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_GRANT;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.check.Evaluator;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.keycloak.calls.AdminCaller;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;

/** Decides which caller may grant: the gate's role, and the permission that Keycloak requires. */
final class GrantPermissions {

  private final KeycloakSession session;
  private final RealmModel realm;
  private final AdminCaller caller;
  private final Evaluator evaluator;

  GrantPermissions(Call call, Evaluator evaluator) {
    this.session = call.session();
    this.realm = call.realm();
    this.caller = call.caller();
    this.evaluator = evaluator;
  }

  /**
   * The ITSM alone may cause a grant only where every rule says so. Otherwise the caller must be
   * able to make the grant by hand.
   *
   * @throws GateException.Refused {@code not_permitted}
   */
  void requireMapping(Subject subject, Entitlement entitlement) {
    List<Rule> rules = evaluator.rulesFor(entitlement);
    if (!rules.isEmpty() && rules.stream().allMatch(Rule::automaticProvisioning)) {
      return;
    }
    caller.requireAny(TICKET_GATE_GRANT);
    if (entitlement.configuration()) {
      return; // Keycloak asks the holder for its own permission with each change
    }
    if (entitlement.credential()) {
      caller.requireManaging(present(realm.getClientById(subject.id())));
      return;
    }
    RoleModel role = present(realm.getRoleById(entitlement.id()));
    switch (subject.kind()) {
      case GROUP ->
          caller.requireMapping(present(session.groups().getGroupById(realm, subject.id())), role);
      case ROLE -> caller.requireMapping(present(realm.getRoleById(subject.id())), role);
      default -> {
        caller.requireMapping(present(session.users().getUserById(realm, subject.actorId())), role);
        if (subject.kind() == Subject.Kind.AGENT) {
          caller.requireMapping(
              present(session.users().getUserById(realm, subject.beneficiaryId())), role);
        }
      }
    }
  }

  /**
   * The keys of a SAML client are no credential that could be issued.
   *
   * @throws GateException.Invalid for such a client
   */
  void requireIssuable(Subject subject) {
    ClientModel client =
        subject.kind() == Subject.Kind.CLIENT ? realm.getClientById(subject.id()) : null;
    if (client != null && "saml".equals(client.getProtocol())) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST,
          "entitlement.clientCredential",
          "The gate issues no credential to a SAML client: authorise with activate:false, then change its"
              + " keys in Keycloak.");
    }
  }

  private static <T> T present(@Nullable T found) {
    if (found == null) {
      throw gone();
    }
    return found;
  }

  private static GateException.Conflict gone() {
    return new GateException.Conflict(
        ErrorCode.BINDING_NOT_LIVE, "The subject or the role of this binding no longer exists.");
  }
}
