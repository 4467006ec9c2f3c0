package io.ticketgate.connectors.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ticketgate.spi.Finding;
import io.ticketgate.spi.Finding.Outcome;
import io.ticketgate.spi.ItsmException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CheckReportTest {

  private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");

  private final CheckReport report = new CheckReport();

  private static <T> T fail(ItsmException failure) {
    throw failure;
  }

  @Test
  void findingsStandInTheOrderInWhichOneWouldMendThem() {
    report.ok(Check.NOTES, "Notes.");
    report.ok(Check.TICKETS, "First.");
    report.ok(Check.CONNECTION, "Connection.");
    report.ok(Check.TICKETS, "Second.");

    assertThat(report.findings())
        .extracting(Finding::id, Finding::message)
        .containsExactly(
            tuple("connection", "Connection."),
            tuple("tickets", "First."),
            tuple("tickets", "Second."),
            tuple("notes", "Notes."));
  }

  @Test
  void whatIsNotWellSaysWhatToDo() {
    report.warning(Check.STATES, "There is no state 7", "Add it");
    report.problem(Check.FIELDS, "There is no field x. ", " Create it.");

    assertThat(report.findings())
        .containsExactly(
            new Finding("fields", Outcome.PROBLEM, "There is no field x. Create it."),
            new Finding("states", Outcome.WARNING, "There is no state 7. Add it."));
  }

  @Test
  void aFailureSpeaksForItself() {
    ItsmException failure = new ItsmException.NotPermitted("It is refused. Grant it.", null);
    report.problem(Check.TICKETS, failure);
    report.warning(Check.CHANGES, failure);

    assertThat(report.findings())
        .containsExactly(
            new Finding("tickets", Outcome.PROBLEM, "It is refused. Grant it."),
            new Finding("changes", Outcome.WARNING, "It is refused. Grant it."));
  }

  @Test
  void anAnswerIsHandedOn() {
    assertThat(report.ask(Check.FIELDS, "Nothing to do.", () -> "answer")).contains("answer");
    assertThat(report.connect("Nothing to do.", () -> "answer")).contains("answer");
    assertThat(report.findings()).isEmpty();
  }

  @Test
  void aQuestionThatFailsIsAProblemWithAdvice() {
    ItsmException failure = new ItsmException.Malformed("It answered 400.", null);

    assertThat(report.ask(Check.FIELDS, "Correct it.", () -> fail(failure))).isEmpty();
    assertThat(report.findings())
        .containsExactly(new Finding("fields", Outcome.PROBLEM, "It answered 400. Correct it."));
  }

  @Test
  void aRefusedAccountIsNoProblemOfTheConnection() {
    ItsmException refused = new ItsmException.NotPermitted("It answered 401.", null);
    ItsmException down = new ItsmException.Unavailable("It answered 503. Wait.", null, null);

    assertThat(report.connect("Make a token.", () -> fail(refused))).isEmpty();
    assertThat(report.connect("Make a token.", () -> fail(down))).isEmpty();

    assertThat(report.findings())
        .containsExactly(
            new Finding("connection", Outcome.PROBLEM, "It answered 503. Wait."),
            new Finding("account", Outcome.PROBLEM, "It answered 401. Make a token."));
  }

  @Test
  void clocksMayDifferByLessThanHalfAMinute() {
    assertThat(clock(Duration.ofSeconds(29)).outcome()).isEqualTo(Outcome.OK);
    assertThat(clock(Duration.ofSeconds(-29)).outcome()).isEqualTo(Outcome.OK);
    assertThat(clock(Duration.ofSeconds(30)).outcome()).isEqualTo(Outcome.WARNING);
    assertThat(clock(Duration.ofSeconds(-30)).outcome()).isEqualTo(Outcome.WARNING);
  }

  @Test
  void clocksThatDifferByFiveMinutesAreAProblem() {
    assertThat(clock(Duration.ofSeconds(299)).outcome()).isEqualTo(Outcome.WARNING);
    assertThat(clock(Duration.ofSeconds(300)))
        .isEqualTo(
            new Finding(
                "clock",
                Outcome.PROBLEM,
                "The clock of Jira is 300 seconds ahead of Keycloak's. The gate refuses its signed"
                    + " webhooks, and change windows begin and end at the wrong time. Set both"
                    + " clocks by NTP."));
    assertThat(clock(Duration.ofSeconds(-300)).message()).contains("300 seconds behind Keycloak's");
  }

  @Test
  void aClockThatIsNotKnownIsAWarning() {
    Finding unknown = clock((Instant) null);

    assertThat(unknown.outcome()).isEqualTo(Outcome.WARNING);
    assertThat(unknown.message()).contains("was not compared");
  }

  private static Finding clock(Duration ahead) {
    return clock(NOW.plus(ahead));
  }

  private static Finding clock(@Nullable Instant theirs) {
    CheckReport report = new CheckReport();
    report.clock("Jira", NOW, theirs);
    assertThat(report.findings()).hasSize(1);
    return report.findings().get(0);
  }
}
