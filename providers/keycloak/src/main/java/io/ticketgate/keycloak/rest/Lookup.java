package io.ticketgate.keycloak.rest;

import io.ticketgate.core.access.Directory;
import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.classification.Areas;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.keycloak.calls.Entitlements;
import io.ticketgate.keycloak.calls.GroupPaths;
import io.ticketgate.keycloak.calls.Subjects;
import io.ticketgate.spi.EntitlementName;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;

/** Looks up what a well-formed request names, or says that it does not exist. */
final class Lookup {

  private final KeycloakSession session;
  private final RealmModel realm;
  private final Function<EntitlementName, Optional<RoleModel>> roles;
  private final Directory directory;

  /**
   * @param roles finds the role of a name
   */
  Lookup(
      KeycloakSession session,
      RealmModel realm,
      Function<EntitlementName, Optional<RoleModel>> roles,
      Directory directory) {
    this.session = session;
    this.realm = realm;
    this.roles = roles;
    this.directory = directory;
  }

  /**
   * The subject that a request names.
   *
   * @param named names exactly one
   * @throws GateException.NotFound {@code subject_not_found}
   */
  Subject subject(SubjectJson named) {
    if (named.group() != null) {
      return group(named.group());
    }
    if (named.role() != null) {
      return composite(named.role());
    }
    Subject subject = Subjects.of(user(named), realm);
    return named.onBehalfOf() == null ? subject : agent(subject, named.onBehalfOf());
  }

  private Subject agent(Subject account, SubjectJson.OnBehalfOf whom) {
    Subject person = Subjects.of(user(whom.subject()), realm);
    if (person.kind() != Subject.Kind.USER || account.kind() != Subject.Kind.SERVICE_ACCOUNT) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST,
          "subject.onBehalfOf",
          "A service account acts on behalf of a person, not of another service account.");
    }
    return Subject.agent(account, person);
  }

  private UserModel user(SubjectJson named) {
    UserModel user;
    if (named.user() != null) {
      user = session.users().getUserByUsername(realm, named.user());
    } else if (named.userId() != null) {
      user = session.users().getUserById(realm, named.userId());
    } else {
      ClientModel client =
          realm.getClientByClientId(Objects.requireNonNull(named.serviceAccount()));
      user = client == null ? null : session.users().getServiceAccount(client);
    }
    if (user == null) {
      throw unknown(
          named.serviceAccount() == null
              ? "There is no such user in this realm."
              : "There is no client '"
                  + named.serviceAccount()
                  + "' with a service account in this realm.");
    }
    return user;
  }

  private Subject group(String path) {
    return GroupPaths.find(session, realm, path)
        .map(Subjects::of)
        .orElseThrow(() -> unknown("There is no group '" + path + "' in this realm."));
  }

  private Subject composite(String name) {
    EntitlementName role;
    try {
      role = EntitlementName.role(name);
    } catch (IllegalArgumentException unreadable) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST, "subject.role", String.valueOf(unreadable.getMessage()));
    }
    return role(role)
        .map(Subjects::of)
        .orElseThrow(() -> unknown("There is no role '" + name + "' in this realm."));
  }

  private static GateException.NotFound unknown(String message) {
    return new GateException.NotFound(ErrorCode.SUBJECT_NOT_FOUND, message);
  }

  /**
   * The role, the credential or the part of the configuration that a request names.
   *
   * @throws GateException.NotFound {@code entitlement_not_found}
   */
  Entitlement entitlement(EntitlementName name) {
    if (name instanceof EntitlementName.ClientCredential credential) {
      return Entitlements.credential(client(credential));
    }
    if (name instanceof EntitlementName.Configuration part) {
      if (!Areas.all().contains(part.area())) {
        throw new GateException.NotFound(
            ErrorCode.ENTITLEMENT_NOT_FOUND,
            "There is no part '"
                + part.area()
                + "' of the configuration; the parts are "
                + String.join(", ", Areas.all())
                + ".");
      }
      return Entitlement.configuration(part.area());
    }
    return role(name)
        .map(Entitlements::of)
        .orElseThrow(
            () ->
                new GateException.NotFound(
                    ErrorCode.ENTITLEMENT_NOT_FOUND,
                    "There is no role " + name + " in this realm."));
  }

  /**
   * The client whose credential a request names.
   *
   * @throws GateException.NotFound {@code entitlement_not_found}
   */
  ClientModel client(EntitlementName.ClientCredential credential) {
    ClientModel client = realm.getClientByClientId(credential.clientId());
    if (client == null) {
      throw new GateException.NotFound(
          ErrorCode.ENTITLEMENT_NOT_FOUND,
          "There is no client '" + credential.clientId() + "' in this realm.");
    }
    return client;
  }

  /** The role of that name; empty when there is none. */
  Optional<RoleModel> role(EntitlementName name) {
    return roles.apply(name);
  }

  /** The id of the user who has that name now; null when there is none. */
  @Nullable String userId(String username) {
    UserModel user = session.users().getUserByUsername(realm, username);
    return user == null ? null : user.getId();
  }

  /** The id of the service account of the client that has that id now; null when there is none. */
  @Nullable String accountId(String clientId) {
    ClientModel client = realm.getClientByClientId(clientId);
    UserModel account = client == null ? null : session.users().getServiceAccount(client);
    return account == null ? null : account.getId();
  }

  /**
   * The person who is to answer for a credential.
   *
   * @throws GateException.Invalid when there is no enabled person of that user name
   */
  Person owner(String username) {
    return Optional.ofNullable(userId(username))
        .flatMap(directory::enabledPerson)
        .orElseThrow(
            () ->
                RequestBody.invalid(
                    ErrorCode.INVALID_REQUEST,
                    "owner",
                    "owner must name an enabled user, not a service account."));
  }
}
