package io.ticketgate.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One realm in memory. It is as strict as a database with row locks lets one be: a ticket is locked
 * before any subject, subjects in the order of their ids, nothing is written without its lock, and
 * what throws leaves no trace.
 */
final class InMemoryRealm
    implements Ports.Tickets,
        Ports.Bindings,
        Ports.Rules,
        Ports.Roles,
        Ports.Directory,
        Ports.Journal {

  static final Instant T0 = Instant.parse("2026-11-21T08:00:00Z");

  static final Entitlement DB_ADMIN = realmRole("db-admin");
  static final Entitlement REFUND =
      new Entitlement("id-refund", new EntitlementName.ClientRole("orders", "refund"));
  static final Entitlement READER = realmRole("reader");
  static final Entitlement CAB = realmRole("cab-member");

  /** A composite that no rule names, and that carries {@link #DB_ADMIN} and {@link #READER}. */
  static final Entitlement OPS = realmRole("ops");

  static final Subject ALICE = new Subject(Subject.Kind.USER, "u-alice", "alice");
  static final Subject BELLA = new Subject(Subject.Kind.USER, "u-bella", "bella");
  static final Subject DEPLOYER =
      new Subject(Subject.Kind.SERVICE_ACCOUNT, "u-sa-deployer", "deployer");
  static final Subject DEPLOYER_CLIENT =
      new Subject(Subject.Kind.CLIENT, "c-deployer", "ci-deployer");

  /** In this realm a client has it or, once it was voided, has not. */
  static final Entitlement DEPLOYER_CREDENTIAL =
      new Entitlement("c-deployer", new EntitlementName.ClientCredential("ci-deployer"));

  static final Subject DBA = new Subject(Subject.Kind.GROUP, "g-dba", "/dba");
  private static final EntitlementName NAMELESS = new EntitlementName.RealmRole("?");
  static final Person ADMIN = new Person("u-admin", "admin");

  record Refusal(Subject subject, Entitlement entitlement, ErrorCode code) {}

  private record User(String id, String name, Set<String> aliases, boolean enabled) {
    boolean named(String other) {
      return name.equalsIgnoreCase(other)
          || aliases.stream().anyMatch(alias -> alias.equalsIgnoreCase(other));
    }
  }

  private Map<TicketRef, Optional<KnownTicket>> tickets = new LinkedHashMap<>();
  private Map<TicketRef, Instant> readAt = new HashMap<>();
  private final Map<TicketRef, Instant> missingSince = new HashMap<>();
  private Map<String, Binding> bindings = new LinkedHashMap<>();
  private Map<String, Set<Entitlement>> direct = new LinkedHashMap<>();
  private Map<String, Set<String>> memberships = new LinkedHashMap<>();
  private List<String> sessionsEnded = new ArrayList<>();
  private List<String> oldSecretsTaken = new ArrayList<>();
  private List<Transition> transitions = new ArrayList<>();
  private List<Refusal> wouldRefuse = new ArrayList<>();
  private final List<Subject> listed = new ArrayList<>();
  private final List<Subject> people = List.of(ALICE, BELLA, DEPLOYER);

  private final Map<String, User> users = new LinkedHashMap<>();
  private final Map<String, Map<String, String>> attributes = new HashMap<>();
  private final Map<Entitlement, Set<Entitlement>> composites = new HashMap<>();
  private final List<Rule> rules = new ArrayList<>();

  private boolean inTransaction;
  private final Set<TicketRef> lockedTickets = new HashSet<>();
  private final List<String> lockedSubjects = new ArrayList<>();
  private final List<String> calls = new ArrayList<>();
  private final Map<String, Runnable> rivals = new HashMap<>();
  private int lastId;

  private final Evaluator evaluator = new Evaluator(this, this, this);
  private final Endings endings = new Endings(this, this, this, this);
  private final GrantDesk grantDesk =
      new GrantDesk(evaluator, this, this, this, this, this, endings, () -> "b" + ++lastId);
  private final TicketDesk ticketDesk = new TicketDesk(this, this, this, endings);
  private final WriteGate writeGate =
      new WriteGate(evaluator, this, this, this, this, this, grantDesk);

  /** alice, bella, rita the requester; bob, carol, dave on the board; deployer's client. */
  InMemoryRealm() {
    user("u-alice", "alice", true, "alice@example.org");
    user("u-bella", "bella", true);
    user("u-rita", "rita", true, "rita@example.org");
    user("u-bob", "bob", true, "bob@example.org");
    user("u-carol", "carol", true);
    user("u-dave", "dave", true);
    for (String id : List.of("u-bob", "u-carol", "u-dave")) {
      map(id, CAB);
    }
    composite(OPS, DB_ADMIN, READER);
  }

  static Entitlement realmRole(String name) {
    return new Entitlement("id-" + name, new EntitlementName.RealmRole(name));
  }

  // --- what a test sets up, past the gate

  void user(String id, String name, boolean enabled, String... aliases) {
    users.put(id, new User(id, name, Set.of(aliases), enabled));
  }

  void attribute(Subject subject, String name, String value) {
    attributes.computeIfAbsent(subject.id(), id -> new HashMap<>()).put(name, value);
  }

  void composite(Entitlement role, Entitlement... parts) {
    composites.put(role, Set.of(parts));
  }

  /** Writes a mapping as a stock endpoint does; whether it may stay is for the gate to say. */
  void map(String userId, Entitlement role) {
    direct.computeIfAbsent(userId, id -> new LinkedHashSet<>()).add(role);
  }

  void unmap(String userId, Entitlement role) {
    direct.computeIfAbsent(userId, id -> new LinkedHashSet<>()).remove(role);
  }

  void join(String userId, String groupId) {
    memberships.computeIfAbsent(userId, id -> new LinkedHashSet<>()).add(groupId);
  }

  void leave(String userId, String groupId) {
    memberships.computeIfAbsent(userId, id -> new LinkedHashSet<>()).remove(groupId);
  }

  /** Adds a rule; each setting is {@code field=value}, repeated for a list. */
  Rule rule(String name, String... settings) {
    Rule rule = parse(name, settings);
    rules.removeIf(other -> other.name().equals(name));
    rules.add(rule);
    return rule;
  }

  static Rule parse(String name, String... settings) {
    Map<String, List<String>> config = new LinkedHashMap<>();
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      config
          .computeIfAbsent(setting.substring(0, equals), key -> new ArrayList<>())
          .add(setting.substring(equals + 1));
    }
    return RuleParser.parse("rule-" + name, name, config);
  }

  void dropRule(String name) {
    rules.removeIf(rule -> rule.name().equals(name));
  }

  /** When {@code lock} is asked for, another transaction has just committed {@code work}. */
  void rivalBefore(String lock, Runnable work) {
    rivals.put(lock, work);
  }

  // --- transactions through the domain

  <T> T inTransaction(Supplier<T> work) {
    assertThat(inTransaction).as("one transaction at a time").isFalse();
    var ticketsBefore = new LinkedHashMap<>(tickets);
    var readAtBefore = new HashMap<>(readAt);
    var bindingsBefore = new LinkedHashMap<>(bindings);
    var directBefore = new LinkedHashMap<String, Set<Entitlement>>();
    direct.forEach((id, held) -> directBefore.put(id, new LinkedHashSet<>(held)));
    var membershipsBefore = new LinkedHashMap<String, Set<String>>();
    memberships.forEach((id, groups) -> membershipsBefore.put(id, new LinkedHashSet<>(groups)));
    var sessionsBefore = new ArrayList<>(sessionsEnded);
    var transitionsBefore = new ArrayList<>(transitions);
    var refusedBefore = new ArrayList<>(wouldRefuse);
    var oldSecretsBefore = new ArrayList<>(oldSecretsTaken);
    inTransaction = true;
    try {
      return work.get();
    } catch (RuntimeException rollback) {
      tickets = ticketsBefore;
      readAt = readAtBefore;
      bindings = bindingsBefore;
      direct = directBefore;
      memberships = membershipsBefore;
      sessionsEnded = sessionsBefore;
      transitions = transitionsBefore;
      wouldRefuse = refusedBefore;
      oldSecretsTaken = oldSecretsBefore;
      throw rollback;
    } finally {
      inTransaction = false;
      lockedTickets.clear();
      lockedSubjects.clear();
    }
  }

  TicketDesk.Receipt receive(TicketBuilder ticket, Instant now) {
    return receive(ticket.build(), now);
  }

  TicketDesk.Receipt receive(Ticket ticket, Instant now) {
    return inTransaction(
        () -> ticketDesk.receive(ticket, InMemoryRealm::compareNumbers, null, now));
  }

  TicketDesk.Receipt read(TicketBuilder ticket, Instant begun, Instant now) {
    return inTransaction(
        () -> ticketDesk.read(ticket.build(), InMemoryRealm::compareNumbers, begun, null, now));
  }

  boolean missing(String ref, Duration patience, Instant now) {
    return inTransaction(() -> ticketDesk.missing(TicketRef.parse(ref), patience, now));
  }

  private static int compareNumbers(String a, String b) {
    return Long.compare(Long.parseLong(a), Long.parseLong(b));
  }

  GrantDesk.Bound bind(GrantRequest request, Instant now) {
    return inTransaction(() -> grantDesk.bind(request, now));
  }

  Binding activate(String id, Instant now) {
    return inTransaction(() -> grantDesk.activate(id, ADMIN, now));
  }

  void end(EndCause cause, Instant now, Binding... candidates) {
    inTransaction(
        () -> {
          endings.end(List.of(candidates), cause, ADMIN, "because", now);
          return true;
        });
  }

  Binding suspend(Binding binding, Instant now) {
    return inTransaction(() -> endings.suspend(binding, EndCause.ADMIN, ADMIN, "because", now));
  }

  Binding resume(String id, Instant now) {
    return inTransaction(() -> grantDesk.resume(id, ADMIN, now));
  }

  void expire(Subject subject, Instant now) {
    inTransaction(
        () -> {
          endings.expire(subject, now);
          return true;
        });
  }

  /** A stock endpoint that maps roles, and names a ticket in the header or does not. */
  void assign(@Nullable String ticket, Instant now, AttemptedGrant... attempts) {
    inTransaction(
        () -> {
          for (AttemptedGrant attempt : attempts) {
            String group = attempt.holding().groupId();
            if (group == null) {
              map(attempt.subject().id(), attempt.entitlement());
            } else {
              join(attempt.subject().id(), group);
            }
          }
          writeGate.judge(
              List.of(attempts), ticket == null ? null : TicketRef.parse(ticket), ADMIN, now);
          return true;
        });
  }

  /** A stock endpoint that writes configuration. */
  void configure(Instant now, AttemptedExposure... exposures) {
    inTransaction(
        () -> {
          writeGate.judgeExposures(List.of(exposures), ADMIN, now);
          return true;
        });
  }

  /** A stock endpoint that takes somebody out of a group which carries a role. */
  void removeFrom(String groupId, Subject subject, Entitlement role, Instant now) {
    inTransaction(
        () -> {
          leave(subject.id(), groupId);
          endings.grantRemoved(subject, role, ADMIN, now);
          return true;
        });
  }

  /** A stock endpoint that removes a mapping. */
  void unassign(Subject subject, Entitlement role, Instant now) {
    inTransaction(
        () -> {
          unmap(subject.id(), role);
          endings.grantRemoved(subject, role, ADMIN, now);
          return true;
        });
  }

  /** A stock endpoint that replaces all mappings: takes this one away and writes it again. */
  void removedAndGivenBack(Subject subject, Entitlement role, Instant now) {
    inTransaction(
        () -> {
          unmap(subject.id(), role);
          map(subject.id(), role);
          endings.grantRemoved(subject, role, ADMIN, now);
          return true;
        });
  }

  List<AttemptedGrant> guarded(AttemptedGrant... attempts) {
    return writeGate.guarded(List.of(attempts));
  }

  Decision decide(GrantRequest request, Instant now) {
    KnownTicket known = find(request.ticket()).orElseThrow();
    int uses = uses(request.ticket(), request.subject(), request.entitlement());
    return evaluator.decide(request, known, evaluator.rulesFor(request.entitlement()), uses, now);
  }

  List<Rule> rulesFor(Entitlement entitlement) {
    return evaluator.rulesFor(entitlement);
  }

  // --- what a test looks at

  List<Binding> bindings() {
    return List.copyOf(bindings.values());
  }

  Binding binding(String id) {
    return find(id).orElseThrow();
  }

  List<Transition> transitions() {
    return List.copyOf(transitions);
  }

  List<Refusal> refusals() {
    return List.copyOf(wouldRefuse);
  }

  /** Who was listed as holding a role without a binding. */
  List<Subject> listed() {
    return List.copyOf(listed);
  }

  Set<String> groups(Subject subject) {
    return Set.copyOf(memberships.getOrDefault(subject.id(), Set.of()));
  }

  List<String> sessionsEnded() {
    return List.copyOf(sessionsEnded);
  }

  /** Ids of the clients whose replaced secret was voided. */
  List<String> oldSecretsTaken() {
    return List.copyOf(oldSecretsTaken);
  }

  Optional<Instant> readAt(String ref) {
    return Optional.ofNullable(readAt.get(TicketRef.parse(ref)));
  }

  /** Locks, queries and writes of tickets and bindings, in order, since {@link #forgetCalls}. */
  List<String> calls() {
    return List.copyOf(calls);
  }

  void forgetCalls() {
    calls.clear();
  }

  Set<Entitlement> roles(Subject subject) {
    return Set.copyOf(direct.getOrDefault(subject.id(), Set.of()));
  }

  // --- Ports.Tickets

  @Override
  public Optional<KnownTicket> find(TicketRef ref) {
    calls.add("find ticket " + ref);
    return Optional.ofNullable(tickets.get(ref)).flatMap(known -> known);
  }

  @Override
  public Optional<KnownTicket> lock(TicketRef ref) {
    lockTicket(ref);
    return Optional.ofNullable(tickets.get(ref)).flatMap(known -> known);
  }

  @Override
  public Optional<KnownTicket> lockOrCreate(TicketRef ref) {
    lockTicket(ref);
    return tickets.computeIfAbsent(ref, missing -> Optional.empty());
  }

  private void lockTicket(TicketRef ref) {
    assertThat(inTransaction).as("locks need a transaction").isTrue();
    assertThat(lockedSubjects).as("a ticket is locked before any subject").isEmpty();
    runRival("ticket " + ref);
    calls.add("lock ticket " + ref);
    lockedTickets.add(ref);
  }

  @Override
  public void save(KnownTicket ticket, Instant at) {
    TicketRef ref = ticket.ticket().ref();
    assertThat(lockedTickets).as("a ticket is locked before it is saved").contains(ref);
    calls.add("save ticket " + ref);
    tickets.put(ref, Optional.of(ticket));
    readAt.put(ref, at);
    missingSince.remove(ref);
  }

  @Override
  public Optional<Instant> readAt(TicketRef ref) {
    return Optional.ofNullable(readAt.get(ref));
  }

  @Override
  public Optional<Instant> missingSince(TicketRef ref) {
    return Optional.ofNullable(missingSince.get(ref));
  }

  @Override
  public void missing(TicketRef ref, Instant since) {
    assertThat(lockedTickets).as("a ticket is locked before it is written").contains(ref);
    missingSince.put(ref, since);
  }

  // --- Ports.Bindings

  @Override
  public void lockSubject(Subject subject) {
    assertThat(inTransaction).as("locks need a transaction").isTrue();
    if (lockedSubjects.contains(subject.id())) {
      return;
    }
    assertThat(lockedSubjects)
        .as("subjects are locked in the order of their ids")
        .allMatch(held -> held.compareTo(subject.id()) < 0);
    runRival("subject " + subject.id());
    calls.add("lock subject " + subject.id());
    lockedSubjects.add(subject.id());
  }

  private void runRival(String lock) {
    Runnable rival = rivals.remove(lock);
    if (rival != null) {
      rival.run();
    }
  }

  /** For a rival transaction: what it does is committed, whatever becomes of the other one. */
  void commitElsewhere(Binding binding) {
    bindings.put(binding.id(), binding);
  }

  /** As {@link #commitElsewhere(Binding)}. */
  void commitElsewhere(KnownTicket ticket) {
    tickets.put(ticket.ticket().ref(), Optional.of(ticket));
  }

  @Override
  public void insert(Binding binding) {
    assertThat(lockedSubjects)
        .as("a subject is locked before a binding is written")
        .contains(binding.subject().id());
    assertThat(lockedTickets)
        .as("a ticket is locked before a binding under it is made")
        .contains(binding.ticket());
    assertThat(bindings).as("ids are unique").doesNotContainKey(binding.id());
    calls.add("insert binding " + binding.id());
    bindings.put(binding.id(), binding);
  }

  @Override
  public void update(Binding binding) {
    assertThat(lockedSubjects)
        .as("a subject is locked before a binding is written")
        .contains(binding.subject().id());
    if (binding.status() == BindingStatus.ACTIVE) {
      assertThat(lockedTickets)
          .as("a ticket is locked before a binding under it is activated")
          .contains(binding.ticket());
    }
    assertThat(bindings).containsKey(binding.id());
    calls.add("update binding " + binding.id());
    bindings.put(binding.id(), binding);
  }

  @Override
  public Optional<Binding> find(String id) {
    calls.add("find binding " + id);
    return Optional.ofNullable(bindings.get(id));
  }

  @Override
  public List<Binding> liveOf(Subject subject) {
    calls.add("live of " + subject.id());
    return bindings.values().stream()
        .filter(binding -> binding.status().live())
        .filter(binding -> binding.subject().id().equals(subject.id()))
        .toList();
  }

  @Override
  public Set<TicketRef> authorisedUnder(Subject subject) {
    calls.add("authorised under " + subject.id());
    return bindings.values().stream()
        .filter(binding -> binding.status() == BindingStatus.AUTHORIZED)
        .filter(binding -> binding.subject().id().equals(subject.id()))
        .map(Binding::ticket)
        .collect(Collectors.toSet());
  }

  @Override
  public List<Binding> liveUnder(TicketRef ticket) {
    calls.add("live under " + ticket);
    return bindings.values().stream()
        .filter(binding -> binding.status().live() && binding.ticket().equals(ticket))
        .toList();
  }

  @Override
  public int uses(TicketRef ticket, Subject subject, Entitlement entitlement) {
    calls.add("uses of " + ticket);
    return (int)
        bindings.values().stream()
            .filter(binding -> binding.ticket().equals(ticket))
            .filter(
                binding ->
                    binding.subject().id().equals(subject.id())
                        || (binding.subject().kind() == subject.kind()
                            && binding.subject().name().equals(subject.name())))
            .filter(
                binding ->
                    binding.entitlement().equals(entitlement)
                        || binding.entitlement().name().equals(entitlement.name()))
            .count();
  }

  // --- Ports.Rules

  @Override
  public List<Rule> protecting(Entitlement entitlement) {
    return rules.stream()
        .filter(rule -> rule.mode() != Mode.OFF && rule.protects().matches(entitlement.name()))
        .toList();
  }

  // --- Ports.Roles

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
    assertThat(lockedSubjects).as("a subject is locked before it gets").contains(subject.id());
    if (holding.groupId() == null) {
      map(subject.id(), holding.role());
    } else {
      join(subject.id(), holding.groupId());
    }
  }

  @Override
  public void take(Subject subject, Holding holding) {
    assertThat(lockedSubjects).as("a subject is locked before it loses").contains(subject.id());
    if (holding.groupId() == null) {
      unmap(subject.id(), holding.role());
    } else {
      leave(subject.id(), holding.groupId());
    }
  }

  @Override
  public void takeOldSecret(Subject client) {
    assertThat(lockedSubjects).as("a client is locked before it loses").contains(client.id());
    oldSecretsTaken.add(client.id());
  }

  @Override
  public List<Subject> unbound(Entitlement entitlement, @Nullable Subject within, Instant now) {
    return people.stream()
        .filter(
            person ->
                within == null
                    || memberships.getOrDefault(person.id(), Set.of()).contains(within.id()))
        .filter(
            person ->
                direct(person).stream()
                    .anyMatch(held -> closure(held.role()).contains(entitlement)))
        .filter(
            person ->
                bindings.values().stream()
                    .filter(
                        binding ->
                            binding.subject().id().equals(person.id()) && binding.covers(now))
                    .noneMatch(binding -> closure(binding.entitlement()).contains(entitlement)))
        .toList();
  }

  @Override
  public void endSessions(Subject subject) {
    sessionsEnded.add(subject.id());
  }

  // --- Ports.Directory

  @Override
  public Optional<Person> person(String system, String name) {
    List<User> named = users.values().stream().filter(user -> user.named(name)).toList();
    return named.size() == 1 && named.get(0).enabled()
        ? Optional.of(new Person(named.get(0).id(), named.get(0).name()))
        : Optional.empty();
  }

  @Override
  public boolean means(String system, String name, Subject subject) {
    if (subject.kind() != Subject.Kind.USER) {
      return subject.structure()
          ? name.equals("group:" + subject.name()) || name.equals("role:" + subject.name())
          : subject.name().equals(name);
    }
    List<User> named = users.values().stream().filter(user -> user.named(name)).toList();
    return named.size() == 1 && named.get(0).id().equals(subject.id());
  }

  @Override
  public boolean holds(String userId, String role) {
    return direct.getOrDefault(userId, Set.of()).stream()
        .flatMap(held -> closure(held).stream())
        .anyMatch(held -> held.name().toString().equals(role));
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

  // --- Ports.Journal

  @Override
  public void record(Binding binding, Transition transition) {
    assertThat(bindings.get(binding.id()))
        .as("what is recorded is what was written")
        .isEqualTo(binding);
    transitions.add(transition);
  }

  @Override
  public void wouldRefuse(
      Attempt attempt,
      Collection<Rule> audited,
      GateException refusal,
      @Nullable Person by,
      Instant now) {
    assertThat(audited).isNotEmpty();
    wouldRefuse.add(new Refusal(attempt.subject(), attempt.entitlement(), refusal.code()));
  }

  @Override
  public void unbound(
      Subject subject,
      Entitlement entitlement,
      Collection<Rule> protecting,
      @Nullable Person by,
      Instant now) {
    assertThat(protecting).isNotEmpty();
    listed.add(subject);
  }
}
