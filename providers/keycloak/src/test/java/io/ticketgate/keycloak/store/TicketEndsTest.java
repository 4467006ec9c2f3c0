package io.ticketgate.keycloak.store;

import static io.ticketgate.keycloak.ABinding.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.Detail;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Ending;
import io.ticketgate.core.binding.Selection;
import io.ticketgate.core.binding.Transition;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.ticket.Occasion;
import io.ticketgate.keycloak.ABinding;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Many bindings end by their ticket, and their rows follow. */
class TicketEndsTest extends BindingRows {

  private static final TicketRef REF = new TicketRef("snow", "CHG7");
  private static final Instant AT = NOW.plusSeconds(60);
  private static final Ending HOW =
      new Ending(
          EndCause.TICKET_CLOSED,
          new Person("itsm", "itsm-account"),
          new Detail.TicketRead("7", Occasion.WEBHOOK),
          AT);

  private final List<Binding> many = new ArrayList<>();

  private void live(int count) {
    server.run(
        own -> {
          new JpaTickets(own, realm).lockOrCreate(REF);
          JpaBindings bindings = new JpaBindings(own, realm);
          for (int i = 0; i < count; i++) {
            Binding binding =
                new ABinding().of("user-" + i).ownedBy("olga").under(REF).made(NOW).make();
            bindings.insert(binding);
            many.add(binding);
          }
        });
  }

  private int end() {
    return in(bindings -> bindings.end(new Selection.UnderTicket(REF), HOW));
  }

  /** How many rows are written as live. */
  private long rowsLive() {
    return server.in(
        own ->
            new Rows(own)
                .em()
                .createQuery(
                    "select count(b) from TgBinding b where b.realmId = :realmId and b.status in :live",
                    Long.class)
                .setParameter("realmId", realm)
                .setParameter("live", BindingEnds.LIVE)
                .getSingleResult());
  }

  private List<TicketEnds.Unwritten> unwritten() {
    return server.<List<TicketEnds.Unwritten>>in(own -> TicketEnds.unwritten(own, 100)).stream()
        .filter(each -> each.realmId().equals(realm))
        .toList();
  }

  private int steps() {
    int steps = 0;
    for (TicketEnds.Unwritten ended : unwritten()) {
      boolean more = true;
      while (more) {
        more = server.in(own -> TicketEnds.step(own, ended));
        steps++;
      }
    }
    return steps;
  }

  @Test
  void aFewEndByTheirRows() {
    live(TicketEnds.BY_ROWS);

    assertThat(end()).isEqualTo(TicketEnds.BY_ROWS);

    assertThat(rowsLive()).isZero();
    assertThat(unwritten()).isEmpty();
  }

  @Test
  void aTicketThatIsNotStoredEndsNothingByItself() {
    in(
        bindings -> {
          for (int i = 0; i <= TicketEnds.BY_ROWS; i++) {
            bindings.insert(new ABinding().of("user-" + i).under(REF).make());
          }
          return true;
        });

    assertThat(end()).isEqualTo(TicketEnds.BY_ROWS + 1);

    assertThat(rowsLive()).isZero();
  }

  @Nested
  class BeforeTheRowsSayIt {

    private Binding one;

    @BeforeEach
    void close() {
      live(TicketEnds.BY_ROWS + 1);
      one = many.get(0);
      assertThat(end()).isEqualTo(TicketEnds.BY_ROWS + 1);
      assertThat(rowsLive()).isEqualTo(TicketEnds.BY_ROWS + 1L);
    }

    @Test
    void nobodyFindsThemLive() {
      Binding ended = one.ended(EndCause.TICKET_CLOSED, AT);
      assertThat(bindings().find(one.id())).contains(ended);
      assertThat(bindings().liveUnlocked(one.subject().id())).isEmpty();
      assertThat(bindings().liveFor(one.entitlement().id())).isEmpty();
      assertThat(bindings().authorisedUnder(one.subject())).isEmpty();
      assertThat(bindings().anyLiveOf(REF.system())).isFalse();
      assertThat(bindings().lists().covering(NOW.plusSeconds(1), 0, 10)).isEmpty();
      assertThat(bindings().lists().ownedBy("olga", "", 10)).isEmpty();
      assertThat(bindings().lists().counts())
          .containsEntry(BindingStatus.ACTIVE, 0L)
          .containsEntry(BindingStatus.REVOKED, TicketEnds.BY_ROWS + 1L);
      assertThat(bindings().uncleaned(REF)).isEqualTo(TicketEnds.BY_ROWS + 1L);
      assertThat(TicketEndsTest.this.<Integer>in(all -> all.restUnnoted(Set.of(one.id()))))
          .isZero();
      List<Binding> locked = in(bindings -> lockedLive(bindings, one.subject()));
      assertThat(locked).isEmpty();
    }

    private List<Binding> lockedLive(JpaBindings bindings, Subject subject) {
      bindings.lockSubject(subject);
      return bindings.liveOf(subject);
    }

    @Test
    void theirEndIsInTheHistory() {
      assertThat(bindings().history(one.id()))
          .singleElement()
          .satisfies(
              end -> {
                assertThat(end.from()).isEqualTo(BindingStatus.ACTIVE);
                assertThat(end.to()).isEqualTo(BindingStatus.REVOKED);
                assertThat(end.actor()).isEqualTo(HOW.actor());
                assertThat(end.detail()).isEqualTo(HOW.detail());
              });
    }

    @Test
    void noneIsChangedOrRunsOut() {
      assertThatThrownBy(
              () ->
                  in(
                      bindings -> {
                        bindings.update(one);
                        return true;
                      }))
          .isInstanceOf(GateException.Conflict.class);
      assertThat(
              server.<Integer>in(
                  own -> new DueBindings(own).end(one.expiresAt().plusSeconds(1), 1000)))
          .isZero();
    }

    @Test
    void bindingsUnderOtherTicketsLiveOn() {
      Binding other = insert(new ABinding().of("user-0").under("CHG8").make());

      assertThat(bindings().liveUnlocked("user-0")).containsExactly(other);
    }

    @Test
    void theRowsFollowAndThenSayTheSame() {
      List<Transition> before = bindings().history(one.id());

      assertThat(steps()).isEqualTo(1);

      assertThat(rowsLive()).isZero();
      assertThat(unwritten()).isEmpty();
      assertThat(bindings().find(one.id())).contains(one.ended(EndCause.TICKET_CLOSED, AT));
      assertThat(bindings().history(one.id())).isEqualTo(before);
      assertThat(bindings().remains(one.subject().id())).hasSize(1);
      assertThat(bindings().uncleaned(REF)).isEqualTo(TicketEnds.BY_ROWS + 1L);
    }

    @Test
    void whoeverLocksTheTicketWritesTheRestFirst() {
      Binding later = new ABinding().of("user-0").under(REF).made(NOW).make();
      server.run(
          own -> {
            new JpaTickets(own, realm).lock(REF);
            new JpaBindings(own, realm).insert(later);
          });

      assertThat(unwritten()).isEmpty();
      assertThat(bindings().liveUnlocked("user-0")).containsExactly(later);
      assertThat(steps()).isZero();
      assertThat(rowsLive()).isEqualTo(1);
    }
  }

  @Test
  void whatAdministersIsWrittenAtOnce() {
    live(TicketEnds.BY_ROWS);
    Binding admin =
        insert(
            new ABinding()
                .of("root")
                .for_(new Entitlement("admin-id", new EntitlementName.RealmRole("admin")))
                .under(REF)
                .make());

    end();

    assertThat(rowsLive()).isEqualTo(TicketEnds.BY_ROWS);
    List<DueBindings.Due> first =
        server.in(
            own -> new DueCleanUps(own).administering(realm, new Selection.UnderTicket(REF), 5));
    assertThat(first).extracting(DueBindings.Due::subjectId).containsExactly(admin.subject().id());
  }

  @Test
  void veryManyTakeSeveralSteps() {
    live(1001);
    end();

    assertThat(steps()).isEqualTo(3);

    assertThat(rowsLive()).isZero();
  }
}
