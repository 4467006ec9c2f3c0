package io.ticketgate.keycloak.realm;

import io.ticketgate.core.access.Directory;
import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Presence;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.classification.Areas;
import io.ticketgate.keycloak.calls.Entitlements;
import io.ticketgate.keycloak.calls.GroupPaths;
import io.ticketgate.keycloak.calls.Subjects;
import io.ticketgate.keycloak.config.ItsmSystem;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.ItsmConnectorFactory;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.RoleUtils;
import org.keycloak.storage.StorageId;

/** Finds the people that an ITSM names among the users of the realm. */
public final class KeycloakDirectory implements Directory {

  private static final Logger LOG = Logger.getLogger(KeycloakDirectory.class);
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

  // A method reference to getId would name an interface that Keycloak 26.4 does not have.

  /**
   * A name that means both a user and the client of a service account means nobody. Otherwise
   * anyone who may create users could make one that a ticket for the service account covers.
   */
  @Override
  public Optional<String> identity(String system, String name, Subject.Kind kind) {
    return switch (kind) {
      case GROUP ->
          after("group:", name)
              .flatMap(path -> GroupPaths.find(session, realm, path))
              .map(found -> found.getId());
      case ROLE -> after("role:", name).flatMap(this::roleNamed).map(found -> found.getId());
      case CLIENT ->
          candidates(system, name).isEmpty()
              ? Optional.ofNullable(realm.getClientByClientId(name)).map(found -> found.getId())
              : Optional.empty();
      case USER, SERVICE_ACCOUNT -> {
        Map<String, UserModel> candidates = candidates(system, name);
        ClientModel client = realm.getClientByClientId(name);
        UserModel account = client == null ? null : session.users().getServiceAccount(client);
        if (account != null) {
          candidates.put(account.getId(), account);
        }
        yield only(candidates).map(found -> found.getId());
      }
      case AGENT -> agent(system, name);
      case CONFIGURATION -> Optional.empty();
    };
  }

  /** The client and the person that a ticket names together, each by its own name. */
  private Optional<String> agent(String system, String name) {
    EntitlementName.ClientRole both;
    try {
      both = Subject.agentNamed(name);
    } catch (IllegalArgumentException unreadable) {
      return Optional.empty();
    }
    ClientModel client = realm.getClientByClientId(both.client());
    UserModel account = client == null ? null : session.users().getServiceAccount(client);
    return account == null
        ? Optional.empty()
        : only(candidates(system, both.role()))
            .filter(person -> person.getServiceAccountClientLink() == null)
            .map(person -> Subject.agentId(account.getId(), person.getId()));
  }

  @Override
  public Optional<Instant> madeAt(Subject subject) {
    return Optional.ofNullable(session.users().getUserById(realm, subject.id()))
        .map(user -> user.getCreatedTimestamp())
        .map(Instant::ofEpochMilli);
  }

  @Override
  public boolean delegated(String system, String rule) {
    return ItsmSystem.components(realm)
        .filter(component -> system.equals(component.getName()))
        .anyMatch(component -> ItsmSystem.mayFulfil(component, rule));
  }

  private static Optional<String> after(String prefix, String name) {
    return name.startsWith(prefix)
        ? Optional.of(name.substring(prefix.length()))
        : Optional.empty();
  }

  @Override
  public Optional<String> entitlement(EntitlementName name) {
    if (name instanceof EntitlementName.RealmRole role) {
      return Optional.ofNullable(realm.getRole(role.role())).map(found -> found.getId());
    }
    if (name instanceof EntitlementName.ClientRole role) {
      return Optional.ofNullable(realm.getClientByClientId(role.client()))
          .map(client -> client.getRole(role.role()))
          .map(found -> found.getId());
    }
    if (name instanceof EntitlementName.Configuration part) {
      return Areas.all().contains(part.area())
          ? Optional.of(Entitlement.configuration(part.area()).id())
          : Optional.empty();
    }
    return Optional.ofNullable(
            realm.getClientByClientId(((EntitlementName.ClientCredential) name).clientId()))
        .map(found -> found.getId());
  }

  @Override
  public Optional<Person> enabledById(String id) {
    return Optional.ofNullable(session.users().getUserById(realm, id))
        .filter(UserModel::isEnabled)
        .filter(found -> found.getServiceAccountClientLink() == null)
        .map(Subjects::person);
  }

  @Override
  public boolean holds(String userId, String role) {
    UserModel user = session.users().getUserById(realm, userId);
    if (user == null) {
      return false;
    }
    return roleNamed(role).filter(user::hasRole).isPresent();
  }

  @Override
  public boolean holdsAny(String userId, Predicate<EntitlementName> named) {
    UserModel user = session.users().getUserById(realm, userId);
    return user != null
        && RoleUtils.getDeepUserRoleMappings(user).stream()
            .anyMatch(role -> named.test(Entitlements.of(role).name()));
  }

  @Override
  public boolean inGroup(String userId, String path) {
    UserModel user = session.users().getUserById(realm, userId);
    return user != null
        && GroupPaths.find(session, realm, path).filter(user::isMemberOf).isPresent();
  }

  /** The role of a name as rules and tickets write it; empty for none. */
  private Optional<RoleModel> roleNamed(String text) {
    EntitlementName name;
    try {
      name = EntitlementName.role(text);
    } catch (IllegalArgumentException unreadable) {
      return Optional.empty();
    }
    if (name instanceof EntitlementName.ClientRole role) {
      return Optional.ofNullable(realm.getClientByClientId(role.client()))
          .map(owner -> owner.getRole(role.role()));
    }
    return Optional.ofNullable(realm.getRole(((EntitlementName.RealmRole) name).role()));
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
    UserModel user = session.users().getUserById(realm, subject.actorId());
    if (user == null) {
      return Optional.empty();
    }
    String own = user.getFirstAttribute(name);
    if (own != null || user.getServiceAccountClientLink() == null) {
      return Optional.ofNullable(own);
    }
    ClientModel client = realm.getClientById(user.getServiceAccountClientLink());
    return client == null ? Optional.empty() : Optional.ofNullable(client.getAttribute(name));
  }

  @Override
  public Map<String, List<String>> attributes(Subject subject) {
    return SubjectAttributes.of(session, realm, subject);
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

  /**
   * What is known of a person. Of whom a directory keeps that does not answer or is switched off,
   * nothing is known, so they are not gone.
   *
   * @param id of a user
   */
  @Override
  public Presence presence(String id) {
    try {
      UserModel user = session.users().getUserById(realm, id);
      if (user == null) {
        return ofADirectory(id) ? Presence.UNKNOWN : Presence.GONE;
      }
      return Presences.of(user);
    } catch (RuntimeException unknown) {
      LOG.debugf(unknown, "Nothing is known of user %s in realm %s", id, realm.getId());
      return Presence.UNKNOWN;
    }
  }

  /** Whose directory is there, but does not know the user at present. */
  private boolean ofADirectory(String id) {
    StorageId storage = new StorageId(id);
    return !storage.isLocal() && realm.getComponent(storage.getProviderId()) != null;
  }

  /**
   * A name by which the ITSM system means this user, and nobody else: the first of the configured
   * attributes that has one.
   */
  public Optional<String> nameIn(String system, String userId) {
    UserModel user = session.users().getUserById(realm, userId);
    return user == null
        ? Optional.empty()
        : attributes(system).stream()
            .flatMap(attribute -> user.getAttributeStream(attribute))
            .filter(name -> !name.isBlank())
            .filter(
                name ->
                    identity(system, name, Subject.Kind.USER).filter(userId::equals).isPresent())
            .findFirst();
  }

  private List<String> attributes(String system) {
    return ItsmSystem.find(session, realm, system)
        .map(ItsmSystem::userAttributes)
        .orElse(ItsmConnectorFactory.DEFAULT_USER_ATTRIBUTES);
  }

  /** Forgets the users it has found: the session may have written to one since. */
  public void refresh() {
    known.clear();
  }

  /** One ticket names the same few people in several roles. */
  private Map<String, UserModel> candidates(String system, String name) {
    return new HashMap<>(known.computeIfAbsent(List.of(system, name), key -> look(system, name)));
  }

  private Map<String, UserModel> look(String system, String name) {
    Map<String, UserModel> found = new HashMap<>();
    for (String attribute : attributes(system)) {
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
              .flatMap(this::withEmail)
              .filter(UserModel::isEmailVerified);
      default ->
          session
              .users()
              .searchForUserByUserAttributeStream(realm, attribute, name)
              .limit(ENOUGH_TO_BE_AMBIGUOUS);
    };
  }

  /** Where a realm lets several have one address, Keycloak fails to say who has it. */
  private Stream<UserModel> withEmail(String address) {
    if (!realm.isDuplicateEmailsAllowed()) {
      return Stream.ofNullable(session.users().getUserByEmail(realm, address));
    }
    return session
        .users()
        .searchForUserStream(
            realm,
            Map.of(UserModel.EMAIL, address, UserModel.EXACT, "true"),
            0,
            ENOUGH_TO_BE_AMBIGUOUS);
  }

  private static Optional<UserModel> only(Map<String, UserModel> candidates) {
    return candidates.size() == 1 ? candidates.values().stream().findFirst() : Optional.empty();
  }
}
