package io.ticketgate.core;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BreakGlass;
import io.ticketgate.core.binding.Detail;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Ending;
import io.ticketgate.core.binding.Endings;
import io.ticketgate.core.binding.Reviewer;
import io.ticketgate.core.binding.Selection;
import io.ticketgate.core.binding.Transition;
import io.ticketgate.core.check.Asking;
import io.ticketgate.core.check.BreakGlassRequest;
import io.ticketgate.core.check.Decision;
import io.ticketgate.core.check.Evaluator;
import io.ticketgate.core.check.GrantRequest;
import io.ticketgate.core.check.Standing;
import io.ticketgate.core.condition.Condition;
import io.ticketgate.core.gate.AdoptionDesk;
import io.ticketgate.core.gate.AttemptedExposure;
import io.ticketgate.core.gate.AttemptedGrant;
import io.ticketgate.core.gate.BreakGlassDesk;
import io.ticketgate.core.gate.BreakGlassReviews;
import io.ticketgate.core.gate.CredentialDesk;
import io.ticketgate.core.gate.Exclusions;
import io.ticketgate.core.gate.ExtensionDesk;
import io.ticketgate.core.gate.GrantDesk;
import io.ticketgate.core.gate.OwnerDesk;
import io.ticketgate.core.gate.ReviewDesk;
import io.ticketgate.core.gate.TicketDesk;
import io.ticketgate.core.gate.WriteGate;
import io.ticketgate.core.refusal.CheckResult;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Mode;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.core.rule.RuleParser;
import io.ticketgate.core.ticket.Asked;
import io.ticketgate.core.ticket.KnownTicket;
import io.ticketgate.core.ticket.Occasion;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One realm in memory, and what a test does in it through the domain. */
public final class InMemoryRealm {

  public static final Instant T0 = Instant.parse("2026-11-21T08:00:00Z");

  public static final Entitlement DB_ADMIN = realmRole("db-admin");
  public static final Entitlement REFUND =
      new Entitlement("id-refund", new EntitlementName.ClientRole("orders", "refund"));
  public static final Entitlement READER = realmRole("reader");
  public static final Entitlement CAB = realmRole("cab-member");

  /** A composite that no rule names, and that carries {@link #DB_ADMIN} and {@link #READER}. */
  public static final Entitlement OPS = realmRole("ops");

  public static final Subject ALICE = new Subject(Subject.Kind.USER, "u-alice", "alice");
  public static final Subject BELLA = new Subject(Subject.Kind.USER, "u-bella", "bella");
  public static final Subject DEPLOYER =
      new Subject(Subject.Kind.SERVICE_ACCOUNT, "u-sa-deployer", "deployer");
  public static final Subject DEPLOYER_CLIENT =
      new Subject(Subject.Kind.CLIENT, "c-deployer", "ci-deployer");

  /** In this realm a client has it or, once it was voided, has not. */
  public static final Entitlement DEPLOYER_CREDENTIAL =
      new Entitlement("c-deployer", new EntitlementName.ClientCredential("ci-deployer"));

  public static final Subject DBA = new Subject(Subject.Kind.GROUP, "g-dba", "/dba");

  /** The role whose holders review emergency grants. */
  public static final Reviewer REVIEWERS = Reviewer.role("id-reviewers", "reviewers");

  public static final Person ADMIN = new Person("u-admin", "admin");

  private final InMemoryLocks locks = new InMemoryLocks();
  private final InMemoryTickets tickets = new InMemoryTickets(locks);
  private final InMemoryBindings bindings = new InMemoryBindings(locks);
  private final InMemoryRoles roles =
      new InMemoryRoles(locks, bindings, List.of(ALICE, BELLA, DEPLOYER));
  private final CountedRoles counted = new CountedRoles(roles);
  private final InMemoryDirectory directory = new InMemoryDirectory(roles);
  private final InMemoryJournal journal = new InMemoryJournal(bindings);
  private final List<Rule> rules = new ArrayList<>();
  private final Map<Entitlement, Integer> rulesAsked = new LinkedHashMap<>();
  private int lastId;
  private boolean cleaning = true;
  private @Nullable Instant watchedSince = Instant.EPOCH;

  private final Map<String, Condition> conditions = new HashMap<>();
  private final Map<TicketRef, Asked> asked = new HashMap<>();

  private final Evaluator evaluator =
      new Evaluator(
          this::protecting,
          counted,
          directory,
          this::condition,
          ticket -> Optional.ofNullable(asked.get(ticket)));
  private final Endings endings =
      new Endings(bindings, this::protecting, roles, journal, () -> watchedSince);
  private final GrantDesk grantDesk =
      new GrantDesk(
          evaluator, tickets, bindings, counted, journal, journal, endings, () -> "b" + ++lastId);
  private final InMemoryBreakGlasses emergencies = new InMemoryBreakGlasses(locks);
  private final BreakGlassDesk breakGlassDesk =
      new BreakGlassDesk(
          evaluator,
          bindings,
          emergencies,
          counted,
          journal,
          journal,
          emergencies,
          () -> REVIEWERS,
          () -> "b" + ++lastId);
  private final BreakGlassReviews breakGlassReviews =
      new BreakGlassReviews(
          evaluator, tickets, bindings, emergencies, endings, journal, emergencies);
  private final ExtensionDesk extensionDesk =
      new ExtensionDesk(evaluator, tickets, bindings, journal, journal);
  private final TicketDesk ticketDesk = new TicketDesk(tickets, bindings, directory, endings);
  private final ReviewDesk reviewDesk =
      new ReviewDesk(evaluator, tickets, bindings, directory, journal, endings);
  private final CredentialDesk credentialDesk = new CredentialDesk(evaluator, bindings, counted);
  private final WriteGate writeGate =
      new WriteGate(
          evaluator,
          counted,
          tickets,
          bindings,
          journal,
          grantDesk,
          credentialDesk,
          new Exclusions(() -> rules, counted, journal));

  /** alice, bella, rita the requester; bob, carol, dave on the board; deployer's client. */
  public InMemoryRealm() {
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
    named(DEPLOYER.name(), DEPLOYER.id());
    named(DEPLOYER_CLIENT.name(), DEPLOYER_CLIENT.id());
    named("group:" + DBA.name(), DBA.id());
    named("role:ops", OPS.id());
  }

  public static Entitlement realmRole(String name) {
    return new Entitlement("id-" + name, new EntitlementName.RealmRole(name));
  }

  // --- what a test sets up, past the gate

  /** The gate has looked at tokens since then; null where it does not. */
  public void watchedSince(@Nullable Instant since) {
    watchedSince = since;
  }

  /** A ticket was made in self-service, by a person and for a subject. */
  public void asked(String ticket, String byId, Subject subject, Entitlement entitlement) {
    asked.put(
        TicketRef.parse(ticket),
        new Asked("r-" + ticket, byId, subject.kind(), subject.id(), entitlement.id(), false));
  }

  /** The same, and the gate has forgotten what for. */
  public void forgotten(String ticket, String byId, Subject subject, Entitlement entitlement) {
    asked.put(
        TicketRef.parse(ticket),
        new Asked("r-" + ticket, byId, subject.kind(), subject.id(), entitlement.id(), true));
  }

  /** Whether a person may ask for it; empty where no rule protects it. */
  public Optional<Asking.Verdict> mayAsk(Person asker, Subject subject, Entitlement entitlement) {
    return evaluator.mayAsk(asker, subject, entitlement, evaluator.closures());
  }

  /** Whether tickets of the system count where somebody asks on these terms. */
  public boolean takes(Asking.Terms terms, String system) {
    return terms.takes(system, directory);
  }

  /** From now on the user is in the group of that path. */
  public void member(String userId, String path) {
    directory.member(userId, path);
  }

  public void user(String id, String name, boolean enabled, String... aliases) {
    directory.user(id, name, enabled, aliases);
  }

  /** Removes what has this id, and makes another one that has the same id and name. */
  public void madeAgain(String id) {
    tickets.removed(id);
  }

  public void named(String name, String id) {
    directory.named(name, id);
  }

  public void absent(String name) {
    directory.absent(name);
  }

  public void delegate(String system, String... rules) {
    directory.delegate(system, rules);
  }

  public void madeAt(String id, Instant at) {
    directory.madeAt(id, at);
  }

  public void attribute(Subject subject, String name, String value) {
    directory.attribute(subject, name, value);
  }

  public void composite(Entitlement role, Entitlement... parts) {
    roles.composite(role, parts);
  }

  public void map(String userId, Entitlement role) {
    roles.map(userId, role);
  }

  public void unmap(String userId, Entitlement role) {
    roles.unmap(userId, role);
  }

  public void join(String userId, String groupId) {
    roles.join(userId, groupId);
  }

  public void rivalBefore(String lock, Runnable work) {
    locks.rivalBefore(lock, work);
  }

  public void commitElsewhere(Binding binding) {
    bindings.commitElsewhere(binding);
  }

  public void commitElsewhere(KnownTicket ticket) {
    tickets.commitElsewhere(ticket);
  }

  /** Adds a rule; each setting is {@code field=value}, repeated for a list. */
  public Rule rule(String name, String... settings) {
    Rule rule = parse(name, settings);
    rules.removeIf(other -> other.name().equals(name));
    rules.add(rule);
    return rule;
  }

  /** What a condition of that text answers from now on. */
  public void condition(String text, Condition condition) {
    conditions.put(text, condition);
  }

  private Condition condition(String text) {
    Condition condition = conditions.get(text);
    if (condition == null) {
      throw new GateException.Invalid(ErrorCode.RULE_INVALID, "condition", "it is no condition");
    }
    return condition;
  }

  public static Rule parse(String name, String... settings) {
    Map<String, List<String>> config = new LinkedHashMap<>();
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      config
          .computeIfAbsent(setting.substring(0, equals), key -> new ArrayList<>())
          .add(setting.substring(equals + 1));
    }
    return RuleParser.parse("rule-" + name, name, config);
  }

  public void dropRule(String name) {
    rules.removeIf(rule -> rule.name().equals(name));
  }

  // --- transactions through the domain

  /** And what bindings that ended in it have left is cleaned up once it is committed. */
  public <T> T inTransaction(Supplier<T> work) {
    T result = inOneTransaction(work);
    cleanUp();
    return result;
  }

  private <T> T inOneTransaction(Supplier<T> work) {
    T result = locks.inTransaction(List.of(tickets, bindings, roles, journal, emergencies), work);
    roles.committed();
    return result;
  }

  /** Each subject in a transaction of its own. */
  private void cleanUp() {
    if (cleaning) {
      Map<Subject, Instant> due = new LinkedHashMap<>();
      bindings.remains().forEach(each -> due.put(each.ended().subject(), each.end().at()));
      due.forEach((subject, at) -> inOneTransaction(() -> endings.cleanUp(subject, at)));
    }
  }

  /** The server dies between an end and its clean-up, until {@link #comesBack}. */
  public void dies() {
    cleaning = false;
  }

  public void comesBack() {
    cleaning = true;
    cleanUp();
  }

  public TicketDesk.Receipt receive(TicketBuilder ticket, Instant now) {
    return receive(ticket.build(), now);
  }

  public TicketDesk.Receipt receive(Ticket ticket, Instant now) {
    return inTransaction(
        () -> ticketDesk.receive(ticket, InMemoryRealm::compareNumbers, null, now));
  }

  public TicketDesk.Receipt read(TicketBuilder ticket, Instant begun, Instant now) {
    return inTransaction(
        () ->
            ticketDesk.read(
                ticket.build(), InMemoryRealm::compareNumbers, begun, null, Occasion.REQUEST, now));
  }

  public boolean missing(String ref, Duration patience, Instant now) {
    return inTransaction(() -> ticketDesk.missing(TicketRef.parse(ref), patience, now));
  }

  private static int compareNumbers(String a, String b) {
    return Long.compare(Long.parseLong(a), Long.parseLong(b));
  }

  public AdoptionDesk.Outcome adopt(
      String ticket, Subject subject, Entitlement entitlement, Instant reviewBy, Instant now) {
    return inTransaction(
        () ->
            adoptionDesk()
                .adopt(TicketRef.parse(ticket), subject, entitlement, reviewBy, ADMIN, now));
  }

  /** Whether the ticket may cover what exists, whoever has it. */
  public void requireBaseline(
      String ticket, Entitlement entitlement, Instant reviewBy, Instant now) {
    TicketRef ref = TicketRef.parse(ticket);
    adoptionDesk()
        .requireBaseline(ref, tickets.find(ref).orElseThrow(), entitlement, reviewBy, ADMIN, now);
  }

  private AdoptionDesk adoptionDesk() {
    return new AdoptionDesk(evaluator, tickets, bindings, counted, grantDesk, credentialDesk);
  }

  public GrantDesk.Bound bind(GrantRequest request, Instant now) {
    return inTransaction(() -> grantDesk.bind(request, now));
  }

  public Binding breakGlass(BreakGlassRequest request, Instant now) {
    return inTransaction(() -> breakGlassDesk.use(request, now)).binding();
  }

  public Binding review(String id, BreakGlassReviews.Verdict verdict, Instant now) {
    return inTransaction(() -> breakGlassReviews.review(id, verdict, now));
  }

  /** The sweep comes to this emergency grant. */
  public boolean sweep(String id, Instant now) {
    return inTransaction(() -> breakGlassReviews.overdue(id, now));
  }

  public BreakGlass emergency(String id) {
    return emergencies.find(id).orElseThrow();
  }

  /** What was told of emergency grants, in order. */
  public List<String> alarms() {
    return emergencies.told();
  }

  /** Issues a secret under a binding; what the client had stays good beside it. */
  public Binding issue(Binding binding, String secret, Instant now) {
    return inTransaction(
        () -> {
          bindings.lockSubject(binding.subject());
          roles.secret(binding.subject().id(), secret);
          return credentialDesk.issued(binding, now);
        });
  }

  /** The clients that the gate removed, by their ids. */
  public List<String> removedClients() {
    return roles.removed();
  }

  public Binding activate(String id, Instant now) {
    return inTransaction(() -> grantDesk.activate(id, ADMIN, now));
  }

  public Optional<Binding> start(String id, Instant now) {
    return inTransaction(() -> grantDesk.start(id, now));
  }

  public void end(EndCause cause, Instant now, Binding... candidates) {
    inTransaction(
        () -> {
          Set<String> ids = Arrays.stream(candidates).map(Binding::id).collect(Collectors.toSet());
          Ending how = new Ending(cause, ADMIN, new Detail.Reason("because"), now);
          return endings.end(new Selection.These(ids), how);
        });
  }

  public Binding suspend(Binding binding, Instant now) {
    return inTransaction(
        () -> endings.suspend(binding, EndCause.ADMIN, ADMIN, new Detail.Reason("because"), now));
  }

  public Binding extend(String id, Instant until, Instant now) {
    return inTransaction(() -> extensionDesk.extend(id, until, ADMIN, now));
  }

  /** Goes on with what a binding grants, under another ticket. */
  public GrantDesk.Bound extend(String id, String ticket, Instant until, Instant now) {
    return inTransaction(
        () ->
            grantDesk.bind(
                extensionDesk.continued(
                    bindings.find(id).orElseThrow(), TicketRef.parse(ticket), until, ADMIN, now),
                now));
  }

  public Binding resume(String id, Instant now) {
    return inTransaction(() -> grantDesk.resume(id, ADMIN, now));
  }

  /** A reviewer says that the binding is still needed. */
  public Binding certify(String id, ReviewDesk.Acting by, @Nullable String comment, Instant now) {
    return inTransaction(() -> reviewDesk.certify(binding(id), by, comment, now));
  }

  /** The same, where what the gate read of the ticket meanwhile is known. */
  public Binding certify(Binding before, ReviewDesk.Acting by, Instant now) {
    return inTransaction(() -> reviewDesk.certify(before, by, null, now));
  }

  /** A changed rule is not fulfilled any more, and wants a review. */
  public boolean demand(Binding binding, Rule rule, CheckResult.Id check, Instant now) {
    return inTransaction(() -> reviewDesk.demand(binding, rule, check, ADMIN, now));
  }

  /** Hands a binding over to another owner. */
  public Binding handOver(
      String id, OwnerDesk.Handover wanted, @Nullable EndCause suspendedFor, Instant now) {
    OwnerDesk desk = new OwnerDesk(evaluator, tickets, bindings, directory, journal, grantDesk);
    return inTransaction(() -> desk.handOver(id, wanted, suspendedFor, now));
  }

  /** A binding is suspended because its owner has left. */
  public Binding ownerLeaves(Binding binding, Instant now) {
    return inTransaction(() -> endings.suspend(binding, EndCause.OWNER_LEFT, null, null, now));
  }

  /** A reviewer says that it is not. */
  public Detail.Reviewed reject(
      String id, ReviewDesk.Acting by, @Nullable String comment, Instant now) {
    return inTransaction(() -> reviewDesk.revoke(binding(id), by, comment, now));
  }

  /** The sweep for what was not reviewed in time, or not used. */
  public int end(Selection which, EndCause cause, Instant now) {
    return inTransaction(() -> endings.end(which, Ending.by(cause, now)));
  }

  public void expire(Subject subject, Instant now) {
    inTransaction(
        () -> {
          Set<String> due =
              bindings.liveOf(subject).stream()
                  .filter(binding -> !now.isBefore(binding.expiresAt()))
                  .map(Binding::id)
                  .collect(Collectors.toSet());
          return endings.end(new Selection.These(due), Ending.by(EndCause.EXPIRED, now));
        });
  }

  /** A stock endpoint that maps roles, and names a ticket in the header or does not. */
  public void assign(@Nullable String ticket, Instant now, AttemptedGrant... attempts) {
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
              writeGate.guarded(List.of(attempts)),
              ticket == null ? null : TicketRef.parse(ticket),
              ADMIN,
              now);
          return true;
        });
  }

  /** A stock endpoint that writes configuration. */
  public void configure(Instant now, AttemptedExposure... exposures) {
    inTransaction(
        () -> {
          writeGate.judgeExposures(List.of(exposures), ADMIN, now);
          return true;
        });
  }

  /** A stock endpoint that takes somebody out of a group which carries a role. */
  public void removeFrom(String groupId, Subject subject, Entitlement role, Instant now) {
    inTransaction(
        () -> {
          roles.leave(subject.id(), groupId);
          endings.grantRemoved(subject, role, ADMIN, now);
          return true;
        });
  }

  /** A stock endpoint that removes a mapping. */
  public void unassign(Subject subject, Entitlement role, Instant now) {
    inTransaction(
        () -> {
          unmap(subject.id(), role);
          endings.grantRemoved(subject, role, ADMIN, now);
          return true;
        });
  }

  /** A stock endpoint that replaces all mappings: takes this one away and writes it again. */
  public void removedAndGivenBack(Subject subject, Entitlement role, Instant now) {
    inTransaction(
        () -> {
          unmap(subject.id(), role);
          map(subject.id(), role);
          endings.grantRemoved(subject, role, ADMIN, now);
          return true;
        });
  }

  public List<AttemptedGrant> guarded(AttemptedGrant... attempts) {
    return writeGate.guarded(List.of(attempts)).attempts();
  }

  public Decision decide(GrantRequest request, Instant now) {
    KnownTicket known = tickets.find(request.ticket()).orElseThrow();
    int uses = bindings.uses(request.ticket(), request.subject(), request.entitlement());
    return evaluator.decide(request, known, evaluator.closures(), uses, now);
  }

  public Standing standing(String ruleId) {
    return new Standing(evaluator, ruleId);
  }

  public List<Rule> rulesFor(Entitlement entitlement) {
    return evaluator.rulesFor(entitlement);
  }

  // --- what a test looks at

  public List<Binding> bindings() {
    return bindings.all();
  }

  public Binding binding(String id) {
    return bindings.find(id).orElseThrow();
  }

  private List<Rule> protecting(Entitlement entitlement) {
    rulesAsked.merge(entitlement, 1, Integer::sum);
    return rules.stream()
        .filter(rule -> rule.mode() != Mode.OFF && rule.protects().matches(entitlement.name()))
        .toList();
  }

  public Optional<Binding> find(String id) {
    return bindings.find(id);
  }

  public Optional<KnownTicket> find(TicketRef ref) {
    return tickets.find(ref);
  }

  public List<Transition> transitions() {
    return journal.transitions();
  }

  public List<InMemoryJournal.Refusal> refusals() {
    return journal.refusals();
  }

  public List<Subject> listed() {
    return journal.listed();
  }

  public Set<String> groups(Subject subject) {
    return roles.groups(subject);
  }

  public List<String> sessionsEnded() {
    return roles.sessionsEnded();
  }

  public void secret(Subject client, String secret) {
    roles.secret(client.id(), secret);
  }

  public List<String> secrets(Subject client) {
    return roles.secrets(client);
  }

  public Optional<Instant> readAt(String ref) {
    return tickets.readAt(TicketRef.parse(ref));
  }

  public List<String> calls() {
    return locks.calls();
  }

  public void forgetCalls() {
    locks.forgetCalls();
    counted.forgetCalls();
    rulesAsked.clear();
  }

  /** How often the domain has asked what each role brings along, since {@link #forgetCalls}. */
  public Map<Entitlement, Integer> closuresAsked() {
    return counted.closuresAsked();
  }

  /** How often the domain has asked which rules protect each role. */
  public Map<Entitlement, Integer> rulesAsked() {
    return Map.copyOf(rulesAsked);
  }

  public Set<Entitlement> closure(Entitlement entitlement) {
    return roles.closure(entitlement);
  }

  public boolean has(Subject subject, Entitlement entitlement) {
    return roles.has(subject, entitlement);
  }

  public Set<Entitlement> roles(Subject subject) {
    return roles.mapped(subject.id());
  }
}
