package io.ticketgate.core.token;

import static io.ticketgate.core.InMemoryRealm.ALICE;
import static io.ticketgate.core.InMemoryRealm.DB_ADMIN;
import static io.ticketgate.core.InMemoryRealm.DEPLOYER;
import static io.ticketgate.core.InMemoryRealm.OPS;
import static io.ticketgate.core.InMemoryRealm.READER;
import static io.ticketgate.core.InMemoryRealm.REFUND;
import static io.ticketgate.core.InMemoryRealm.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.refusal.ErrorCode;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which protected roles a token carries. */
class RoleInTokenTest extends TokenPolicyCases {

  @Test
  void thatNoRuleProtectsIsFree() {
    rule("protects.realmRoles=db-*");
    TokenVerdict verdict = policy().judge(user(READER, REFUND));
    assertThat(verdict.on(READER)).contains(new CarryDecision.Free());
    assertThat(verdict.refusal()).isNull();
    assertThat(verdict.end()).isEmpty();
    assertThat(verdict.relied()).isEmpty();
  }

  @Test
  void withALiveBindingIsCarriedUntilItsEnd() {
    rule("protects.realmRoles=db-*");
    Binding binding = bound("b1", ALICE, DB_ADMIN, 2);
    TokenVerdict verdict = policy().judge(user(DB_ADMIN, READER));
    assertThat(verdict.on(DB_ADMIN)).contains(new CarryDecision.Covered(binding));
    assertThat(verdict.end()).contains(binding.expiresAt());
    assertThat(verdict.relied()).containsExactly(binding);
    assertThat(verdict.named()).isNull();
  }

  @Test
  void isCarriedAsPartOfACompositeThatIsBound() {
    rule("protects.realmRoles=db-*");
    Binding whole = bound("b1", ALICE, OPS, 2);
    assertThat(policy().judge(user(DB_ADMIN)).on(DB_ADMIN))
        .contains(new CarryDecision.Covered(whole));
  }

  @Test
  void underAnotherNameThanWasApprovedIsNotCovered() {
    rule("protects.realmRoles=db-*");
    Binding other = bound("b1", ALICE, called(DB_ADMIN, "db-reader"), 2);
    refused(policy().judge(user(DB_ADMIN)), ErrorCode.IDENTITY_CHANGED, "db-reader");
    Binding good = bound("b2", ALICE, DB_ADMIN, 1);
    assertThat(policy().judge(user(DB_ADMIN)).on(DB_ADMIN))
        .contains(new CarryDecision.Covered(good));
    assertThat(other.expiresAt()).isAfter(good.expiresAt());
  }

  @Test
  void underAnotherNameIsStrippedWhereTheRuleSaysSoAndCarriedWhereItIsAudited() {
    bound("b1", ALICE, called(DB_ADMIN, "db-reader"), 2);
    rule("protects.realmRoles=db-*", "mode=audit");
    assertThat(policy().judge(user(DB_ADMIN)).on(DB_ADMIN))
        .contains(new CarryDecision.Audited(rules));
    rule("protects.realmRoles=db-*", "onTokenWithoutBinding=strip");
    assertThat(policy().judge(user(DB_ADMIN)).on(DB_ADMIN)).contains(new CarryDecision.Stripped());
  }

  @Test
  void ofACompositeThatHasAnotherNameIsNotCovered() {
    rule("protects.realmRoles=db-*");
    bound("b1", ALICE, called(OPS, "dev"), 2);
    refused(policy().judge(user(DB_ADMIN)), ErrorCode.BINDING_NOT_LIVE, "db-admin");
    assertThat(policy().live(ALICE.id(), "b1")).isFalse();
  }

  @Test
  void ofACompositeThatBringsAlongARoleUnderAnotherNameIsNotCovered() {
    rule("protects.realmRoles=ops");
    Map<String, String> then = Map.of(DB_ADMIN.id(), "db-admin", READER.id(), "payer");
    bindings.add(TokenBinding.bringing(then, TokenBinding.of("b1", ALICE, OPS, 2)));
    refused(policy().judge(user(OPS)), ErrorCode.IDENTITY_CHANGED, "role payer, which is role");
    assertThat(policy().live(ALICE.id(), "b1")).isFalse();
    bindings.clear();
    Map<String, String> unknown = Map.of(DB_ADMIN.id(), "db-admin", READER.id(), "");
    bindings.add(TokenBinding.bringing(unknown, TokenBinding.of("b2", ALICE, OPS, 2)));
    assertThat(policy().judge(user(OPS)).relied()).hasSize(1);
  }

  @Test
  void ofSeveralTicketsLastsAsLongAsTheLast() {
    rule("protects.realmRoles=db-*");
    bound("b1", ALICE, DB_ADMIN, 1);
    Binding last = bound("b2", ALICE, DB_ADMIN, 3);
    bound("b3", ALICE, DB_ADMIN, 2);
    assertThat(policy().judge(user(DB_ADMIN)).end()).contains(last.expiresAt());
  }

  @Test
  void amongOthersEndsTheTokenWithTheFirstOfThem() {
    rule("protects.realmRoles=db-*", "protects.clientRoles=orders/*");
    Binding first = bound("b1", ALICE, DB_ADMIN, 1);
    Binding later = bound("b2", ALICE, REFUND, 3);
    TokenVerdict verdict = policy().judge(user(REFUND, DB_ADMIN));
    assertThat(verdict.end()).contains(first.expiresAt());
    assertThat(verdict.endsFirst()).contains(first);
    assertThat(verdict.relied()).containsExactlyInAnyOrder(first, later);
  }

  @Test
  void withoutABindingRefusesTheToken() {
    rule("protects.realmRoles=db-*");
    TokenVerdict verdict = policy().judge(user(READER, DB_ADMIN));
    refused(verdict, ErrorCode.BINDING_NOT_LIVE, "role db-admin");
    assertThat(verdict.on(DB_ADMIN).orElseThrow().carried()).isFalse();
    assertThat(verdict.on(READER).orElseThrow().carried()).isTrue();
  }

  @Test
  void withoutABindingIsStrippedWhereTheRuleSaysSo() {
    rule("protects.realmRoles=db-*", "onTokenWithoutBinding=strip");
    TokenVerdict verdict = policy().judge(user(DB_ADMIN));
    assertThat(verdict.on(DB_ADMIN)).contains(new CarryDecision.Stripped());
    assertThat(verdict.refusal()).isNull();
  }

  @Test
  void isStrippedOnlyWhereAllRulesForItSaySo() {
    rule("protects.realmRoles=db-*", "onTokenWithoutBinding=strip");
    rule("protects.realmRoles=*-admin");
    refused(policy().judge(user(DB_ADMIN)), ErrorCode.BINDING_NOT_LIVE, "rule0, rule1");
  }

  @Test
  void isCarriedAndToldOfWhereItsRulesAreOnlyAudited() {
    rule("protects.realmRoles=db-*", "mode=audit");
    TokenVerdict verdict = policy().judge(user(DB_ADMIN));
    assertThat(verdict.on(DB_ADMIN)).contains(new CarryDecision.Audited(rules));
    assertThat(verdict.refusal()).isNull();
    assertThat(verdict.end()).isEmpty();
  }

  @Test
  void isStrippedByAnEnforcedRuleWhateverAnAuditedOneWouldDo() {
    rule("protects.realmRoles=db-*", "mode=audit");
    rule("protects.realmRoles=db-*", "onTokenWithoutBinding=strip");
    assertThat(policy().judge(user(DB_ADMIN)).on(DB_ADMIN)).contains(new CarryDecision.Stripped());
  }

  @Test
  void boundToSomebodyElseIsNotCovered() {
    rule("protects.realmRoles=db-*");
    bound("b1", DEPLOYER, DB_ADMIN, 2);
    refused(policy().judge(user(DB_ADMIN)), ErrorCode.BINDING_NOT_LIVE, "db-admin");
  }

  @Test
  void isNotCoveredBeforeTheBindingBeginsNorAfterItsEndNorWhileItIsNotActive() {
    rule("protects.realmRoles=db-*");
    Instant begun = T0.minusSeconds(60);
    bindings.add(
        TokenBinding.of("b1", ALICE, DB_ADMIN, 2, BindingStatus.ACTIVE, T0.plusSeconds(1)));
    bindings.add(TokenBinding.of("b2", ALICE, DB_ADMIN, 0, BindingStatus.ACTIVE, begun));
    bindings.add(TokenBinding.of("b3", ALICE, DB_ADMIN, 2, BindingStatus.SUSPENDED, begun));
    bindings.add(TokenBinding.of("b4", ALICE, DB_ADMIN, 2, BindingStatus.AUTHORIZED, begun));
    refused(policy().judge(user(DB_ADMIN)), ErrorCode.BINDING_NOT_LIVE, "db-admin");
    bindings.add(TokenBinding.of("b5", ALICE, DB_ADMIN, 2, BindingStatus.ACTIVE, T0));
    assertThat(policy().judge(user(DB_ADMIN)).refusal()).isNull();
  }

  @Test
  void isDecidedOnTheSameWayWhenItIsAskedForLater() {
    rule("protects.realmRoles=db-*");
    TokenPolicy policy = policy();
    TokenVerdict before = policy.judge(user(READER));
    CarryDecision later = policy.decide(user(READER), DB_ADMIN);
    assertThat(later).isInstanceOf(CarryDecision.Refused.class);
    refused(before.with(Map.of(DB_ADMIN, later)), ErrorCode.BINDING_NOT_LIVE, "db-admin");
    assertThat(before.refusal()).as("the verdict that was there").isNull();
    assertThat(before.on(DB_ADMIN)).isEmpty();
  }
}
