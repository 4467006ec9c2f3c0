package io.ticketgate.policy;

import io.ticketgate.core.access.Directory;
import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.RoleContents;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.classification.Areas;
import io.ticketgate.spi.EntitlementName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The people, clients, groups and roles that the examples of a file are about. Only people and
 * clients that it lists are there; a role or group is there as soon as somebody names it.
 */
final class ExampleRealm implements Directory, RoleContents {

  private final Map<String, Account> users = new LinkedHashMap<>();
  private final Map<String, Client> clients = new LinkedHashMap<>();
  private final Map<String, Map<String, List<String>>> groups = new HashMap<>();
  private final Map<String, Role> roles = new HashMap<>();

  /** Who can hold roles. */
  private record Account(
      String id,
      String name,
      boolean enabled,
      Set<String> names,
      Set<EntitlementName> roles,
      Map<String, List<String>> attributes) {

    boolean named(String other) {
      return names.stream().anyMatch(other::equalsIgnoreCase);
    }
  }

  private record Client(
      String id, @Nullable Account serviceAccount, Map<String, List<String>> attributes) {}

  private record Role(Set<EntitlementName> contained, Map<String, List<String>> attributes) {}

  /**
   * @param realm member {@code realm} of the file
   */
  ExampleRealm(Members realm) {
    realm.each("users", (name, user) -> users.put(name, account("user", name, user)));
    realm.each("clients", (name, client) -> clients.put(name, client(name, client)));
    realm.each(
        "groups",
        (path, group) -> {
          groups.put(path, group.attributes("attributes"));
          group.requireKnown();
        });
    realm.each(
        "roles",
        (name, role) -> {
          roles.put(
              roleNamed(role, "", name).toString(),
              new Role(roleNames(role, "contains"), role.attributes("attributes")));
          role.requireKnown();
        });
    realm.requireKnown();
  }

  private static Account account(String kind, String name, Members user) {
    String id = user.text("id");
    Set<String> names = new LinkedHashSet<>(user.texts("alsoNamed"));
    names.add(name);
    Account account =
        new Account(
            id == null ? id(kind, name) : id,
            name,
            user.flag("enabled", true),
            names,
            roleNames(user, "roles"),
            user.attributes("attributes"));
    user.requireKnown();
    return account;
  }

  private static Client client(String clientId, Members client) {
    Account account =
        client.has("serviceAccount")
            ? account("service-account", clientId, client.object("serviceAccount"))
            : null;
    Client made = new Client(id("client", clientId), account, client.attributes("attributes"));
    client.requireKnown();
    return made;
  }

  private static Set<EntitlementName> roleNames(Members members, String name) {
    return members.texts(name).stream()
        .map(text -> roleNamed(members, name, text))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  static EntitlementName roleNamed(Members members, String member, String text) {
    try {
      return EntitlementName.role(text);
    } catch (IllegalArgumentException unreadable) {
      throw members.wrong(member, String.valueOf(unreadable.getMessage()));
    }
  }

  /** Looks like the ids of Keycloak, and is the same in each run. */
  private static String id(String kind, String name) {
    return UUID.nameUUIDFromBytes((kind + ":" + name).getBytes(StandardCharsets.UTF_8)).toString();
  }

  // What a request names

  Entitlement entitlementNamed(EntitlementName name) {
    if (name instanceof EntitlementName.Configuration part) {
      return Entitlement.configuration(part.area());
    }
    return new Entitlement(
        name instanceof EntitlementName.ClientCredential credential
            ? id("client", credential.clientId())
            : id("role", name.toString()),
        name);
  }

  Optional<Subject> user(String name) {
    return Optional.ofNullable(users.get(name))
        .map(found -> new Subject(Subject.Kind.USER, found.id(), found.name()));
  }

  Optional<Subject> serviceAccount(String clientId) {
    return Optional.ofNullable(clients.get(clientId))
        .map(Client::serviceAccount)
        .map(found -> new Subject(Subject.Kind.SERVICE_ACCOUNT, found.id(), clientId));
  }

  Optional<Subject> client(String clientId) {
    return Optional.ofNullable(clients.get(clientId))
        .map(found -> new Subject(Subject.Kind.CLIENT, found.id(), clientId));
  }

  Subject group(String path) {
    return new Subject(Subject.Kind.GROUP, id("group", path), path);
  }

  Subject role(EntitlementName name) {
    return new Subject(Subject.Kind.ROLE, id("role", name.toString()), name.toString());
  }

  /** Attributes that mark a role or client as protected. */
  Map<String, List<String>> marks(Entitlement entitlement) {
    if (entitlement.name() instanceof EntitlementName.ClientCredential credential) {
      Client client = clients.get(credential.clientId());
      return client == null ? Map.of() : client.attributes();
    }
    Role role = roles.get(entitlement.name().toString());
    return role == null ? Map.of() : role.attributes();
  }

  // What the gate asks

  @Override
  public Set<Entitlement> closure(Entitlement entitlement) {
    Set<Entitlement> closure = new LinkedHashSet<>();
    Deque<Entitlement> open = new ArrayDeque<>(List.of(entitlement));
    while (!open.isEmpty()) {
      Entitlement next = open.pop();
      if (closure.add(next) && !next.credential() && !next.configuration()) {
        Role role = roles.get(next.name().toString());
        if (role != null) {
          role.contained().forEach(name -> open.push(entitlementNamed(name)));
        }
      }
    }
    return closure;
  }

  @Override
  public Optional<Person> person(String system, String name) {
    List<Account> named = named(name);
    return named.size() == 1 && named.get(0).enabled()
        ? Optional.of(new Person(named.get(0).id(), named.get(0).name()))
        : Optional.empty();
  }

  /** A name that means both a user and the client of a service account means nobody. */
  @Override
  public Optional<String> identity(String system, String name, Subject.Kind kind) {
    return switch (kind) {
      case USER, SERVICE_ACCOUNT -> {
        Set<String> ids = named(name).stream().map(Account::id).collect(Collectors.toSet());
        serviceAccount(name).ifPresent(account -> ids.add(account.id()));
        yield ids.size() == 1 ? ids.stream().findFirst() : Optional.empty();
      }
      case CLIENT -> named(name).isEmpty() ? client(name).map(Subject::id) : Optional.empty();
      case GROUP -> after("group:", name).map(path -> group(path).id());
      case ROLE -> after("role:", name).flatMap(this::roleOf).map(role -> role(role).id());
      case AGENT -> agent(name);
      case CONFIGURATION -> Optional.empty();
    };
  }

  private Optional<String> agent(String name) {
    try {
      EntitlementName.ClientRole both = Subject.agentNamed(name);
      List<Account> people = named(both.role());
      return people.size() == 1
          ? serviceAccount(both.client())
              .map(account -> Subject.agentId(account.id(), people.get(0).id()))
          : Optional.empty();
    } catch (IllegalArgumentException unreadable) {
      return Optional.empty();
    }
  }

  private static Optional<String> after(String prefix, String name) {
    return name.startsWith(prefix)
        ? Optional.of(name.substring(prefix.length()))
        : Optional.empty();
  }

  private Optional<EntitlementName> roleOf(String text) {
    try {
      return Optional.of(EntitlementName.role(text));
    } catch (IllegalArgumentException unreadable) {
      return Optional.empty();
    }
  }

  private List<Account> named(String name) {
    return users.values().stream().filter(user -> user.named(name)).toList();
  }

  /** Nothing is known of when accounts were made, so nobody came late. */
  @Override
  public Optional<Instant> madeAt(Subject subject) {
    return Optional.empty();
  }

  @Override
  public Optional<String> entitlement(EntitlementName name) {
    return name instanceof EntitlementName.Configuration part && !Areas.all().contains(part.area())
        ? Optional.empty()
        : Optional.of(entitlementNamed(name).id());
  }

  @Override
  public Optional<Person> enabledById(String id) {
    return users.values().stream()
        .filter(user -> user.id().equals(id) && user.enabled())
        .map(user -> new Person(user.id(), user.name()))
        .findFirst();
  }

  @Override
  public Optional<Person> enabledPerson(String nameOrId) {
    return users.values().stream()
        .filter(Account::enabled)
        .filter(user -> user.name().equalsIgnoreCase(nameOrId) || user.id().equals(nameOrId))
        .map(user -> new Person(user.id(), user.name()))
        .findFirst();
  }

  @Override
  public boolean holds(String userId, String role) {
    return account(userId).stream()
        .flatMap(account -> account.roles().stream())
        .flatMap(name -> closure(entitlementNamed(name)).stream())
        .anyMatch(held -> held.name().toString().equals(role));
  }

  private Optional<Account> account(String id) {
    return Stream.concat(
            users.values().stream(),
            clients.values().stream().flatMap(each -> Stream.ofNullable(each.serviceAccount())))
        .filter(each -> each.id().equals(id))
        .findFirst();
  }

  @Override
  public Optional<String> attribute(Subject subject, String name) {
    return all(subject).getOrDefault(name, List.of()).stream().findFirst();
  }

  /** Keycloak keeps settings of its own in attributes of clients with a dot in their name. */
  @Override
  public Map<String, List<String>> attributes(Subject subject) {
    Map<String, List<String>> attributes = new LinkedHashMap<>(all(subject));
    Map<String, List<String>> own = own(subject);
    attributes.keySet().removeIf(name -> name.indexOf('.') >= 0 && !own.containsKey(name));
    return attributes;
  }

  private Map<String, List<String>> own(Subject subject) {
    return switch (subject.kind()) {
      case USER, SERVICE_ACCOUNT, AGENT ->
          account(subject.actorId()).map(Account::attributes).orElse(Map.of());
      case GROUP -> groups.getOrDefault(subject.name(), Map.of());
      case ROLE -> {
        Role role = roles.get(subject.name());
        yield role == null ? Map.of() : role.attributes();
      }
      case CLIENT, CONFIGURATION -> Map.of();
    };
  }

  /** With those that the client has and its service account has not. */
  private Map<String, List<String>> all(Subject subject) {
    Map<String, List<String>> attributes = new LinkedHashMap<>();
    clients
        .values()
        .forEach(
            client -> {
              Account account = client.serviceAccount();
              if (client.id().equals(subject.id())
                  || (account != null && account.id().equals(subject.actorId()))) {
                attributes.putAll(client.attributes());
              }
            });
    attributes.putAll(own(subject));
    return attributes;
  }
}
