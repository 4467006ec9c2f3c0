package io.ticketgate.keycloak.rest;

import io.ticketgate.core.ErrorCode;
import io.ticketgate.core.GateException;
import io.ticketgate.keycloak.RealmGate;
import io.ticketgate.spi.EntitlementName;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;

/** Finds what a request names, or says that it does not exist. */
final class Names {

  private final RealmGate gate;

  Names(RealmGate gate) {
    this.gate = gate;
  }

  UserModel subject(@Nullable SubjectJson json) {
    if (json == null
        || (json.user() == null ? 0 : 1)
                + (json.userId() == null ? 0 : 1)
                + (json.serviceAccount() == null ? 0 : 1)
            != 1) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST,
          "subject",
          "subject is exactly one of user, userId and serviceAccount.");
    }
    KeycloakSession session = gate.session();
    UserModel user;
    if (json.user() != null) {
      user =
          session
              .users()
              .getUserByUsername(gate.realm(), RequestBody.required(json.user(), "subject.user"));
    } else if (json.userId() != null) {
      user =
          session
              .users()
              .getUserById(gate.realm(), RequestBody.required(json.userId(), "subject.userId"));
    } else {
      ClientModel client =
          gate.realm()
              .getClientByClientId(
                  RequestBody.required(json.serviceAccount(), "subject.serviceAccount"));
      user = client == null ? null : session.users().getServiceAccount(client);
    }
    if (user == null) {
      throw new GateException.NotFound(
          ErrorCode.SUBJECT_NOT_FOUND,
          json.serviceAccount() == null
              ? "There is no such user in this realm."
              : "There is no client '"
                  + json.serviceAccount()
                  + "' with a service account in this realm.");
    }
    return user;
  }

  RoleModel role(EntitlementName name) {
    if (name instanceof EntitlementName.ClientCredential) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST,
          "entitlement.clientCredential",
          "Client credentials are not gated by this version; a binding is for a role.");
    }
    return gate.roles()
        .named(name)
        .orElseThrow(
            () ->
                new GateException.NotFound(
                    ErrorCode.ENTITLEMENT_NOT_FOUND,
                    "There is no role " + name + " in this realm."));
  }
}
