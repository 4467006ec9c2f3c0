package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** A credential belongs to the ticket under which it was issued, and dies with that alone. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CredentialPerTicketIT {

  private Clients clients;
  private RealmFixture realm;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    clients = new Clients(fixture, 12);
    realm = fixture;
    realm.update(Map.of("adminEventsEnabled", true, "adminEventsDetailsEnabled", true));
    for (int i = 1; i <= 4; i++) {
      realm.createClient("two-" + i);
    }
    clients.rule(
        "two", "two-*", Map.of("credentials", Map.of("parallel", 2), "rotationGrace", "PT0S"));
    realm.createClient("off-1");
  }

  private Answer works(String client, String secret) {
    return clients.token(client, secret).expect(200);
  }

  private String ticketOf(Answer token) {
    return TokenGateIT.claims(token.text("access_token")).at("/ticket/ref").asText();
  }

  private void dead(String client, String secret) {
    Answer answer = clients.token(client, secret);
    assertThat(answer.status()).as("%s", answer).isIn(400, 401);
    assertThat(answer.text("error")).isEqualTo("unauthorized_client");
  }

  @Test
  void theNewerSecretDiesWithItsTicketAndTheOlderWorksOn() {
    String client = clients.newClient();
    Pushed first = clients.ticketFor(client);
    String old = clients.secret(first, client);
    Pushed second = clients.ticketFor(client);
    String next = clients.secret(second, client);
    Answer ofOld = works(client, old);
    Answer ofNext = works(client, next);
    assertThat(ticketOf(ofOld)).isEqualTo(first.ref());
    assertThat(ticketOf(ofNext)).isEqualTo(second.ref());

    second.close();

    dead(client, next);
    works(client, old);
    assertThat(realm.isActive(ofNext.text("access_token"))).isFalse();
    assertThat(realm.isActive(ofOld.text("access_token"))).isTrue();
    first.close();
    dead(client, old);
  }

  @Test
  void aSecretThatAnAdministratorSetsUnderATicketDiesWithIt() {
    String client = clients.newClient();
    Pushed first = clients.ticketFor(client);
    clients.secret(first, client);
    Pushed second = clients.ticketFor(client);
    String uuid = realm.clientUuid(client);
    realm
        .api("/clients/" + uuid)
        .ticket(second.ref())
        .put(Map.of("secret", "set-under-the-second-ticket"))
        .expect(204);
    assertThat(ticketOf(works(client, "set-under-the-second-ticket"))).isEqualTo(second.ref());

    second.close();

    dead(client, "set-under-the-second-ticket");
    assertThat(realm.gate("/bindings?client=" + client + "&status=ACTIVE").get().json()).hasSize(1);
  }

  @Test
  void aSecretThatIsMadeAnewUnderATicketDiesWithIt() {
    String client = clients.newClient();
    clients.secret(clients.ticketFor(client), client);
    Pushed second = clients.ticketFor(client);
    String made =
        realm
            .api("/clients/" + realm.clientUuid(client) + "/client-secret")
            .ticket(second.ref())
            .post()
            .expect(200)
            .text("value");
    assertThat(ticketOf(works(client, made))).isEqualTo(second.ref());
    second.close();
    dead(client, made);
  }

  @Test
  void aSuspendedTicketsSecretIsUselessWhileAnotherLives() {
    String client = clients.newClient();
    Answer bound = clients.obtain(clients.ticketFor(client), client, Map.of()).expect(201);
    String old = bound.json().at("/credential/secret").asText();
    String next = clients.secret(clients.ticketFor(client), client);
    String binding = "/bindings/" + bound.createdId();

    realm.gate(binding + "/suspend").post(Map.of("reason", "look into it")).expect(200);
    dead(client, old);
    works(client, next);
    realm.gate(binding + "/resume").post(Map.of()).expect(200);
    works(client, old);
  }

  @Test
  void aKeyDiesWithItsTicketAndASecretOfBeforeDoesNotComeBack() {
    String client = clients.newClient();
    String old = clients.secret(clients.ticketFor(client), client);
    ClientKey key = ClientKey.rsa(2048);
    Pushed second = clients.ticketFor(client);
    clients.obtain(second, client, Map.of("credential", Map.of("jwk", key.jwk()))).expect(201);
    assertThat(ticketOf(key.token(realm, client).expect(200))).isEqualTo(second.ref());

    second.close();

    assertThat(key.token(realm, client).status()).isIn(400, 401);
    assertThat(clients.token(client, old).status()).isIn(400, 401);
  }

  @Test
  void twoSecretsAreGoodSideBySideEachAsLongAsItsTicket() {
    Pushed first = clients.ticketFor("two-1");
    String one = clients.secret(first, "two-1");
    Pushed second = clients.ticketFor("two-1");
    String other = clients.secret(second, "two-1");
    assertThat(ticketOf(works("two-1", one))).isEqualTo(first.ref());
    assertThat(ticketOf(works("two-1", other))).isEqualTo(second.ref());

    second.close();
    works("two-1", one);
    dead("two-1", other);
    String third = clients.secret(clients.ticketFor("two-1"), "two-1");
    works("two-1", one);
    first.close();
    dead("two-1", one);
    works("two-1", third);
  }

  @Test
  void aThirdSecretReplacesTheOldestOfTwo() {
    String one = clients.secret(clients.ticketFor("two-2"), "two-2");
    String two = clients.secret(clients.ticketFor("two-2"), "two-2");
    String three = clients.secret(clients.ticketFor("two-2"), "two-2");
    dead("two-2", one);
    works("two-2", two);
    works("two-2", three);
  }

  @Test
  void twoKeysAreGoodSideBySideEachAsLongAsItsTicket() {
    ClientKey one = ClientKey.rsa(2048);
    ClientKey other = ClientKey.rsa(2048);
    Pushed first = clients.ticketFor("two-3");
    clients.obtain(first, "two-3", Map.of("credential", Map.of("jwk", one.jwk()))).expect(201);
    Pushed second = clients.ticketFor("two-3");
    Answer twice = clients.obtain(second, "two-3", Map.of("credential", Map.of("jwk", one.jwk())));
    assertThat(twice.status()).as("%s", twice).isEqualTo(400);
    assertThat(twice.text("detail")).contains("an id of its own");
    clients.obtain(second, "two-3", Map.of("credential", Map.of("jwk", other.jwk()))).expect(201);
    assertThat(ticketOf(one.token(realm, "two-3").expect(200))).isEqualTo(first.ref());
    assertThat(ticketOf(other.token(realm, "two-3").expect(200))).isEqualTo(second.ref());

    first.close();
    assertThat(one.token(realm, "two-3").status()).isIn(400, 401);
    other.token(realm, "two-3").expect(200);
    second.close();
    assertThat(other.token(realm, "two-3").status()).isIn(400, 401);
  }

  @Test
  void aTicketThatIsNamedIsThatOfTheSecret() {
    String client = clients.newClient();
    Pushed first = clients.ticketFor(client);
    clients.secret(first, client);
    String next = clients.secret(clients.ticketFor(client), client);
    Answer refused =
        realm
            .server()
            .admin()
            .tokens(
                realm.name(),
                "grant_type",
                "client_credentials",
                "client_id",
                client,
                "client_secret",
                next,
                "ticket",
                first.ref());
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("error_description")).startsWith("ticket_mismatch: ");
  }

  @Test
  void whatIsSetWhileNothingGuardsTheClientIsFoundAndYieldsNoToken() {
    String rule = clients.rule("off", "off-*", Map.of());
    String secret = clients.secret(clients.ticketFor("off-1"), "off-1");
    works("off-1", secret);
    assertThat(unbound()).doesNotContain("off-1");

    mode(rule, "off");
    realm
        .api("/clients/" + realm.clientUuid("off-1"))
        .put(Map.of("secret", "set-meanwhile"))
        .expect(204);
    mode(rule, "enforce");

    Answer refused = clients.token("off-1", "set-meanwhile");
    assertThat(refused.status()).as("%s", refused).isEqualTo(400);
    assertThat(refused.text("error_description"))
        .startsWith("binding_not_live: ")
        .contains("did not get this secret or key");
    assertThat(unbound()).contains("off-1");
    String next = clients.secret(clients.ticketFor("off-1"), "off-1");
    works("off-1", next);
    assertThat(unbound()).doesNotContain("off-1");
  }

  private void mode(String rule, String mode) {
    JsonNode json = realm.gate("/rules/" + rule).get().expect(200).json();
    realm.gate("/rules/" + rule).put(((ObjectNode) json).put("mode", mode)).expect(200);
  }

  private List<String> unbound() {
    return realm
        .gate("/coverage?bound=false")
        .get()
        .expect(200)
        .json()
        .findValuesAsText("clientCredential");
  }
}
