package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests for a credential that are wrong are told why, and issue nothing. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CredentialInputIT {

  private Clients clients;
  private RealmFixture realm;
  private Story story;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    clients = new Clients(fixture, 1);
    realm = fixture;
    story = clients.story;
    realm.createUser("gone", Map.of("enabled", false));
    realm.createClient("now-1");
    realm.createClient("plain");
    realm
        .api("/clients")
        .post(
            Map.of(
                "clientId",
                "saml-1",
                "protocol",
                "saml",
                "attributes",
                Map.of("saml.client.signature", "false")))
        .expect(201);
    clients.rule("now", "now-*", Map.of());
    clients.rule("saml", "saml-*", Map.of());
  }

  /** WantedGrantTest, CredentialJsonTest and GrantRequestsTest have them all. */
  static Stream<Arguments> badWishes() {
    Map<String, Object> secretKey = new LinkedHashMap<>(ClientKey.rsa(2048).jwk());
    secretKey.put("d", "AQAB");
    return Stream.of(
        bad("subject", Map.of("serviceAccount", "now-1"), "subject.serviceAccount"),
        bad("owner", "gone", "owner"),
        bad("credential", Map.of("jwk", secretKey), "credential.jwk"),
        bad("credential", Map.of("certificate", "no PEM"), "credential.certificate"));
  }

  private static Arguments bad(String field, Object value, String said) {
    return arguments(field, value, said);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("badWishes")
  void whatIsWrongIsNamedAndIssuesNothing(String field, Object value, String said) {
    Pushed ticket = story.ticketFor("ci-1").push();
    Map<String, Object> body = clients.wish(ticket, "ci-1", Map.of());
    body.put(field, value);

    Answer answer = realm.gate("/bindings").post(body);

    assertThat(answer.status()).as("%s", answer).isEqualTo(400);
    assertThat(answer.text("code")).isEqualTo("invalid_request");
    assertThat(answer.text("field")).isEqualTo(said);
    assertThat(answer.text("detail")).isNotBlank().doesNotContain("AQAB");
    assertThat(clients.inForce("ci-1", RealmFixture.SECRET)).isTrue();
  }

  @Test
  void whatCannotBeIssuedIsRefused() {
    Answer saml = clients.obtain(clients.ticketFor("saml-1"), "saml-1", Map.of());
    assertThat(saml.status()).isEqualTo(400);
    assertThat(saml.text("field")).isEqualTo("entitlement.clientCredential");

    Answer unknown = clients.obtain(clients.ticketFor("ci-none"), "ci-none", Map.of());
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.text("code")).isEqualTo("entitlement_not_found");

    Answer free = clients.obtain(clients.ticketFor("plain"), "plain", Map.of());
    assertThat(free.status()).isEqualTo(400);
    assertThat(free.text("field")).isEqualTo("entitlement");

    Answer early =
        clients.obtain(
            clients.ticketFor("ci-1"),
            "ci-1",
            Map.of("activate", false, "credential", Map.of("jwk", ClientKey.rsa(2048).jwk())));
    assertThat(early.status()).isEqualTo(400);
    assertThat(early.text("field")).isEqualTo("credential");

    Answer others = clients.obtain(clients.ticketFor("now-1"), "ci-1", Map.of());
    assertThat(others.status()).isEqualTo(403);
    assertThat(others.text("code")).isEqualTo("ticket_mismatch");
    assertThat(clients.inForce("ci-1", RealmFixture.SECRET)).isTrue();
  }
}
