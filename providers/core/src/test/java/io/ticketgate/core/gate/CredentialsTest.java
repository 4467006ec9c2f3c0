package io.ticketgate.core.gate;

import static io.ticketgate.core.Grants.authorise;
import static io.ticketgate.core.Grants.grant;
import static io.ticketgate.core.Grants.refused;
import static io.ticketgate.core.InMemoryRealm.ADMIN;
import static io.ticketgate.core.InMemoryRealm.DEPLOYER_CLIENT;
import static io.ticketgate.core.InMemoryRealm.DEPLOYER_CREDENTIAL;
import static io.ticketgate.core.InMemoryRealm.T0;
import static io.ticketgate.core.TicketBuilder.ticket;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.InMemoryRealm;
import io.ticketgate.core.access.CredentialMark;
import io.ticketgate.core.access.Holding;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.check.GrantRequest;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The credential of a client, which holds it itself. */
class CredentialsTest {

  private static final Instant LATER = T0.plusSeconds(60);
  private static final AttemptedGrant CHANGE =
      new AttemptedGrant(
          Route.CLIENT_CREDENTIAL, DEPLOYER_CLIENT, Holding.mapped(DEPLOYER_CREDENTIAL));

  private final InMemoryRealm realm = new InMemoryRealm();

  @BeforeEach
  void protectDeployers() {
    realm.rule(
        "ci",
        "protects.clientCredentials=ci-*",
        "lifetime.max=PT8H",
        "lifetime.default=PT2H",
        "owner.required=false");
    approved("demo:CHG-1");
    approved("demo:CHG-2");
  }

  private void approved(String ref) {
    realm.receive(
        ticket(ref).requestedFor("ci-deployer").asks(DEPLOYER_CREDENTIAL).approvedBy("bob"), T0);
  }

  private Binding bind(String ticket, Instant now) {
    Binding bound = realm.bind(grant(ticket, DEPLOYER_CLIENT, DEPLOYER_CREDENTIAL), now).binding();
    return realm.issue(bound, "secret of " + ticket, now);
  }

  private List<String> secrets() {
    return realm.secrets(DEPLOYER_CLIENT);
  }

  private @Nullable Instant goodUntil(Binding binding) {
    return Objects.requireNonNull(realm.binding(binding.id()).issued()).goodUntil();
  }

  private boolean works() {
    return realm.roles(DEPLOYER_CLIENT).contains(DEPLOYER_CREDENTIAL);
  }

  @Test
  void aLiveBindingCoversNoChange() {
    bind("demo:CHG-1", T0);
    refused(ErrorCode.TICKET_REQUIRED, () -> realm.assign(null, LATER, CHANGE))
        .satisfies(
            refusal ->
                assertThat(refusal.getMessage())
                    .startsWith("The credential of client ci-deployer is protected by rule ci")
                    .contains("X-Ticket-Ref")
                    .contains("POST ticket-gate/bindings"));
  }

  @Test
  void aChangeUnderATicketMakesABinding() {
    realm.assign("demo:CHG-1", T0, CHANGE);
    assertThat(realm.binding("b1").status()).isEqualTo(BindingStatus.ACTIVE);
    assertThat(realm.binding("b1").subject()).isEqualTo(DEPLOYER_CLIENT);
  }

  @Test
  void oneChangeUsesAnAuthorisationUp() {
    realm.bind(authorise("demo:CHG-1", DEPLOYER_CLIENT, DEPLOYER_CREDENTIAL), T0);
    realm.assign(null, T0, CHANGE);
    assertThat(realm.binding("b1").status()).isEqualTo(BindingStatus.ACTIVE);
    refused(ErrorCode.TICKET_REQUIRED, () -> realm.assign(null, LATER, CHANGE));
  }

  @Test
  void aTicketForAnotherClientCoversNothing() {
    realm.receive(
        ticket("demo:CHG-9").requestedFor("ci-other").asks(DEPLOYER_CREDENTIAL).approvedBy("bob"),
        T0);
    refused(ErrorCode.TICKET_MISMATCH, () -> realm.assign("demo:CHG-9", T0, CHANGE));
  }

  @Test
  void aSecretMadeAnewWhileAnEndedBindingWaitsForItsCleanUpStays() {
    bind("demo:CHG-1", T0);
    realm.dies();
    realm.end(EndCause.TICKET_CLOSED, LATER, realm.binding("b1"));

    realm.secret(DEPLOYER_CLIENT, "the new one");
    realm.assign("demo:CHG-2", LATER, CHANGE);
    realm.comesBack();

    assertThat(secrets()).containsExactly("the new one", "void");
  }

  @Test
  void tellsWhetherTheGrantBeginsWithTheCall() {
    GrantRequest authorised = authorise("demo:CHG-1", DEPLOYER_CLIENT, DEPLOYER_CREDENTIAL);
    GrantRequest wanted = grant("demo:CHG-1", DEPLOYER_CLIENT, DEPLOYER_CREDENTIAL);
    assertThat(realm.bind(authorised, T0).granted()).isFalse();
    GrantDesk.Bound activated = realm.bind(wanted, T0);
    assertThat(activated.created()).isFalse();
    assertThat(activated.granted()).isTrue();
    assertThat(realm.bind(wanted, LATER).granted()).isFalse();
    assertThat(realm.bind(grant("demo:CHG-2", DEPLOYER_CLIENT, DEPLOYER_CREDENTIAL), T0).granted())
        .isTrue();
  }

  // Ends

  @Test
  void theSecretGoesWithItsOwnBindingAndTheOneItReplacedStays() {
    Binding first = bind("demo:CHG-1", T0);
    Binding second = bind("demo:CHG-2", LATER);
    assertThat(secrets()).containsExactly("secret of demo:CHG-2", "secret of demo:CHG-1");

    realm.end(EndCause.ADMIN, LATER, second);
    assertThat(secrets()).containsExactly("void", "secret of demo:CHG-1");
    assertThat(works()).isTrue();
    assertThat(realm.sessionsEnded()).isEmpty();

    realm.end(EndCause.ADMIN, LATER, realm.binding(first.id()));
    assertThat(works()).isFalse();
    assertThat(realm.sessionsEnded()).containsExactly("c-deployer");
  }

  @Test
  void theReplacedSecretGoesWithItsOwnBinding() {
    Binding first = bind("demo:CHG-1", T0);
    bind("demo:CHG-2", LATER);
    realm.end(EndCause.ADMIN, LATER, realm.binding(first.id()));
    assertThat(secrets()).containsExactly("secret of demo:CHG-2", "void");
    assertThat(works()).isTrue();
    assertThat(realm.sessionsEnded()).isEmpty();
  }

  @Test
  void whatASuspendedBindingIssuedStaysAndNoTokenDoes() {
    Binding first = bind("demo:CHG-1", T0);
    Binding second = bind("demo:CHG-2", LATER);
    realm.suspend(realm.binding(first.id()), LATER);
    realm.end(EndCause.ADMIN, LATER, second);
    assertThat(secrets()).containsExactly("void", "secret of demo:CHG-1");
    assertThat(realm.sessionsEnded()).containsExactly("c-deployer", "c-deployer");
  }

  @Test
  void whatNoTicketAccountsForGoesToo() {
    Binding first = bind("demo:CHG-1", T0);
    bind("demo:CHG-2", LATER);
    realm.secret(DEPLOYER_CLIENT, "set while the gate was away");
    realm.end(EndCause.ADMIN, LATER, realm.binding(first.id()));
    assertThat(secrets()).containsExactly("void", "secret of demo:CHG-2", "void");
  }

  @Test
  void ofBindingsFromBeforeOnlyWhatEndedGoes() {
    realm.secret(DEPLOYER_CLIENT, "from before");
    realm.bind(grant("demo:CHG-1", DEPLOYER_CLIENT, DEPLOYER_CREDENTIAL), T0);
    Binding second = bind("demo:CHG-2", LATER);
    realm.end(EndCause.ADMIN, LATER, second);
    assertThat(secrets()).containsExactly("void", "from before");
  }

  @Test
  void aSecretIsReplacedByTheNextAfterTheGrace() {
    Binding first = bind("demo:CHG-1", T0);
    assertThat(goodUntil(first)).isNull();
    Binding second = bind("demo:CHG-2", LATER);
    assertThat(goodUntil(first)).isEqualTo(LATER.plus(Duration.ofMinutes(10)));
    assertThat(goodUntil(second)).isNull();
  }

  @Test
  void aReplacedSecretIsGoodNoLongerThanItsTicket() {
    realm.rule("ci", "protects.clientCredentials=ci-*", "lifetime.max=PT5M", "rotationGrace=PT1H");
    Binding first = bind("demo:CHG-1", T0);
    bind("demo:CHG-2", LATER);
    assertThat(goodUntil(first)).isEqualTo(first.expiresAt());
  }

  @Test
  void asManyAreGoodSideBySideAsEveryRuleAllows() {
    realm.rule("ci", "protects.clientCredentials=ci-*", "credentials.parallel=3");
    realm.rule("fewer", "protects.clientCredentials=ci-*", "credentials.parallel=2");
    approved("demo:CHG-3");
    Binding first = bind("demo:CHG-1", T0);
    Binding second = bind("demo:CHG-2", LATER);
    assertThat(goodUntil(first)).isNull();
    bind("demo:CHG-3", LATER.plusSeconds(1));
    assertThat(goodUntil(first)).isNotNull();
    assertThat(goodUntil(second)).isNull();
  }

  private Set<CredentialMark> marks(String binding) {
    return Objects.requireNonNull(realm.binding(binding).issued()).marks();
  }

  @Test
  void aChangeUnderATicketDoesNotTakeOverWhatAnotherTicketGaveTheClient() {
    bind("demo:CHG-1", T0);
    Set<CredentialMark> first = marks("b1");

    realm.assign("demo:CHG-2", LATER, CHANGE); // of something else of the client

    assertThat(marks("b2")).isEmpty();
    assertThat(marks("b1")).isEqualTo(first);
    assertThat(goodUntil(realm.binding("b1"))).as("nothing has replaced it").isNull();
  }

  @Test
  void aChangeUnderATicketDoesNotTakeOverWhatTheClientHadBeforeTheRule() {
    realm.secret(DEPLOYER_CLIENT, "known to anyone");
    realm.receive(ticket("demo:CHG-7"), T0); // time passes

    realm.assign("demo:CHG-1", T0, CHANGE);

    assertThat(marks("b1")).isEmpty();
  }

  @Test
  void whatAnEarlierChangeUnderATicketHasSetStaysItsOwn() {
    realm.secret(DEPLOYER_CLIENT, "changed");
    realm.assign("demo:CHG-1", T0, CHANGE);
    Set<CredentialMark> set = marks("b1");

    realm.assign("demo:CHG-1", LATER, CHANGE);

    assertThat(marks("b1")).isEqualTo(set).isNotEmpty();
  }

  @Test
  void aChangeUnderATicketIsRecordedAsItsCredential() {
    realm.secret(DEPLOYER_CLIENT, "changed");
    realm.assign("demo:CHG-1", T0, CHANGE);
    assertThat(Objects.requireNonNull(realm.binding("b1").issued()).marks())
        .contains(CredentialMark.ofSecret("changed"));
  }

  @Test
  void anAuthorisationThatEndsTakesNothing() {
    bind("demo:CHG-1", T0);
    Binding waiting =
        realm.bind(authorise("demo:CHG-2", DEPLOYER_CLIENT, DEPLOYER_CREDENTIAL), T0).binding();
    realm.end(EndCause.ADMIN, LATER, waiting);
    assertThat(works()).isTrue();
    assertThat(secrets()).containsExactly("secret of demo:CHG-1");
  }

  // Suspension

  @Test
  void aSuspendedClientKeepsItsCredentialAndLosesItsTokens() {
    Binding suspended = realm.suspend(bind("demo:CHG-1", T0), LATER);
    assertThat(suspended.status()).isEqualTo(BindingStatus.SUSPENDED);
    assertThat(works()).isTrue();
    assertThat(realm.sessionsEnded()).containsExactly("c-deployer");
    assertThat(realm.resume("b1", LATER).status()).isEqualTo(BindingStatus.ACTIVE);
    assertThat(works()).isTrue();
  }

  @Test
  void theEndOfASuspendedBindingVoidsWhatTheClientKept() {
    Binding suspended = realm.suspend(bind("demo:CHG-1", T0), LATER);
    realm.end(EndCause.ADMIN, LATER, suspended);
    assertThat(works()).isFalse();
  }

  @Test
  void aSuspendedBindingIsNotFoundByAnIdenticalRequest() {
    realm.suspend(bind("demo:CHG-1", T0), LATER);
    refused(ErrorCode.BINDING_NOT_LIVE, () -> bind("demo:CHG-1", LATER));
  }

  // Owners

  @Test
  void keepsTheOwnerWhomTheClientNames() {
    realm.attribute(DEPLOYER_CLIENT, "owner", "dave");
    assertThat(bind("demo:CHG-1", T0).owner()).isEqualTo(new Person("u-dave", "dave"));
  }

  @Test
  void keepsNoOwnerWhoIsNotThere() {
    realm.attribute(DEPLOYER_CLIENT, "owner", "nobody");
    assertThat(bind("demo:CHG-1", T0).owner()).isNull();
  }

  @Test
  void anOwnerWhoLeftStopsTheActivation() {
    realm.rule("ci", "protects.clientCredentials=ci-*", "owner.required=true");
    Person dave = new Person("u-dave", "dave");
    realm.bind(
        new GrantRequest(
            TicketRef.parse("demo:CHG-1"),
            DEPLOYER_CLIENT,
            DEPLOYER_CREDENTIAL,
            false,
            null,
            null,
            dave,
            ADMIN),
        T0);
    realm.user("u-dave", "dave", false);
    refused(ErrorCode.OWNER_MISSING, () -> realm.activate("b1", LATER));
  }
}
