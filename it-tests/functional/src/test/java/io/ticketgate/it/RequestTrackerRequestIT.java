package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.RequestTracker;
import io.ticketgate.it.harness.RequestTrackerExtension;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Asked for in self-service, approved by two people in a real Request Tracker, and given back. */
@Tag("rt")
@ExtendWith({KeycloakExtension.class, RequestTrackerExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestTrackerRequestIT {

  private static final String ROLE = "db-own";
  private static final String WHY = "rotate TDE keys,\nas the plan says";

  private Desk desk;
  private RealmFixture realm;
  private RequestTracker rt;

  @BeforeAll
  void prepare(RealmFixture fixture, RequestTracker requestTracker) {
    realm = fixture;
    rt = requestTracker;
    desk = new Desk(fixture, requestTracker);
    realm.createRole(ROLE);
    desk.system(
        Desk.SYSTEM,
        RequestTracker.CONNECTOR,
        Map.of("requestQueue", RequestTracker.TWO_APPROVALS));
    desk.system(
        "no-right", RequestTracker.BLIND, Map.of("requestQueue", RequestTracker.TWO_APPROVALS));
    realm
        .gate("/rules")
        .post(
            Map.of(
                "name",
                "own",
                "provisioning",
                "automatic",
                "protects",
                Map.of("realmRoles", List.of(ROLE)),
                "tickets",
                Map.of("minApprovals", 2, "approverRole", Desk.APPROVERS),
                "request",
                Map.of("allowed", List.of("*"))))
        .expect(201);
  }

  private Http.Call my(String path, String user) {
    return realm.open("/ticket-gate/my" + path).bearer(realm.tokenOf(user));
  }

  private Answer ask(String user, Map<String, ?> more) {
    Map<String, Object> body = new java.util.LinkedHashMap<>();
    body.put("entitlement", Map.of("realmRole", ROLE));
    body.put("justification", WHY);
    body.put("system", Desk.SYSTEM);
    body.putAll(more);
    return my("/requests", user).post(body);
  }

  @Test
  void askedForApprovedByTwoTakenUpAndGivenBack() {
    String user = "alice";
    Instant until = Instant.now().plus(2, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS);

    Answer asked = ask(user, Map.of("until", until.toString())).expect(201);

    String ref = asked.text("ticket");
    assertThat(ref).matches("rt:\\d+");
    String key = ref.substring(3);
    assertThat(asked.text("url")).isEqualTo(rt.url() + "/Ticket/Display.html?id=" + key);
    assertThat(asked.text("status")).isEqualTo("pending");
    assertThat(asked.json().path("approvals").path("pending").asInt()).isEqualTo(2);
    JsonNode ticket = rt.ticket(key);
    assertThat(ticket.path("Subject").asText()).contains("role:" + ROLE, user, asked.createdId());
    assertThat(ticket.path("Requestor").get(0).path("id").asText()).isEqualTo(user);
    assertThat(ticket.path("Due").asText()).isEqualTo(until.toString());
    assertThat(
            my("/requests/" + asked.createdId() + "/activate", user)
                .post()
                .expect(403)
                .text("code"))
        .isEqualTo("ticket_not_approved");

    rt.approve(key, "bob", "carol");

    assertThat(
            Story.eventually(
                () ->
                    my("/requests/" + asked.createdId(), user)
                        .get()
                        .text("status")
                        .equals("approved")))
        .isTrue();
    Answer taken = my("/requests/" + asked.createdId() + "/activate", user).post().expect(200);
    assertThat(taken.text("ticket")).isEqualTo(ref);
    assertThat(Instant.parse(taken.text("expiresAt"))).isBeforeOrEqualTo(until);
    assertThat(realm.directRoles(user)).contains(ROLE);
    JsonNode binding = desk.binding(taken.text("id"));
    assertThat(binding.path("approvers"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrder("bob", "carol");
    assertThat(binding.path("justification").asText().replace("\r", "")).isEqualTo(WHY);

    my("/access/" + taken.text("id") + "/give-back", user).post().expect(200);

    assertThat(Story.eventually(() -> !realm.directRoles(user).contains(ROLE))).isTrue();
    assertThat(my("/requests/" + asked.createdId(), user).get().text("status")).isEqualTo("ended");
  }

  @Test
  void fieldsThatAreChangedInRtAfterAskingGiveNothing() {
    String user = "dave";
    Answer asked = ask(user, Map.of()).expect(201);
    String key = asked.text("ticket").substring(3);
    rt.field(key, "dave", "Requested-For", "frank");
    rt.approve(key, "bob", "carol");

    Answer refused = desk.bind(Desk.SYSTEM, key, "frank", ROLE).expect(403);

    assertThat(Desk.failed(refused)).contains("requested");
    assertThat(my("/requests/" + asked.createdId() + "/activate", user).post().status())
        .isEqualTo(403);
    assertThat(realm.directRoles("frank")).doesNotContain(ROLE);
    assertThat(realm.directRoles(user)).doesNotContain(ROLE);
  }

  @Test
  void anAccountThatMayNotMakeTicketsIsNamedAndTheRequestIsKept() {
    String user = "erin";
    Answer refused = ask(user, Map.of("system", "no-right")).expect(503);
    assertThat(refused.text("code")).isEqualTo("itsm_unavailable");
    assertThat(refused.text("detail")).contains("CreateTicket");
    JsonNode kept = my("/requests", user).get().expect(200).json();
    assertThat(kept).hasSize(1);
    assertThat(kept.get(0).path("status").asText()).isEqualTo("making");
  }

  @Test
  void aRequestWhoseAnswerWasLostIsGoneOnWith() {
    String user = "frank";
    rt.stop();
    String id;
    try {
      assertThat(ask(user, Map.of()).expect(503).text("code")).isEqualTo("itsm_unavailable");
      id = my("/requests", user).get().json().get(0).path("id").asText();
    } finally {
      rt.restart();
    }
    // As if RT had made it, and the answer had been lost.
    String made =
        rt.ask(
            "alice",
            RequestTracker.TWO_APPROVALS,
            Map.of("Requested-Role", "role:" + ROLE, "Requested-For", user),
            Map.of("Subject", "Access [" + id + "]"));
    assertThat(Story.eventually(() -> ask(user, Map.of()).status() < 300)).isTrue();
    JsonNode mine = my("/requests", user).get().json();
    assertThat(mine).hasSize(1);
    assertThat(mine.get(0).path("ticket").asText()).isEqualTo("rt:" + made);
  }
}
