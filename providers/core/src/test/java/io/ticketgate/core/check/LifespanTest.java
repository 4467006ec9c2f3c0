package io.ticketgate.core.check;

import static io.ticketgate.core.Grants.authorise;
import static io.ticketgate.core.Grants.authoriseUntil;
import static io.ticketgate.core.Grants.grant;
import static io.ticketgate.core.Grants.grantUntil;
import static io.ticketgate.core.InMemoryRealm.ALICE;
import static io.ticketgate.core.InMemoryRealm.DB_ADMIN;
import static io.ticketgate.core.InMemoryRealm.T0;
import static io.ticketgate.core.TicketBuilder.ticket;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.InMemoryRealm;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.spi.Ticket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LifespanTest {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final GrantRequest GRANT = grant("demo:CHG-1", ALICE, DB_ADMIN);
  private static final GrantRequest AUTHORISE = authorise("demo:CHG-1", ALICE, DB_ADMIN);

  private static final Rule RULE =
      InMemoryRealm.parse(
          "r", "protects.realmRoles=*", "lifetime.max=PT8H", "lifetime.default=PT2H");
  private static final Rule SHORT =
      InMemoryRealm.parse(
          "s", "protects.realmRoles=*", "lifetime.max=PT4H", "lifetime.default=PT3H");

  private static Ticket window(@Nullable Instant start, @Nullable Instant end) {
    return ticket("demo:CHG-1").window(start, end).build();
  }

  private static Instant inHours(int hours) {
    return T0.plus(HOUR.multipliedBy(hours));
  }

  @Test
  void endsAGrantAfterTheDefaultWhenNoneWasAskedFor() {
    Lifespan lifespan = Lifespan.of(GRANT, window(null, null), List.of(RULE), T0);
    assertThat(lifespan.start()).isEqualTo(T0);
    assertThat(lifespan.end(GRANT)).isEqualTo(inHours(2));
    assertThat(lifespan.limit()).isEqualTo(inHours(8));
  }

  @Test
  void endsAGrantWhenItWasAskedTo() {
    GrantRequest request = grantUntil("demo:CHG-1", ALICE, DB_ADMIN, inHours(5));
    assertThat(Lifespan.of(request, window(null, null), List.of(RULE), T0).end(request))
        .isEqualTo(inHours(5));
  }

  @Test
  void takesTheShortestMaximumAndTheShortestDefaultOfDifferentRules() {
    Lifespan lifespan = Lifespan.of(GRANT, window(null, null), List.of(RULE, SHORT), T0);
    assertThat(lifespan.limit()).isEqualTo(inHours(4));
    assertThat(lifespan.byDefault()).isEqualTo(inHours(2));
  }

  @Test
  void neverOutlivesTheWindow() {
    Lifespan lifespan = Lifespan.of(GRANT, window(T0, inHours(1)), List.of(RULE), T0);
    assertThat(lifespan.limit()).isEqualTo(inHours(1));
    assertThat(lifespan.byDefault()).isEqualTo(inHours(1));
  }

  @Test
  void startsAnAuthorisationWithTheWindow() {
    Lifespan lifespan = Lifespan.of(AUTHORISE, window(inHours(5), null), List.of(RULE), T0);
    assertThat(lifespan.start()).isEqualTo(inHours(5));
    assertThat(lifespan.limit()).isEqualTo(inHours(13));
    assertThat(lifespan.byDefault()).isEqualTo(inHours(13));
  }

  @Test
  void startsAnAuthorisationNowWhenTheWindowHasBegun() {
    Lifespan lifespan =
        Lifespan.of(
            authoriseUntil("demo:CHG-1", ALICE, DB_ADMIN, inHours(1)),
            window(T0.minus(HOUR), null),
            List.of(RULE),
            T0);
    assertThat(lifespan.start()).isEqualTo(T0);
  }
}
