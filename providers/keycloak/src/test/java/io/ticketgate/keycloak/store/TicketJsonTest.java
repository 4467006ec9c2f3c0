package io.ticketgate.keycloak.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.core.access.Person;
import io.ticketgate.spi.Approval;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TicketJsonTest {

  private static final TicketRef REF = new TicketRef("snow", "CHG1");

  @Test
  void aTicketWithEveryFieldComesBackAsItWas() {
    Ticket full =
        new Ticket(
            REF,
            "change_request",
            "implement",
            true,
            "2026-11-28T09:00:00.123Z",
            "alice",
            "bob",
            List.of(
                new EntitlementName.RealmRole("db-admin"),
                new EntitlementName.ClientRole("orders", "refund/all"),
                new EntitlementName.ClientCredential("ci-deployer")),
            List.of(
                new Approval(
                    "carol", Approval.Decision.APPROVED, Instant.parse("2026-11-27T10:00:00.001Z")),
                new Approval("dave", Approval.Decision.REJECTED, null),
                new Approval("erin", Approval.Decision.PENDING, null),
                new Approval("frank", Approval.Decision.NOT_REQUIRED, null)),
            "rotate \"TDE\" keys\nsoon \u2013 \uD83D\uDD11",
            "high",
            "pg-prod-01",
            Instant.parse("2026-11-28T08:00:00Z"),
            Instant.parse("2026-11-28T12:00:00.999999Z"),
            "https://snow.example/CHG1");

    assertThat(TicketJson.readTicket(REF, TicketJson.write(full))).isEqualTo(full);
  }

  @Test
  void aTicketWithNothingButItsTypeAndVersionComesBackAsItWas() {
    Ticket bare =
        new Ticket(
            REF,
            "incident",
            "",
            false,
            "1",
            null,
            null,
            List.of(),
            List.of(),
            null,
            null,
            null,
            null,
            null,
            null);

    assertThat(TicketJson.readTicket(REF, TicketJson.write(bare))).isEqualTo(bare);
  }

  @Test
  void anAddressThatNoPageMayShowIsLeftOutAlsoWhereItWasStored() {
    assertThat(
            TicketJson.readTicket(
                    REF, "{\"type\":\"a\",\"version\":\"1\",\"url\":\"javascript:alert(1)\"}")
                .url())
        .isNull();
  }

  @Test
  void anApprovalInAWordThatIsNotKnownApprovesNothing() {
    assertThat(TicketJson.readApprovals("[{\"approver\":\"bob\",\"decision\":\"maybe\"}]"))
        .containsExactly(new Approval("bob", Approval.Decision.PENDING, null));
  }

  @Test
  void aTicketThatDoesNotSayThatItIsOpenIsClosed() {
    assertThat(TicketJson.readTicket(REF, "{\"type\":\"t\",\"version\":\"1\"}").open()).isFalse();
  }

  @Test
  void peopleAndNamesComeBackInTheirOrder() {
    List<Person> people = List.of(new Person("2", "b"), new Person("1", "a,\"b\""));
    List<String> names = List.of("z", "a,b", "");

    assertThat(TicketJson.readPeople(TicketJson.writePeople(people))).isEqualTo(people);
    assertThat(TicketJson.readNames(TicketJson.writeNames(names))).isEqualTo(names);
  }

  @Test
  void aColumnThatHoldsNoJsonIsAnErrorAndNoTicket() {
    assertThatThrownBy(() -> TicketJson.readTicket(REF, "{\"type\":"))
        .isInstanceOf(IllegalStateException.class);
  }
}
