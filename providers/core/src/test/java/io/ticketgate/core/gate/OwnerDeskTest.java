package io.ticketgate.core.gate;

import static io.ticketgate.core.Grants.grant;
import static io.ticketgate.core.Grants.refused;
import static io.ticketgate.core.InMemoryRealm.ADMIN;
import static io.ticketgate.core.InMemoryRealm.ALICE;
import static io.ticketgate.core.InMemoryRealm.DB_ADMIN;
import static io.ticketgate.core.InMemoryRealm.DEPLOYER;
import static io.ticketgate.core.InMemoryRealm.T0;
import static io.ticketgate.core.TicketBuilder.ticket;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.InMemoryRealm;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.Detail;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Reviewer;
import io.ticketgate.core.binding.Transition;
import io.ticketgate.core.event.EventType;
import io.ticketgate.core.gate.OwnerDesk.Handover;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OwnerDeskTest {

  private static final Person RITA = new Person("u-rita", "rita");
  private static final Person BELLA = new Person("u-bella", "bella");
  private static final Person BOB = new Person("u-bob", "bob");
  private static final Instant LATER = T0.plus(Duration.ofHours(1));

  private final InMemoryRealm realm = new InMemoryRealm();
  private Binding suspended;

  @BeforeEach
  void ritaOwnedIt() {
    realm.attribute(DEPLOYER, "owner", "rita");
    realm.rule(
        "prod",
        "protects.realmRoles=db-*",
        "owner.required=true",
        "lifetime.max=none",
        "lifetime.reviewEvery=P30D");
    realm.receive(ticket("demo:CHG-1").requestedFor("deployer").approvedBy("bob"), T0);
    Binding bound = realm.bind(grant("demo:CHG-1", DEPLOYER, DB_ADMIN), T0).binding();
    assertThat(bound.owner()).isEqualTo(RITA);
    assertThat(bound.schedule().reviewer()).isEqualTo(Reviewer.of(RITA));
    realm.user("u-rita", "rita", false);
    suspended = realm.ownerLeaves(bound, LATER);
  }

  private Binding handOver(Person owner, @Nullable String ticket, Person by) {
    return realm.handOver(
        suspended.id(),
        new Handover(owner, ticket == null ? null : TicketRef.parse(ticket), "has left", by),
        EndCause.OWNER_LEFT,
        LATER);
  }

  @Test
  void anAdministratorHandsItOverAndItGoesOn() {
    Binding handed = handOver(BELLA, null, ADMIN);

    assertThat(handed.status()).isEqualTo(BindingStatus.ACTIVE);
    assertThat(handed.owner()).isEqualTo(BELLA);
    assertThat(handed.schedule().reviewer()).as("who reviews it").isEqualTo(Reviewer.of(BELLA));
    assertThat(realm.roles(DEPLOYER)).containsExactly(DB_ADMIN);
    Transition step = realm.transitions().get(2);
    assertThat(step.detail()).isEqualTo(new Detail.HandedOver("rita", "bella", "", "has left"));
    assertThat(step.from()).isEqualTo(BindingStatus.SUSPENDED);
    assertThat(EventType.of(step)).isEqualTo(EventType.BINDING_REASSIGNED);
    int steps = realm.transitions().size();
    assertThat(handOver(BELLA, null, ADMIN)).isEqualTo(handed);
    assertThat(realm.transitions()).hasSize(steps);
  }

  @Test
  void nobodyGetsItByTheirOwnWord() {
    refused(ErrorCode.SEPARATION_OF_DUTIES, () -> handOver(ADMIN_ENABLED, null, ADMIN_ENABLED));
    refused(ErrorCode.SEPARATION_OF_DUTIES, () -> handOver(BOB, null, ADMIN));
    refused(ErrorCode.INVALID_REQUEST, () -> handOver(RITA, null, ADMIN));
    assertThat(realm.binding(suspended.id())).isEqualTo(suspended);
  }

  private static final Person ADMIN_ENABLED = new Person("u-carol", "carol");

  @Test
  void aTicketThatTheNewOwnerRequestedAndOthersApprovedHandsItOver() {
    refused(ErrorCode.TICKET_NOT_FOUND, () -> handOver(BELLA, "demo:CHG-2", BELLA));
    realm.receive(
        ticket("demo:CHG-2").requester("alice").requestedFor("deployer").approvedBy("bob"), LATER);
    refused(ErrorCode.TICKET_MISMATCH, () -> handOver(BELLA, "demo:CHG-2", BELLA));
    realm.receive(ticket("demo:CHG-3").requester("bella").requestedFor("deployer"), LATER);
    refused(ErrorCode.TICKET_NOT_APPROVED, () -> handOver(BELLA, "demo:CHG-3", BELLA));
    realm.receive(
        ticket("demo:CHG-4").requester("bella").requestedFor("alice").approvedBy("bob"), LATER);
    refused(ErrorCode.TICKET_MISMATCH, () -> handOver(BELLA, "demo:CHG-4", BELLA));
    realm.receive(
        ticket("demo:CHG-5").requester("bella").requestedFor("deployer").approvedBy("bob"), LATER);

    Binding handed = handOver(BELLA, "demo:CHG-5", BELLA);

    assertThat(handed.owner()).isEqualTo(BELLA);
    assertThat(handed.status()).isEqualTo(BindingStatus.ACTIVE);
    assertThat(handed.ticket()).as("it stays under its ticket").isEqualTo(suspended.ticket());
  }

  @Test
  void theNewOwnerHoldsTheRoleThatARuleAsksOfOwners() {
    realm.rule(
        "owners", "protects.realmRoles=db-*", "owner.required=true", "owner.role=cab-member");
    realm.receive(
        ticket("demo:CHG-5").requester("bella").requestedFor("deployer").approvedBy("bob"), LATER);
    refused(ErrorCode.OWNER_MISSING, () -> handOver(BELLA, null, ADMIN));
    refused(ErrorCode.OWNER_MISSING, () -> handOver(BELLA, "demo:CHG-5", BELLA));
    assertThat(realm.binding(suspended.id())).isEqualTo(suspended);
    realm.map(BELLA.id(), InMemoryRealm.CAB);

    assertThat(handOver(BELLA, null, ADMIN).status()).isEqualTo(BindingStatus.ACTIVE);
  }

  @Test
  void nothingIsResumedForAnOwnerWhoHasLostTheRole() {
    realm.user("u-rita", "rita", true);
    realm.resume(suspended.id(), LATER);
    realm.rule(
        "owners", "protects.realmRoles=db-*", "owner.required=true", "owner.role=cab-member");
    realm.suspend(realm.binding(suspended.id()), LATER);
    refused(ErrorCode.OWNER_MISSING, () -> realm.resume(suspended.id(), LATER));
    realm.map("u-rita", InMemoryRealm.CAB);
    assertThat(realm.resume(suspended.id(), LATER).status()).isEqualTo(BindingStatus.ACTIVE);
  }

  @Test
  void whatIsSuspendedForAnotherReasonStaysSo() {
    Binding handed =
        realm.handOver(
            suspended.id(), new Handover(BELLA, null, null, ADMIN), EndCause.TAKEOVER, LATER);

    assertThat(handed.status()).isEqualTo(BindingStatus.SUSPENDED);
    assertThat(handed.owner()).isEqualTo(BELLA);
  }

  @Test
  void peopleAnswerForThemselvesAndWhatHasEndedForNobody() {
    realm.receive(ticket("demo:CHG-9").approvedBy("bob"), T0);
    Binding alices = realm.bind(grant("demo:CHG-9", ALICE, DB_ADMIN), T0).binding();
    Handover wanted = new Handover(BELLA, null, null, ADMIN);
    refused(ErrorCode.INVALID_REQUEST, () -> realm.handOver(alices.id(), wanted, null, LATER));
    realm.end(EndCause.ADMIN, LATER, suspended);
    refused(ErrorCode.BINDING_NOT_LIVE, () -> realm.handOver(suspended.id(), wanted, null, LATER));
  }
}
