package io.ticketgate.core.gate;

import static io.ticketgate.core.InMemoryRealm.ALICE;
import static io.ticketgate.core.InMemoryRealm.BELLA;
import static io.ticketgate.core.InMemoryRealm.DB_ADMIN;
import static io.ticketgate.core.InMemoryRealm.OPS;
import static io.ticketgate.core.InMemoryRealm.READER;
import static io.ticketgate.core.InMemoryRealm.REFUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.Happening;
import io.ticketgate.core.Happening.Act;
import io.ticketgate.core.InMemoryRealm;
import io.ticketgate.core.ItsmTicket;
import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Transition;
import io.ticketgate.core.check.GrantRequest;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;
import org.jspecify.annotations.Nullable;

/**
 * Whatever happens, in whatever order: no grant without a live binding, no live binding on a ticket
 * that does not carry it.
 */
class LifeOfGrantsTest {

  private static final int MOST_USES = 3;
  private static final Duration LONGEST = Duration.ofHours(4);

  private InMemoryRealm realm = new InMemoryRealm();
  private Map<String, ItsmTicket> itsm = new HashMap<>();
  private Instant now = InMemoryRealm.T0;
  private boolean auditsRefunds;

  @Property(tries = 1500)
  void everyGrantHasALiveBindingAndEveryLiveBindingACarryingTicket(
      @ForAll("happenings") List<Happening> story, @ForAll boolean auditOnlyForRefunds) {
    begin(auditOnlyForRefunds);
    for (Happening happening : story) {
      Map<String, Binding> before = new HashMap<>();
      realm.bindings().forEach(binding -> before.put(binding.id(), binding));
      happen(happening);
      assertLiveBindingsHaveACarryingTicket();
      assertGrantsAreCovered(happening.act() == Act.SWEEP);
      assertCoveringBindingsAreGranted();
      assertEndsAreFinal(before);
      assertHistoryIsLegal();
      assertBoundsAreKept();
    }
    collectStatistics();
  }

  private void begin(boolean auditOnlyForRefunds) {
    realm = new InMemoryRealm();
    now = InMemoryRealm.T0;
    auditsRefunds = auditOnlyForRefunds;
    realm.composite(OPS, DB_ADMIN, READER);
    realm.rule(
        "prod",
        "protects.realmRoles=db-*",
        "tickets.maxUses=" + MOST_USES,
        "lifetime.max=" + LONGEST,
        "lifetime.default=PT1H");
    realm.rule(
        "refunds",
        "protects.clientRoles=orders/*",
        "mode=" + (auditsRefunds ? "audit" : "enforce"),
        "tickets.maxUses=" + MOST_USES,
        "lifetime.max=" + LONGEST);
    itsm =
        Map.of(
            "demo:CHG-1", new ItsmTicket("demo:CHG-1", "alice", DB_ADMIN, REFUND),
            "demo:CHG-2", new ItsmTicket("demo:CHG-2", "alice", OPS),
            "demo:CHG-3", new ItsmTicket("demo:CHG-3", "bella", DB_ADMIN));
    itsm.values()
        .forEach(
            ticket -> {
              ticket.approve("bob", now);
              realm.receive(ticket.push(), now);
            });
  }

  private void happen(Happening it) {
    ItsmTicket ticket = Objects.requireNonNull(itsm.get(it.ticket()));
    Instant end = it.number() % 3 == 0 ? null : now.plus(Duration.ofMinutes(20L * it.number()));
    switch (it.act()) {
      case CHANGE -> ticket.content(it.number() % 3);
      case APPROVE -> ticket.approve(it.approver(), now);
      case REJECT -> ticket.reject(it.approver(), now);
      case WITHDRAW -> ticket.withdraw(it.approver());
      case RESTORE -> ticket.restore(it.approver());
      case CLOSE -> ticket.open(false);
      case REOPEN -> ticket.open(true);
      case PUSH_OLD -> tried(() -> realm.receive(ticket.outdated(), now));
      case BIND, AUTHORISE ->
          tried(
              () ->
                  realm.bind(
                      new GrantRequest(
                          TicketRef.parse(it.ticket()),
                          it.subject(),
                          it.role(),
                          it.act() == Act.BIND,
                          end,
                          null,
                          null,
                          null),
                      now));
      case ACTIVATE -> {
        if (!realm.bindings().isEmpty()) {
          tried(() -> realm.activate(any(it).id(), now));
        }
      }
      case REVOKE -> {
        if (!realm.bindings().isEmpty()) {
          realm.end(EndCause.ADMIN, now, any(it));
        }
      }
      case ASSIGN -> assign(null, it);
      case ASSIGN_WITH_TICKET -> assign(it.ticket(), it);
      case UNASSIGN -> realm.unassign(it.subject(), it.role(), now);
      case SWEEP -> {
        realm.expire(ALICE, now);
        realm.expire(BELLA, now);
      }
      case WAIT -> now = now.plus(Duration.ofMinutes(1 + 15L * it.number()));
    }
    if (it.pushes()) {
      realm.receive(ticket.push(), now);
    }
  }

  private Binding any(Happening it) {
    return realm.bindings().get(it.number() % realm.bindings().size());
  }

  private void assign(@Nullable String ticket, Happening it) {
    AttemptedGrant attempt = new AttemptedGrant(it.subject(), it.role());
    AttemptedGrant second = new AttemptedGrant(ALICE, it.number() % 2 == 0 ? it.role() : REFUND);
    Set<Entitlement> before = realm.roles(it.subject());
    boolean allowed = tried(() -> realm.assign(ticket, now, attempt, second));
    if (auditsRefunds && it.role().equals(REFUND)) {
      assertThat(allowed).as("an audited rule refuses nothing").isTrue();
    }
    if (allowed) {
      assertThat(realm.roles(it.subject())).as("what is allowed is done").contains(it.role());
      assertThat(realm.roles(ALICE)).contains(second.entitlement());
    } else {
      assertThat(realm.roles(it.subject())).as("what is refused leaves no trace").isEqualTo(before);
    }
  }

  private static boolean tried(Runnable work) {
    try {
      work.run();
      return true;
    } catch (GateException refused) {
      return false;
    }
  }

  private void assertLiveBindingsHaveACarryingTicket() {
    for (Binding binding : realm.bindings()) {
      if (binding.status().live()) {
        ItsmTicket ticket = Objects.requireNonNull(itsm.get(binding.ticket().toString()));
        assertThat(ticket.carries(binding.evidence().ticketVersion()))
            .as("%s on %s", binding, ticket)
            .isTrue();
      }
    }
  }

  private void assertGrantsAreCovered(boolean swept) {
    for (Subject subject : List.of(ALICE, BELLA)) {
      Set<Entitlement> covered = new HashSet<>();
      for (Binding binding : realm.bindings()) {
        boolean counts = swept ? binding.covers(now) : binding.status() == BindingStatus.ACTIVE;
        if (counts && binding.subject().equals(subject)) {
          covered.addAll(realm.closure(binding.entitlement()));
        }
      }
      for (Entitlement held : realm.roles(subject)) {
        for (Entitlement part : realm.closure(held)) {
          if (enforced(part)) {
            assertThat(covered).as("%s holds %s through %s", subject, part, held).contains(part);
          }
        }
      }
    }
  }

  private boolean enforced(Entitlement part) {
    return part.equals(DB_ADMIN) || (part.equals(REFUND) && !auditsRefunds);
  }

  private void assertCoveringBindingsAreGranted() {
    for (Binding binding : realm.bindings()) {
      if (binding.covers(now)) {
        assertThat(realm.has(binding.subject(), binding.entitlement())).as("%s", binding).isTrue();
      }
    }
  }

  private void assertEndsAreFinal(Map<String, Binding> before) {
    before.forEach(
        (id, binding) -> {
          if (!binding.status().live()) {
            assertThat(realm.binding(id)).isEqualTo(binding);
          }
        });
  }

  private void assertHistoryIsLegal() {
    Map<String, BindingStatus> reached = new HashMap<>();
    for (Transition step : realm.transitions()) {
      BindingStatus from = reached.put(step.bindingId(), step.to());
      assertThat(step.from()).isEqualTo(from);
      assertThat(from == null ? step.to().live() : from.canBecome(step.to())).isTrue();
      assertThat(step.cause() == null).as("an end has a cause").isEqualTo(step.to().live());
    }
    realm
        .bindings()
        .forEach(
            binding -> {
              assertThat(reached.get(binding.id())).isEqualTo(binding.status());
              assertThat(binding.endedAt() == null).isEqualTo(binding.status().live());
            });
  }

  private void assertBoundsAreKept() {
    Map<List<Object>, Integer> uses = new HashMap<>();
    for (Binding binding : realm.bindings()) {
      assertThat(binding.expiresAt())
          .isAfter(binding.createdAt())
          .isBeforeOrEqualTo(binding.createdAt().plus(LONGEST));
      int used =
          uses.merge(
              List.of(binding.ticket(), binding.subject(), binding.entitlement()), 1, Integer::sum);
      assertThat(used).isLessThanOrEqualTo(MOST_USES);
    }
  }

  /** The stories are worth telling: each kind of end comes up often enough. */
  private void collectStatistics() {
    for (EndCause cause :
        List.of(
            EndCause.TICKET_CLOSED,
            EndCause.TICKET_CHANGED,
            EndCause.EXPIRED,
            EndCause.ADMIN,
            EndCause.GRANT_REMOVED)) {
      boolean seen = realm.bindings().stream().anyMatch(binding -> binding.cause() == cause);
      Statistics.label(cause.word())
          .collect(seen)
          .coverage(coverage -> coverage.check(true).percentage(share -> share > 3));
    }
  }

  @Provide
  Arbitrary<List<Happening>> happenings() {
    Arbitrary<Act> acts =
        Arbitraries.frequency(
            Tuple.of(2, Act.CHANGE),
            Tuple.of(4, Act.APPROVE),
            Tuple.of(1, Act.REJECT),
            Tuple.of(1, Act.WITHDRAW),
            Tuple.of(2, Act.RESTORE),
            Tuple.of(2, Act.CLOSE),
            Tuple.of(4, Act.REOPEN),
            Tuple.of(1, Act.PUSH_OLD),
            Tuple.of(8, Act.BIND),
            Tuple.of(5, Act.AUTHORISE),
            Tuple.of(4, Act.ACTIVATE),
            Tuple.of(3, Act.REVOKE),
            Tuple.of(5, Act.ASSIGN),
            Tuple.of(6, Act.ASSIGN_WITH_TICKET),
            Tuple.of(3, Act.UNASSIGN),
            Tuple.of(3, Act.SWEEP),
            Tuple.of(4, Act.WAIT));
    return Combinators.combine(
            acts,
            Arbitraries.of("demo:CHG-1", "demo:CHG-1", "demo:CHG-2", "demo:CHG-3"),
            Arbitraries.of(ALICE, ALICE, ALICE, BELLA),
            Arbitraries.of(DB_ADMIN, DB_ADMIN, REFUND, OPS),
            Arbitraries.of("bob", "carol"),
            Arbitraries.integers().between(0, 8))
        .as(Happening::new)
        .list()
        .ofMinSize(5)
        .ofMaxSize(45);
  }
}
