package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.WideServer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An owner leaves, and what they answered for goes to somebody else. */
class OwnerIT {

  private static final Map<String, String> CREDENTIAL = Map.of("clientCredential", "ci-1");

  private final RealmFixture realm = WideServer.sharedEager().newRealm();
  private final Story story = new Story(realm);
  private String id = "";
  private String secret = "";

  @BeforeEach
  void oliviaOwnsACredential() {
    for (String name : List.of("olivia", "dora", "grant", "adam")) {
      realm.createUser(name);
    }
    realm.grantManagement(realm.userId("grant"), "ticket-gate-grant", "manage-clients");
    realm.grantManagement(realm.userId("adam"), "ticket-gate-admin");
    realm.createClient("ci-1");
    story.rule(
        Map.of(
            "protects",
            Map.of("clientCredentials", List.of("ci-*")),
            "owner",
            Map.of("required", true)));
    JsonNode bound =
        realm
            .gate("/bindings")
            .post(
                Map.of(
                    "ticket",
                    ticket("olivia").ref(),
                    "subject",
                    Map.of("serviceAccount", "ci-1"),
                    "entitlement",
                    CREDENTIAL,
                    "owner",
                    "olivia"))
            .expect(201)
            .json();
    id = bound.path("id").asText();
    secret = bound.at("/credential/secret").asText();
  }

  private Pushed ticket(String requester) {
    return story
        .ticketFor("ci-1")
        .with("requester", requester)
        .with("entitlements", List.of(CREDENTIAL))
        .push();
  }

  private void oliviaLeaves() {
    realm.api("/users/" + realm.userId("olivia")).put(Map.of("enabled", false)).expect(204);
    assertThat(
            Story.within(90, () -> story.binding(id).path("status").asText().equals("SUSPENDED")))
        .isTrue();
  }

  private Answer token() {
    return realm.server().admin().clientCredentials(realm.name(), "ci-1", secret);
  }

  private Answer handOver(String by, String owner, Map<String, String> more) {
    Map<String, String> body = new HashMap<>(more);
    body.put("owner", owner);
    return realm.gate("/bindings/" + id + "/owner").bearer(realm.tokenOf(by)).post(body);
  }

  private static void refused(Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.text("code")).as(answer.toString()).isEqualTo(code);
  }

  @Test
  void anAdministratorOfTheGateHandsItOverAndItGoesOn() {
    token().expect(200);
    oliviaLeaves();
    assertThat(token().status()).isNotEqualTo(200);
    refused(realm.gate("/bindings/" + id + "/resume").post(), 403, "owner_missing");
    refused(handOver("grant", "dora", Map.of()), 403, "not_permitted");
    refused(handOver("adam", "adam", Map.of()), 403, "separation_of_duties");
    refused(handOver("adam", "olivia", Map.of()), 400, "invalid_request");
    refused(handOver("adam", "bob", Map.of()), 403, "separation_of_duties");
    refused(handOver("adam", "nobody-of-that-name", Map.of()), 400, "invalid_request");

    JsonNode handed =
        handOver("adam", "dora", Map.of("comment", "olivia has left")).expect(200).json();

    assertThat(handed.path("status").asText()).isEqualTo("ACTIVE");
    assertThat(handed.path("owner").asText()).isEqualTo("dora");
    token().expect(200);
    JsonNode history = realm.gate("/bindings/" + id + "/history").get().json();
    assertThat(history.findValuesAsText("detailCode")).contains("handed_over");
    assertThat(history.toString()).contains("olivia has left");
    JsonNode client = realm.api("/clients/" + realm.clientUuid("ci-1")).get().json();
    assertThat(client.at("/attributes/owner").asText()).isEqualTo("dora");
    // The same again changes nothing.
    handOver("adam", "dora", Map.of()).expect(200);
    assertThat(realm.gate("/bindings/" + id + "/history").get().json()).hasSize(history.size());
  }

  @Test
  void aTicketThatTheNewOwnerHasRequestedHandsItOver() {
    oliviaLeaves();
    Map<String, String> other = Map.of("ticket", ticket("carol").ref());
    refused(handOver("grant", "dora", other), 403, "ticket_mismatch");
    Pushed unapproved =
        story
            .ticketFor("ci-1")
            .with("requester", "dora")
            .with("entitlements", List.of(CREDENTIAL))
            .without("approvals")
            .push();
    refused(
        handOver("grant", "dora", Map.of("ticket", unapproved.ref())), 403, "ticket_not_approved");
    refused(handOver("grant", "dora", Map.of("ticket", "demo:NONE")), 404, "ticket_not_found");
    refused(handOver("dora", "dora", Map.of("ticket", ticket("dora").ref())), 403, "not_permitted");
    assertThat(story.binding(id).path("status").asText()).isEqualTo("SUSPENDED");

    Pushed good = ticket("dora");
    JsonNode handed = handOver("grant", "dora", Map.of("ticket", good.ref())).expect(200).json();

    assertThat(handed.path("status").asText()).isEqualTo("ACTIVE");
    assertThat(handed.path("owner").asText()).isEqualTo("dora");
    token().expect(200);
    JsonNode history = realm.gate("/bindings/" + id + "/history").get().json();
    assertThat(history.findValuesAsText("ticket")).contains(good.ref());
  }

  @Test
  void whatWasSuspendedForAnotherReasonStaysSoAndWhatHasEndedHasNoOwner() {
    realm.gate("/bindings/" + id + "/suspend").post(Map.of("reason", "x")).expect(200);

    JsonNode handed = handOver("adam", "dora", Map.of()).expect(200).json();

    assertThat(handed.path("owner").asText()).isEqualTo("dora");
    assertThat(handed.path("status").asText()).isEqualTo("SUSPENDED");
    realm.gate("/bindings/" + id + "/revoke").post(Map.of("reason", "x")).expect(200);
    refused(handOver("adam", "grant", Map.of()), 409, "binding_not_live");
  }
}
