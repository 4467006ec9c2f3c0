package io.ticketgate.keycloak.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.Person;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.Detail;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Transition;
import io.ticketgate.core.ticket.Occasion;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HistoryMapperTest {

  private static final Instant AT = Instant.parse("2026-11-28T08:00:00.123Z");

  private static Transition step(@Nullable Detail detail) {
    return new Transition(
        "b-1",
        BindingStatus.ACTIVE,
        BindingStatus.REVOKED,
        EndCause.ADMIN,
        AT,
        new Person("u-1", "carol"),
        detail);
  }

  private static HistoryEntity row(@Nullable Detail detail) {
    return HistoryMapper.row("h-1", "realm-1", step(detail));
  }

  private static @Nullable Detail read(
      @Nullable String detail, @Nullable String code, @Nullable String facts) {
    HistoryEntity row = row(null);
    row.detail = detail;
    row.detailCode = code;
    row.detailFacts = facts;
    return HistoryMapper.transition(row).detail();
  }

  static Stream<Detail> details() {
    return Stream.of(
        new Detail.Reason("work is done"),
        new Detail.TicketRead("7 \"quoted\"", Occasion.LISTED),
        new Detail.TicketGone(),
        new Detail.Reviewed(
            Detail.Reviewed.Outcome.CERTIFIED, "still \"needed\"", "TRA-12", AT.plusSeconds(60)),
        new Detail.Reviewed(Detail.Reviewed.Outcome.REVOKED, null, null, null),
        new Detail.Plain("Version 7 was read after a webhook."));
  }

  @ParameterizedTest
  @MethodSource("details")
  void aStepComesBackAsItWasRecorded(Detail detail) {
    assertThat(HistoryMapper.transition(row(detail))).isEqualTo(step(detail));
  }

  @Test
  void aStepByTheGateItselfComesBackToo() {
    Transition made = new Transition("b-1", null, BindingStatus.AUTHORIZED, null, AT, null, null);

    assertThat(HistoryMapper.transition(HistoryMapper.row("h-1", "realm-1", made))).isEqualTo(made);
  }

  @Test
  void aReadingIsStoredAsACodeAndItsFactsWithoutASentence() {
    HistoryEntity row = row(new Detail.TicketRead("7", Occasion.WEBHOOK));

    assertThat(row.detailCode).isEqualTo("ticket_read");
    assertThat(row.detailFacts).isEqualTo("{\"occasion\":\"webhook\",\"version\":\"7\"}");
    assertThat(row.detail).isNull();
  }

  @Test
  void theWordsOfAPersonKeepTheColumnTheyHad() {
    HistoryEntity row = row(new Detail.Reason("work is done"));

    assertThat(row.detailCode).isEqualTo("reason");
    assertThat(row.detail).isEqualTo("work is done");
    assertThat(row.detailFacts).isNull();
  }

  @Test
  void aRowFromBeforeThereWereCodesIsShownAsItIs() {
    assertThat(read("Version 7 was read after a webhook.", null, null))
        .isEqualTo(new Detail.Plain("Version 7 was read after a webhook."));
    assertThat(read(null, null, null)).isNull();
  }

  @Test
  void brokenFactsLeaveTheHistoryReadable() {
    assertThat(read(null, "ticket_read", "{broken"))
        .isEqualTo(new Detail.Plain("ticket_read {facts={broken}"));
  }
}
