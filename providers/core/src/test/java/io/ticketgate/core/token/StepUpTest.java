package io.ticketgate.core.token;

import static io.ticketgate.core.InMemoryRealm.ALICE;
import static io.ticketgate.core.InMemoryRealm.DB_ADMIN;
import static io.ticketgate.core.InMemoryRealm.DEPLOYER_CREDENTIAL;
import static io.ticketgate.core.InMemoryRealm.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.spi.EntitlementName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A role that asks for a stronger login is in the tokens of such sessions only. */
class StepUpTest extends TokenPolicyCases {

  private static final Entitlement USERS =
      new Entitlement(
          "r-users", new EntitlementName.ClientRole("realm-management", "manage-users"));

  private static TokenRequest in(Assurance session, Entitlement role) {
    return new TokenRequest(
        DEPLOYER_CREDENTIAL,
        ALICE.id(),
        List.of(role),
        false,
        null,
        null,
        null,
        null,
        false,
        session);
  }

  private CarryDecision decided(Assurance session) {
    return policy().judge(in(session, DB_ADMIN)).on(DB_ADMIN).orElseThrow();
  }

  private static Assurance level(int level) {
    return at(level, Map.of(), T0);
  }

  private static Assurance at(int level, Map<Integer, Instant> reached, Instant authenticated) {
    return new Assurance(level, reached, authenticated, Map.of("gold", 2, "none", 0));
  }

  @ParameterizedTest
  @CsvSource({"2,2,true", "2,3,true", "2,1,false", "2,-1,false", "gold,2,true", "gold,1,false"})
  void isCarriedInASessionThatIsStrongEnough(String acr, int level, boolean carried) {
    rule("protects.realmRoles=db-*", "stepUp.acr=" + acr);
    Binding binding = bound("b1", ALICE, DB_ADMIN, 2);
    assertThat(decided(level(level)))
        .isEqualTo(carried ? new CarryDecision.Covered(binding) : new CarryDecision.Stripped());
  }

  @ParameterizedTest
  @CsvSource({"silver", "2.0", "٢", "99999999999999", "none", "-1"})
  void noSessionReachesAClassThatNobodyKnows(String acr) {
    rule("protects.realmRoles=db-*", "stepUp.acr=" + acr);
    bound("b1", ALICE, DB_ADMIN, 2);
    assertThat(decided(level(Integer.MAX_VALUE - 1))).isInstanceOf(CarryDecision.Stripped.class);
  }

  @Test
  void aLoginThatIsTooLongAgoDoesNotCount() {
    rule("protects.realmRoles=db-*", "stepUp.acr=gold", "stepUp.maxAge=PT1H");
    bound("b1", ALICE, DB_ADMIN, 2);
    Instant good = T0.minus(Duration.ofHours(1));
    Instant old = good.minusSeconds(1);

    assertThat(decided(at(2, Map.of(), good)).carried()).isTrue();
    assertThat(decided(at(2, Map.of(), old)).carried()).isFalse();
    // A weak login that came later does not make the strong one younger.
    assertThat(decided(at(2, Map.of(1, T0, 2, old), T0)).carried()).isFalse();
    assertThat(decided(at(2, Map.of(1, old, 2, good), old)).carried()).isTrue();
    assertThat(decided(at(2, Map.of(2, old, 3, good), old)).carried()).isTrue();
    // Another client's session got higher, this one did not.
    assertThat(decided(at(1, Map.of(2, good), good)).carried()).isFalse();
  }

  @Test
  void whoeverActsIsToldAllThatIsAskedFor() {
    rule("protects.realmRoles=db-*", "stepUp.acr=gold", "stepUp.maxAge=PT1H");
    rule("protects.realmRoles=db-a*", "stepUp.acr=3");
    rule("protects.realmRoles=db-*", "stepUp.acr=4", "mode=audit");
    assertThat(StrongerLogin.asked(rules, level(1), T0))
        .hasValueSatisfying(
            asked -> {
              assertThat(asked.acrValues()).isEqualTo("gold 3");
              assertThat(asked.maxAge()).isEqualTo(Duration.ofHours(1));
            });
    assertThat(StrongerLogin.asked(rules, level(3), T0)).isEmpty();
  }

  @Test
  void anAuditedRuleLeavesItAndSaysSo() {
    rule("protects.realmRoles=db-*");
    rule("protects.realmRoles=db-*", "stepUp.acr=2", "mode=audit");
    bound("b1", ALICE, DB_ADMIN, 2);
    CarryDecision weak = decided(level(1));
    assertThat(weak.carried()).isTrue();
    assertThat(weak.wouldRefuse()).containsExactly(rules.get(1));
    assertThat(decided(level(2)).wouldRefuse()).isEmpty();
  }

  @Test
  void withoutABindingNoLoginIsStrongEnough() {
    rule("protects.realmRoles=db-*", "stepUp.acr=2");
    assertThat(decided(level(3))).isInstanceOf(CarryDecision.Refused.class);
  }

  @Test
  void whoHoldsWhatAdministersGetsNoTokenByAWeakLogin() {
    rule("protects.clientRoles=realm-management/*", "stepUp.acr=2");
    bound("b1", ALICE, USERS, 2);
    refused(
        policy().judge(in(level(1), USERS)), ErrorCode.NOT_PERMITTED, "Log in with acr_values=2");
    assertThat(policy().judge(in(level(2), USERS)).refusal()).isNull();
  }
}
