package io.ticketgate.core.gate;

import static io.ticketgate.core.Grants.authorise;
import static io.ticketgate.core.Grants.grant;
import static io.ticketgate.core.InMemoryRealm.ALICE;
import static io.ticketgate.core.InMemoryRealm.BELLA;
import static io.ticketgate.core.InMemoryRealm.DBA;
import static io.ticketgate.core.InMemoryRealm.DB_ADMIN;
import static io.ticketgate.core.InMemoryRealm.OPS;
import static io.ticketgate.core.InMemoryRealm.READER;
import static io.ticketgate.core.InMemoryRealm.REFUND;
import static io.ticketgate.core.InMemoryRealm.T0;
import static io.ticketgate.core.TicketBuilder.ticket;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.InMemoryRealm;
import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Holding;
import java.util.Collection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * In Keycloak a look-up of a composite loads its roles, and a rule may look at their attributes: in
 * one judging each is asked for once.
 */
class LookUpsTest {

  private final InMemoryRealm realm = new InMemoryRealm();

  @BeforeEach
  void aRuleAndATicketForTheComposite() {
    realm.rule("prod", "protects.realmRoles=db-*", "structuralGrants=true");
    realm.receive(ticket("demo:CHG-1").asks(OPS).approvedBy("bob"), T0);
  }

  private void assertNothingWasAskedTwice() {
    assertThat(asked(realm.closuresAsked().values())).as("look-ups of composites").isNotZero();
    assertThat(realm.closuresAsked().values()).containsOnly(1);
    assertThat(realm.rulesAsked().values()).containsOnly(1);
  }

  private static int asked(Collection<Integer> counts) {
    return counts.stream().mapToInt(Integer::intValue).sum();
  }

  @Test
  void aMappingOfACompositeUnderATicketLooksUpEachRoleOnce() {
    realm.forgetCalls();
    realm.assign("demo:CHG-1", T0, new AttemptedGrant(ALICE, OPS));
    assertThat(realm.bindings()).hasSize(1);
    assertNothingWasAskedTwice();
    assertThat(realm.closuresAsked()).containsOnlyKeys(OPS);
    assertThat(realm.rulesAsked()).containsOnlyKeys(OPS, DB_ADMIN, READER);
  }

  @Test
  void aMappingThatExercisesAnAuthorisationLooksUpEachRoleOnce() {
    realm.bind(authorise("demo:CHG-1", ALICE, OPS), T0);
    realm.forgetCalls();
    realm.assign(null, T0, new AttemptedGrant(ALICE, OPS));
    assertNothingWasAskedTwice();
  }

  @Test
  void aGrantByTheApiLooksUpEachRoleOnce() {
    realm.forgetCalls();
    realm.bind(grant("demo:CHG-1", ALICE, OPS), T0);
    assertThat(realm.has(ALICE, DB_ADMIN)).isTrue();
    assertNothingWasAskedTwice();
  }

  @Test
  void aDryRunLooksUpEachRoleOnce() {
    realm.forgetCalls();
    realm.decide(grant("demo:CHG-1", ALICE, OPS), T0);
    assertNothingWasAskedTwice();
  }

  @Test
  void severalGrantsOfOneRoleLookItUpOnceTogether() {
    realm.receive(ticket("demo:CHG-2").asks(OPS).requestedFor(null).approvedBy("bob"), T0);
    realm.rule("prod", "protects.realmRoles=db-*", "mode=audit");
    realm.forgetCalls();
    realm.assign(null, T0, new AttemptedGrant(ALICE, OPS), new AttemptedGrant(BELLA, OPS));
    assertNothingWasAskedTwice();
  }

  @Test
  void aRoleForAGroupLooksUpEachRoleOnce() {
    realm.receive(ticket("demo:CHG-3").asks(OPS).requestedFor("group:/dba").approvedBy("bob"), T0);
    realm.forgetCalls();
    realm.assign("demo:CHG-3", T0, new AttemptedGrant(Route.GROUP_ROLE, DBA, Holding.mapped(OPS)));
    assertThat(realm.bindings()).hasSize(1);
    assertNothingWasAskedTwice();
  }

  @Test
  void aGrantBesideOtherBindingsLooksUpEachOfThemOnce() {
    realm.rule("prod", "protects.realmRoles=db-*", "protects.clientRoles=orders/*");
    realm.receive(ticket("demo:CHG-4").asks(REFUND).approvedBy("bob"), T0);
    realm.bind(grant("demo:CHG-4", ALICE, REFUND), T0);
    realm.forgetCalls();
    realm.assign("demo:CHG-1", T0, new AttemptedGrant(ALICE, OPS));
    assertNothingWasAskedTwice();
    assertThat(realm.closuresAsked()).containsOnlyKeys(OPS, REFUND);
  }

  @Test
  void whatNoRuleProtectsIsLookedUpOnceAndLocksNothing() {
    Entitlement plain = InMemoryRealm.realmRole("plain");
    realm.forgetCalls();
    realm.assign(null, T0, new AttemptedGrant(ALICE, plain));
    assertNothingWasAskedTwice();
    assertThat(realm.calls()).isEmpty();
  }
}
