package io.ticketgate.core.rule;

import static io.ticketgate.core.InMemoryRealm.DB_ADMIN;
import static io.ticketgate.core.InMemoryRealm.DEPLOYER_CREDENTIAL;
import static io.ticketgate.core.InMemoryRealm.READER;
import static io.ticketgate.core.InMemoryRealm.REFUND;
import static io.ticketgate.core.InMemoryRealm.parse;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.spi.EntitlementName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ProtectionTest {

  private static final Map<String, List<String>> MARKED = Map.of("tier", List.of("low", "high"));

  private static final Rule BY_NAME = parse("by-name", "protects.realmRoles=db-*");
  private static final Rule BY_ATTRIBUTE = parse("by-attribute", "protects.attribute=tier=high");

  private final Map<String, Map<String, List<String>>> attributes = new HashMap<>();
  private final Map<String, Set<String>> remembered = new HashMap<>();
  private int looks;
  private int recalls;

  private Protection protection(Rule... rules) {
    return new Protection(
        List.of(rules),
        entitlement -> {
          looks++;
          return attributes.getOrDefault(entitlement.id(), Map.of());
        },
        () -> {
          recalls++;
          return new RememberedProtection(remembered);
        });
  }

  private void remember(Rule rule, Entitlement entitlement) {
    remembered.computeIfAbsent(entitlement.id(), id -> new HashSet<>()).add(rule.id());
  }

  private static Entitlement renamed(Entitlement role, String name) {
    return new Entitlement(role.id(), new EntitlementName.RealmRole(name));
  }

  @Nested
  class WhichRulesProtect {

    @Test
    void aRuleProtectsByTheName() {
      assertThat(protection(BY_NAME, BY_ATTRIBUTE).protecting(DB_ADMIN)).containsExactly(BY_NAME);
      assertThat(protection(BY_NAME).protecting(READER)).isEmpty();
    }

    @Test
    void aRuleProtectsByOneOfTheValuesOfAnAttribute() {
      attributes.put(READER.id(), MARKED);
      attributes.put(REFUND.id(), Map.of("tier", List.of("low")));
      Protection protection = protection(BY_NAME, BY_ATTRIBUTE);
      assertThat(protection.protecting(READER)).containsExactly(BY_ATTRIBUTE);
      assertThat(protection.protecting(REFUND)).isEmpty();
    }

    @Test
    void aRuleProtectsTheCredentialOfAMarkedClient() {
      attributes.put(DEPLOYER_CREDENTIAL.id(), MARKED);
      assertThat(protection(BY_ATTRIBUTE).protecting(DEPLOYER_CREDENTIAL))
          .containsExactly(BY_ATTRIBUTE);
    }

    @Test
    void aRuleProtectsWhatItIsRememberedForUnderAnyName() {
      remember(BY_NAME, READER);
      assertThat(protection(BY_NAME, BY_ATTRIBUTE).protecting(READER)).containsExactly(BY_NAME);
      assertThat(protection(BY_NAME).protecting(renamed(READER, "harmless")))
          .containsExactly(BY_NAME);
    }

    @Test
    void memoryOfOneEntitlementProtectsNoOther() {
      remember(BY_NAME, READER);
      assertThat(protection(BY_NAME).protecting(REFUND)).isEmpty();
    }

    @Test
    void aRoleMadeAgainUnderARememberedNameIsAnother() {
      remember(BY_ATTRIBUTE, READER);
      Entitlement madeAgain = new Entitlement("id-new", READER.name());
      assertThat(protection(BY_ATTRIBUTE).protecting(madeAgain)).isEmpty();
    }

    @Test
    void theGroundIsTheFirstThatHolds() {
      attributes.put(DB_ADMIN.id(), MARKED);
      Rule both = parse("both", "protects.realmRoles=db-*", "protects.attribute=tier=high");
      remember(both, DB_ADMIN);
      Protection protection = protection(both);
      assertThat(protection.ground(both, DB_ADMIN)).contains(Protection.Ground.NAME);
      assertThat(protection.ground(both, renamed(DB_ADMIN, "x")))
          .contains(Protection.Ground.ATTRIBUTE);
      attributes.clear();
      assertThat(protection.ground(both, renamed(DB_ADMIN, "x")))
          .contains(Protection.Ground.MEMORY);
      remembered.clear();
      assertThat(protection(both).ground(both, renamed(DB_ADMIN, "x"))).isEmpty();
    }
  }

  @Nested
  class WhatItCosts {

    @Test
    void aNameThatDecidesAsksForNothingElse() {
      protection(BY_NAME).protecting(DB_ADMIN);
      assertThat(looks).isZero();
      assertThat(recalls).isZero();
    }

    @Test
    void aRuleWithoutAnAttributeLooksAtNoRole() {
      protection(BY_NAME).protecting(READER);
      assertThat(looks).isZero();
      assertThat(recalls).isEqualTo(1);
    }

    @Test
    void anAttributeThatDecidesAsksNoMemory() {
      attributes.put(READER.id(), MARKED);
      protection(BY_ATTRIBUTE).protecting(READER);
      assertThat(recalls).isZero();
    }

    @Test
    void noRulesAskForNothing() {
      assertThat(protection().protecting(READER)).isEmpty();
      assertThat(protection().protectsByNameOrMemory(READER)).isFalse();
      assertThat(looks + recalls).isZero();
    }

    @Test
    void lookingThroughAllRolesLooksAtNoneOfThem() {
      attributes.put(READER.id(), MARKED);
      remember(BY_ATTRIBUTE, REFUND);
      Protection protection = protection(BY_NAME, BY_ATTRIBUTE);
      assertThat(protection.protectsByNameOrMemory(DB_ADMIN)).isTrue();
      assertThat(protection.protectsByNameOrMemory(REFUND)).isTrue();
      assertThat(protection.protectsByNameOrMemory(READER)).isFalse();
      assertThat(looks).isZero();
    }
  }

  @Nested
  class ARename {

    private final Entitlement taken = renamed(READER, "db-reader");

    @Test
    void bringsARoleUnderARule() {
      assertThat(protection(BY_NAME).newlyProtects(taken, READER.name())).isTrue();
    }

    @Test
    void changesNothingWhereTheOldNameWasProtected() {
      EntitlementName old = new EntitlementName.RealmRole("db-old");
      assertThat(protection(BY_NAME).newlyProtects(taken, old)).isFalse();
    }

    @Test
    void changesNothingWhereTheRuleMarksOrRemembersTheRole() {
      Rule both = parse("both", "protects.realmRoles=db-*", "protects.attribute=tier=high");
      attributes.put(taken.id(), MARKED);
      assertThat(protection(both).newlyProtects(taken, READER.name())).isFalse();
      attributes.clear();
      remember(both, taken);
      assertThat(protection(both).newlyProtects(taken, READER.name())).isFalse();
    }

    @Test
    void changesNothingWhereAnotherRuleProtectedTheRoleBefore() {
      remember(BY_ATTRIBUTE, taken);
      assertThat(protection(BY_NAME, BY_ATTRIBUTE).newlyProtects(taken, READER.name())).isFalse();
    }

    @Test
    void isGuardedAsStrictlyAsTheStrictestRuleThatKnewTheOldName() {
      Rule audited = parse("audited", "protects.realmRoles=*-admin", "mode=audit");
      EntitlementName old = new EntitlementName.RealmRole("db-old");
      EntitlementName other = new EntitlementName.RealmRole("web-admin");
      Protection protection = protection(BY_NAME, audited);
      assertThat(protection.modeAs(READER, old)).isEqualTo(Mode.ENFORCE);
      assertThat(protection.modeAs(READER, other)).isEqualTo(Mode.AUDIT);
      assertThat(protection.modeAs(READER, READER.name())).isEqualTo(Mode.OFF);
      assertThat(protection.modeAs(READER, DB_ADMIN.name())).isEqualTo(Mode.ENFORCE);
    }

    @Test
    void toAFreeNameProtectsNothing() {
      assertThat(protection(BY_NAME).newlyProtects(READER, DB_ADMIN.name())).isFalse();
    }
  }

  @Nested
  class WhatIsToBeRemembered {

    @Test
    void theRulesThatTheGivenUpNameMatches() {
      Rule other = parse("other", "protects.realmRoles=*-admin");
      Rule third = parse("third", "protects.clientRoles=orders/*");
      assertThat(protection(BY_NAME, other, third, BY_ATTRIBUTE).toRememberBy(DB_ADMIN.name()))
          .containsExactly(BY_NAME, other);
    }

    @Test
    void theRulesWhoseAttributeMarksIt() {
      attributes.put(DB_ADMIN.id(), MARKED);
      assertThat(protection(BY_NAME, BY_ATTRIBUTE).toRememberByAttribute(DB_ADMIN))
          .containsExactly(BY_ATTRIBUTE);
    }

    @Test
    void aDeletionForgetsWhatOnlyAttributeOrMemorySays() {
      remember(BY_NAME, READER);
      assertThat(protection(BY_NAME).restsOnAttributeOrMemory(READER)).isTrue();
      assertThat(protection(BY_NAME).restsOnAttributeOrMemory(DB_ADMIN)).isFalse();
      assertThat(protection(BY_NAME).restsOnAttributeOrMemory(REFUND)).isFalse();
    }

    @Test
    void aDeletionIsFreeWhereRulesAreOnlyAudited() {
      Rule audited = BY_NAME.withMode(Mode.AUDIT);
      remember(audited, READER);
      assertThat(protection(audited).restsOnAttributeOrMemory(READER)).isFalse();
    }
  }

  @Test
  void whatIsNewIsProtectedByItsNameOrItsAttributes() {
    Protection protection = protection(BY_NAME, BY_ATTRIBUTE);
    assertThat(protection.protectingNew(DB_ADMIN.name(), Map.of())).containsExactly(BY_NAME);
    assertThat(protection.protectingNew(READER.name(), MARKED)).containsExactly(BY_ATTRIBUTE);
    assertThat(protection.protectingNew(READER.name(), Map.of())).isEmpty();
  }

  @Test
  void whatIsRememberedDoesNotChangeWithWhatItWasMadeOf() {
    remember(BY_NAME, READER);
    RememberedProtection before = new RememberedProtection(remembered);
    remember(BY_ATTRIBUTE, READER);
    assertThat(before.holds(BY_NAME, READER)).isTrue();
    assertThat(before.holds(BY_ATTRIBUTE, READER)).isFalse();
    assertThat(RememberedProtection.NONE.holds(BY_NAME, READER)).isFalse();
  }
}
