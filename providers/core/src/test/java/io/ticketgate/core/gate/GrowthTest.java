package io.ticketgate.core.gate;

import static io.ticketgate.core.Grants.authorise;
import static io.ticketgate.core.Grants.grant;
import static io.ticketgate.core.Grants.refused;
import static io.ticketgate.core.InMemoryRealm.ALICE;
import static io.ticketgate.core.InMemoryRealm.BELLA;
import static io.ticketgate.core.InMemoryRealm.DBA;
import static io.ticketgate.core.InMemoryRealm.DB_ADMIN;
import static io.ticketgate.core.InMemoryRealm.OPS;
import static io.ticketgate.core.InMemoryRealm.READER;
import static io.ticketgate.core.InMemoryRealm.T0;
import static io.ticketgate.core.InMemoryRealm.realmRole;
import static io.ticketgate.core.TicketBuilder.ticket;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.InMemoryJournal;
import io.ticketgate.core.InMemoryRealm;
import io.ticketgate.core.TicketBuilder;
import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Holding;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.refusal.ErrorCode;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A binding covers what was approved, whatever a composite or group comes to bring along later. */
class GrowthTest {

  private static final Entitlement SUPER = realmRole("db-super");
  private static final Entitlement MAKER = realmRole("payments-maker");
  private static final Entitlement CHECKER = realmRole("payments-checker");
  private static final Subject OPS_ROLE = new Subject(Subject.Kind.ROLE, OPS.id(), "ops");
  private static final AttemptedGrant GROWS =
      new AttemptedGrant(Route.COMPOSITE, OPS_ROLE, Holding.mapped(SUPER));

  private final InMemoryRealm realm = new InMemoryRealm();

  private static TicketBuilder approved(String ref) {
    return ticket(ref).approvedBy("bob");
  }

  private void opsGrows() {
    realm.composite(OPS, DB_ADMIN, READER, SUPER);
  }

  @Nested
  class Bound {

    Bound() {
      realm.rule("prod", "protects.realmRoles=db-*", "structuralGrants=true");
      realm.receive(approved("demo:CHG-1").asks(OPS), T0);
      realm.receive(approved("demo:CHG-2").requestedFor("role:ops").asks(SUPER), T0);
    }

    @Test
    void keepsWhatItsRoleBroughtAlong() {
      realm.bind(grant("demo:CHG-1", ALICE, OPS), T0);
      Binding binding = realm.binding("b1");
      assertThat(binding.evidence().parts())
          .containsOnly(
              Map.entry(DB_ADMIN.id(), DB_ADMIN.name().toString()),
              Map.entry(READER.id(), READER.name().toString()));
      assertThat(binding.approved(role -> Set.of(OPS, DB_ADMIN, SUPER)))
          .as("READER is in it no more, SUPER was not")
          .containsExactlyInAnyOrder(OPS, DB_ADMIN);
    }

    @Test
    void coversNothingOnceAPartHasAnotherName() {
      realm.bind(grant("demo:CHG-1", ALICE, OPS), T0);
      Binding binding = realm.binding("b1");
      Entitlement taken = new Entitlement(READER.id(), SUPER.name());
      assertThat(binding.renamed(READER)).isFalse();
      assertThat(binding.renamed(taken)).isTrue();
      assertThat(binding.renamed(SUPER)).as("it was never approved").isFalse();
      assertThat(binding.nameThen(taken)).isEqualTo(READER.label());
      assertThat(binding.approved(role -> Set.of(OPS, DB_ADMIN, taken))).isEmpty();
      assertThat(binding.approved(role -> Set.of(OPS, DB_ADMIN, READER))).hasSize(3);
    }

    @Test
    void doesNotLetTheCompositeGrowUnderItsHolders() {
      realm.bind(grant("demo:CHG-1", ALICE, OPS), T0);
      opsGrows();
      refused(ErrorCode.STRUCTURAL_GRANT_REFUSED, () -> realm.assign("demo:CHG-2", T0, GROWS));
    }

    @Test
    void letsItGrowWhereEachHolderHasATicketForThatToo() {
      realm.bind(grant("demo:CHG-1", ALICE, OPS), T0);
      realm.receive(approved("demo:CHG-3").asks(SUPER), T0);
      realm.bind(grant("demo:CHG-3", ALICE, SUPER), T0);
      opsGrows();
      realm.assign("demo:CHG-2", T0, GROWS);
      assertThat(realm.bindings()).hasSize(3);
    }

    @Test
    void doesNotCoverTheGrownRoleWhenItIsMappedAgain() {
      realm.bind(grant("demo:CHG-1", ALICE, OPS), T0);
      opsGrows();
      refused(
          ErrorCode.TICKET_REQUIRED,
          () -> realm.assign(null, T0, new AttemptedGrant(ALICE, SUPER)));
    }

    @Test
    void isNotActivatedOnceItsRoleBringsAlongMore() {
      realm.bind(authorise("demo:CHG-1", ALICE, OPS), T0);
      opsGrows();
      refused(ErrorCode.IDENTITY_CHANGED, () -> realm.activate("b1", T0));
      assertThat(realm.roles(ALICE)).isEmpty();
    }

    @Test
    void isNotResumedOnceItsRoleBringsAlongMore() {
      realm.bind(grant("demo:CHG-1", ALICE, OPS), T0);
      realm.suspend(realm.binding("b1"), T0);
      opsGrows();
      refused(ErrorCode.IDENTITY_CHANGED, () -> realm.resume("b1", T0));
    }

    @Test
    void isSuspendedWhenTheTicketForWhatItsRoleHasGrownByEnds() {
      realm.bind(grant("demo:CHG-1", ALICE, OPS), T0);
      realm.receive(approved("demo:CHG-3").asks(SUPER), T0);
      realm.bind(grant("demo:CHG-3", ALICE, SUPER), T0);
      opsGrows();
      realm.receive(
          approved("demo:CHG-3").asks(SUPER).version("2").open(false), T0.plusSeconds(60));
      assertThat(realm.roles(ALICE)).as("ops would bring it along again").isEmpty();
      assertThat(realm.binding("b1").status()).isEqualTo(BindingStatus.SUSPENDED);
      refused(ErrorCode.IDENTITY_CHANGED, () -> realm.resume("b1", T0.plusSeconds(60)));
    }
  }

  @Nested
  class Exclusive {

    Exclusive() {
      realm.rule(
          "payments",
          "protects.realmRoles=payments-maker",
          "structuralGrants=true",
          "separationOfDuties.exclusiveRoles=payments-maker,payments-checker");
      realm.receive(approved("demo:CHG-1").asks(MAKER), T0);
    }

    private AttemptedGrant group(Entitlement role) {
      return new AttemptedGrant(Route.GROUP_ROLE, DBA, Holding.mapped(role));
    }

    @Test
    void holdsForARoleThatNoRuleProtects() {
      realm.bind(grant("demo:CHG-1", ALICE, MAKER), T0);
      refused(
          ErrorCode.SEPARATION_OF_DUTIES,
          () -> realm.assign(null, T0, new AttemptedGrant(ALICE, CHECKER)));
      assertThat(realm.roles(ALICE)).containsExactly(MAKER);
    }

    @Test
    void letsAnotherPersonHoldTheOther() {
      realm.bind(grant("demo:CHG-1", ALICE, MAKER), T0);
      realm.assign(null, T0, new AttemptedGrant(BELLA, CHECKER));
      assertThat(realm.roles(BELLA)).containsExactly(CHECKER);
    }

    @Test
    void holdsWhenAGroupGetsTheOtherRole() {
      realm.join(ALICE.id(), DBA.id());
      realm.bind(grant("demo:CHG-1", ALICE, MAKER), T0);
      refused(ErrorCode.SEPARATION_OF_DUTIES, () -> realm.assign(null, T0, group(CHECKER)))
          .satisfies(refusal -> assertThat(refusal).hasMessageContaining("group /dba"));
      assertThat(realm.roles(DBA)).isEmpty();
    }

    @Test
    void holdsWhenACompositeGetsTheOtherRole() {
      realm.map(ALICE.id(), OPS);
      realm.bind(grant("demo:CHG-1", ALICE, MAKER), T0);
      realm.composite(OPS, CHECKER);
      refused(
          ErrorCode.SEPARATION_OF_DUTIES,
          () ->
              realm.assign(
                  null,
                  T0,
                  new AttemptedGrant(Route.COMPOSITE, OPS_ROLE, Holding.mapped(CHECKER))));
    }

    @Test
    void letsAGroupGetItWhoseMembersHoldNoneOfTheSet() {
      realm.join(BELLA.id(), DBA.id());
      realm.bind(grant("demo:CHG-1", ALICE, MAKER), T0);
      realm.assign(null, T0, group(CHECKER));
      assertThat(realm.roles(DBA)).containsExactly(CHECKER);
    }

    @Test
    void reportsWhereTheRuleIsAudited() {
      realm.rule(
          "payments",
          "mode=audit",
          "protects.realmRoles=payments-maker",
          "separationOfDuties.exclusiveRoles=payments-maker,payments-checker");
      realm.map(ALICE.id(), MAKER);
      realm.assign(null, T0, new AttemptedGrant(ALICE, CHECKER));
      assertThat(realm.refusals())
          .extracting(InMemoryJournal.Refusal::code)
          .containsExactly(ErrorCode.SEPARATION_OF_DUTIES);
    }
  }
}
