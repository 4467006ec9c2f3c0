package io.ticketgate.core.ticket;

import static io.ticketgate.core.InMemoryRealm.DB_ADMIN;
import static io.ticketgate.core.InMemoryRealm.READER;
import static io.ticketgate.core.InMemoryRealm.REFUND;
import static io.ticketgate.core.TicketBuilder.ticket;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.TicketBuilder;
import io.ticketgate.core.access.Entitlement;
import io.ticketgate.spi.EntitlementName;
import org.junit.jupiter.api.Test;

class ApprovedFieldsTest {

  private static String digest(TicketBuilder ticket) {
    return ApprovedFields.digest(ticket.build());
  }

  @Test
  void leavesOutWhatMovesWhileTheTicketIsWorkedOn() {
    assertThat(
            digest(ticket("demo:CHG-1").version(2).state("review").open(false).approvedBy("bob")))
        .isEqualTo(digest(ticket("demo:CHG-1")));
  }

  @Test
  void doesNotDependOnTheOrderOfWhatIsAskedFor() {
    assertThat(digest(ticket("demo:CHG-1").asks(DB_ADMIN, READER, DB_ADMIN)))
        .isEqualTo(digest(ticket("demo:CHG-1").asks(READER, DB_ADMIN)));
  }

  @Test
  void tellsARealmRoleAClientRoleAndACredentialOfTheSameNameApart() {
    Entitlement realmRole = new Entitlement("x", new EntitlementName.RealmRole("orders/refund"));
    Entitlement credential =
        new Entitlement("y", new EntitlementName.ClientCredential("orders/refund"));
    assertThat(digest(ticket("demo:CHG-1").asks(REFUND)))
        .isNotEqualTo(digest(ticket("demo:CHG-1").asks(realmRole)))
        .isNotEqualTo(digest(ticket("demo:CHG-1").asks(credential)));
  }

  @Test
  void tellsTheOneWhoAsksFromTheOneWhoGets() {
    assertThat(digest(ticket("demo:CHG-1").requester("alice").requestedFor("rita")))
        .isNotEqualTo(digest(ticket("demo:CHG-1")));
    assertThat(digest(ticket("demo:CHG-1").requestedFor(null)))
        .isNotEqualTo(digest(ticket("demo:CHG-1").requestedFor("")));
  }
}
