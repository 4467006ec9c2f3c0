package io.ticketgate.core.token;

import static io.ticketgate.core.InMemoryRealm.ALICE;
import static io.ticketgate.core.InMemoryRealm.DB_ADMIN;
import static io.ticketgate.core.InMemoryRealm.DEPLOYER;
import static io.ticketgate.core.InMemoryRealm.DEPLOYER_CLIENT;
import static io.ticketgate.core.InMemoryRealm.DEPLOYER_CREDENTIAL;
import static io.ticketgate.core.InMemoryRealm.OPS;
import static io.ticketgate.core.InMemoryRealm.READER;
import static io.ticketgate.core.InMemoryRealm.REFUND;
import static io.ticketgate.core.InMemoryRealm.T0;
import static io.ticketgate.core.InMemoryRealm.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.ticketgate.core.access.CredentialMark;
import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.IssuedCredential;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Protection;
import io.ticketgate.core.rule.RememberedProtection;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TokenPolicyTest {

  private final List<Rule> rules = new ArrayList<>();
  private final List<Binding> bindings = new ArrayList<>();

  private TokenPolicy policy() {
    return new TokenPolicy(
        new Protection(rules, entitlement -> Map.of(), () -> RememberedProtection.NONE),
        role -> role.equals(OPS) ? Set.of(OPS, DB_ADMIN, READER) : Set.of(role),
        id -> bindings.stream().filter(binding -> binding.subject().id().equals(id)).toList(),
        T0);
  }

  private void rule(String... settings) {
    rules.add(parse("rule" + rules.size(), settings));
  }

  private Binding bound(String id, Subject subject, Entitlement entitlement, int hours) {
    Binding binding = TokenBinding.of(id, subject, entitlement, hours);
    bindings.add(binding);
    return binding;
  }

  /** The same under another name. */
  private static Entitlement called(Entitlement role, String name) {
    return new Entitlement(role.id(), new EntitlementName.RealmRole(name));
  }

  private static TokenRequest user(Entitlement... roles) {
    return new TokenRequest(DEPLOYER_CREDENTIAL, ALICE.id(), List.of(roles), false, null);
  }

  private static TokenRequest derived(Entitlement... roles) {
    return new TokenRequest(DEPLOYER_CREDENTIAL, ALICE.id(), List.of(roles), true, null);
  }

  private static TokenRequest service(@Nullable String ticket, Entitlement... roles) {
    return new TokenRequest(
        DEPLOYER_CREDENTIAL,
        DEPLOYER.id(),
        List.of(roles),
        false,
        ticket == null ? null : TicketRef.parse(ticket));
  }

  private static TokenRequest exchanged() {
    return new TokenRequest(
        new Entitlement("c-other", new EntitlementName.ClientCredential("other")),
        DEPLOYER.id(),
        List.of(),
        true,
        null,
        DEPLOYER_CREDENTIAL);
  }

  @Test
  void whatASessionIsNotedToCarryIsWhatRulesProtectAndNothingElse() {
    rule("protects.realmRoles=db-*");
    bound("b1", ALICE, DB_ADMIN, 2);
    assertThat(policy().judge(user(DB_ADMIN, READER)).carriedProtected())
        .containsExactly(DB_ADMIN.id());
    assertThat(policy().judge(user(READER)).carriedProtected()).isEmpty();
    assertThat(policy().judge(derived(DB_ADMIN, READER)).carriedProtected())
        .as("stripped")
        .isEmpty();
  }

  @Test
  void whatIsOnlyAuditedIsNotedToo() {
    rule("protects.realmRoles=db-*", "mode=audit");
    assertThat(policy().judge(user(DB_ADMIN)).carriedProtected()).containsExactly(DB_ADMIN.id());
  }

  @Test
  void anExchangedTokenOfAServiceAccountIsRefusedOnceItsClientHasNoBinding() {
    rule("protects.clientCredentials=ci-*");
    refused(policy().judge(exchanged()), ErrorCode.BINDING_NOT_LIVE, "ci-deployer");
  }

  @Test
  void theCredentialOfAClientThatHasAnotherNameThanWasApprovedIsRefused() {
    rule("protects.clientCredentials=ci-*");
    bound(
        "b1",
        DEPLOYER_CLIENT,
        new Entitlement("c-deployer", new EntitlementName.ClientCredential("ci-low")),
        2);
    refused(policy().judge(service(null)), ErrorCode.IDENTITY_CHANGED, "ci-low");
  }

  @Test
  void anExchangedTokenOfAServiceAccountEndsWithTheBindingOfItsClient() {
    rule("protects.clientCredentials=ci-*");
    Binding own = bound("b1", DEPLOYER_CLIENT, DEPLOYER_CREDENTIAL, 2);
    TokenVerdict verdict = policy().judge(exchanged());
    assertThat(verdict.refusal()).isNull();
    assertThat(verdict.end()).contains(own.expiresAt());
  }

  private static void refused(TokenVerdict verdict, ErrorCode code, String part) {
    assertThat(verdict.refusal())
        .isNotNull()
        .hasMessageContaining(part)
        .extracting(GateException::code)
        .isEqualTo(code);
  }

  @Nested
  class ARole {

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
      assertThat(policy().judge(user(DB_ADMIN)).on(DB_ADMIN))
          .contains(new CarryDecision.Stripped());
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
      assertThat(policy().judge(user(DB_ADMIN)).on(DB_ADMIN))
          .contains(new CarryDecision.Stripped());
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

  @Nested
  class SomebodyElseForTheUser {

    @Test
    void carriesNoProtectedRoleAndIsNotRefusedForIt() {
      rule("protects.realmRoles=db-*");
      bound("b1", ALICE, DB_ADMIN, 2);
      TokenVerdict verdict = policy().judge(derived(DB_ADMIN, READER));
      assertThat(verdict.on(DB_ADMIN)).contains(new CarryDecision.Stripped());
      assertThat(verdict.on(READER)).contains(new CarryDecision.Free());
      assertThat(verdict.refusal()).isNull();
      assertThat(verdict.relied()).isEmpty();
    }

    /** There a token counts as all that its user holds, whatever it carries. */
    @Test
    void getsNothingOfSomebodyWhoAdministersUnderATicket() {
      Entitlement manager =
          new Entitlement(
              "r-manage", new EntitlementName.ClientRole("realm-management", "manage-users"));
      rule("protects.clientRoles=*/manage-users");
      bound("b1", ALICE, manager, 2);
      refused(policy().judge(derived(manager)), ErrorCode.NOT_PERMITTED, "manage-users");
      assertThat(policy().judge(user(manager)).refusal()).isNull();

      Entitlement ofMaster =
          new Entitlement("r-m", new EntitlementName.ClientRole("shop-realm", "manage-users"));
      refused(policy().judge(derived(ofMaster)), ErrorCode.NOT_PERMITTED, "shop-realm");
      Entitlement elsewhere =
          new Entitlement("r-e", new EntitlementName.ClientRole("shop", "manage-users"));
      assertThat(policy().judge(derived(elsewhere)).refusal()).isNull();
    }

    @Test
    void norWhereTheProtectedRoleOnlyContainsSuchARole() {
      Entitlement viewer =
          new Entitlement(
              "r-view", new EntitlementName.ClientRole("realm-management", "view-users"));
      rule("protects.realmRoles=ops");
      TokenPolicy policy =
          new TokenPolicy(
              new Protection(rules, entitlement -> Map.of(), () -> RememberedProtection.NONE),
              role -> role.equals(OPS) ? Set.of(OPS, viewer) : Set.of(role),
              id -> List.of(),
              T0);
      refused(policy.judge(derived(OPS, viewer)), ErrorCode.NOT_PERMITTED, "ops");
      assertThat(policy.judge(derived(viewer)).refusal()).isNull();
    }

    @Test
    void isNotRefusedForANameThatOnlyAMapperWrites() {
      Entitlement manager =
          new Entitlement(
              "r-manage", new EntitlementName.ClientRole("realm-management", "manage-users"));
      rule("protects.clientRoles=*/manage-users");
      assertThat(policy().decide(derived(), manager)).isEqualTo(new CarryDecision.Stripped());
    }

    @Test
    void carriesWhatIsOnlyAudited() {
      rule("protects.realmRoles=db-*", "mode=audit");
      assertThat(policy().judge(derived(DB_ADMIN)).on(DB_ADMIN)).contains(new CarryDecision.Free());
    }

    @Test
    void needsALiveBindingOfTheClientAllTheSame() {
      rule("protects.clientCredentials=ci-*");
      refused(policy().judge(derived()), ErrorCode.BINDING_NOT_LIVE, "Client ci-deployer");
    }
  }

  @Nested
  class AClient {

    @Test
    void withoutABindingGetsNoToken() {
      rule("protects.clientCredentials=ci-*");
      TokenVerdict verdict = policy().judge(service(null));
      refused(verdict, ErrorCode.BINDING_NOT_LIVE, "Client ci-deployer");
      assertThat(verdict.credential()).isInstanceOf(CarryDecision.Refused.class);
    }

    @Test
    void whoseRefusalIsTheFirstReasonIsToldOfItAlone() {
      rule("protects.clientCredentials=ci-*", "protects.realmRoles=db-*");
      refused(
          policy().judge(service("demo:none", DB_ADMIN)),
          ErrorCode.BINDING_NOT_LIVE,
          "Client ci-deployer");
    }

    @Test
    void withALiveBindingGetsATokenUntilItsEnd() {
      rule("protects.clientCredentials=ci-*");
      Binding credential = bound("b1", DEPLOYER_CLIENT, DEPLOYER_CREDENTIAL, 2);
      TokenVerdict verdict = policy().judge(service(null));
      assertThat(verdict.credential()).isEqualTo(new CarryDecision.Covered(credential));
      assertThat(verdict.refusal()).isNull();
      assertThat(verdict.end()).contains(credential.expiresAt());
      assertThat(verdict.named()).as("nothing was named").isNull();
    }

    @Test
    void isToldOfWhereItsRulesAreOnlyAudited() {
      rule("protects.clientCredentials=ci-*", "mode=audit");
      TokenVerdict verdict = policy().judge(service(null));
      assertThat(verdict.credential()).isEqualTo(new CarryDecision.Audited(rules));
      assertThat(verdict.refusal()).isNull();
    }

    @Test
    void isNotCoveredByTheRolesOfItsServiceAccount() {
      rule("protects.clientCredentials=ci-*", "protects.realmRoles=db-*");
      bound("b1", DEPLOYER, DB_ADMIN, 2);
      refused(policy().judge(service(null, DB_ADMIN)), ErrorCode.BINDING_NOT_LIVE, "Client");
    }
  }

  @Nested
  class APresentedCredential {

    private static final CredentialMark WHOLE =
        new CredentialMark(CredentialMark.Kind.WHOLE, "now");

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
          true);
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
      refused(
          policy().judge(presenting("b", true, "demo:b1")), ErrorCode.TICKET_MISMATCH, "demo:b1");
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

  @Nested
  class ANamedTicket {

    @Test
    void thatCarriesNoLiveBindingOfTheClientIsAMismatch() {
      rule("protects.clientCredentials=ci-*");
      bound("b1", DEPLOYER_CLIENT, DEPLOYER_CREDENTIAL, 2);
      bound("b2", ALICE, DB_ADMIN, 2);
      refused(policy().judge(service("demo:other")), ErrorCode.TICKET_MISMATCH, "demo:other");
      refused(policy().judge(service("demo:b2")), ErrorCode.TICKET_MISMATCH, "demo:b2");
    }

    @Test
    void forTheCredentialBoundsTheTokenAlsoWhereAnotherGoesOn() {
      rule("protects.clientCredentials=ci-*");
      Binding first = bound("b1", DEPLOYER_CLIENT, DEPLOYER_CREDENTIAL, 1);
      bound("b2", DEPLOYER_CLIENT, DEPLOYER_CREDENTIAL, 3);
      TokenVerdict verdict = policy().judge(service("demo:b1"));
      assertThat(verdict.named()).isEqualTo(first);
      assertThat(verdict.relied()).containsExactly(first);
      assertThat(verdict.end()).contains(first.expiresAt());
      assertThat(policy().judge(service(null)).end()).contains(T0.plusSeconds(3 * 3600));
    }

    @Test
    void forARoleOfTheServiceAccountIsReliedOnBesideTheCredential() {
      rule("protects.clientCredentials=ci-*", "protects.realmRoles=db-*");
      Binding credential = bound("b1", DEPLOYER_CLIENT, DEPLOYER_CREDENTIAL, 1);
      Binding role = bound("b2", DEPLOYER, DB_ADMIN, 3);
      TokenVerdict verdict = policy().judge(service("demo:b2", DB_ADMIN));
      assertThat(verdict.named()).isEqualTo(role);
      assertThat(verdict.relied()).containsExactlyInAnyOrder(credential, role);
      assertThat(verdict.end()).contains(credential.expiresAt());
    }

    @Test
    void isReliedOnWhereNothingProtectsTheClient() {
      Binding role = bound("b1", DEPLOYER, DB_ADMIN, 1);
      TokenVerdict verdict = policy().judge(service("demo:b1"));
      assertThat(verdict.named()).isEqualTo(role);
      assertThat(verdict.end()).contains(role.expiresAt());
    }
  }

  @Test
  void judgingTwiceSaysTheSame() {
    rule("protects.realmRoles=db-*", "protects.clientCredentials=ci-*");
    bound("b1", DEPLOYER_CLIENT, DEPLOYER_CREDENTIAL, 1);
    bound("b2", DEPLOYER, DB_ADMIN, 3);
    TokenPolicy policy = policy();
    TokenRequest request = service("demo:b2", DB_ADMIN, READER);
    assertThat(policy.judge(request)).isEqualTo(policy.judge(request));
  }

  @Test
  void theFirstReasonStays() {
    rule("protects.realmRoles=db-*", "protects.clientRoles=orders/*");
    TokenPolicy policy = policy();
    TokenVerdict verdict = policy.judge(user(DB_ADMIN, REFUND));
    refused(verdict, ErrorCode.BINDING_NOT_LIVE, "role db-admin");
    assertThat(verdict.on(REFUND).orElseThrow())
        .asInstanceOf(type(CarryDecision.Refused.class))
        .satisfies(later -> assertThat(later.reason()).hasMessageContaining("orders/refund"));
  }

  @Test
  void aBindingIsLiveForItsOwnSubjectAlone() {
    bound("b1", ALICE, DB_ADMIN, 1);
    bound("b2", ALICE, DB_ADMIN, 0);
    assertThat(policy().live(ALICE.id(), "b1")).isTrue();
    assertThat(policy().live(ALICE.id(), "b2")).isFalse();
    assertThat(policy().live(DEPLOYER.id(), "b1")).isFalse();
  }

  @Test
  void namesOfRolesAreLookedForWithoutTheirClient() {
    TokenRequest request = user(DB_ADMIN, REFUND);
    assertThat(request.rolesNamed("refund")).containsExactly(REFUND);
    assertThat(request.rolesNamed("db-admin")).containsExactly(DB_ADMIN);
    assertThat(request.rolesNamed("orders/refund")).isEmpty();
  }
}
