package io.ticketgate.core.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.spi.Approval;
import io.ticketgate.spi.Approval.Decision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

class ApprovalsTest {

  private static final Instant T = Instant.parse("2026-11-21T08:00:00Z");

  private static String lastWordOfBob(Approval... records) {
    Approvals approvals = new Approvals(List.of(records), name -> name.toLowerCase(Locale.ROOT));
    for (Decision decision : Decision.values()) {
      if (!approvals.withDecision(decision).isEmpty()) {
        return decision.word();
      }
    }
    return "none";
  }

  private static Approval bob(Decision decision, @Nullable Instant at) {
    return new Approval("bob", decision, at);
  }

  @Example
  void takesTheLaterOfTwoRecords() {
    assertThat(lastWordOfBob(bob(Decision.REJECTED, T), bob(Decision.APPROVED, T.plusSeconds(1))))
        .isEqualTo("approved");
    assertThat(lastWordOfBob(bob(Decision.APPROVED, T), bob(Decision.PENDING, T.plusSeconds(1))))
        .isEqualTo("pending");
  }

  @Example
  void takesTheRecordThatApprovesLessWhereTheTimesDoNotTell() {
    assertThat(lastWordOfBob(bob(Decision.APPROVED, T), bob(Decision.REJECTED, T)))
        .isEqualTo("rejected");
    assertThat(lastWordOfBob(bob(Decision.APPROVED, T), bob(Decision.PENDING, null)))
        .isEqualTo("pending");
    assertThat(lastWordOfBob(bob(Decision.PENDING, null), bob(Decision.REJECTED, null)))
        .isEqualTo("rejected");
  }

  @Example
  void doesNotLetATimedRecordHideAnUndatedOneBehindAnOlderOne() {
    assertThat(
            lastWordOfBob(
                bob(Decision.REJECTED, T),
                bob(Decision.PENDING, null),
                bob(Decision.APPROVED, T.plusSeconds(1))))
        .isEqualTo("pending");
  }

  @Property
  void doesNotDependOnTheOrderOfTheRecords(
      @ForAll("records") List<Approval> records, @ForAll long seed) {
    List<Approval> shuffled = new ArrayList<>(records);
    Collections.shuffle(shuffled, new Random(seed));
    for (Decision decision : Decision.values()) {
      assertThat(names(new Approvals(shuffled, name -> name.toLowerCase(Locale.ROOT)), decision))
          .isEqualTo(
              names(new Approvals(records, name -> name.toLowerCase(Locale.ROOT)), decision));
    }
  }

  @Property
  void countsEachApproverUnderOneDecision(@ForAll("records") List<Approval> records) {
    Approvals approvals = new Approvals(records, name -> name.toLowerCase(Locale.ROOT));
    long words = 0;
    for (Decision decision : Decision.values()) {
      words += approvals.withDecision(decision).size();
    }
    assertThat(words)
        .isEqualTo(records.stream().map(record -> lower(record.approver())).distinct().count());
  }

  private static List<String> names(Approvals approvals, Decision decision) {
    return approvals.withDecision(decision).stream().map(ApprovalsTest::lower).sorted().toList();
  }

  private static String lower(String name) {
    return name.toLowerCase(java.util.Locale.ROOT);
  }

  @Provide
  Arbitrary<List<Approval>> records() {
    return Combinators.combine(
            Arbitraries.of("bob", "BOB", "carol"),
            Arbitraries.of(Decision.class),
            Arbitraries.of(T, T.plusSeconds(1), T.plusSeconds(2)).injectNull(0.3))
        .as(Approval::new)
        .list()
        .ofMaxSize(6);
  }
}
