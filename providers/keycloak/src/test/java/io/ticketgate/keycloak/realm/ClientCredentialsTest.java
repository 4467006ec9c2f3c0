package io.ticketgate.keycloak.realm;

import static io.ticketgate.keycloak.ABinding.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.core.access.CredentialMark;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.keycloak.ABinding;
import io.ticketgate.keycloak.TestItsm;
import io.ticketgate.keycloak.calls.Entitlements;
import io.ticketgate.keycloak.calls.Subjects;
import io.ticketgate.keycloak.rest.Keys;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.component.ComponentModel;
import org.keycloak.jose.jwk.JWKParser;
import org.keycloak.models.ClientModel;
import org.keycloak.util.JsonSerialization;

class ClientCredentialsTest extends OpenRealm {

  private static final String ROTATED = "client.secret.rotated";

  private ClientModel ci;

  @BeforeEach
  void aClient() {
    ci = realm.addClient("ci");
    ci.setClientAuthenticatorType("client-secret");
    ci.setSecret("old");
    account(ci);
  }

  private ClientCredentials credentials() {
    return new ClientCredentials(session, realm);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jwks.string",
        "jwks.url",
        "use.jwks.url",
        "jwt.credential.certificate",
        "jwt.credential.issuer",
        "x509.subjectdn",
        "client.secret.rotated",
        "client.secret.expiration.time",
        "saml.signing.certificate",
        "token.endpoint.auth.signing.alg",
        "saml.client.signature",
      })
  void attributesThatDecideByWhatAClientAuthenticatesAreKnown(String attribute) {
    assertThat(ClientCredentials.isCredential(attribute)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"owner", "post.logout.redirect.uris", "x508", "saml.assertion.signature"})
  void otherAttributesAreNotCredentials(String attribute) {
    assertThat(ClientCredentials.isCredential(attribute)).isFalse();
  }

  @Test
  void aSwitchThatIsOffSaysTheSameAsNone() {
    assertThat(ClientCredentials.isSame(null, "false")).isTrue();
    assertThat(ClientCredentials.isSame("", null)).isTrue();
    assertThat(ClientCredentials.isSame("true", "false")).isFalse();
    assertThat(ClientCredentials.isSame("a", "b")).isFalse();
  }

  @Test
  void aNewSecretReplacesEverythingTheClientHad() {
    ci.setAttribute("jwks.string", "{}");
    ci.setRegistrationToken("token");
    ci.setPublicClient(true);

    String secret = credentials().newSecret(ci, null);

    assertThat(secret).isNotEqualTo("old").hasSizeGreaterThanOrEqualTo(32);
    assertThat(ci.getSecret()).isEqualTo(secret);
    assertThat(ci.getAttribute("jwks.string")).isNull();
    assertThat(ci.getAttribute(ROTATED)).isNull();
    assertThat(ci.getRegistrationToken()).isNull();
    assertThat(ci.isPublicClient()).isFalse();
    assertThat(ClientCredentials.isOwnWork(session, ci)).isTrue();
  }

  @Test
  void withAGraceTheOldSecretStaysGoodUntilItsEnd() {
    credentials().newSecret(ci, 4_000_000_000L);

    assertThat(ci.getAttribute(ROTATED)).isEqualTo("old");
    assertThat(ci.getAttribute("client.secret.rotated.expiration.time")).isEqualTo("4000000000");

    credentials().voidWhatEnded(ci, CredentialMarks.all(session, ci), Set.of(), true);

    assertThat(ci.getAttribute(ROTATED)).isNull();
    assertThat(ci.getAttribute("client.secret.rotated.expiration.time")).isNull();
  }

  @Test
  void aSecretThatNobodyAuthenticatesWithGetsNoGrace() {
    ci.setClientAuthenticatorType("client-jwt");

    credentials().newSecret(ci, 4_000_000_000L);

    assertThat(ci.getAttribute(ROTATED)).isNull();
    assertThat(ci.getClientAuthenticatorType()).isEqualTo("client-secret");
  }

  @Test
  void keysReplaceTheSecretAndAnAlgorithmOfAnotherWay() {
    ci.setAttribute("token.endpoint.auth.signing.alg", "HS256");

    credentials().newKeys(ci, Map.of("use.jwks.string", "true", "jwks.string", "{}"), List.of());

    assertThat(ci.getClientAuthenticatorType()).isEqualTo("client-jwt");
    assertThat(ci.getSecret()).isNotEqualTo("old");
    assertThat(ci.getAttribute("jwks.string")).isEqualTo("{}");
    assertThat(ci.getAttribute("token.endpoint.auth.signing.alg")).isNull();
  }

  @Test
  void aVoidedClientKeepsItsWayOfProvingAndHasNothingToProveItselfBy() {
    ci.setAttribute("x509.subjectdn", "CN=ci");
    ci.setAttribute("token.endpoint.auth.signing.alg", "RS256");

    credentials().voidAll(ci);

    assertThat(ci.getSecret()).isNotEqualTo("old");
    assertThat(ci.getAttribute("x509.subjectdn")).isNull();
    assertThat(ci.getAttribute("token.endpoint.auth.signing.alg")).isEqualTo("RS256");
  }

  private static final ObjectNode ONE = key("same");
  private static final ObjectNode TWO = key("same");
  private static final ObjectNode THREE = key("three");

  private static ObjectNode key(String name) {
    // Short, as the column of attributes is in this database.
    ObjectNode key = JsonSerialization.mapper.valueToTree(Keys.ed25519());
    return key.put("kid", name);
  }

  private static String set(ObjectNode... keys) {
    ObjectNode set = JsonNodeFactory.instance.objectNode();
    set.putArray("keys").addAll(List.of(keys));
    return set.toString();
  }

  private static String thumbprint(ObjectNode key) {
    return PublicKeys.thumbprint(JWKParser.create().parse(key.toString()).toPublicKey());
  }

  private static CredentialMark mark(ObjectNode key) {
    return CredentialMark.ofKey(thumbprint(key));
  }

  private void hasKeys() {
    ci.setClientAuthenticatorType("client-jwt");
    ci.setAttribute("use.jwks.string", "true");
    ci.setAttribute("jwks.string", set(ONE, TWO));
  }

  @Test
  void aClientIsKnownAgainByItsSecretOrKeysAndAsAWhole() {
    CredentialMark whole = CredentialMarks.whole(session, ci);
    assertThat(CredentialMarks.all(session, ci))
        .containsExactlyInAnyOrder(whole, CredentialMark.ofSecret("old"));

    hasKeys();

    assertThat(CredentialMarks.whole(session, ci)).isNotEqualTo(whole);
    assertThat(CredentialMarks.all(session, ci))
        .as("also of the secret, by which it could prove itself again")
        .containsExactlyInAnyOrder(
            CredentialMarks.whole(session, ci),
            mark(ONE),
            mark(TWO),
            CredentialMark.ofSecret("old"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x509.subjectdn", "jwks.url", "token.endpoint.auth.signing.alg"})
  void whateverDecidesIsPartOfTheWhole(String attribute) {
    CredentialMark whole = CredentialMarks.whole(session, ci);
    ci.setAttribute(attribute, "other");
    assertThat(CredentialMarks.whole(session, ci)).isNotEqualTo(whole);
  }

  @Test
  void aReplacedSecretAndASwitchThatIsOffAreNoPartOfTheWhole() {
    CredentialMark whole = CredentialMarks.whole(session, ci);
    ci.setAttribute(ROTATED, "older");
    ci.setAttribute("use.jwks.url", "false");
    ci.setAttribute("owner", "olga");
    assertThat(CredentialMarks.whole(session, ci)).isEqualTo(whole);
  }

  @Test
  void theSecretOfAnEndedTicketGoesAndTheReplacedOneStays() {
    ci.setAttribute(ROTATED, "older");
    credentials()
        .voidWhatEnded(
            ci, Set.of(CredentialMark.ofSecret("older")), CredentialMarks.all(session, ci), true);
    assertThat(ci.getSecret()).isNotEqualTo("old");
    assertThat(ci.getAttribute(ROTATED)).isEqualTo("older");
    assertThat(ClientCredentials.isOwnWork(session, ci)).isTrue();
  }

  @Test
  void theKeyOfAnEndedTicketGoesAndTheOtherStays() {
    hasKeys();
    CredentialMark two = mark(TWO);
    credentials()
        .voidWhatEnded(
            ci, Set.of(two, CredentialMarks.whole(session, ci)), Set.of(mark(ONE)), true);
    assertThat(CredentialMarks.all(session, ci)).contains(two).doesNotContain(mark(ONE));

    credentials().voidWhatEnded(ci, Set.of(), CredentialMarks.all(session, ci), true);
    assertThat(ci.getAttribute("jwks.string")).isNull();
  }

  @Test
  void theSecretOfAnEndedTicketGoesAlsoWhereTheRestOfTheClientIsAnothersWork() {
    credentials()
        .voidWhatEnded(
            ci,
            Set.of(CredentialMarks.whole(session, ci)),
            Set.of(CredentialMark.ofSecret("old")),
            true);

    assertThat(ci.getSecret()).isNotEqualTo("old");
  }

  @Test
  void whatNoRecordSpeaksOfStaysWhereABindingHasNone() {
    credentials().voidWhatEnded(ci, Set.of(), Set.of(CredentialMark.ofSecret("other")), false);
    assertThat(ci.getSecret()).isEqualTo("old");

    credentials().voidWhatEnded(ci, Set.of(), Set.of(CredentialMark.ofSecret("other")), true);
    assertThat(ci.getSecret()).isNotEqualTo("old");
  }

  @Test
  void newKeysAreRegisteredBesideThoseThatStay() {
    hasKeys();
    Map<String, String> three = Map.of("use.jwks.string", "true", "jwks.string", set(THREE));

    credentials().newKeys(ci, three, List.of(thumbprint(TWO)));

    assertThat(PublicKeys.registered(ci)).containsExactly(thumbprint(TWO), thumbprint(THREE));
    assertThatThrownBy(() -> credentials().newKeys(ci, three, List.of(thumbprint(THREE))))
        .isInstanceOf(GateException.Invalid.class)
        .hasMessageContaining("an id of its own");
    assertThat(PublicKeys.registered(ci)).containsExactly(thumbprint(TWO), thumbprint(THREE));
  }

  @Test
  void whatSomebodyElseChangesAfterwardsIsNotTheGatesWork() {
    credentials().newSecret(ci, null);
    assertThat(ClientCredentials.isOwnWork(session, ci)).isTrue();

    ci.setAttribute("jwks.url", "https://elsewhere.example");

    assertThat(ClientCredentials.isOwnWork(session, ci)).isFalse();
    assertThat(ClientCredentials.isOwnWork(session, realm.addClient("other"))).isFalse();
  }

  @Test
  void keycloakIsToldToForgetTheKeysItHasInMemory() {
    credentials().voidAll(ci);

    assertThat(server.published())
        .filteredOn(ClientModel.ClientUpdatedEvent.class::isInstance)
        .isNotEmpty();
  }

  private CredentialIssuer issuer() {
    gate().refresh();
    return new CredentialIssuer(
        session,
        realm,
        gate().evaluator(),
        gate().credentialDesk(),
        gate().bindings(),
        gate().credentials());
  }

  private Binding binding(Instant end) {
    Binding made =
        new ABinding()
            .of(Subjects.of(ci))
            .for_(Entitlements.credential(ci))
            .ownedBy("owner")
            .until(end)
            .make();
    gate().bindings().insert(made);
    return made;
  }

  private void rule(String grace) {
    ComponentModel rule = TestItsm.rule(realm, "credentials", "x-none", Map.of());
    rule.put("protects.clientCredentials", "ci");
    rule.put("rotationGrace", grace);
    realm.updateComponent(rule);
  }

  @Test
  void anIssuedSecretIsToldOnceAndNeverInALog() {
    Binding binding = binding(NOW.plusSeconds(60));

    CredentialIssuer.Issued issued = issuer().issue(binding, null, NOW);

    assertThat(issued.secret()).isEqualTo(ci.getSecret());
    assertThat(issued.clientId()).isEqualTo("ci");
    assertThat(issued.expiresAt()).isEqualTo(NOW.plusSeconds(60));
    assertThat(issued.form()).isNull();
    assertThat(issued.toString()).doesNotContain(ci.getSecret());
  }

  @Test
  void issuedKeysComeWithTheirIdsAndNoSecret() {
    PublicKeys keys = new PublicKeys(List.of("k"), Map.of("jwks.string", "{}"));

    CredentialIssuer.Issued issued = issuer().issue(binding(NOW.plusSeconds(60)), keys, NOW);

    assertThat(issued.secret()).isNull();
    assertThat(issued.form()).isEqualTo(keys);
    assertThat(ci.getAttribute("jwks.string")).isEqualTo("{}");
  }

  @Test
  void withoutAnEarlierBindingTheOldSecretEndsAtOnce() {
    rule("PT1H");

    issuer().issue(binding(NOW.plusSeconds(60)), null, NOW);

    assertThat(ci.getAttribute(ROTATED)).isNull();
  }

  @Test
  void theOldSecretIsGoodAsLongAsItsOwnTicketButNoLongerThanTheRuleAllows() {
    rule("PT1H");
    binding(NOW.plusSeconds(100));

    issuer().issue(binding(NOW.plusSeconds(9000)), null, NOW);

    assertThat(ci.getAttribute("client.secret.rotated.expiration.time"))
        .isEqualTo(String.valueOf(NOW.plusSeconds(100).getEpochSecond()));

    binding(NOW.plusSeconds(9000));
    issuer().issue(binding(NOW.plusSeconds(9000)), null, NOW);

    assertThat(ci.getAttribute("client.secret.rotated.expiration.time"))
        .isEqualTo(String.valueOf(NOW.plusSeconds(3600).getEpochSecond()));
  }
}
