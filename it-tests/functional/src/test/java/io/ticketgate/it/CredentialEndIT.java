package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Credentials are void when the last binding of their client ends, whatever ends it. */
@Tag("database")
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CredentialEndIT {

  private Clients clients;
  private RealmFixture realm;
  private Story story;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    clients = new Clients(fixture, 8);
    realm = fixture;
    story = clients.story;
    realm.update(Map.of("adminEventsEnabled", true, "adminEventsDetailsEnabled", true));
    realm.createRole("reader");
  }

  @Test
  void theEndVoidsSecretAndTokensAndANewTicketRestores() {
    String client = clients.newClient();
    String account = realm.serviceAccountUserId(client);
    realm.mappings(account).post(List.of(realm.role("reader"))).expect(204);
    Pushed ticket = clients.ticketFor(client);
    String secret = clients.secret(ticket, client);
    String token = clients.token(client, secret).expect(200).text("access_token");
    assertThat(realm.isActive(token)).isTrue();
    String binding = realm.gate("/bindings?client=" + client).get().json().at("/0/id").asText();

    ticket.close();

    assertThat(story.binding(binding).path("cause").asText()).isEqualTo("ticket_closed");
    assertThat(clients.inForce(client, secret)).isFalse();
    assertThat(realm.isActive(token)).isFalse();
    assertThat(realm.serviceAccountUserId(client)).isEqualTo(account);
    String again = clients.secret(clients.ticketFor(client), client);
    assertThat(clients.inForce(client, again)).isTrue();
    assertThat(realm.directRoles("service-account-" + client)).contains("reader");
  }

  @Test
  void revocationAndExpiryVoidToo() {
    String revoked = clients.newClient();
    Answer first = clients.obtain(clients.ticketFor(revoked), revoked, Map.of()).expect(201);
    realm
        .gate("/bindings/" + first.createdId() + "/revoke")
        .post(Map.of("reason", "leaked"))
        .expect(200);
    assertThat(clients.inForce(revoked, first.json().at("/credential/secret").asText())).isFalse();

    String expired = clients.newClient();
    String secret =
        clients
            .obtain(
                clients.ticketFor(expired),
                expired,
                Map.of("expiresAt", Instant.now().plusSeconds(3).toString()))
            .expect(201)
            .json()
            .at("/credential/secret")
            .asText();
    assertThat(clients.inForce(expired, secret)).isTrue();
    assertThat(Story.eventually(() -> !clients.inForce(expired, secret))).isTrue();
  }

  @Test
  void theEndVoidsAlsoUnderAuditAndAfterTheRuleIsGone() {
    realm.createClient("later-1");
    realm.createClient("later-2");
    String rule = clients.rule("later", "later-*", Map.of());
    Pushed first = clients.ticketFor("later-1");
    Pushed second = clients.ticketFor("later-2");
    String one = clients.secret(first, "later-1");
    String two = clients.secret(second, "later-2");

    JsonNode json = realm.gate("/rules/" + rule).get().expect(200).json();
    realm
        .gate("/rules/" + rule)
        .put(((com.fasterxml.jackson.databind.node.ObjectNode) json).put("mode", "audit"))
        .expect(200);
    first.close();
    assertThat(clients.inForce("later-1", one)).isFalse();
    assertThat(
            realm
                .api("/admin-events?resourcePath=ticket-gate/bindings/audit")
                .get()
                .expect(200)
                .body())
        .doesNotContain("later-1");

    realm.gate("/rules/" + rule).delete().expect(204);
    second.close();
    assertThat(clients.inForce("later-2", two)).isFalse();
  }

  @Test
  void aDeletedClientEndsItsBindings() {
    String client = clients.newClient();
    Answer created = clients.obtain(clients.ticketFor(client), client, Map.of()).expect(201);

    realm.api("/clients/" + realm.clientUuid(client)).delete().expect(204);

    JsonNode ended = story.binding(created.createdId());
    assertThat(ended.path("status").asText()).isEqualTo("REVOKED");
    assertThat(ended.path("cause").asText()).isEqualTo("subject_removed");
    assertThat(ended.at("/subject/serviceAccount").asText()).isEqualTo(client);
  }
}
