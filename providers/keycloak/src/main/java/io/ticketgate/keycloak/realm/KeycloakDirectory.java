package io.ticketgate.keycloak.realm;

import io.ticketgate.core.access.Directory;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.keycloak.calls.Subjects;
import io.ticketgate.keycloak.config.ItsmSystem;
import io.ticketgate.spi.ItsmConnectorFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;

/** Finds the people that an ITSM names among the users of the realm. */
public final class KeycloakDirectory implements Directory {

  private static final int ENOUGH_TO_BE_AMBIGUOUS = 2;

  private final KeycloakSession session;
  private final RealmModel realm;
  private final Map<List<String>, Map<String, UserModel>> known = new HashMap<>();

  KeycloakDirectory(KeycloakSession session, RealmModel realm) {
    this.session = session;
    this.realm = realm;
  }

  @Override
  public Optional<Person> person(String system, String name) {
    return only(candidates(system, name))
        .filter(UserModel::isEnabled)
        .filter(user -> user.getServiceAccountClientLink() == null)
        .map(Subjects::person);
  }

  /**
   * A name that means both a user and the client of a service account means nobody. Otherwise
   * anyone who may create users could make one that a ticket for the service account covers.
   */
  @Override
  public boolean means(String system, String name, Subject subject) {
    if (subject.structure()) {
      return name.equals(subject.kind().name().toLowerCase(Locale.ROOT) + ":" + subject.name());
    }
    Map<String, UserModel> candidates = candidates(system, name);
    ClientModel client = realm.getClientByClientId(name);
    if (subject.kind() == Subject.Kind.CLIENT) {
      return candidates.isEmpty() && client != null && client.getId().equals(subject.id());
    }
    UserModel account = client == null ? null : session.users().getServiceAccount(client);
    if (account != null) {
      candidates.put(account.getId(), account);
    }
    return only(candidates).filter(user -> user.getId().equals(subject.id())).isPresent();
  }

  @Override
  public boolean holds(String userId, String role) {
    UserModel user = session.users().getUserById(realm, userId);
    if (user == null) {
      return false;
    }
    RoleModel realmRole = realm.getRole(role);
    if (realmRole != null) {
      return user.hasRole(realmRole);
    }
    int slash = role.lastIndexOf('/');
    ClientModel client = slash < 1 ? null : realm.getClientByClientId(role.substring(0, slash));
    RoleModel clientRole = client == null ? null : client.getRole(role.substring(slash + 1));
    return clientRole != null && user.hasRole(clientRole);
  }

  @Override
  public Optional<String> attribute(Subject subject, String name) {
    if (subject.kind() == Subject.Kind.GROUP) {
      return Optional.ofNullable(session.groups().getGroupById(realm, subject.id()))
          .map(group -> group.getFirstAttribute(name));
    }
    if (subject.kind() == Subject.Kind.ROLE) {
      return Optional.ofNullable(realm.getRoleById(subject.id()))
          .map(role -> role.getFirstAttribute(name));
    }
    if (subject.kind() == Subject.Kind.CLIENT) {
      return Optional.ofNullable(realm.getClientById(subject.id()))
          .map(client -> client.getAttribute(name));
    }
    UserModel user = session.users().getUserById(realm, subject.id());
    if (user == null) {
      return Optional.empty();
    }
    String own = user.getFirstAttribute(name);
    if (own != null || subject.kind() != Subject.Kind.SERVICE_ACCOUNT) {
      return Optional.ofNullable(own);
    }
    ClientModel client = realm.getClientById(user.getServiceAccountClientLink());
    return client == null ? Optional.empty() : Optional.ofNullable(client.getAttribute(name));
  }

  @Override
  public Optional<Person> enabledPerson(String nameOrId) {
    UserModel user = session.users().getUserByUsername(realm, nameOrId);
    if (user == null) {
      user = session.users().getUserById(realm, nameOrId);
    }
    return Optional.ofNullable(user)
        .filter(UserModel::isEnabled)
        .filter(found -> found.getServiceAccountClientLink() == null)
        .map(Subjects::person);
  }

  /** Forgets the users it has found: the session may have written to one since. */
  void refresh() {
    known.clear();
  }

  /** One ticket names the same few people in several roles. */
  private Map<String, UserModel> candidates(String system, String name) {
    return new HashMap<>(known.computeIfAbsent(List.of(system, name), key -> look(system, name)));
  }

  private Map<String, UserModel> look(String system, String name) {
    List<String> attributes =
        ItsmSystem.find(session, realm, system)
            .map(ItsmSystem::userAttributes)
            .orElse(ItsmConnectorFactory.DEFAULT_USER_ATTRIBUTES);
    Map<String, UserModel> found = new HashMap<>();
    for (String attribute : attributes) {
      matching(attribute, name).forEach(user -> found.put(user.getId(), user));
    }
    return found;
  }

  private Stream<UserModel> matching(String attribute, String name) {
    return switch (attribute) {
      case "username" -> Stream.ofNullable(session.users().getUserByUsername(realm, name));
      // An address that nobody has verified is what its owner typed, perhaps in the account
      // console.
      case "email" ->
          Stream.of(name)
              .filter(address -> address.contains("@"))
              .map(address -> session.users().getUserByEmail(realm, address))
              .filter(Objects::nonNull)
              .filter(UserModel::isEmailVerified);
      default ->
          session
              .users()
              .searchForUserByUserAttributeStream(realm, attribute, name)
              .limit(ENOUGH_TO_BE_AMBIGUOUS);
    };
  }

  private static Optional<UserModel> only(Map<String, UserModel> candidates) {
    return candidates.size() == 1 ? candidates.values().stream().findFirst() : Optional.empty();
  }
}
