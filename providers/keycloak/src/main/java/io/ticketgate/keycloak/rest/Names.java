package io.ticketgate.keycloak.rest;

import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.keycloak.calls.Subjects;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.spi.EntitlementName;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** Finds what a request names, or says that it does not exist. */
final class Names {

  private final RealmGate gate;

  Names(RealmGate gate) {
    this.gate = gate;
  }

  Subject subject(@Nullable SubjectJson json) {
    if (json == null
        || Stream.of(json.user(), json.userId(), json.serviceAccount(), json.group(), json.role())
                .filter(Objects::nonNull)
                .count()
            != 1) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST,
          "subject",
          "subject has exactly one of user, userId, serviceAccount, group and role.");
    }
    if (json.group() != null) {
      return group(RequestBody.required(json.group(), "subject.group"));
    }
    if (json.role() != null) {
      return composite(RequestBody.required(json.role(), "subject.role"));
    }
    return Subjects.of(user(json), gate.realm());
  }

  private UserModel user(SubjectJson json) {
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
      throw unknown(
          json.serviceAccount() == null
              ? "There is no such user in this realm."
              : "There is no client '"
                  + json.serviceAccount()
                  + "' with a service account in this realm.");
    }
    return user;
  }

  private Subject group(String path) {
    GroupModel group = KeycloakModelUtils.findGroupByPath(gate.session(), gate.realm(), path);
    if (group == null) {
      throw unknown("There is no group '" + path + "' in this realm.");
    }
    return Subjects.of(group);
  }

  private Subject composite(String name) {
    int slash = name.lastIndexOf('/');
    return gate.roles()
        .named(new EntitlementName.RealmRole(name))
        .or(
            () ->
                slash < 1 || slash == name.length() - 1
                    ? Optional.empty()
                    : gate.roles()
                        .named(
                            new EntitlementName.ClientRole(
                                name.substring(0, slash), name.substring(slash + 1))))
        .map(Subjects::of)
        .orElseThrow(() -> unknown("There is no role '" + name + "' in this realm."));
  }

  private static GateException.NotFound unknown(String message) {
    return new GateException.NotFound(ErrorCode.SUBJECT_NOT_FOUND, message);
  }

  /** The client whose credential is asked for, which is its own subject. */
  ClientModel client(EntitlementName.ClientCredential credential, @Nullable SubjectJson subject) {
    String clientId = credential.clientId();
    if (!SubjectJson.ofClient(clientId).equals(subject)) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST,
          "subject.serviceAccount",
          "The credential of a client is bound to that client: the subject is"
              + " {\"serviceAccount\": \"<clientId>\"} with the same client id.");
    }
    ClientModel client = gate.realm().getClientByClientId(clientId);
    if (client == null) {
      throw new GateException.NotFound(
          ErrorCode.ENTITLEMENT_NOT_FOUND, "There is no client '" + clientId + "' in this realm.");
    }
    return client;
  }

  Person owner(String username) {
    return Optional.ofNullable(gate.session().users().getUserByUsername(gate.realm(), username))
        .flatMap(user -> gate.directory().enabledPerson(user.getId()))
        .orElseThrow(
            () ->
                RequestBody.invalid(
                    ErrorCode.INVALID_REQUEST,
                    "owner",
                    "owner must name an enabled user, not a service account."));
  }

  RoleModel role(EntitlementName name) {
    return gate.roles()
        .named(name)
        .orElseThrow(
            () ->
                new GateException.NotFound(
                    ErrorCode.ENTITLEMENT_NOT_FOUND,
                    "There is no role " + name + " in this realm."));
  }
}
