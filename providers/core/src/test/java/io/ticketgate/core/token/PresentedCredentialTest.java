package io.ticketgate.core.token;

import static io.ticketgate.core.InMemoryRealm.DEPLOYER;
import static io.ticketgate.core.InMemoryRealm.DEPLOYER_CLIENT;
import static io.ticketgate.core.InMemoryRealm.DEPLOYER_CREDENTIAL;
import static io.ticketgate.core.InMemoryRealm.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.CredentialMark;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.IssuedCredential;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.spi.TicketRef;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The credential that is presented names its binding. */
class PresentedCredentialTest extends TokenPolicyCases {

  private static final CredentialMark WHOLE = new CredentialMark(CredentialMark.Kind.WHOLE, "now");

  private Binding issued(String id, int hours, BindingStatus status, CredentialMark... marks) {
    Binding binding =
        TokenBinding.of(
                id, DEPLOYER_CLIENT, DEPLOYER_CREDENTIAL, hours, status, T0.minusSeconds(3600))
            .withIssued(new IssuedCredential(Set.of(marks), T0.minusSeconds(60), null));
    bindings.add(binding);
    return binding;
  }

  private Binding issued(String id, int hours, CredentialMark... marks) {
    return issued(id, hours, BindingStatus.ACTIVE, marks);
  }

  private TokenRequest presenting(
      @Nullable String secret, boolean current, @Nullable String ticket) {
    return new TokenRequest(
        DEPLOYER_CREDENTIAL,
        DEPLOYER.id(),
        List.of(),
        false,
        ticket == null ? null : TicketRef.parse(ticket),
        null,
        new PresentedCredential(
            secret == null ? null : CredentialMark.ofSecret(secret), current ? WHOLE : null),
        null,
        true,
        Assurance.NONE);
  }

  private TokenVerdict judged(@Nullable String secret, boolean current) {
    rule("protects.clientCredentials=ci-*");
    return policy().judge(presenting(secret, current, null));
  }

  @Test
  void countsForTheBindingUnderWhichItWasIssued() {
    Binding first = issued("b1", 1, CredentialMark.ofSecret("a"));
    issued("b2", 3, CredentialMark.ofSecret("b"), WHOLE);
    TokenVerdict verdict = judged("a", false);
    assertThat(verdict.relied()).containsExactly(first);
    assertThat(verdict.named()).as("its ticket is in the token").isEqualTo(first);
    assertThat(verdict.end()).contains(first.expiresAt());
  }

  @Test
  void ofAnEndedBindingIsRefusedAlsoWhereAnotherLives() {
    issued("b2", 3, CredentialMark.ofSecret("b"), WHOLE);
    refused(judged("a", false), ErrorCode.BINDING_NOT_LIVE, "did not get this secret or key");
  }

  @Test
  void ofASuspendedBindingIsRefusedAlsoWhereItIsPartOfWhatTheClientHas() {
    issued("b1", 3, BindingStatus.SUSPENDED, CredentialMark.ofSecret("a"));
    issued("b2", 3, CredentialMark.ofSecret("b"), WHOLE);
    refused(judged("a", true), ErrorCode.BINDING_NOT_LIVE, "did not get this secret or key");
  }

  @Test
  void thatAnotherHasReplacedIsGoodForItsGrace() {
    rule("protects.clientCredentials=ci-*");
    Binding first = issued("b1", 3, CredentialMark.ofSecret("a"));
    IssuedCredential credential = Objects.requireNonNull(first.issued());
    TokenRequest request = presenting("a", false, null);

    bindings.set(0, first.withIssued(credential.replaced(T0.plusSeconds(1))));
    assertThat(policy().judge(request).refusal()).isNull();
    bindings.set(0, first.withIssued(credential.replaced(T0)));
    refused(policy().judge(request), ErrorCode.BINDING_NOT_LIVE, "did not get");
  }

  @Test
  void withoutSecretOrKeyIsKnownAsAWhole() {
    Binding binding = issued("b1", 3, CredentialMark.ofSecret("a"), WHOLE);
    assertThat(judged(null, true).named()).isEqualTo(binding);
  }

  @Test
  void ofAnEndedTicketIsRefusedAlsoWhereALiveOneKnowsTheClientAsAWhole() {
    issued("b2", 3, WHOLE);
    refused(judged("a", true), ErrorCode.BINDING_NOT_LIVE, "did not get this secret or key");
  }

  @Test
  void thatNoBindingKnowsIsRefused() {
    issued("b1", 3, CredentialMark.ofSecret("a"));
    refused(judged("set past the gate", true), ErrorCode.BINDING_NOT_LIVE, "did not get");
  }

  @Test
  void isCoveredByABindingFromBeforeTheseWereRecorded() {
    Binding old = bound("b1", DEPLOYER_CLIENT, DEPLOYER_CREDENTIAL, 2);
    issued("b2", 3, CredentialMark.ofSecret("b"));
    TokenVerdict verdict = judged("from before", true);
    assertThat(verdict.relied()).containsExactly(old);
    assertThat(verdict.named()).isNull();
  }

  @Test
  void isReportedWhereItsRulesAreOnlyAudited() {
    rule("protects.clientCredentials=ci-*", "mode=audit");
    issued("b1", 3, CredentialMark.ofSecret("a"));
    TokenVerdict verdict = policy().judge(presenting("b", true, null));
    assertThat(verdict.credential()).isEqualTo(new CarryDecision.Audited(rules));
  }

  @Test
  void isThatOfTheTicketThatIsNamed() {
    rule("protects.clientCredentials=ci-*");
    issued("b1", 1, CredentialMark.ofSecret("a"));
    Binding second = issued("b2", 3, CredentialMark.ofSecret("b"), WHOLE);
    refused(policy().judge(presenting("b", true, "demo:b1")), ErrorCode.TICKET_MISMATCH, "demo:b1");
    assertThat(policy().judge(presenting("b", true, "demo:b2")).named()).isEqualTo(second);
  }

  @Test
  void isGoodBesideTheOneInKeycloakWhereEveryRuleAllowsSeveral() {
    rule("protects.clientCredentials=ci-*", "credentials.parallel=2");
    issued("b1", 1, CredentialMark.ofSecret("a"));
    PresentedCredential secret = new PresentedCredential(CredentialMark.ofSecret("a"), null);
    PresentedCredential other = new PresentedCredential(CredentialMark.ofSecret("x"), null);
    assertThat(policy().goodBeside(DEPLOYER_CREDENTIAL, secret)).isTrue();
    assertThat(policy().goodBeside(DEPLOYER_CREDENTIAL, other)).isFalse();
    rule("protects.clientCredentials=ci-*");
    assertThat(policy().goodBeside(DEPLOYER_CREDENTIAL, secret)).isFalse();
  }
}
