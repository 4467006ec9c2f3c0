package io.ticketgate.keycloak.store;

import static io.ticketgate.keycloak.ABinding.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.ticket.Identities;
import io.ticketgate.core.ticket.KnownTicket;
import io.ticketgate.spi.Approval;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class JpaTicketsTest extends GateRows {

  private static final TicketRef REF = new TicketRef("snow", "CHG1");
  private static final Approval VOID =
      new Approval("bob", Approval.Decision.APPROVED, NOW.minusSeconds(9));

  private static KnownTicket ticket(String version, boolean open) {
    return new KnownTicket(
        new Ticket(
            REF,
            "change_request",
            "implement",
            open,
            version,
            "alice",
            null,
            List.of(),
            List.of(VOID),
            null,
            null,
            null,
            null,
            null,
            null),
        Set.of(VOID),
        new Identities(
            Map.of("person:bob", "bob-id"),
            Map.of("subject:user:nina", Instant.ofEpochMilli(5)),
            Set.of(new Approval("bob", Approval.Decision.APPROVED, null)),
            true));
  }

  private JpaTickets tickets() {
    return new JpaTickets(session, realm);
  }

  private void run(Consumer<JpaTickets> work) {
    server.run(own -> work.accept(new JpaTickets(own, realm)));
  }

  private void saved(KnownTicket ticket) {
    run(
        tickets -> {
          tickets.lockOrCreate(REF);
          tickets.save(ticket, NOW);
        });
  }

  @Test
  void aSavedTicketComesBackWithItsVoidApprovalsAndTheTimeOfReading() {
    saved(ticket("7", true));

    assertThat(tickets().find(REF)).contains(ticket("7", true));
    assertThat(tickets().readAt(REF)).contains(NOW);
  }

  @Test
  void aTicketIsKnownInItsRealmOnly() {
    saved(ticket("7", true));

    assertThat(new JpaTickets(session, otherRealm).find(REF)).isEmpty();
    assertThat(tickets().find(new TicketRef("jira", "CHG1"))).isEmpty();
    assertThat(tickets().find(new TicketRef("snow", "chg1"))).isEmpty();
  }

  @Test
  void aRowThatWasMadeOnlyToBeLockedIsNoTicket() {
    run(tickets -> assertThat(tickets.lockOrCreate(REF)).isEmpty());

    assertThat(tickets().find(REF)).isEmpty();
    assertThat(tickets().readAt(REF)).isEmpty();
  }

  @Test
  void whatIsLockedIsTheLastCommittedTicketAndAfterASaveTheSavedOne() {
    saved(ticket("7", true));
    JpaTickets tickets = tickets();
    assertThat(tickets.find(REF)).contains(ticket("7", true));
    saved(ticket("8", true));

    assertThat(tickets.lock(REF)).contains(ticket("8", true));
    tickets.save(ticket("9", false), NOW);
    assertThat(tickets.lock(REF)).contains(ticket("9", false));
  }

  @Test
  void aReadingThatBringsNothingNewMovesTheTimeForwardsOnly() {
    saved(ticket("7", true));

    run(tickets -> assertThat(tickets.readAgain(REF, NOW.plusSeconds(5))).isEqualTo(1));
    run(tickets -> assertThat(tickets.readAgain(REF, NOW.plusSeconds(1))).isZero());

    assertThat(tickets().readAt(REF)).contains(NOW.plusSeconds(5));
  }

  @Test
  void aTicketIsMissingUntilItIsReadAgainOrSaved() {
    saved(ticket("7", true));
    run(tickets -> tickets.missing(REF, NOW));
    assertThat(tickets().missingSince(REF)).contains(NOW);

    run(tickets -> tickets.readAgain(REF, NOW.plusSeconds(1)));
    assertThat(tickets().missingSince(REF)).isEmpty();

    run(tickets -> tickets.missing(REF, NOW));
    saved(ticket("8", true));
    assertThat(tickets().missingSince(REF)).isEmpty();
  }

  @Test
  void aMissingTicketKeepsWhatWasLastKnownOfIt() {
    saved(ticket("7", true));
    run(tickets -> tickets.missing(REF, NOW));

    assertThat(tickets().find(REF)).contains(ticket("7", true));
  }
}
