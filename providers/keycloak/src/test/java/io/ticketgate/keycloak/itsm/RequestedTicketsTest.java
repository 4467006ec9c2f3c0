package io.ticketgate.keycloak.itsm;

import static io.ticketgate.keycloak.TestItsm.ticket;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.keycloak.TestItsm;
import io.ticketgate.keycloak.TestRealm;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RequestedTicketsTest {

  private static final TicketRef REF = new TicketRef("snow", "CHG1");

  private final TestRealm realm = new TestRealm();
  private final Instant now = Instant.ofEpochMilli(System.currentTimeMillis());

  private void request(Consumer<RequestedTickets> work) {
    realm.jobs.run(realm.id, gate -> work.accept(new RequestedTickets(gate, realm.health)));
  }

  private void read(TicketRef ref, Duration maxAge) {
    request(tickets -> tickets.read(ref, maxAge, null, now));
  }

  private static void assertNotFound(Runnable work, String words) {
    assertThatThrownBy(work::run)
        .isInstanceOfSatisfying(
            GateException.NotFound.class,
            none -> assertThat(none.code()).isEqualTo(ErrorCode.TICKET_NOT_FOUND))
        .hasMessageContaining(words);
  }

  @Test
  void aTicketIsReadFromItsItsmAndStored() {
    realm.itsm.has(ticket(REF, "1", true));

    read(REF, Duration.ZERO);

    assertThat(realm.version(REF)).isEqualTo("1");
  }

  /** A bad address delays no closing. */
  @Test
  void aTicketIsReadWithoutAnAddressThatCouldBeAScript() {
    realm.itsm.has(at("1", true, "https://itsm.example/CHG1"));
    read(REF, Duration.ZERO);
    assertThat(url()).isEqualTo("https://itsm.example/CHG1");

    realm.itsm.has(at("2", false, "javascript:alert(1)"));
    request(tickets -> tickets.read(REF, Duration.ZERO, null, now.plusSeconds(60)));
    assertThat(realm.version(REF)).isEqualTo("2");
    assertThat(url()).isNull();
  }

  private static Ticket at(String version, boolean open, String url) {
    Ticket ticket = ticket(REF, version, open);
    return new Ticket(
        REF,
        ticket.type(),
        ticket.state(),
        open,
        version,
        null,
        null,
        ticket.entitlements(),
        ticket.approvals(),
        null,
        null,
        null,
        null,
        null,
        url);
  }

  private @Nullable String url() {
    return realm
        .jobs
        .in(realm.id, gate -> gate.tickets().find(REF).orElseThrow().ticket())
        .map(Ticket::url)
        .orElse(null);
  }

  @Test
  void whatWasReadStandsWhateverBecomesOfTheRequest() {
    realm.itsm.has(ticket(REF, "1", true));

    assertThatThrownBy(
            () ->
                request(
                    tickets -> {
                      tickets.read(REF, Duration.ZERO, null, now);
                      throw new IllegalStateException("refused");
                    }))
        .hasMessage("refused");

    assertThat(realm.version(REF)).isEqualTo("1");
  }

  @Test
  void aStoredTicketThatIsYoungEnoughIsNotAskedForAgain() {
    realm.knows(ticket(REF, "1", true), now.minusSeconds(29));

    read(REF, Duration.ofSeconds(30));
    assertThat(realm.itsm.asked).isEmpty();

    realm.itsm.has(ticket(REF, "2", true));
    read(REF, Duration.ofSeconds(29));
    assertThat(realm.itsm.asked).containsExactly(REF);
    assertThat(realm.version(REF)).isEqualTo("2");
  }

  @Test
  void aLookStoresNothing() {
    realm.itsm.has(ticket(REF, "1", true));

    request(tickets -> assertThat(tickets.look(REF, now)).isPresent());

    assertThat(realm.version(REF)).isNull();
  }

  @Test
  void aTicketThatTheItsmDoesNotKnowIsNotFound() {
    assertNotFound(() -> read(REF, Duration.ZERO), "snow:CHG1");
  }

  @Test
  void aSystemThatIsNotConfiguredIsNotFoundAndThoseThatAreAreNamed() {
    assertNotFound(() -> read(new TicketRef("jira", "OPS-1"), Duration.ZERO), "[pushed, snow]");
  }

  @Test
  void aPushedTicketIsUsedAsItIsStored() {
    TicketRef pushed = new TicketRef("pushed", "CHG1");
    assertNotFound(() -> read(pushed, Duration.ZERO), "pushed:CHG1");

    realm.knows(ticket(pushed, "1", true), Instant.EPOCH);

    request(tickets -> assertThat(tickets.look(pushed, now)).isEmpty());
  }

  @Test
  void anItsmThatDoesNotAnswerSaysWhenToTryAgain() {
    realm.knows(ticket(REF, "1", true), Instant.EPOCH);
    realm.itsm.failure = new ItsmException.RateLimited("Slowly.", Duration.ofSeconds(90), null);
    assertThatThrownBy(() -> read(REF, Duration.ZERO))
        .isInstanceOfSatisfying(
            GateException.Unavailable.class,
            unavailable -> assertThat(unavailable.retryAfterSeconds()).isEqualTo(90));

    realm.itsm.failure = new ItsmException.NotPermitted("No.", null);
    assertThatThrownBy(() -> read(REF, Duration.ZERO))
        .isInstanceOfSatisfying(
            GateException.Unavailable.class,
            unavailable -> assertThat(unavailable.retryAfterSeconds()).isEqualTo(30));

    realm.itsm.failure = new ItsmException.Unavailable("At once.", Duration.ZERO, null);
    assertThatThrownBy(() -> read(REF, Duration.ZERO))
        .isInstanceOfSatisfying(
            GateException.Unavailable.class,
            unavailable -> assertThat(unavailable.retryAfterSeconds()).isEqualTo(1));
  }

  @Test
  void theItsmIsAskedOnceInASessionForANamedTicket() {
    realm.itsm.has(ticket(REF, "1", true));

    request(
        tickets -> {
          tickets.readNamed(REF, null, now);
          tickets.readNamed(REF, null, now);
        });

    assertThat(realm.itsm.asked).containsExactly(REF);
    assertThat(realm.version(REF)).isEqualTo("1");
  }

  @Test
  void aFailureIsFoundLaterWithoutAskingAgain() {
    realm.itsm.failure = new ItsmException.Unavailable("No answer.", null, null);

    request(
        tickets -> {
          for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> tickets.readNamed(REF, null, now))
                .isInstanceOf(GateException.Unavailable.class);
          }
        });

    assertThat(realm.itsm.asked).containsExactly(REF);
  }

  @Test
  void aReadingIsOfTheTransactionOfTheRequestWhichNeedsNoSecondConnection() {
    realm.itsm.has(ticket(REF, "1", true));

    request(
        tickets -> {
          tickets.read(REF, Duration.ZERO, null, now);
          assertThat(realm.version(REF)).as("for another transaction").isNull();
        });

    assertThat(realm.version(REF)).isEqualTo("1");
  }

  @Test
  void aNamedTicketMayBeAsOldAsEveryRuleAllows() {
    realm.server.run(
        realm.id,
        session ->
            TestItsm.rule(
                session.getContext().getRealm(), "r", "db-*", Map.of("snapshotMaxAge", "PT30S")));
    realm.knows(ticket(REF, "1", true), now.minusSeconds(20));

    request(tickets -> tickets.readNamed(REF, null, now));
    assertThat(realm.itsm.asked).isEmpty();

    realm.itsm.has(ticket(REF, "1", true));
    request(tickets -> tickets.readNamed(REF, null, now.plusSeconds(10)));
    assertThat(realm.itsm.asked).containsExactly(REF);
  }
}
