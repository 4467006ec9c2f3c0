package io.ticketgate.keycloak.rest;

import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_GRANT;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.keycloak.calls.AdminCaller;
import io.ticketgate.keycloak.realm.RealmGate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.RoleModel;

/** What may be granted, by whom: beside the role of the gate, what Keycloak itself asks for. */
final class GrantPermissions {

  private final RealmGate gate;
  private final AdminCaller caller;

  GrantPermissions(RealmGate gate, AdminCaller caller) {
    this.gate = gate;
    this.caller = caller;
  }

  /**
   * The ITSM alone may cause a grant only where every rule says so; otherwise somebody who could
   * make it by hand has to.
   *
   * @throws GateException.Refused {@code not_permitted}
   */
  void requireMapping(Subject subject, Entitlement entitlement) {
    List<Rule> rules = gate.evaluator().rulesFor(entitlement);
    if (!rules.isEmpty() && rules.stream().allMatch(Rule::automaticProvisioning)) {
      return;
    }
    caller.requireAny(TICKET_GATE_GRANT);
    if (entitlement.credential()) {
      caller.requireManaging(present(gate.realm().getClientById(subject.id())));
      return;
    }
    RoleModel role = present(gate.realm().getRoleById(entitlement.id()));
    switch (subject.kind()) {
      case GROUP ->
          caller.requireMapping(
              present(gate.session().groups().getGroupById(gate.realm(), subject.id())), role);
      case ROLE -> caller.requireMapping(present(gate.realm().getRoleById(subject.id())), role);
      default ->
          caller.requireMapping(
              present(gate.session().users().getUserById(gate.realm(), subject.id())), role);
    }
  }

  /**
   * The keys of a SAML client are no credential that could be issued.
   *
   * @throws GateException.Invalid for such a client
   */
  void requireIssuable(Subject subject) {
    ClientModel client =
        subject.kind() == Subject.Kind.CLIENT ? gate.realm().getClientById(subject.id()) : null;
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
