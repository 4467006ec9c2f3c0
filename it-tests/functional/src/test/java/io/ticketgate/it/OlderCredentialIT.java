package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** The secret that a client had before the rule, which anyone may know. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OlderCredentialIT {

  private static final String OLD = "secret";

  private Clients clients;
  private RealmFixture realm;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    clients = new Clients(fixture, 7);
    realm = fixture;
  }

  private void isOfNoTicket(String client) {
    Answer answer = clients.token(client, OLD);
    assertThat(answer.status()).as("%s", answer).isEqualTo(400);
    assertThat(answer.text("error_description")).startsWith("binding_not_live: ");
  }

  private String path(String client) {
    return "/clients/" + realm.clientUuid(client);
  }

  private Answer change(String client, Pushed ticket, Map<String, ?> fields) {
    return realm.api(path(client)).ticket(ticket.ref()).put(fields);
  }

  @Test
  void aChangeOfSomethingElseDoesNotMakeItTheTickets() {
    String client = clients.newClient();
    Pushed ticket = clients.ticketFor(client);

    change(
            client,
            ticket,
            Map.of("description", "deploys", "redirectUris", List.of("https://ci.test/*")))
        .expect(204);
    isOfNoTicket(client);
    change(client, ticket, Map.of("attributes", Map.of("token.endpoint.auth.signing.alg", "RS256")))
        .expect(204);

    isOfNoTicket(client);
    assertThat(clients.token(client, secretMadeAnew(client, ticket)).status()).isEqualTo(200);
  }

  @Test
  void aClientThatIsOpenedUnderTheTicketGetsInWithASecretMadeUnderItOnly() {
    String client = clients.newClient();
    String other = realm.createClient("other");
    change(client, clients.ticketFor(client), Map.of("serviceAccountsEnabled", false));
    Pushed ticket = clients.ticketFor(client);
    Pushed renaming = clients.ticketFor("ci-renamed");

    change(client, ticket, Map.of("serviceAccountsEnabled", true)).expect(204);
    realm
        .api("/clients/" + other)
        .ticket(renaming.ref())
        .put(Map.of("clientId", "ci-renamed"))
        .expect(204);

    isOfNoTicket(client);
    isOfNoTicket("ci-renamed");
    for (Map.Entry<String, Pushed> each :
        Map.of(client, ticket, "ci-renamed", renaming).entrySet()) {
      String secret = secretMadeAnew(each.getKey(), each.getValue());
      assertThat(clients.token(each.getKey(), secret).status()).isEqualTo(200);
    }
  }

  private String secretMadeAnew(String client, Pushed ticket) {
    return realm
        .api(path(client) + "/client-secret")
        .ticket(ticket.ref())
        .post()
        .expect(200)
        .text("value");
  }

  @Test
  void aKeySetUnderTheTicketIsItsOwnAndTheSecretIsNot() {
    String client = clients.newClient();
    Pushed ticket = clients.ticketFor(client);

    realm
        .api(path(client) + "/certificates/jwt.credential/generate")
        .ticket(ticket.ref())
        .post("")
        .expect(200);

    isOfNoTicket(client);
  }

  @Test
  void aClientThatProvesItselfOtherwiseForATimeDoesNotGetItBack() {
    String client = clients.newClient();
    Pushed ticket = clients.ticketFor(client);

    change(client, ticket, Map.of("clientAuthenticatorType", "client-jwt")).expect(204);
    change(client, ticket, Map.of("clientAuthenticatorType", "client-secret")).expect(204);

    isOfNoTicket(client);
  }

  @Test
  void aKeySetByOneChangeCountsOnceTheNextLetsTheClientProveItselfByIt() {
    String client = clients.newClient();
    Pushed ticket = clients.ticketFor(client);
    ClientKey key = ClientKey.rsa(2048);
    Map<String, Object> jwk = new HashMap<>(key.jwk());
    jwk.put("use", "sig");
    String set = Http.JSON.valueToTree(Map.of("keys", List.of(jwk))).toString();

    change(
            client,
            ticket,
            Map.of("attributes", Map.of("use.jwks.string", "true", "jwks.string", set)))
        .expect(204);
    change(client, ticket, Map.of("clientAuthenticatorType", "client-jwt")).expect(204);

    Answer answer = key.token(realm, client);
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
  }

  @Test
  void whatIsMadeUnderTheTicketStaysItsOwnWhateverElseIsChangedUnderIt() {
    String client = clients.newClient();
    Pushed ticket = clients.ticketFor(client);
    String secret = secretMadeAnew(client, ticket);

    change(client, ticket, Map.of("attributes", Map.of("token.endpoint.auth.signing.alg", "RS256")))
        .expect(204);

    assertThat(clients.token(client, secret).status()).isEqualTo(200);
  }

  @Test
  void whatOneTicketGaveStaysItsOwnWhateverAnotherChanges() {
    String client = clients.newClient();
    Pushed first = clients.ticketFor(client);
    String secret = clients.secret(first, client);
    Pushed other = clients.ticketFor(client);

    realm
        .api(path(client) + "/certificates/jwt.credential/generate")
        .ticket(other.ref())
        .post("")
        .expect(200);

    assertThat(clients.token(client, secret).status()).isEqualTo(200);
    assertThat(realm.gate("/coverage").get().expect(200).json())
        .filteredOn(grant -> grant.at("/entitlement/clientCredential").asText().equals(client))
        .allMatch(grant -> grant.path("bound").asBoolean());
    first.closing().expect(200);
    assertThat(clients.token(client, secret).status()).isEqualTo(401);
  }
}
