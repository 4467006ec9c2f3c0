package io.ticketgate.core;

import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One realm in memory, and what a test does in it through the domain. */
final class InMemoryRealm {

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
  static final Person ADMIN = new Person("u-admin", "admin");

  private final InMemoryLocks locks = new InMemoryLocks();
  private final InMemoryTickets tickets = new InMemoryTickets(locks);
  private final InMemoryBindings bindings = new InMemoryBindings(locks);
  private final InMemoryRoles roles =
      new InMemoryRoles(locks, bindings, List.of(ALICE, BELLA, DEPLOYER));
  private final InMemoryDirectory directory = new InMemoryDirectory(roles);
  private final InMemoryJournal journal = new InMemoryJournal(bindings);
  private final List<Rule> rules = new ArrayList<>();
  private int lastId;

  private final Evaluator evaluator = new Evaluator(this::protecting, roles, directory);
  private final Endings endings = new Endings(bindings, this::protecting, roles, journal);
  private final GrantDesk grantDesk =
      new GrantDesk(
          evaluator,
          tickets,
          bindings,
          roles,
          this::protecting,
          journal,
          endings,
          () -> "b" + ++lastId);
  private final TicketDesk ticketDesk = new TicketDesk(tickets, bindings, directory, endings);
  private final WriteGate writeGate =
      new WriteGate(evaluator, this::protecting, roles, tickets, bindings, journal, grantDesk);

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
    directory.user(id, name, enabled, aliases);
  }

  void attribute(Subject subject, String name, String value) {
    directory.attribute(subject, name, value);
  }

  void composite(Entitlement role, Entitlement... parts) {
    roles.composite(role, parts);
  }

  void map(String userId, Entitlement role) {
    roles.map(userId, role);
  }

  void unmap(String userId, Entitlement role) {
    roles.unmap(userId, role);
  }

  void join(String userId, String groupId) {
    roles.join(userId, groupId);
  }

  void rivalBefore(String lock, Runnable work) {
    locks.rivalBefore(lock, work);
  }

  void commitElsewhere(Binding binding) {
    bindings.commitElsewhere(binding);
  }

  void commitElsewhere(KnownTicket ticket) {
    tickets.commitElsewhere(ticket);
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

  // --- transactions through the domain

  <T> T inTransaction(Supplier<T> work) {
    return locks.inTransaction(List.of(tickets, bindings, roles, journal), work);
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
        () ->
            ticketDesk.read(
                ticket.build(), InMemoryRealm::compareNumbers, begun, null, "in a test", now));
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
          roles.leave(subject.id(), groupId);
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
    KnownTicket known = tickets.find(request.ticket()).orElseThrow();
    int uses = bindings.uses(request.ticket(), request.subject(), request.entitlement());
    return evaluator.decide(request, known, evaluator.rulesFor(request.entitlement()), uses, now);
  }

  List<Rule> rulesFor(Entitlement entitlement) {
    return evaluator.rulesFor(entitlement);
  }

  // --- what a test looks at

  List<Binding> bindings() {
    return bindings.all();
  }

  Binding binding(String id) {
    return bindings.find(id).orElseThrow();
  }

  private List<Rule> protecting(Entitlement entitlement) {
    return rules.stream()
        .filter(rule -> rule.mode() != Mode.OFF && rule.protects().matches(entitlement.name()))
        .toList();
  }

  Optional<Binding> find(String id) {
    return bindings.find(id);
  }

  Optional<KnownTicket> find(TicketRef ref) {
    return tickets.find(ref);
  }

  List<Transition> transitions() {
    return journal.transitions();
  }

  List<InMemoryJournal.Refusal> refusals() {
    return journal.refusals();
  }

  List<Subject> listed() {
    return journal.listed();
  }

  Set<String> groups(Subject subject) {
    return roles.groups(subject);
  }

  List<String> sessionsEnded() {
    return roles.sessionsEnded();
  }

  List<String> oldSecretsTaken() {
    return roles.oldSecretsTaken();
  }

  Optional<Instant> readAt(String ref) {
    return tickets.readAt(TicketRef.parse(ref));
  }

  List<String> calls() {
    return locks.calls();
  }

  void forgetCalls() {
    locks.forgetCalls();
  }

  Set<Entitlement> closure(Entitlement entitlement) {
    return roles.closure(entitlement);
  }

  boolean has(Subject subject, Entitlement entitlement) {
    return roles.has(subject, entitlement);
  }

  Set<Entitlement> roles(Subject subject) {
    return roles.mapped(subject.id());
  }
}
