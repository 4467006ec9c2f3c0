package io.ticketgate.core.token;

import static io.ticketgate.core.InMemoryRealm.ALICE;
import static io.ticketgate.core.InMemoryRealm.DB_ADMIN;
import static io.ticketgate.core.InMemoryRealm.DEPLOYER;
import static io.ticketgate.core.InMemoryRealm.DEPLOYER_CLIENT;
import static io.ticketgate.core.InMemoryRealm.DEPLOYER_CREDENTIAL;
import static io.ticketgate.core.InMemoryRealm.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.refusal.ErrorCode;
import org.junit.jupiter.api.Test;

/** A request that names the ticket under which it asks. */
class NamedTicketTest extends TokenPolicyCases {

  @Test
  void thatCarriesNoLiveBindingOfTheClientIsAMismatch() {
    rule("protects.clientCredentials=ci-*");
    bound("b1", DEPLOYER_CLIENT, DEPLOYER_CREDENTIAL, 2);
    bound("b2", ALICE, DB_ADMIN, 2);
    refused(policy().judge(service("demo:other")), ErrorCode.TICKET_MISMATCH, "demo:other");
    refused(policy().judge(service("demo:b2")), ErrorCode.TICKET_MISMATCH, "demo:b2");
  }

  @Test
  void forTheCredentialBoundsTheTokenAlsoWhereAnotherGoesOn() {
    rule("protects.clientCredentials=ci-*");
    Binding first = bound("b1", DEPLOYER_CLIENT, DEPLOYER_CREDENTIAL, 1);
    bound("b2", DEPLOYER_CLIENT, DEPLOYER_CREDENTIAL, 3);
    TokenVerdict verdict = policy().judge(service("demo:b1"));
    assertThat(verdict.named()).isEqualTo(first);
    assertThat(verdict.relied()).containsExactly(first);
    assertThat(verdict.end()).contains(first.expiresAt());
    assertThat(policy().judge(service(null)).end()).contains(T0.plusSeconds(3 * 3600));
  }

  @Test
  void forARoleOfTheServiceAccountIsReliedOnBesideTheCredential() {
    rule("protects.clientCredentials=ci-*", "protects.realmRoles=db-*");
    Binding credential = bound("b1", DEPLOYER_CLIENT, DEPLOYER_CREDENTIAL, 1);
    Binding role = bound("b2", DEPLOYER, DB_ADMIN, 3);
    TokenVerdict verdict = policy().judge(service("demo:b2", DB_ADMIN));
    assertThat(verdict.named()).isEqualTo(role);
    assertThat(verdict.relied()).containsExactlyInAnyOrder(credential, role);
    assertThat(verdict.end()).contains(credential.expiresAt());
  }

  @Test
  void isReliedOnWhereNothingProtectsTheClient() {
    Binding role = bound("b1", DEPLOYER, DB_ADMIN, 1);
    TokenVerdict verdict = policy().judge(service("demo:b1"));
    assertThat(verdict.named()).isEqualTo(role);
    assertThat(verdict.end()).contains(role.expiresAt());
  }
}
