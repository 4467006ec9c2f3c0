package io.ticketgate.core.rule;

import static io.ticketgate.core.Grants.grantUntil;
import static io.ticketgate.core.InMemoryRealm.ALICE;
import static io.ticketgate.core.InMemoryRealm.DB_ADMIN;
import static io.ticketgate.core.InMemoryRealm.T0;
import static io.ticketgate.core.Judged.approved;
import static io.ticketgate.core.Judged.assertAllowed;
import static io.ticketgate.core.Judged.assertDenied;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.core.InMemoryRealm;
import io.ticketgate.core.Judged;
import io.ticketgate.core.check.Decision;
import io.ticketgate.core.refusal.CheckResult.Id;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** More approvals and a shorter life by the risk of the ticket. */
class RiskTableTest {

  private final Judged judged = new Judged();

  private static void rule(Judged judged) {
    judged.rule(
        "tickets.byRisk=high,minApprovals=3,lifetime=PT1H",
        "tickets.byRisk=moderate,minApprovals=2",
        "tickets.byRisk=low",
        "lifetime.max=PT8H");
  }

  /** A risk without a row meets the strictest row. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "high,3,1",
        "HIGH,3,1",
        "' High ',3,1",
        "moderate,2,8",
        "low,1,8",
        "none,3,1",
        "'',3,1",
        "extreme,3,1",
        "'low,high',3,1"
      })
  void asksForWhatTheRowSays(@Nullable String risk, int approvals, int hours) {
    String[] approvers = {"bob", "carol", "dave"};
    for (int given = 1; given <= 3; given++) {
      Judged one = new Judged();
      rule(one);
      Decision decision =
          one.decide(approved().approvedBy(Arrays.copyOf(approvers, given)).risk(risk));
      if (given >= approvals) {
        assertAllowed(decision);
        assertThat(((Decision.Allowed) decision).expiresAt())
            .isEqualTo(T0.plus(Duration.ofHours(hours)));
      } else {
        assertDenied(decision, Id.APPROVALS, ErrorCode.TICKET_NOT_APPROVED);
      }
    }
  }

  @Test
  void refusesALaterEndThanTheRowAllows() {
    rule(judged);
    Instant end = T0.plus(Duration.ofHours(2));
    assertDenied(
        judged.decide(
            approved().approvedBy("bob", "carol", "dave").risk("high"),
            grantUntil("demo:CHG-1", ALICE, DB_ADMIN, end),
            T0),
        Id.LIFETIME,
        ErrorCode.LIFETIME_EXCEEDED);
  }

  @Test
  void isTheStrictestOfAllRules() {
    rule(judged);
    judged.realm.rule(
        "second", "protects.realmRoles=db-admin", "tickets.byRisk=low,lifetime=PT30M");
    Decision decision = judged.decide(approved().risk("low"));
    assertAllowed(decision);
    assertThat(((Decision.Allowed) decision).expiresAt())
        .isEqualTo(T0.plus(Duration.ofMinutes(30)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",minApprovals=3",
        "high,minApprovals=0",
        "high,minApprovals=-1",
        "high,minApprovals=1",
        "high,minApprovals=51",
        "high,minApprovals=many",
        "high,minApprovals=3,minApprovals=4",
        "high,lifetime=1h",
        "high,lifetime=PT9H",
        "high,lifetime=PT0S",
        "high,lifetime=-PT1H",
        "high,colour=red",
        "high,",
        "minApprovals=3"
      })
  void refusesWhatIsNoRowOrAsksForLessThanTheRule(String row) {
    assertThatThrownBy(
            () ->
                InMemoryRealm.parse(
                    "prod",
                    "protects.realmRoles=db-*",
                    "tickets.minApprovals=2",
                    "tickets.byRisk=low,minApprovals=2",
                    "tickets.byRisk=" + (row.isEmpty() ? "low" : row)))
        .isInstanceOfSatisfying(
            GateException.Invalid.class,
            refused -> assertThat(refused.field()).isEqualTo("tickets.byRisk"));
  }
}
