package io.ticketgate.keycloak.store;

import static io.ticketgate.keycloak.ABinding.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.ticket.Identities;
import io.ticketgate.core.ticket.KnownTicket;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MeantIdsTest extends GateRows {

  private static final TicketRef REF = new TicketRef("snow", "CHG1");
  private static final TicketRef OTHER = new TicketRef("snow", "CHG2");

  private static KnownTicket ticket(TicketRef ref, boolean open, String... approvers) {
    Map<String, String> ids = new HashMap<>();
    for (String approver : approvers) {
      ids.put("person:" + approver, approver + "-id");
    }
    return new KnownTicket(
        new Ticket(
            ref,
            "change",
            "implement",
            open,
            "7",
            null,
            null,
            List.of(),
            List.of(),
            null,
            null,
            null,
            null,
            null,
            null),
        Set.of(),
        new Identities(ids, Map.of(), Set.of(), false));
  }

  private void saved(String realmId, KnownTicket ticket) {
    server.run(
        own -> {
          JpaTickets tickets = new JpaTickets(own, realmId);
          tickets.lockOrCreate(ticket.ticket().ref());
          tickets.save(ticket, NOW);
        });
  }

  private void removed(String realmId, String... ids) {
    server.run(own -> new MeantIds(own, realmId).removed(Set.of(ids)));
  }

  private KnownTicket found(String realmId, TicketRef ref) {
    return new JpaTickets(session, realmId).find(ref).orElseThrow();
  }

  private Set<String> present(String realmId, TicketRef ref) {
    return found(realmId, ref).identities().present();
  }

  @Test
  void whoIsRemovedIsMeantByNoNameOfAnyOpenTicketOfThatRealm() {
    saved(realm, ticket(REF, true, "bob", "carol"));
    saved(realm, ticket(OTHER, true, "bob"));
    saved(otherRealm, ticket(REF, true, "bob"));

    removed(realm, "bob-id", "nobody-id");

    assertThat(present(realm, REF)).containsExactly("carol-id");
    assertThat(present(realm, OTHER)).isEmpty();
    assertThat(present(otherRealm, REF)).containsExactly("bob-id");
    assertThat(found(realm, REF).identities().personId("bob")).hasValue("removed:bob-id");
  }

  @Test
  void thatStaysSoWhenTheTicketIsSavedAgain() {
    saved(realm, ticket(REF, true, "bob"));
    removed(realm, "bob-id");

    saved(realm, found(realm, REF));

    assertThat(present(realm, REF)).isEmpty();
  }

  @Test
  void aTicketThatIsFoundToMeanTheNewOneMeansItFromThenOn() {
    saved(realm, ticket(REF, true, "bob"));
    removed(realm, "bob-id");

    saved(realm, ticket(REF, true, "bob", "carol"));
    assertThat(present(realm, REF)).containsExactlyInAnyOrder("bob-id", "carol-id");

    removed(realm, "bob-id");
    assertThat(present(realm, REF)).containsExactly("carol-id");
  }

  @Test
  void aClosedTicketIsLookedForByNoRemovalAndAReopenedOneAgain() {
    saved(realm, ticket(REF, true, "bob"));
    saved(realm, ticket(REF, false, "bob"));
    assertThat(rows(realm)).isZero();

    saved(realm, ticket(REF, true, "bob"));
    removed(realm, "bob-id");

    assertThat(present(realm, REF)).isEmpty();
  }

  @Test
  void whatWasReadUnderTheLockIsReadAnewAfterARemovalInTheSameTransaction() {
    saved(realm, ticket(REF, true, "bob"));

    server.run(
        own -> {
          JpaTickets tickets = new JpaTickets(own, realm);
          assertThat(tickets.lock(REF).orElseThrow().identities().present()).hasSize(1);
          new MeantIds(own, realm).removed(Set.of("bob-id"));
          assertThat(tickets.lock(REF).orElseThrow().identities().present()).isEmpty();
        });
  }

  @Test
  void whatIsMadeIsNothingThatATicketMeantBeforeButWhatItsOwnLookUpHasMade() {
    saved(realm, ticket(REF, true, "bob", "carol"));

    server.run(
        own -> {
          JpaTickets tickets = new JpaTickets(own, realm);
          tickets.lockOrCreate(OTHER);
          tickets.save(ticket(OTHER, true, "dora"), NOW);
          new MeantIds(own, realm).made(Set.of("bob-id", "dora-id"));
        });

    assertThat(present(realm, REF)).containsExactly("carol-id");
    assertThat(present(realm, OTHER)).containsExactly("dora-id");
  }

  @Test
  void aRealmThatIsGoneLeavesNothing() {
    saved(realm, ticket(REF, true, "bob"));

    server.run(own -> new JpaTickets(own, realm).forgetRealm());

    assertThat(rows(realm)).isZero();
  }

  private long rows(String realmId) {
    return new Rows(session)
        .em()
        .createQuery("select count(m) from TgTicketMeant m where m.realmId = :id", Long.class)
        .setParameter("id", realmId)
        .getSingleResult();
  }
}
