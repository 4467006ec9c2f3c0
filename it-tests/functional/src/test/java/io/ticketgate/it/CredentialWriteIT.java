package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Changes of a protected credential through Keycloak's own endpoints. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CredentialWriteIT {

  private Clients clients;
  private RealmFixture realm;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    clients = new Clients(fixture, 3);
    realm = fixture;
  }

  @Test
  void aLiveBindingDoesNotCoverAChangeOnAStockEndpoint() {
    String client = clients.newClient();
    String secret = clients.secret(clients.ticketFor(client), client);
    String path = "/clients/" + realm.clientUuid(client);

    Answer refused = realm.api(path + "/client-secret").post();

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text("error")).isEqualTo("ticket_required");
    assertThat(refused.text("error_description"))
        .isEqualTo(
            "The credential of client "
                + client
                + " is protected by rule ci, and each change of it needs a ticket. Obtain a new"
                + " credential with POST ticket-gate/bindings, or name an approved ticket in the"
                + " header X-Ticket-Ref (system:key).");
    assertThat(clients.inForce(client, secret)).isTrue();
    String next =
        realm
            .api(path + "/client-secret")
            .ticket(clients.ticketFor(client).ref())
            .post()
            .expect(200)
            .text("value");
    assertThat(clients.inForce(client, next)).isTrue();
    assertThat(clients.inForce(client, secret)).isFalse();
  }

  @Test
  void anAuthorisationIsConsumedByOneChange() {
    String client = clients.newClient();
    String path = "/clients/" + realm.clientUuid(client) + "/client-secret";
    clients.obtain(clients.ticketFor(client), client, Map.of("activate", false)).expect(201);

    String next = realm.api(path).post().expect(200).text("value");

    assertThat(clients.inForce(client, next)).isTrue();
    assertThat(realm.api(path).post().status()).isEqualTo(403);
    assertThat(clients.inForce(client, next)).isTrue();
  }

  @Test
  void whatIsStatedAsItWasIsNoChange() {
    String client = clients.newClient();
    clients.secret(clients.ticketFor(client), client);
    String path = "/clients/" + realm.clientUuid(client);
    JsonNode asItIs = realm.api(path).get().expect(200).json();

    realm.api(path).put(asItIs).expect(204);
    realm
        .api(path)
        .put(Map.of("description", "deploys", "secret", asItIs.path("secret").asText()))
        .expect(204);
    realm
        .api(path)
        .put(Map.of("attributes", Map.of("use.jwks.url", "false", "jwks.url", "")))
        .expect(204);

    assertThat(clients.client(client).path("description").asText()).isEqualTo("deploys");
  }
}
