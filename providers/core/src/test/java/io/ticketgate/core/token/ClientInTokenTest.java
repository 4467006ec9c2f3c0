package io.ticketgate.core.token;

import static io.ticketgate.core.InMemoryRealm.DB_ADMIN;
import static io.ticketgate.core.InMemoryRealm.DEPLOYER;
import static io.ticketgate.core.InMemoryRealm.DEPLOYER_CLIENT;
import static io.ticketgate.core.InMemoryRealm.DEPLOYER_CREDENTIAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.refusal.ErrorCode;
import org.junit.jupiter.api.Test;

/** Whether a protected client gets tokens. */
class ClientInTokenTest extends TokenPolicyCases {

  @Test
  void withoutABindingGetsNoToken() {
    rule("protects.clientCredentials=ci-*");
    TokenVerdict verdict = policy().judge(service(null));
    refused(verdict, ErrorCode.BINDING_NOT_LIVE, "Client ci-deployer");
    assertThat(verdict.credential()).isInstanceOf(CarryDecision.Refused.class);
  }

  @Test
  void whoseRefusalIsTheFirstReasonIsToldOfItAlone() {
    rule("protects.clientCredentials=ci-*", "protects.realmRoles=db-*");
    refused(
        policy().judge(service("demo:none", DB_ADMIN)),
        ErrorCode.BINDING_NOT_LIVE,
        "Client ci-deployer");
  }

  @Test
  void withALiveBindingGetsATokenUntilItsEnd() {
    rule("protects.clientCredentials=ci-*");
    Binding credential = bound("b1", DEPLOYER_CLIENT, DEPLOYER_CREDENTIAL, 2);
    TokenVerdict verdict = policy().judge(service(null));
    assertThat(verdict.credential()).isEqualTo(new CarryDecision.Covered(credential));
    assertThat(verdict.refusal()).isNull();
    assertThat(verdict.end()).contains(credential.expiresAt());
    assertThat(verdict.named()).as("nothing was named").isNull();
  }

  @Test
  void isToldOfWhereItsRulesAreOnlyAudited() {
    rule("protects.clientCredentials=ci-*", "mode=audit");
    TokenVerdict verdict = policy().judge(service(null));
    assertThat(verdict.credential()).isEqualTo(new CarryDecision.Audited(rules));
    assertThat(verdict.refusal()).isNull();
  }

  @Test
  void isNotCoveredByTheRolesOfItsServiceAccount() {
    rule("protects.clientCredentials=ci-*", "protects.realmRoles=db-*");
    bound("b1", DEPLOYER, DB_ADMIN, 2);
    refused(policy().judge(service(null, DB_ADMIN)), ErrorCode.BINDING_NOT_LIVE, "Client");
  }
}
