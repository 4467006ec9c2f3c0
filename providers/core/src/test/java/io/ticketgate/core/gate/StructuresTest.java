package io.ticketgate.core.gate;

import static io.ticketgate.core.Grants.grant;
import static io.ticketgate.core.Grants.refused;
import static io.ticketgate.core.InMemoryRealm.ALICE;
import static io.ticketgate.core.InMemoryRealm.BELLA;
import static io.ticketgate.core.InMemoryRealm.DBA;
import static io.ticketgate.core.InMemoryRealm.DB_ADMIN;
import static io.ticketgate.core.InMemoryRealm.OPS;
import static io.ticketgate.core.InMemoryRealm.READER;
import static io.ticketgate.core.InMemoryRealm.T0;
import static io.ticketgate.core.TicketBuilder.ticket;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.InMemoryJournal;
import io.ticketgate.core.InMemoryRealm;
import io.ticketgate.core.TicketBuilder;
import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Holding;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.refusal.ErrorCode;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class StructuresTest {

  private static final String DB = "protects.realmRoles=db-*";
  private static final AttemptedGrant INTO_GROUP =
      new AttemptedGrant(Route.GROUP_ROLE, DBA, Holding.mapped(DB_ADMIN));
  private static final Subject OPS_ROLE = new Subject(Subject.Kind.ROLE, OPS.id(), "ops");

  private final InMemoryRealm realm = new InMemoryRealm();

  private static AttemptedGrant joins(Subject person, Entitlement role) {
    return new AttemptedGrant(Route.GROUP_MEMBERSHIP, person, new Holding(role, DBA.id()));
  }

  private static TicketBuilder approved(String ref) {
    return ticket(ref).approvedBy("bob");
  }

  @Nested
  class NotAllowedByTheRule {

    NotAllowedByTheRule() {
      realm.rule("prod", DB);
    }

    @Test
    void refusesTheRoleInAGroupEvenUnderATicket() {
      realm.receive(approved("demo:CHG-1").requestedFor("group:/dba"), T0);
      refused(ErrorCode.STRUCTURAL_GRANT_REFUSED, () -> realm.assign("demo:CHG-1", T0, INTO_GROUP));
      refused(ErrorCode.STRUCTURAL_GRANT_REFUSED, () -> realm.assign(null, T0, INTO_GROUP));
      refused(
          ErrorCode.STRUCTURAL_GRANT_REFUSED,
          () -> realm.bind(grant("demo:CHG-1", DBA, DB_ADMIN), T0));
      assertThat(realm.roles(DBA)).isEmpty();
      assertThat(realm.bindings()).isEmpty();
    }

    @Test
    void letsAGroupCarryWhatNoRuleProtects() {
      realm.assign(null, T0, new AttemptedGrant(Route.GROUP_ROLE, DBA, Holding.mapped(READER)));
      assertThat(realm.roles(DBA)).containsExactly(READER);
    }

    @Test
    void asksWhoJoinsAGroupThatCarriesTheRoleForATicket() {
      realm.map(DBA.id(), DB_ADMIN);
      refused(ErrorCode.TICKET_REQUIRED, () -> realm.assign(null, T0, joins(ALICE, DB_ADMIN)))
          .satisfies(
              refusal ->
                  assertThat(refusal).hasMessageContaining("The group carries role db-admin"));
      assertThat(realm.groups(ALICE)).isEmpty();
    }

    @Test
    void takesAMembershipBackWhenItsTicketCloses() {
      realm.map(DBA.id(), DB_ADMIN);
      realm.receive(approved("demo:CHG-1"), T0);
      realm.assign("demo:CHG-1", T0, joins(ALICE, DB_ADMIN));
      assertThat(realm.groups(ALICE)).containsExactly(DBA.id());
      assertThat(realm.roles(ALICE)).as("no mapping beside the membership").isEmpty();

      realm.receive(approved("demo:CHG-1").version("2").open(false), T0.plusSeconds(60));

      assertThat(realm.groups(ALICE)).isEmpty();
      assertThat(realm.binding("b1").cause()).isEqualTo(EndCause.TICKET_CLOSED);
    }

    @Test
    void endsTheBindingOfWhoLeavesTheGroup() {
      realm.map(DBA.id(), DB_ADMIN);
      realm.receive(approved("demo:CHG-1"), T0);
      realm.assign("demo:CHG-1", T0, joins(ALICE, DB_ADMIN));
      realm.removeFrom(DBA.id(), ALICE, DB_ADMIN, T0.plusSeconds(60));
      assertThat(realm.binding("b1").cause()).isEqualTo(EndCause.GRANT_REMOVED);
    }

    @Test
    void keepsTheBindingOfWhoLeavesTheGroupAndHasTheRoleOtherwise() {
      realm.map(DBA.id(), DB_ADMIN);
      realm.receive(approved("demo:CHG-1"), T0);
      realm.bind(grant("demo:CHG-1", ALICE, DB_ADMIN), T0);
      realm.assign(null, T0, joins(ALICE, DB_ADMIN));
      realm.removeFrom(DBA.id(), ALICE, DB_ADMIN, T0.plusSeconds(60));
      assertThat(realm.binding("b1").status()).isEqualTo(BindingStatus.ACTIVE);
    }

    @Test
    void refusesAnExposureWhateverTicketThereIs() {
      AttemptedExposure mapper =
          new AttemptedExposure(
              Route.PROTOCOL_MAPPER,
              new Subject(Subject.Kind.CONFIGURATION, "m1", "mapper x of client shop"),
              OPS,
              false);
      refused(ErrorCode.STRUCTURAL_GRANT_REFUSED, () -> realm.configure(T0, mapper))
          .satisfies(
              refusal ->
                  assertThat(refusal)
                      .hasMessageContaining("Mapper x of client shop would give role db-admin"));
    }

    @Test
    void refusesWhatOnlyUnboundHoldersProfitFromWhileThereIsOne() {
      AttemptedExposure scope =
          new AttemptedExposure(
              Route.SCOPE_MAPPING,
              new Subject(Subject.Kind.CONFIGURATION, "c1", "the scope of client shop"),
              DB_ADMIN,
              true);
      realm.configure(T0, scope);
      realm.map(ALICE.id(), DB_ADMIN);
      refused(ErrorCode.STRUCTURAL_GRANT_REFUSED, () -> realm.configure(T0, scope));
      realm.receive(approved("demo:CHG-1"), T0);
      realm.bind(grant("demo:CHG-1", ALICE, DB_ADMIN), T0);
      realm.configure(T0, scope);
    }
  }

  @Nested
  class AllowedByTheRule {

    AllowedByTheRule() {
      realm.rule("prod", DB, "structuralGrants=true");
    }

    @Test
    void stillAsksForATicketOfItsOwn() {
      refused(ErrorCode.TICKET_REQUIRED, () -> realm.assign(null, T0, INTO_GROUP));
      realm.receive(approved("demo:CHG-1"), T0);
      refused(ErrorCode.TICKET_MISMATCH, () -> realm.assign("demo:CHG-1", T0, INTO_GROUP));
    }

    @Test
    void bindsTheGroupToItsTicketAndTakesTheRoleOutWhenItCloses() {
      realm.receive(approved("demo:CHG-1").requestedFor("group:/dba"), T0);
      realm.assign("demo:CHG-1", T0, INTO_GROUP);
      assertThat(realm.binding("b1").subject()).isEqualTo(DBA);
      assertThat(realm.roles(DBA)).containsExactly(DB_ADMIN);

      realm.receive(
          approved("demo:CHG-1").requestedFor("group:/dba").version("2").open(false),
          T0.plusSeconds(60));

      assertThat(realm.roles(DBA)).isEmpty();
    }

    @Test
    void refusesWhileAMemberHasNoTicketOfTheirOwn() {
      realm.join(ALICE.id(), DBA.id());
      realm.receive(approved("demo:CHG-1").requestedFor("group:/dba"), T0);
      refused(ErrorCode.STRUCTURAL_GRANT_REFUSED, () -> realm.assign("demo:CHG-1", T0, INTO_GROUP));
      assertThat(realm.bindings()).isEmpty();

      realm.receive(approved("demo:CHG-2"), T0);
      realm.bind(grant("demo:CHG-2", ALICE, DB_ADMIN), T0);
      realm.assign("demo:CHG-1", T0, INTO_GROUP);
      assertThat(realm.listed()).isEmpty();
    }

    @Test
    void listsMembersWithoutATicketWhereTheRuleSaysSo() {
      realm.rule("prod", DB, "structuralGrants=true", "unboundMembers=list");
      realm.join(ALICE.id(), DBA.id());
      realm.receive(approved("demo:CHG-1").requestedFor("group:/dba"), T0);
      realm.assign("demo:CHG-1", T0, INTO_GROUP);
      assertThat(realm.listed()).contains(ALICE).doesNotContain(BELLA);
    }

    @Test
    void bindsACompositeRoleAsItDoesAGroup() {
      realm.receive(approved("demo:CHG-1").requestedFor("role:ops"), T0);
      realm.assign(
          "demo:CHG-1",
          T0,
          new AttemptedGrant(Route.COMPOSITE, OPS_ROLE, Holding.mapped(DB_ADMIN)));
      assertThat(realm.binding("b1").subject()).isEqualTo(OPS_ROLE);
    }

    @Test
    void stillRefusesAnExposure() {
      refused(
          ErrorCode.STRUCTURAL_GRANT_REFUSED,
          () ->
              realm.configure(
                  T0,
                  new AttemptedExposure(
                      Route.DEFAULT_GROUP,
                      new Subject(Subject.Kind.CONFIGURATION, "g", "the default groups"),
                      DB_ADMIN,
                      false)));
    }
  }

  @Nested
  class Audited {

    @Test
    void reportsEachStructureOnceAndRefusesNone() {
      realm.rule("prod", DB, "mode=audit");
      realm.join(ALICE.id(), DBA.id());
      realm.assign(null, T0, INTO_GROUP);
      assertThat(realm.refusals())
          .extracting(InMemoryJournal.Refusal::code)
          .containsExactly(ErrorCode.STRUCTURAL_GRANT_REFUSED);
      assertThat(realm.roles(DBA)).containsExactly(DB_ADMIN);
    }

    @Test
    void reportsAnExposure() {
      realm.rule("prod", DB, "mode=audit");
      realm.configure(
          T0,
          new AttemptedExposure(
              Route.PROTOCOL_MAPPER,
              new Subject(Subject.Kind.CONFIGURATION, "m1", "mapper x"),
              DB_ADMIN,
              false));
      assertThat(realm.refusals())
          .extracting(InMemoryJournal.Refusal::code)
          .containsExactly(ErrorCode.STRUCTURAL_GRANT_REFUSED);
    }
  }
}
