package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.RequestTracker;
import io.ticketgate.it.harness.RequestTrackerExtension;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What happens in a real Request Tracker reaches Keycloak by itself: by the webhook of the
 * documentation, by polling where there is none, and the other way as comments on the ticket.
 */
@Tag("rt")
@ExtendWith({KeycloakExtension.class, RequestTrackerExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestTrackerEventsIT {

  /** Never polled, so that only a webhook tells. */
  private static final String HOOKED = "rt-hooked";

  /** Without a webhook secret, so that only polling tells. */
  private static final String POLLED = "rt-polled";

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private Desk desk;
  private RealmFixture realm;
  private RequestTracker rt;

  @BeforeAll
  void prepare(RealmFixture fixture, RequestTracker requestTracker) {
    realm = fixture;
    rt = requestTracker;
    desk = new Desk(fixture, requestTracker);
    desk.system(
        HOOKED,
        RequestTracker.CONNECTOR,
        Map.of("pollEvery", "PT0S", "recheckEvery", "PT24H", "webhookSecret", Webhook.SECRET));
    desk.system(
        POLLED,
        RequestTracker.CONNECTOR,
        Map.of("pollEvery", "PT1S", "recheckEvery", "PT24H", "writeBack", "false"));
    desk.rule(HOOKED, POLLED);
    rt.webhook(hook(HOOKED), Webhook.SECRET);
  }

  @AfterAll
  void noMoreWebhooks() {
    rt.webhook(null, "");
  }

  private URI hook(String system) {
    return URI.create(
        realm.server().baseUri() + "/realms/" + realm.name() + "/ticket-gate/webhooks/" + system);
  }

  @Test
  void aWebhookOfTheClosingEndsTheBinding() {
    String user = desk.newUser();
    String ticket = desk.approved(user);
    String id = bind(HOOKED, ticket, user);
    String token = realm.tokenOf(user);
    assertThat(realm.isActive(token)).isTrue();

    rt.close(ticket);

    assertThat(eventually(() -> desk.ended(id))).isTrue();
    assertThat(desk.binding(id).path("cause").asText()).isEqualTo("ticket_closed");
    assertThat(realm.isActive(token)).isFalse();
    assertThat(rt.log()).doesNotContain("Ticket Gate was not told of ticket " + ticket);
  }

  @Test
  void aWebhookOfAnApprovalIsOneOfItsTicket() {
    String user = desk.newUser();
    String ticket = desk.ask(user);
    rt.approve(ticket, "bob");
    desk.bind(HOOKED, ticket, user, Desk.ROLE).expect(403);
    String before = snapshot(ticket).path("version").asText();

    rt.approve(ticket, "carol");

    assertThat(
            eventually(
                () ->
                    snapshot(ticket)
                        .path("approvals")
                        .findValuesAsText("decision")
                        .equals(List.of("approved", "approved"))))
        .isTrue();
    assertThat(snapshot(ticket).path("version").asText()).isNotEqualTo(before);
    // And grants nothing by itself.
    assertThat(realm.directRoles(user)).doesNotContain(Desk.ROLE);
  }

  @Test
  void aForgedWebhookIsRefusedAndAGenuineOneIsNotBelieved() {
    String user = desk.newUser();
    String ticket = desk.approved(user);
    String id = bind(HOOKED, ticket, user);
    Webhook closed =
        Webhook.of(
            realm,
            HOOKED,
            "{\"type\":\"ticket.changed\",\"data\":{\"id\":\""
                + ticket
                + "\",\"status\":\"resolved\",\"open\":false}}");

    assertThat(closed.send().status()).isEqualTo(401);
    assertThat(closed.signed(Webhook.NEXT_SECRET, Instant.now()).send().status()).isEqualTo(401);
    assertThat(
            closed
                .signed(Webhook.SECRET, Instant.now().minus(Duration.ofMinutes(6)))
                .send()
                .status())
        .isEqualTo(401);
    assertThat(closed.signed().send().status()).isEqualTo(202);

    desk.realm.gate("/tickets/" + HOOKED + "/" + ticket + "/sync").post().expect(200);
    assertThat(desk.binding(id).path("status").asText()).isEqualTo("ACTIVE");
    assertThat(realm.directRoles(user)).contains(Desk.ROLE);
  }

  @Test
  void withoutAWebhookPollingComesToTheSameEnd() {
    String user = desk.newUser();
    String ticket = desk.approved(user);
    String id = bind(POLLED, ticket, user);

    rt.close(ticket);

    assertThat(eventually(() -> desk.ended(id))).isTrue();
    assertThat(desk.binding(id).path("cause").asText()).isEqualTo("ticket_closed");
    assertThat(eventually(() -> !realm.directRoles(user).contains(Desk.ROLE))).isTrue();
  }

  @Test
  void aDeletedTicketIsFoundByPollingToo() {
    String user = desk.newUser();
    String ticket = desk.approved(user);
    String id = bind(POLLED, ticket, user);

    rt.status(ticket, "root", "deleted");

    assertThat(eventually(() -> desk.ended(id))).isTrue();
  }

  @Test
  void aClosingWhileRtWasStoppedIsFoundWhenItRunsAgain() {
    String user = desk.newUser();
    String ticket = desk.approved(user);
    String id = bind(POLLED, ticket, user);

    rt.close(ticket);
    rt.stop();
    rt.restart();

    assertThat(eventually(() -> desk.ended(id))).isTrue();
  }

  @Test
  void whatBecameOfABindingIsACommentOnTheTicket() {
    String user = desk.newUser();
    String ticket = desk.approved(user);
    String id = bind(HOOKED, ticket, user);
    assertThat(eventually(() -> comments(ticket).contains(id))).isTrue();
    assertThat(comments(ticket)).contains(Desk.ROLE).contains(user);

    rt.close(ticket);

    assertThat(eventually(() -> rt.comments(ticket).size() == 2)).isTrue();
    assertThat(rt.comments(ticket).get(1)).contains(id);
  }

  @Test
  void theTestButtonSaysWhatIsMissing() {
    rt.approve(desk.ask(desk.newUser()), "bob");
    String good =
        desk.system(
            "rt-good",
            RequestTracker.CONNECTOR,
            Map.of(
                "owner",
                "bob",
                "queues",
                List.of(RequestTracker.TWO_APPROVALS),
                "webhookSecret",
                Webhook.SECRET));
    String blind = desk.system("rt-blind", RequestTracker.BLIND, Map.of());
    String stranger =
        desk.system("rt-stranger", RequestTracker.CONNECTOR, Map.of("token", "1-1-0"));

    assertThat(outcomes(good)).containsOnly("ok");
    assertThat(test(blind).toString())
        .contains("SeeQueue and ShowTicket")
        .contains("CommentOnTicket");
    assertThat(test(stranger).toString()).contains("does not accept the account");
  }

  private String bind(String system, String ticket, String user) {
    return desk.bind(system, ticket, user, Desk.ROLE).expect(201).createdId();
  }

  private JsonNode snapshot(String ticket) {
    return realm.gate("/tickets/" + HOOKED + "/" + ticket).get().expect(200).json();
  }

  private String comments(String ticket) {
    return String.join("\n", rt.comments(ticket));
  }

  private JsonNode test(String system) {
    return realm.gate("/systems/" + system + "/test").post().expect(200).json();
  }

  private List<String> outcomes(String system) {
    return test(system).findValuesAsText("outcome");
  }

  private static boolean eventually(BooleanSupplier condition) {
    Instant end = Instant.now().plus(PATIENCE);
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(end)) {
        return false;
      }
      try {
        Thread.sleep(250);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }
}
