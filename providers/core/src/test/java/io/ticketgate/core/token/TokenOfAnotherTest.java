package io.ticketgate.core.token;

import static io.ticketgate.core.InMemoryRealm.ALICE;
import static io.ticketgate.core.InMemoryRealm.DB_ADMIN;
import static io.ticketgate.core.InMemoryRealm.OPS;
import static io.ticketgate.core.InMemoryRealm.READER;
import static io.ticketgate.core.InMemoryRealm.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.rule.Protection;
import io.ticketgate.core.rule.RememberedProtection;
import io.ticketgate.spi.EntitlementName;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tokens that somebody else gets of a person. */
class TokenOfAnotherTest extends TokenPolicyCases {

  @Test
  void carriesNoProtectedRoleAndIsNotRefusedForIt() {
    rule("protects.realmRoles=db-*");
    bound("b1", ALICE, DB_ADMIN, 2);
    TokenVerdict verdict = policy().judge(derived(DB_ADMIN, READER));
    assertThat(verdict.on(DB_ADMIN)).contains(new CarryDecision.Stripped());
    assertThat(verdict.on(READER)).contains(new CarryDecision.Free());
    assertThat(verdict.refusal()).isNull();
    assertThat(verdict.relied()).isEmpty();
  }

  /** There a token counts as all that its user holds, whatever it carries. */
  @Test
  void getsNothingOfSomebodyWhoAdministersUnderATicket() {
    Entitlement manager =
        new Entitlement(
            "r-manage", new EntitlementName.ClientRole("realm-management", "manage-users"));
    rule("protects.clientRoles=*/manage-users");
    bound("b1", ALICE, manager, 2);
    refused(policy().judge(derived(manager)), ErrorCode.NOT_PERMITTED, "manage-users");
    assertThat(policy().judge(user(manager)).refusal()).isNull();

    Entitlement ofMaster =
        new Entitlement("r-m", new EntitlementName.ClientRole("shop-realm", "manage-users"));
    refused(policy().judge(derived(ofMaster)), ErrorCode.NOT_PERMITTED, "shop-realm");
    Entitlement elsewhere =
        new Entitlement("r-e", new EntitlementName.ClientRole("shop", "manage-users"));
    assertThat(policy().judge(derived(elsewhere)).refusal()).isNull();
  }

  @Test
  void norWhereTheProtectedRoleOnlyContainsSuchARole() {
    Entitlement viewer =
        new Entitlement("r-view", new EntitlementName.ClientRole("realm-management", "view-users"));
    rule("protects.realmRoles=ops");
    TokenPolicy policy =
        new TokenPolicy(
            new Protection(rules, entitlement -> Map.of(), () -> RememberedProtection.NONE),
            role -> role.equals(OPS) ? Set.of(OPS, viewer) : Set.of(role),
            id -> List.of(),
            T0);
    refused(policy.judge(derived(OPS, viewer)), ErrorCode.NOT_PERMITTED, "ops");
    assertThat(policy.judge(derived(viewer)).refusal()).isNull();
  }

  @Test
  void isNotRefusedForANameThatOnlyAMapperWrites() {
    Entitlement manager =
        new Entitlement(
            "r-manage", new EntitlementName.ClientRole("realm-management", "manage-users"));
    rule("protects.clientRoles=*/manage-users");
    assertThat(policy().decide(derived(), manager)).isEqualTo(new CarryDecision.Stripped());
  }

  @Test
  void carriesWhatIsOnlyAudited() {
    rule("protects.realmRoles=db-*", "mode=audit");
    assertThat(policy().judge(derived(DB_ADMIN)).on(DB_ADMIN)).contains(new CarryDecision.Free());
  }

  @Test
  void needsALiveBindingOfTheClientAllTheSame() {
    rule("protects.clientCredentials=ci-*");
    refused(policy().judge(derived()), ErrorCode.BINDING_NOT_LIVE, "Client ci-deployer");
  }
}
