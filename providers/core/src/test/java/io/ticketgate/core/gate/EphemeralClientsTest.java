package io.ticketgate.core.gate;

import static io.ticketgate.core.Grants.grant;
import static io.ticketgate.core.Grants.refused;
import static io.ticketgate.core.InMemoryRealm.T0;
import static io.ticketgate.core.TicketBuilder.ticket;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.Grants;
import io.ticketgate.core.InMemoryRealm;
import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Holding;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.Detail;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.spi.EntitlementName;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client that is made for a ticket, and gone with it. */
class EphemeralClientsTest {

  private static final Instant LATER = T0.plusSeconds(60);
  private static final Instant OVER = T0.plusSeconds(24 * 3600);
  private static final Subject JOB = new Subject(Subject.Kind.CLIENT, "c-job", "ci-job");
  private static final Entitlement CREDENTIAL = credential(JOB);
  private static final Detail.Registered REGISTERED =
      new Detail.Registered(Detail.Registered.Registrar.INITIAL_ACCESS_TOKEN, "iat-1");

  private final InMemoryRealm realm = new InMemoryRealm();

  private static Entitlement credential(Subject client) {
    return new Entitlement(client.id(), new EntitlementName.ClientCredential(client.name()));
  }

  @BeforeEach
  void jobsRegisterThemselves() {
    ephemeral("ci", "tickets.maxUses=9");
    realm.absent(CREDENTIAL.name().toString());
    approved("demo:CHG-1");
  }

  private void ephemeral(String rule, String more) {
    realm.rule(
        rule,
        "protects.clientCredentials=ci-*",
        "credentials.ephemeral=true",
        "lifetime.max=PT8H",
        more);
  }

  private void approved(String ref) {
    realm.receive(ticket(ref).requestedFor(JOB.name()).asks(CREDENTIAL).approvedBy("bob"), T0);
  }

  private static AttemptedGrant made(Subject client) {
    return AttemptedGrant.of(new NewClient(REGISTERED), client, Holding.mapped(credential(client)));
  }

  /** What the registration writes, as Keycloak does before the gate judges it. */
  private void comes(Subject client) {
    realm.named(client.name(), client.id());
    realm.named(credential(client).name().toString(), client.id());
    realm.map(client.id(), credential(client));
    realm.secret(client, "secret of " + client.id());
  }

  private Binding register(String ticket) {
    comes(JOB);
    realm.assign(ticket, T0, made(JOB));
    return realm.binding("b1");
  }

  @Test
  void theBindingSaysSoAndTheHistoryWhoRegisteredIt() {
    Binding bound = register("demo:CHG-1");

    assertThat(bound.ephemeral()).isTrue();
    assertThat(bound.status()).isEqualTo(BindingStatus.ACTIVE);
    assertThat(realm.transitions().get(0).detail()).isEqualTo(REGISTERED);
  }

  @Test
  void anotherWayToMakeOneCountsAlike() {
    comes(JOB);
    realm.assign(
        "demo:CHG-1", T0, AttemptedGrant.of(new NewClient(null), JOB, Holding.mapped(CREDENTIAL)));

    assertThat(realm.binding("b1").ephemeral()).isTrue();
    assertThat(realm.transitions().get(0).detail()).isNull();
  }

  @ParameterizedTest
  @EnumSource(
      value = EndCause.class,
      names = {"TICKET_CLOSED", "EXPIRED", "ADMIN", "GIVEN_BACK"})
  void itIsRemovedHoweverTheBindingEnds(EndCause cause) {
    Binding bound = register("demo:CHG-1");

    realm.end(cause, cause == EndCause.EXPIRED ? OVER : LATER, bound);

    assertThat(realm.removedClients()).containsExactly(JOB.id());
    assertThat(realm.binding("b1").cause()).isEqualTo(cause);
    assertThat(realm.transitions()).hasSize(2);
  }

  @Test
  void deadAtOnceAndRemovedOnceTheServerIsBack() {
    Binding bound = register("demo:CHG-1");
    realm.dies();

    realm.end(EndCause.TICKET_CLOSED, LATER, bound);
    assertThat(realm.binding("b1").covers(LATER)).isFalse();
    assertThat(realm.removedClients()).isEmpty();

    realm.comesBack();
    assertThat(realm.removedClients()).containsExactly(JOB.id());
  }

  @Test
  void whereSomebodyHasRemovedItAnotherOneWithItsIdStays() {
    realm.end(EndCause.SUBJECT_REMOVED, LATER, register("demo:CHG-1"));

    assertThat(realm.removedClients()).isEmpty();
  }

  @Test
  void oneThatWasThereStays() {
    realm.named(JOB.name(), JOB.id());
    realm.named(CREDENTIAL.name().toString(), JOB.id());
    approved("demo:CHG-2");

    realm.bind(grant("demo:CHG-2", JOB, CREDENTIAL), T0);
    realm.end(EndCause.TICKET_CLOSED, LATER, realm.binding("b1"));

    assertThat(realm.binding("b1").ephemeral()).isFalse();
    assertThat(realm.removedClients()).isEmpty();
  }

  @Test
  void withoutTheSettingOneThatIsMadeStays() {
    realm.rule("ci", "protects.clientCredentials=ci-*");

    realm.end(EndCause.TICKET_CLOSED, LATER, register("demo:CHG-1"));

    assertThat(realm.transitions().get(0).detail()).isEqualTo(REGISTERED);
    assertThat(realm.removedClients()).isEmpty();
  }

  @Test
  void oneRuleThatAsksForItIsEnough() {
    realm.rule("ci", "protects.clientCredentials=ci-*");
    ephemeral("jobs", "tickets.maxUses=1");

    assertThat(register("demo:CHG-1").ephemeral()).isTrue();
  }

  @Test
  void aRuleThatKnowsItByAMarkAloneLeavesItThere() {
    realm.rule("ci", "protects.clientCredentials=ci-*", "protects.realmRoles=db-*");
    realm.rule(
        "others",
        "protects.clientCredentials=build-*",
        "protects.attribute=tier=high",
        "credentials.ephemeral=true");

    assertThat(register("demo:CHG-1").ephemeral()).isFalse();
  }

  @Test
  void itLivesUntilTheLastOfItsTicketsEnds() {
    Binding first = register("demo:CHG-1");
    approved("demo:CHG-2");
    Binding second = realm.bind(grant("demo:CHG-2", JOB, CREDENTIAL), LATER).binding();
    assertThat(second.ephemeral()).isTrue();

    realm.end(EndCause.TICKET_CLOSED, LATER, first);
    assertThat(realm.removedClients()).isEmpty();

    realm.end(EndCause.TICKET_CLOSED, LATER, second);
    assertThat(realm.removedClients()).containsExactly(JOB.id());
  }

  @Test
  void nothingBindsOneThatIsAboutToBeRemoved() {
    Binding first = register("demo:CHG-1");
    approved("demo:CHG-2");
    realm.dies();
    realm.end(EndCause.TICKET_CLOSED, LATER, first);

    refused(
            ErrorCode.BINDING_NOT_LIVE,
            () -> realm.bind(grant("demo:CHG-2", JOB, CREDENTIAL), LATER))
        .satisfies(
            refusal ->
                assertThat(refusal.getMessage()).contains("ci-job", "demo:CHG-1", "Register it"));

    realm.comesBack();
    assertThat(realm.removedClients()).containsExactly(JOB.id());
  }

  @Test
  void norOneWhoseTimeIsUpAndOfWhichNoSweepKnowsYet() {
    register("demo:CHG-1");

    refused(
        ErrorCode.BINDING_NOT_LIVE, () -> realm.bind(grant("demo:CHG-1", JOB, CREDENTIAL), OVER));

    assertThat(realm.removedClients()).isEmpty();
  }

  @Test
  void aClientOfTheSameNameThatIsMadeLaterInheritsNothing() {
    realm.end(EndCause.TICKET_CLOSED, LATER, register("demo:CHG-1"));
    Subject next = new Subject(Subject.Kind.CLIENT, "c-next", JOB.name());
    comes(next);

    refused(ErrorCode.IDENTITY_CHANGED, () -> realm.assign("demo:CHG-1", LATER, made(next)));
  }

  @Test
  void aUsedTicketMakesNoSecondOne() {
    ephemeral("ci", "tickets.maxUses=1");
    realm.end(EndCause.GIVEN_BACK, LATER, register("demo:CHG-1"));
    Subject next = new Subject(Subject.Kind.CLIENT, "c-next", JOB.name());
    comes(next);

    assertThat(Grants.failures(realm.decide(grant("demo:CHG-1", next, credential(next)), LATER)))
        .isNotEmpty();
    assertThat(realm.bindings()).hasSize(1);
  }
}
