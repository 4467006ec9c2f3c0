package io.ticketgate.core;

import io.ticketgate.core.access.Directory;
import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Presence;
import io.ticketgate.core.access.Subject;
import io.ticketgate.spi.EntitlementName;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Users in memory, who may go by more than one name, and what they and clients are said to have.
 */
public final class InMemoryDirectory implements Directory {

  private final InMemoryRoles roles;
  private final Map<String, User> users = new LinkedHashMap<>();
  private final Map<String, Map<String, String>> attributes = new HashMap<>();

  private final Map<String, Set<String>> boundaries = new HashMap<>();
  private final Map<String, String> ids = new HashMap<>();
  private final Set<String> absent = new HashSet<>();
  private final Map<String, Instant> madeAt = new HashMap<>();

  private final Set<String> away = new HashSet<>();
  private final Map<String, Set<String>> groups = new HashMap<>();

  private record User(String id, String name, Set<String> aliases, boolean enabled) {
    boolean named(String other) {
      return name.equalsIgnoreCase(other)
          || aliases.stream().anyMatch(alias -> alias.equalsIgnoreCase(other));
    }
  }

  public InMemoryDirectory(InMemoryRoles roles) {
    this.roles = roles;
  }

  public void user(String id, String name, boolean enabled, String... aliases) {
    users.put(id, new User(id, name, Set.of(aliases), enabled));
  }

  public void attribute(Subject subject, String name, String value) {
    attributes.computeIfAbsent(subject.id(), id -> new HashMap<>()).put(name, value);
  }

  /** From now on tickets of the system fulfil these rules alone. */
  public void delegate(String system, String... rules) {
    boundaries.put(system, Set.of(rules));
  }

  @Override
  public boolean delegated(String system, String rule) {
    return !boundaries.containsKey(system) || boundaries.get(system).contains(rule);
  }

  @Override
  public Optional<Person> person(String system, String name) {
    List<User> named = users.values().stream().filter(user -> user.named(name)).toList();
    return named.size() == 1 && named.get(0).enabled()
        ? Optional.of(new Person(named.get(0).id(), named.get(0).name()))
        : Optional.empty();
  }

  /** Whatever is no user is known by its name alone, until {@link #named} says more of it. */
  @Override
  public boolean means(String system, String name, Subject subject) {
    if (subject.kind() != Subject.Kind.USER && !ids.containsKey(name)) {
      return subject.structure()
          ? name.equals("group:" + subject.name()) || name.equals("role:" + subject.name())
          : subject.name().equals(name);
    }
    return Directory.super.means(system, name, subject);
  }

  @Override
  public Optional<String> identity(String system, String name, Subject.Kind kind) {
    if (kind != Subject.Kind.USER && kind != Subject.Kind.SERVICE_ACCOUNT) {
      return known(kind + ":" + name).or(() -> known(name));
    }
    if (users.values().stream().noneMatch(user -> user.named(name))) {
      return known(name);
    }
    List<User> named = users.values().stream().filter(user -> user.named(name)).toList();
    return named.size() == 1 ? Optional.of(named.get(0).id()) : Optional.empty();
  }

  @Override
  public Optional<String> entitlement(EntitlementName name) {
    if (name instanceof EntitlementName.Configuration part) {
      return Optional.of(Entitlement.configuration(part.area()).id());
    }
    return known(name.toString())
        .or(() -> absent.contains(name.toString()) ? Optional.empty() : Optional.of(id(name)));
  }

  private Optional<String> known(String name) {
    return Optional.ofNullable(ids.get(name));
  }

  /** Tests give the roles and clients of their realm ids of this form. */
  private static String id(EntitlementName name) {
    if (name instanceof EntitlementName.ClientCredential credential) {
      return credential.clientId().replaceFirst("^ci-", "c-");
    }
    return "id-"
        + (name instanceof EntitlementName.ClientRole role
            ? role.role()
            : ((EntitlementName.RealmRole) name).role());
  }

  /** No role or client has that name. */
  public void absent(String name) {
    absent.add(name);
  }

  public void madeAt(String id, Instant at) {
    madeAt.put(id, at);
  }

  @Override
  public Optional<Instant> madeAt(Subject subject) {
    return Optional.ofNullable(madeAt.get(subject.id()));
  }

  /** The directory that keeps the account does not answer any more. */
  public void away(String id) {
    away.add(id);
  }

  @Override
  public Presence presence(String id) {
    return away.contains(id) ? Presence.UNKNOWN : Directory.super.presence(id);
  }

  @Override
  public Optional<Person> enabledById(String id) {
    return Optional.ofNullable(users.get(id))
        .filter(User::enabled)
        .map(user -> new Person(user.id(), user.name()));
  }

  /** From now on a name is that of another role, client or group, or of none before. */
  public void named(String name, String id) {
    ids.put(name, id);
  }

  @Override
  public boolean holds(String userId, String role) {
    return roles.mapped(userId).stream()
        .flatMap(held -> roles.closure(held).stream())
        .anyMatch(held -> held.name().toString().equals(role));
  }

  /** From now on the user is in the group of that path. */
  public void member(String userId, String path) {
    groups.computeIfAbsent(userId, id -> new HashSet<>()).add(path);
  }

  @Override
  public boolean inGroup(String userId, String path) {
    return groups.getOrDefault(userId, Set.of()).stream()
        .anyMatch(own -> own.equals(path) || own.startsWith(path + "/"));
  }

  @Override
  public boolean holdsAny(String userId, Predicate<EntitlementName> named) {
    return roles.mapped(userId).stream()
        .flatMap(held -> roles.closure(held).stream())
        .anyMatch(held -> named.test(held.name()));
  }

  @Override
  public Map<String, List<String>> attributes(Subject subject) {
    Map<String, List<String>> lists = new HashMap<>();
    attributes
        .getOrDefault(subject.id(), Map.of())
        .forEach((name, value) -> lists.put(name, List.of(value)));
    return lists;
  }

  @Override
  public Optional<String> attribute(Subject subject, String name) {
    return Optional.ofNullable(attributes.getOrDefault(subject.id(), Map.of()).get(name));
  }

  @Override
  public Optional<Person> enabledPerson(String nameOrId) {
    return users.values().stream()
        .filter(User::enabled)
        .filter(user -> user.id().equals(nameOrId) || user.name().equals(nameOrId))
        .map(user -> new Person(user.id(), user.name()))
        .findFirst();
  }
}
