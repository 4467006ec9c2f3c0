package io.ticketgate.core;

import static io.ticketgate.core.Grants.failures;
import static io.ticketgate.core.Grants.grant;
import static io.ticketgate.core.InMemoryRealm.ALICE;
import static io.ticketgate.core.InMemoryRealm.DB_ADMIN;
import static io.ticketgate.core.InMemoryRealm.T0;
import static io.ticketgate.core.TicketBuilder.ticket;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.check.Decision;
import io.ticketgate.core.check.GrantRequest;
import io.ticketgate.core.refusal.CheckResult.Id;
import io.ticketgate.core.refusal.CheckResult.Outcome;
import io.ticketgate.core.refusal.ErrorCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A realm whose rule prod is asked about db-admin, and what it has to answer. */
public final class Judged {

  public final InMemoryRealm realm = new InMemoryRealm();

  public void rule(String... settings) {
    List<String> all = new ArrayList<>(List.of("protects.realmRoles=db-*"));
    all.addAll(Arrays.asList(settings));
    realm.rule("prod", all.toArray(String[]::new));
  }

  /** Decides on db-admin for alice at T0. */
  public Decision decide(TicketBuilder ticket) {
    return decide(ticket, grant("demo:CHG-1", ALICE, DB_ADMIN), T0);
  }

  public Decision decide(TicketBuilder ticket, GrantRequest request, Instant now) {
    realm.receive(ticket, now);
    return realm.decide(request, now);
  }

  public static void assertDenied(Decision decision, Id check, ErrorCode code) {
    assertThat(failures(decision)).containsExactly(check);
    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Denied.class,
            denied -> {
              assertThat(denied.reason().code()).isEqualTo(code);
              assertThat(denied.reason().message()).isNotBlank();
            });
  }

  public static void assertAllowed(Decision decision) {
    assertThat(failures(decision)).isEmpty();
    assertThat(decision).isInstanceOf(Decision.Allowed.class);
  }

  public static Outcome outcome(Decision decision, Id id) {
    return decision.checks().stream()
        .filter(check -> check.id() == id)
        .findFirst()
        .orElseThrow()
        .outcome();
  }

  public static TicketBuilder approved() {
    return ticket("demo:CHG-1").approvedBy("bob");
  }
}
