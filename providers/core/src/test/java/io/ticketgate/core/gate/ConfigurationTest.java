package io.ticketgate.core.gate;

import static io.ticketgate.core.Grants.authorise;
import static io.ticketgate.core.Grants.grant;
import static io.ticketgate.core.Grants.refused;
import static io.ticketgate.core.InMemoryRealm.ALICE;
import static io.ticketgate.core.InMemoryRealm.T0;
import static io.ticketgate.core.TicketBuilder.ticket;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.core.InMemoryRealm;
import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Holding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A ticket for a part of Keycloak's configuration: its binding is all that its holder has. */
class ConfigurationTest {

  private static final Instant LATER = T0.plusSeconds(60);
  private static final Entitlement KEYS = Entitlement.configuration("keys");
  private static final AttemptedGrant CHANGE =
      new AttemptedGrant(Route.CONFIGURATION, ALICE, Holding.mapped(KEYS));

  private final InMemoryRealm realm = new InMemoryRealm();

  @BeforeEach
  void protectKeys() {
    realm.rule("trust", "protects.configuration=keys", "lifetime.max=PT8H");
    realm.receive(ticket("demo:CHG-1").requestedFor("alice").asks(KEYS).approvedBy("bob"), T0);
  }

  @Test
  void nothingIsGivenAndNothingIsTaken() {
    realm.bind(grant("demo:CHG-1", ALICE, KEYS), T0);
    assertThat(realm.roles(ALICE)).isEmpty();

    realm.end(EndCause.ADMIN, LATER, realm.binding("b1"));

    assertThat(realm.binding("b1").status()).isEqualTo(BindingStatus.REVOKED);
    assertThat(realm.sessionsEnded()).isEmpty();
  }

  @Test
  void aLiveBindingCoversEveryChangeOfThatPart() {
    realm.bind(grant("demo:CHG-1", ALICE, KEYS), T0);
    realm.assign(null, LATER, CHANGE);
    realm.assign(null, LATER, CHANGE);
    assertThat(realm.bindings()).hasSize(1);
  }

  @Test
  void aChangeUsesAnAuthorisation() {
    realm.bind(authorise("demo:CHG-1", ALICE, KEYS), T0);
    realm.assign(null, LATER, CHANGE);
    assertThat(realm.binding("b1").status()).isEqualTo(BindingStatus.ACTIVE);
  }

  @Test
  void withoutATicketItIsRefused() {
    refused(ErrorCode.TICKET_REQUIRED, () -> realm.assign(null, LATER, CHANGE));
  }

  @Test
  void aPartThatNoRuleIsAboutOpensUnderNoTicket() {
    assertThatThrownBy(
            () -> realm.bind(grant("demo:CHG-1", ALICE, Entitlement.configuration("mail")), T0))
        .isInstanceOf(GateException.Invalid.class)
        .hasMessageContaining("only ticket-gate-admin may change it");
  }
}
