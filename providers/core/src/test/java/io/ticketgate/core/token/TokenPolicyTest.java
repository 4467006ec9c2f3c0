package io.ticketgate.core.token;

import static io.ticketgate.core.InMemoryRealm.ALICE;
import static io.ticketgate.core.InMemoryRealm.DB_ADMIN;
import static io.ticketgate.core.InMemoryRealm.DEPLOYER;
import static io.ticketgate.core.InMemoryRealm.DEPLOYER_CLIENT;
import static io.ticketgate.core.InMemoryRealm.DEPLOYER_CREDENTIAL;
import static io.ticketgate.core.InMemoryRealm.READER;
import static io.ticketgate.core.InMemoryRealm.REFUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.spi.EntitlementName;
import org.junit.jupiter.api.Test;

/** What holds of every token. */
class TokenPolicyTest extends TokenPolicyCases {

  @Test
  void whatASessionIsNotedToCarryIsWhatRulesProtectAndNothingElse() {
    rule("protects.realmRoles=db-*");
    bound("b1", ALICE, DB_ADMIN, 2);
    assertThat(policy().judge(user(DB_ADMIN, READER)).carriedProtected())
        .containsExactly(DB_ADMIN.id());
    assertThat(policy().judge(user(READER)).carriedProtected()).isEmpty();
    assertThat(policy().judge(derived(DB_ADMIN, READER)).carriedProtected())
        .as("stripped")
        .isEmpty();
  }

  @Test
  void whatIsOnlyAuditedIsNotedToo() {
    rule("protects.realmRoles=db-*", "mode=audit");
    assertThat(policy().judge(user(DB_ADMIN)).carriedProtected()).containsExactly(DB_ADMIN.id());
  }

  @Test
  void anExchangedTokenOfAServiceAccountIsRefusedOnceItsClientHasNoBinding() {
    rule("protects.clientCredentials=ci-*");
    refused(policy().judge(exchanged()), ErrorCode.BINDING_NOT_LIVE, "ci-deployer");
  }

  @Test
  void theCredentialOfAClientThatHasAnotherNameThanWasApprovedIsRefused() {
    rule("protects.clientCredentials=ci-*");
    bound(
        "b1",
        DEPLOYER_CLIENT,
        new Entitlement("c-deployer", new EntitlementName.ClientCredential("ci-low")),
        2);
    refused(policy().judge(service(null)), ErrorCode.IDENTITY_CHANGED, "ci-low");
  }

  @Test
  void anExchangedTokenOfAServiceAccountEndsWithTheBindingOfItsClient() {
    rule("protects.clientCredentials=ci-*");
    Binding own = bound("b1", DEPLOYER_CLIENT, DEPLOYER_CREDENTIAL, 2);
    TokenVerdict verdict = policy().judge(exchanged());
    assertThat(verdict.refusal()).isNull();
    assertThat(verdict.end()).contains(own.expiresAt());
  }

  @Test
  void judgingTwiceSaysTheSame() {
    rule("protects.realmRoles=db-*", "protects.clientCredentials=ci-*");
    bound("b1", DEPLOYER_CLIENT, DEPLOYER_CREDENTIAL, 1);
    bound("b2", DEPLOYER, DB_ADMIN, 3);
    TokenPolicy policy = policy();
    TokenRequest request = service("demo:b2", DB_ADMIN, READER);
    assertThat(policy.judge(request)).isEqualTo(policy.judge(request));
  }

  @Test
  void theFirstReasonStays() {
    rule("protects.realmRoles=db-*", "protects.clientRoles=orders/*");
    TokenPolicy policy = policy();
    TokenVerdict verdict = policy.judge(user(DB_ADMIN, REFUND));
    refused(verdict, ErrorCode.BINDING_NOT_LIVE, "role db-admin");
    assertThat(verdict.on(REFUND).orElseThrow())
        .asInstanceOf(type(CarryDecision.Refused.class))
        .satisfies(later -> assertThat(later.reason()).hasMessageContaining("orders/refund"));
  }

  @Test
  void aBindingIsLiveForItsOwnSubjectAlone() {
    bound("b1", ALICE, DB_ADMIN, 1);
    bound("b2", ALICE, DB_ADMIN, 0);
    assertThat(policy().live(ALICE.id(), "b1")).isTrue();
    assertThat(policy().live(ALICE.id(), "b2")).isFalse();
    assertThat(policy().live(DEPLOYER.id(), "b1")).isFalse();
  }

  @Test
  void namesOfRolesAreLookedForWithoutTheirClient() {
    TokenRequest request = user(DB_ADMIN, REFUND);
    assertThat(request.rolesNamed("refund")).containsExactly(REFUND);
    assertThat(request.rolesNamed("db-admin")).containsExactly(DB_ADMIN);
    assertThat(request.rolesNamed("orders/refund")).isEmpty();
  }
}
