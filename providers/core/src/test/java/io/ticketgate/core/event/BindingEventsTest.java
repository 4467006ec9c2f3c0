package io.ticketgate.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.Detail;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Reviewer;
import io.ticketgate.core.binding.Schedule;
import io.ticketgate.core.binding.Transition;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BindingEventsTest {

  private static final Instant NOW = Instant.parse("2026-11-30T08:00:00.123Z");
  private static final Person CAROL = new Person("u-carol", "carol");

  private static Binding binding(EntitlementName name) {
    return new Binding(
        "b-1",
        new Subject(Subject.Kind.USER, "u-alice", "alice"),
        new Entitlement("r-1", name),
        new TicketRef("snow", "CHG1"),
        List.of("prod-admins"),
        "digest-of-rules",
        BindingStatus.REVOKED,
        "alice",
        CAROL,
        null,
        List.of(CAROL),
        "the secret plan",
        new Binding.Evidence("7", "digest-of-fields"),
        NOW,
        NOW,
        NOW.plusSeconds(60),
        null,
        null,
        null);
  }

  private static Transition step(@Nullable BindingStatus from, BindingStatus to, Instant at) {
    Detail detail = from == to ? new Detail.Extended("before", "until", "8") : null;
    return new Transition("b-1", from, to, null, at, null, detail);
  }

  private static GateEvent of(Transition step) {
    return BindingEvents.of(binding(new EntitlementName.RealmRole("db-admin")), step);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-,AUTHORIZED,io.ticketgate.binding.authorized",
        "-,ACTIVE,io.ticketgate.binding.activated",
        "AUTHORIZED,ACTIVE,io.ticketgate.binding.activated",
        "ACTIVE,SUSPENDED,io.ticketgate.binding.suspended",
        "SUSPENDED,ACTIVE,io.ticketgate.binding.resumed",
        "ACTIVE,ACTIVE,io.ticketgate.binding.extended",
        "ACTIVE,REVOKED,io.ticketgate.binding.revoked",
        "AUTHORIZED,EXPIRED,io.ticketgate.binding.expired"
      })
  void eachStepHasItsType(@Nullable BindingStatus from, BindingStatus to, String type) {
    assertThat(of(step(from, to, NOW)).type().word()).isEqualTo(type);
  }

  @Test
  void aReviewIsNoStep() {
    Detail said = new Detail.Reviewed(Detail.Reviewed.Outcome.CERTIFIED, "needed", "TRA-12", NOW);
    Transition review =
        new Transition("b-1", BindingStatus.ACTIVE, BindingStatus.ACTIVE, null, NOW, CAROL, said);

    assertThat(of(review).type().word()).isEqualTo("io.ticketgate.review.done");
    assertThat(of(review).data().get("detail"))
        .isEqualTo(Map.of("code", "reviewed", "sentence", said.sentence()));
  }

  @Test
  void aReminderOfOneReviewIsOneEventAndNamesWhoReviews() {
    Binding made = binding(new EntitlementName.RealmRole("db-admin"));
    Binding due =
        made.scheduled(
            Schedule.NONE.withReview(NOW, NOW.plusSeconds(60), Reviewer.of(CAROL)), Binding.NO_END);

    GateEvent first = BindingEvents.review(EventType.REVIEW_DUE, due, null, null, NOW);
    GateEvent again =
        BindingEvents.review(EventType.REVIEW_DUE, due, null, null, NOW.plusSeconds(1));

    assertThat(again.id()).isEqualTo(first.id());
    assertThat(BindingEvents.review(EventType.REVIEW_OVERDUE, due, null, null, NOW).id())
        .isNotEqualTo(first.id());
    assertThat(first.data())
        .containsEntry("reviewDueAt", NOW.plusSeconds(60).toString())
        .containsEntry("reviewer", Map.of("kind", "person", "id", "u-carol", "name", "carol"))
        .doesNotContainKey("expiresAt");
  }

  @Test
  void theSameStepIsTheSameEventAndNoOtherIs() {
    GateEvent end = of(step(BindingStatus.ACTIVE, BindingStatus.REVOKED, NOW));

    assertThat(of(step(BindingStatus.ACTIVE, BindingStatus.REVOKED, NOW)).id()).isEqualTo(end.id());
    assertThat(of(step(BindingStatus.ACTIVE, BindingStatus.REVOKED, NOW.plusMillis(1))).id())
        .isNotEqualTo(end.id());
    assertThat(of(step(BindingStatus.SUSPENDED, BindingStatus.REVOKED, NOW)).id())
        .isNotEqualTo(end.id());
  }

  @Test
  void tellsWhoWhatWhyAndUnderWhichTicket() {
    GateEvent event =
        BindingEvents.of(
            binding(new EntitlementName.ClientRole("orders", "refund")),
            new Transition(
                "b-1",
                BindingStatus.ACTIVE,
                BindingStatus.REVOKED,
                EndCause.ADMIN,
                NOW,
                CAROL,
                new Detail.Reason("as agreed")));

    assertThat(event.about()).isEqualTo("bindings/b-1");
    assertThat(event.rules()).containsExactly("prod-admins");
    assertThat(event.data())
        .containsEntry("binding", "b-1")
        .containsEntry("status", "REVOKED")
        .containsEntry("previousStatus", "ACTIVE")
        .containsEntry("cause", "admin")
        .containsEntry("actor", Map.of("id", "u-carol", "name", "carol"))
        .containsEntry("ticket", "snow:CHG1")
        .containsEntry("subject", Map.of("kind", "user", "id", "u-alice", "name", "alice"))
        .containsEntry(
            "entitlement",
            Map.of("id", "r-1", "clientRole", Map.of("client", "orders", "role", "refund")))
        .containsEntry("detail", Map.of("code", "reason", "sentence", "as agreed"))
        .containsEntry("expiresAt", "2026-11-30T08:01:00.123Z");
  }

  @Test
  void theWordsOfTheTicketStayInTheTicket() {
    assertThat(of(step(null, BindingStatus.ACTIVE, NOW)).data().toString())
        .doesNotContain("the secret plan");
  }
}
