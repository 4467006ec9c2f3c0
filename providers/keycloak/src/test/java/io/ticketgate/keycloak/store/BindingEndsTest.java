package io.ticketgate.keycloak.store;

import static io.ticketgate.keycloak.ABinding.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.core.access.Person;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.Detail;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Ending;
import io.ticketgate.core.binding.Remains;
import io.ticketgate.core.binding.Selection;
import io.ticketgate.core.binding.Transition;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.ticket.Occasion;
import io.ticketgate.keycloak.ABinding;
import io.ticketgate.spi.TicketRef;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** An end by one statement, and what it leaves to clean up. */
class BindingEndsTest extends BindingRows {

  private static Ending how() {
    return new Ending(
        EndCause.TICKET_CLOSED,
        new Person("itsm", "itsm-account"),
        new Detail.TicketRead("7", Occasion.WEBHOOK),
        NOW.plusSeconds(60));
  }

  private int end(Selection which) {
    return in(bindings -> bindings.end(which, how()));
  }

  @Test
  void endsWhatIsLiveUnderATicketAndNothingOfOtherTicketsSystemsAndRealms() {
    Binding active = insert(new ABinding().under("CHG7").make());
    Binding authorised = insert(new ABinding().under("CHG7").in(BindingStatus.AUTHORIZED).make());
    Binding over = insert(new ABinding().under("CHG7").in(BindingStatus.REVOKED).make());
    List<Binding> others =
        List.of(
            insert(new ABinding().under("CHG8").make()),
            insert(new ABinding().under(new TicketRef("jira", "CHG7")).make()));
    Binding elsewhere = insert(otherRealm, new ABinding().under("CHG7").make());

    assertThat(end(new Selection.UnderTicket(new TicketRef("snow", "CHG7")))).isEqualTo(2);

    assertThat(bindings().find(active.id()))
        .contains(active.ended(EndCause.TICKET_CLOSED, how().at()));
    assertThat(bindings().find(authorised.id()).orElseThrow().status())
        .isEqualTo(BindingStatus.REVOKED);
    assertThat(bindings().find(over.id())).contains(over);
    others.forEach(other -> assertThat(bindings().find(other.id())).contains(other));
    assertThat(new JpaBindings(session, otherRealm).find(elsewhere.id())).contains(elsewhere);
  }

  @Test
  void anEndIsInTheHistoryBeforeAnybodyHasCleanedUpAndOnceAfterwards() {
    Binding binding = insert(new ABinding().of("u").in(BindingStatus.SUSPENDED).make());
    end(new Selection.OfSubjects(Set.of("u")));
    Transition end =
        new Transition(
            binding.id(),
            BindingStatus.SUSPENDED,
            BindingStatus.REVOKED,
            EndCause.TICKET_CLOSED,
            how().at(),
            how().actor(),
            how().detail());
    assertThat(bindings().history(binding.id())).containsExactly(end);

    in(
        bindings -> {
          List<Remains> remains = bindings.remains("u");
          assertThat(remains)
              .containsExactly(
                  new Remains(binding, bindings.find(binding.id()).orElseThrow(), end));
          bindings.record(remains.get(0).ended(), remains.get(0).end());
          bindings.cleanedUp(remains);
          return true;
        });

    assertThat(bindings().history(binding.id())).containsExactly(end);
    assertThat(bindings().remains("u")).isEmpty();
  }

  @Test
  void noBindingEndsBeforeItWasMade() {
    Binding later = insert(new ABinding().of("u").made(how().at().plusSeconds(1)).make());

    end(new Selection.OfRealm());

    assertThat(bindings().find(later.id()).orElseThrow().endedAt()).isEqualTo(later.createdAt());
  }

  @Test
  void endsThoseThatRestOnOneStateOfATicketAndLeavesThoseThatRestOnAnother() {
    Binding one = insert(new ABinding().under("CHG7").make());
    TicketRef ticket = one.ticket();
    assertThat(bindings().bases(ticket)).containsExactly(Selection.Basis.of(one));

    assertThat(end(new Selection.OnBasis(ticket, new Selection.Basis("another digest", List.of()))))
        .isZero();
    assertThat(end(new Selection.OnBasis(ticket, Selection.Basis.of(one)))).isEqualTo(1);

    assertThat(bindings().bases(ticket)).isEmpty();
  }

  @Test
  void aStepThatKnewABindingLiveDoesNotBringItBack() {
    Binding authorised = insert(new ABinding().of("u").in(BindingStatus.AUTHORIZED).make());
    end(new Selection.ForEntitlements(Set.of(authorised.entitlement().id())));

    assertThatThrownBy(
            () ->
                in(
                    bindings -> {
                      bindings.update(authorised.activated(null, NOW.plusSeconds(60)));
                      return true;
                    }))
        .isInstanceOf(GateException.Conflict.class);

    assertThat(bindings().find(authorised.id()).orElseThrow().status())
        .isEqualTo(BindingStatus.REVOKED);
  }

  @Test
  void whatIsReadUnderALockIsReadAnewOnceAStatementHasEndedSome() {
    Binding binding = insert(new ABinding().of("u").make());

    List<Binding> after =
        in(
            bindings -> {
              bindings.lockSubject("u");
              assertThat(bindings.liveOf("u")).hasSize(1);
              bindings.end(new Selection.These(Set.of(binding.id())), how());
              return bindings.liveOf("u");
            });

    assertThat(after).isEmpty();
  }
}
