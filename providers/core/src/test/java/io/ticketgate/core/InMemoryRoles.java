package io.ticketgate.core;

import io.ticketgate.core.access.CredentialMark;
import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Holding;
import io.ticketgate.core.access.OlderCredential;
import io.ticketgate.core.access.Roles;
import io.ticketgate.core.access.Subject;
import io.ticketgate.spi.EntitlementName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Roles in memory: who holds which, directly, by a group or as part of a composite. */
public final class InMemoryRoles implements Roles, InMemoryLocks.State {

  private static final EntitlementName NAMELESS = new EntitlementName.RealmRole("?");

  private final InMemoryLocks locks;
  private final InMemoryBindings bindings;
  private final List<Subject> people;
  private final Map<Entitlement, Set<Entitlement>> composites = new HashMap<>();
  private Map<String, Set<Entitlement>> direct = new LinkedHashMap<>();
  private Map<String, Set<String>> memberships = new LinkedHashMap<>();
  private final Set<String> written = new HashSet<>();
  private List<String> sessionsEnded = new ArrayList<>();
  private Map<String, List<String>> secrets = new LinkedHashMap<>();
  private List<String> removed = new ArrayList<>();

  /**
   * @param people who is looked through for grants without a binding
   */
  public InMemoryRoles(InMemoryLocks locks, InMemoryBindings bindings, List<Subject> people) {
    this.locks = locks;
    this.bindings = bindings;
    this.people = people;
  }

  public void composite(Entitlement role, Entitlement... parts) {
    composites.put(role, Set.of(parts));
  }

  /** Writes a mapping as a stock endpoint does; whether it may stay is for the gate to say. */
  public void map(String userId, Entitlement role) {
    direct.computeIfAbsent(userId, id -> new LinkedHashSet<>()).add(role);
  }

  public void unmap(String userId, Entitlement role) {
    direct.computeIfAbsent(userId, id -> new LinkedHashSet<>()).remove(role);
  }

  public void join(String userId, String groupId) {
    memberships.computeIfAbsent(userId, id -> new LinkedHashSet<>()).add(groupId);
  }

  public void leave(String userId, String groupId) {
    memberships.computeIfAbsent(userId, id -> new LinkedHashSet<>()).remove(groupId);
  }

  @Override
  public Set<Entitlement> closure(Entitlement entitlement) {
    Set<Entitlement> all = new LinkedHashSet<>();
    List<Entitlement> todo = new ArrayList<>(List.of(entitlement));
    while (!todo.isEmpty()) {
      Entitlement next = todo.remove(0);
      if (all.add(next)) {
        todo.addAll(composites.getOrDefault(next, Set.of()));
      }
    }
    return all;
  }

  @Override
  public Set<Holding> direct(Subject subject) {
    Set<Holding> all = new LinkedHashSet<>();
    direct.getOrDefault(subject.id(), Set.of()).forEach(role -> all.add(Holding.mapped(role)));
    for (String group : memberships.getOrDefault(subject.id(), Set.of())) {
      direct.getOrDefault(group, Set.of()).forEach(role -> all.add(new Holding(role, group)));
    }
    if (subject.kind() == Subject.Kind.ROLE) {
      composites.getOrDefault(new Entitlement(subject.id(), NAMELESS), Set.of()).stream()
          .map(Holding::mapped)
          .forEach(all::add);
    }
    return all;
  }

  @Override
  public void give(Subject subject, Holding holding) {
    locks.requireSubject(subject, "it gets");
    if (holding.groupId() == null) {
      map(subject.id(), holding.role());
    } else {
      join(subject.id(), holding.groupId());
    }
  }

  @Override
  public void take(Subject subject, Holding holding) {
    locks.requireSubject(subject, "it loses");
    if (holding.groupId() == null) {
      unmap(subject.id(), holding.role());
    } else {
      leave(subject.id(), holding.groupId());
    }
  }

  /** Gives a client another secret; the one it had stays good beside that. */
  public void secret(String clientId, String secret) {
    written.add(secret);
    secrets.computeIfAbsent(clientId, id -> new ArrayList<>()).add(0, secret);
  }

  @Override
  public Set<CredentialMark> credentialMarks(Subject client) {
    List<String> present = secrets(client);
    return present.isEmpty()
        ? Set.of()
        : Set.of(
            CredentialMark.ofSecret(present.get(0)),
            new CredentialMark(CredentialMark.Kind.WHOLE, present.get(0)));
  }

  @Override
  public OlderCredential olderCredential(Subject client) {
    List<String> present = secrets(client);
    String before =
        present.stream().filter(secret -> !written.contains(secret)).findFirst().orElse(null);
    return new OlderCredential(
        !present.isEmpty() && present.get(0).equals(before) ? credentialMarks(client) : Set.of(),
        before == null ? null : new CredentialMark(CredentialMark.Kind.WHOLE, before));
  }

  /** From now on every secret is from before. */
  void committed() {
    written.clear();
  }

  @Override
  public void voidCredential(
      Subject client, Set<CredentialMark> kept, Set<CredentialMark> ended, boolean strict) {
    locks.requireSubject(client, "it loses");
    List<String> left =
        secrets(client).stream()
            .map(
                secret -> {
                  CredentialMark mark = CredentialMark.ofSecret(secret);
                  boolean voided = !kept.contains(mark) && (strict || ended.contains(mark));
                  return voided ? "void" : secret;
                })
            .toList();
    secrets.put(client.id(), new ArrayList<>(left));
  }

  @Override
  public void removeClient(Subject client) {
    locks.requireSubject(client, "it is removed");
    secrets.remove(client.id());
    direct.remove(client.id());
    removed.add(client.id());
  }

  /** The clients that were removed. */
  public List<String> removed() {
    return List.copyOf(removed);
  }

  /** The secrets that a client may use, the one it got last first. */
  public List<String> secrets(Subject client) {
    return secrets.getOrDefault(client.id(), List.of());
  }

  @Override
  public List<Subject> unbound(Entitlement entitlement, @Nullable Subject within, Instant now) {
    return people.stream()
        .filter(
            person ->
                within == null
                    || memberships.getOrDefault(person.id(), Set.of()).contains(within.id())
                    || direct(person).stream()
                        .flatMap(held -> closure(held.role()).stream())
                        .anyMatch(held -> held.id().equals(within.id())))
        .filter(
            person ->
                direct(person).stream()
                    .anyMatch(held -> closure(held.role()).contains(entitlement)))
        .filter(
            person ->
                bindings.all().stream()
                    .filter(
                        binding ->
                            binding.subject().id().equals(person.id()) && binding.covers(now))
                    .noneMatch(binding -> binding.approved(this::closure).contains(entitlement)))
        .toList();
  }

  @Override
  public boolean sharedHolder(Subject structure, EntitlementName role) {
    return people.stream()
        .filter(
            person ->
                memberships.getOrDefault(person.id(), Set.of()).contains(structure.id())
                    || direct(person).stream()
                        .flatMap(held -> closure(held.role()).stream())
                        .anyMatch(held -> held.id().equals(structure.id())))
        .flatMap(person -> direct(person).stream())
        .flatMap(held -> closure(held.role()).stream())
        .anyMatch(held -> held.name().equals(role));
  }

  @Override
  public void endSessions(Subject subject) {
    sessionsEnded.add(subject.id());
  }

  @Override
  public void endTokensBefore(Subject person, Instant since) {
    sessionsEnded.add(person.id() + " before " + since);
  }

  @Override
  public void endSessions(Subject person, Set<Entitlement> lost) {
    lost.stream()
        .map(Entitlement::label)
        .sorted()
        .forEach(label -> sessionsEnded.add(person.id() + " with " + label));
  }

  @Override
  public void endDerivedSessions(Subject person) {
    sessionsEnded.add(person.id() + " where derived");
  }

  public Set<Entitlement> mapped(String id) {
    return Set.copyOf(direct.getOrDefault(id, Set.of()));
  }

  public Set<String> groups(Subject subject) {
    return Set.copyOf(memberships.getOrDefault(subject.id(), Set.of()));
  }

  public List<String> sessionsEnded() {
    return List.copyOf(sessionsEnded);
  }

  @Override
  public Runnable snapshot() {
    var directBefore = copy(direct);
    var membershipsBefore = copy(memberships);
    var sessionsBefore = new ArrayList<>(sessionsEnded);
    Map<String, List<String>> secretsBefore = new LinkedHashMap<>();
    List<String> removedBefore = new ArrayList<>(removed);
    secrets.forEach((id, each) -> secretsBefore.put(id, new ArrayList<>(each)));
    return () -> {
      direct = directBefore;
      memberships = membershipsBefore;
      sessionsEnded = sessionsBefore;
      secrets = secretsBefore;
      removed = removedBefore;
    };
  }

  private static <T> Map<String, Set<T>> copy(Map<String, Set<T>> all) {
    Map<String, Set<T>> copied = new LinkedHashMap<>();
    all.forEach((id, each) -> copied.put(id, new LinkedHashSet<>(each)));
    return copied;
  }
}
