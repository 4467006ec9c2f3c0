package io.ticketgate.it;

import static io.ticketgate.it.Story.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.it.EventReceiver.Received;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.WideServer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Subscribers hear of what happens: signed, in order, at least once, and keep nobody waiting. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventsIT {

  private RealmFixture realm;
  private Story story;
  private String rule;
  private EventReceiver receiver;
  private int subscribers;
  private final List<String> added = new ArrayList<>();

  @BeforeAll
  void prepare() {
    realm = WideServer.sharedEager().newRealm();
    story = new Story(realm);
    rule = story.rule(Map.of("tickets", Map.of("minApprovals", 1, "maxUses", 10)));
  }

  @BeforeEach
  void start() throws IOException {
    receiver = new EventReceiver();
  }

  @AfterEach
  void stop() {
    receiver.close();
    added.forEach(id -> realm.gate("/subscribers/" + id).delete().expect(204));
    added.clear();
  }

  private Map<String, Object> subscriber(EventReceiver at, Map<String, ?> more) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", "subscriber-" + ++subscribers);
    json.put("url", at.url());
    json.put("secret", EventReceiver.SECRET);
    json.put("types", bindings());
    json.put("owner", "bob");
    json.putAll(more);
    return json;
  }

  private static List<String> bindings() {
    return List.of("authorized", "activated", "suspended", "resumed", "revoked", "expired").stream()
        .map(word -> "io.ticketgate.binding." + word)
        .toList();
  }

  private String subscribe(EventReceiver at, Map<String, ?> more) {
    String id = realm.gate("/subscribers").post(subscriber(at, more)).expect(201).createdId();
    added.add(id);
    return id;
  }

  private String grant(Pushed ticket, String user, Map<String, ?> more) {
    return story.bind(ticket.push(), user, more).expect(201).createdId();
  }

  private void act(String id, String action) {
    boolean takesReason = List.of("suspend", "revoke").contains(action);
    realm
        .gate("/bindings/" + id + "/" + action)
        .post(takesReason ? Map.of("reason", "as agreed") : null)
        .expect(200);
  }

  private void awaits(String binding, String... types) {
    assertThat(within(30, () -> receiver.about(binding).size() >= types.length))
        .as("%s: %s", binding, receiver.about(binding))
        .isTrue();
    assertThat(receiver.about(binding)).containsExactly(types);
  }

  private JsonNode deliveries(String subscriber, String query) {
    return realm
        .gate("/subscribers/" + subscriber + "/deliveries" + query)
        .get()
        .expect(200)
        .json();
  }

  @Tag("database")
  @Test
  void aGrantItsClosureAndAnExpiryArriveInOrderAndSignedWithBothSecrets() {
    subscribe(receiver, Map.of("secretPrevious", EventReceiver.OLD_SECRET));
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice);
    String granted = grant(ticket, alice, Map.of());
    String amy = story.newUser();
    String running =
        grant(
            story.ticketFor(amy),
            amy,
            Map.of("expiresAt", Instant.now().plusSeconds(2).toString()));

    ticket.close();

    awaits(granted, "binding.activated", "binding.revoked");
    awaits(running, "binding.activated", "binding.expired");
    Received end =
        receiver.received().stream()
            .filter(each -> each.type().equals("binding.revoked"))
            .findFirst()
            .orElseThrow();
    EventReceiver.verify(EventReceiver.OLD_SECRET, end.text(), end.headers());
    assertThat(end.event().getSource()).hasToString("/realms/" + realm.name() + "/ticket-gate");
    assertThat(end.event().getSpecVersion()).hasToString("1.0");
    assertThat(Objects.requireNonNull(end.event().getTime()).toInstant())
        .isBetween(Instant.now().minusSeconds(120), Instant.now().plusSeconds(5));
    assertThat(end.data().path("cause").asText()).isEqualTo("ticket_closed");
    assertThat(end.data().path("ticket").asText()).isEqualTo(ticket.ref());
    assertThat(end.data().at("/subject/name").asText()).isEqualTo(alice);
    assertThat(end.data().at("/subject/id").asText()).isEqualTo(realm.userId(alice));
    assertThat(end.data().at("/entitlement/realmRole").asText()).isEqualTo(Story.ROLE);
    assertThat(end.data().at("/realm/name").asText()).isEqualTo(realm.name());
  }

  @Tag("database")
  @Test
  void whatHappenedWhileTheReceiverWasDownArrivesInOrderAndNothingIsLost() {
    String id = subscribe(receiver, Map.of());
    receiver.answers(503);
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String user = story.newUser();
      String binding = grant(story.ticketFor(user), user, Map.of("activate", false));
      List.of("activate", "suspend", "resume", "revoke").forEach(action -> act(binding, action));
      all.add(binding);
    }
    assertThat(within(10, () -> receiver.asked() > 0)).isTrue();
    assertThat(receiver.received()).isEmpty();
    JsonNode waiting = realm.gate("/").get().expect(200).json().path("events");
    assertThat(waiting.path("waiting").asInt()).isEqualTo(20);
    assertThat(waiting.path("oldest").asText()).isNotEmpty();

    receiver.answers(200);

    for (String binding : all) {
      awaits(
          binding,
          "binding.authorized",
          "binding.activated",
          "binding.suspended",
          "binding.resumed",
          "binding.revoked");
    }
    assertThat(within(5, () -> deliveries(id, "?status=delivered").size() == 20)).isTrue();
    JsonNode first = deliveries(id, "?max=15");
    JsonNode second = deliveries(id, "?after=" + first.get(14).path("id").asText());
    assertThat(first.size() + second.size()).isEqualTo(20);
  }

  @Test
  void whatIsTriedInVainIsADeadLetterThatCanBeLookedAtAndSentAgain() {
    String id = subscribe(receiver, Map.of("giveUpAfter", "PT1S"));
    receiver.answers(422);
    String alice = story.newUser();
    String binding = grant(story.ticketFor(alice), alice, Map.of());

    assertThat(within(20, () -> deliveries(id, "?status=dead").size() == 1)).isTrue();
    JsonNode dead = deliveries(id, "?status=dead").get(0);
    assertThat(dead.path("failure").asText()).isEqualTo("status_422");
    assertThat(dead.path("tries").asInt()).isGreaterThanOrEqualTo(1);
    assertThat(dead.has("event")).isFalse();
    String path = "/subscribers/" + id + "/deliveries/" + dead.path("id").asText();
    JsonNode whole = realm.gate(path).get().expect(200).json();
    assertThat(whole.at("/event/data/binding").asText()).isEqualTo(binding);
    assertThat(realm.gate("/").get().json().at("/events/dead").asInt()).isEqualTo(1);

    receiver.answers(200);
    realm.gate(path + "/redeliver").post().expect(202);
    awaits(binding, "binding.activated");
    assertThat(within(5, () -> deliveries(id, "?status=dead").isEmpty())).isTrue();

    receiver.answers(422);
    act(binding, "revoke");
    assertThat(within(20, () -> deliveries(id, "?status=dead").size() == 1)).isTrue();
    receiver.answers(200);
    JsonNode again =
        realm.gate("/subscribers/" + id + "/deliveries/redeliver").post().expect(202).json();
    assertThat(again.path("queued").asInt()).isEqualTo(1);
    assertThat(again.path("left").asBoolean()).isFalse();
    awaits(binding, "binding.activated", "binding.revoked");
  }

  @Test
  void aReceiverThatHangsKeepsNoClosureAndNoOtherSubscriberWaiting() throws IOException {
    Duration before = closing();
    try (EventReceiver hanging = new EventReceiver()) {
      hanging.hangs();
      subscribe(hanging, Map.of());
      subscribe(receiver, Map.of());

      Duration meanwhile = closing();
      int asked = hanging.asked();
      assertThat(within(8, () -> receiver.received().size() == 6))
          .as("another subscriber: %s", receiver.received().size())
          .isTrue();

      System.out.printf("A closing took %s, and %s with a hanging receiver%n", before, meanwhile);
      assertThat(meanwhile).isLessThan(before.plusSeconds(3));
      assertThat(asked).isLessThanOrEqualTo(4);
    }
  }

  /** The longest of three closings, until the role is gone. */
  private Duration closing() {
    Duration longest = Duration.ZERO;
    for (int i = 0; i < 3; i++) {
      String user = story.newUser();
      Pushed ticket = story.ticketFor(user);
      grant(ticket, user, Map.of());
      Instant begun = Instant.now();
      ticket.close();
      assertThat(realm.directRoles(user)).doesNotContain(Story.ROLE);
      Duration took = Duration.between(begun, Instant.now());
      longest = took.compareTo(longest) > 0 ? took : longest;
    }
    return longest;
  }

  @Test
  void aSubscriberHearsOfWhatItAsksFor() {
    subscribe(receiver, Map.of("entitlements", List.of("role:other-*")));
    subscribe(
        receiver,
        Map.of("types", List.of("io.ticketgate.binding.revoked"), "rules", List.of("prod-*")));
    String alice = story.newUser();
    String binding = grant(story.ticketFor(alice), alice, Map.of());
    act(binding, "revoke");

    awaits(binding, "binding.revoked");
  }

  @Tag("database")
  @Test
  void aSubscriberMayHaveOcsfInTheSameEnvelope() {
    receiver.takesAnything();
    String id = subscribe(receiver, Map.of("format", "ocsf"));
    assertThat(realm.gate("/subscribers/" + id).get().json().path("format").asText())
        .isEqualTo("ocsf");
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice);
    String binding = grant(ticket, alice, Map.of());
    ticket.close();

    assertThat(within(30, () -> receiver.others().size() == 2)).isTrue();
    JsonNode granted = receiver.others().get(0);
    JsonNode revoked = receiver.others().get(1);
    assertThat(granted.path("type_uid").asInt()).isEqualTo(300501);
    assertThat(revoked.path("type_uid").asInt()).isEqualTo(300502);
    assertThat(revoked.at("/metadata/version").asText()).isEqualTo("1.8.0");
    assertThat(revoked.at("/metadata/correlation_uid").asText()).isEqualTo(binding);
    assertThat(revoked.at("/user/uid").asText()).isEqualTo(realm.userId(alice));
    assertThat(revoked.path("privileges").toString()).isEqualTo("[\"role:db-admin\"]");
    assertThat(revoked.path("status_detail").asText()).isEqualTo("ticket_closed");
    assertThat(revoked.at("/unmapped/ticket").asText()).isEqualTo(ticket.ref());
    assertThat(revoked.at("/unmapped/realm/name").asText()).isEqualTo(realm.name());
  }

  @Test
  void aChangeOfTheConfigurationIsAnnouncedByWhateverRouteItComes() {
    subscribe(
        receiver,
        Map.of(
            "types",
            List.of(
                "io.ticketgate.rule.changed",
                "io.ticketgate.system.changed",
                "io.ticketgate.subscriber.changed")));
    JsonNode component = realm.api("/components/" + rule).get().expect(200).json();
    Map<String, Object> config = new LinkedHashMap<>();
    component.path("config").fields().forEachRemaining(e -> config.put(e.getKey(), e.getValue()));
    config.put("tickets.requireWindow", List.of("false"));
    ((ObjectNode) component).set("config", Http.JSON.valueToTree(config));
    realm.api("/components/" + rule).put(component).expect(204);
    String system =
        realm.gate("/systems").post(Map.of("name", "extra", "connector", "push")).createdId();
    realm.gate("/systems/" + system).delete().expect(204);

    assertThat(within(15, () -> receiver.received().size() >= 4))
        .as("%s", receiver.received())
        .isTrue();
    List<Received> all = receiver.received();
    assertThat(all)
        .extracting(Received::type, each -> each.data().path("change").asText())
        .contains(
            tuple("subscriber.changed", "created"),
            tuple("rule.changed", "updated"),
            tuple("system.changed", "created"),
            tuple("system.changed", "deleted"));
    Received changed =
        all.stream().filter(each -> each.type().equals("rule.changed")).findFirst().orElseThrow();
    assertThat(changed.data().path("settings").toString()).isEqualTo("[\"tickets.requireWindow\"]");
    assertThat(changed.data().path("name").asText()).isEqualTo("prod-admins");
    assertThat(changed.data().at("/actor/name").asText()).isEqualTo("admin");
  }

  @Test
  void theTestButtonSendsOneEventAndSaysWhatCameOfIt() {
    String id = subscribe(receiver, Map.of());
    JsonNode good = realm.gate("/subscribers/" + id + "/test").post().expect(200).json();
    assertThat(good.path("ok").asBoolean()).isTrue();
    assertThat(receiver.received()).extracting(Received::type).containsExactly("subscriber.test");

    receiver.answers(302);
    JsonNode moved = realm.gate("/subscribers/" + id + "/test").post().expect(200).json();
    assertThat(moved.path("ok").asBoolean()).isFalse();
    assertThat(moved.at("/findings/0/message").asText()).contains("does not follow");
    assertThat(receiver.asked()).isEqualTo(2);
  }

  private void refused(Map<String, ?> wrong, int status, String field) {
    Answer answer = realm.gate("/subscribers").post(subscriber(receiver, wrong));
    assertThat(answer.status()).as("%s: %s", wrong, answer).isEqualTo(status);
    assertThat(answer.text("code")).isEqualTo("subscriber_invalid");
    if (status == 400) {
      assertThat(answer.text("field")).as(answer.body()).isEqualTo(field);
    }
  }

  @Test
  void whatCannotWorkIsRefusedByItsField() {
    String taken = (String) subscriber(receiver, Map.of()).get("name");
    String id = subscribe(receiver, Map.of("name", taken));
    refused(Map.of("name", taken), 409, "");
    refused(Map.of("name", " "), 400, "name");
    refused(Map.of("url", "http://siem.example.com/in"), 400, "url");
    refused(Map.of("url", "https://siem.example.com/in?key=1"), 400, "url");
    refused(Map.of("secret", "tooshort"), 400, "secret");
    refused(Map.of("secret", "**********"), 400, "secret");
    refused(Map.of("secretPrevious", "whsec_c2hvcnQ="), 400, "secretPrevious");
    refused(Map.of("types", List.of("io.ticketgate.binding.exploded")), 400, "types");
    refused(Map.of("entitlements", List.of("db-admin")), 400, "entitlements");
    refused(Map.of("owner", "nobody"), 400, "owner");
    refused(Map.of("giveUpAfter", "P8D"), 400, "giveUpAfter");
    refused(Map.of("format", "leef"), 400, "format");
    refused(Map.of("kind", "mail"), 400, "kind");
    refused(Map.of("colour", "red"), 400, "colour");

    JsonNode shown = realm.gate("/subscribers/" + id).get().expect(200).json();
    assertThat(shown.path("secret").asText()).isEqualTo("**********");
    Map<String, Object> moved = subscriber(receiver, Map.of("name", taken));
    moved.put("secret", "**********");
    realm.gate("/subscribers/" + id).put(moved).expect(200);
    moved.put("url", "https://elsewhere.example.com/in");
    Answer kept = realm.gate("/subscribers/" + id).put(moved);
    assertThat(kept.status()).as("%s", kept).isEqualTo(400);
    assertThat(kept.text("field")).isEqualTo("secret");
    assertThat(kept.text("detail")).contains("another host");

    assertThat(realm.gate("/subscribers/unknown").get().status()).isEqualTo(404);
    assertThat(realm.gate("/subscribers/" + rule).get().status()).isEqualTo(404);
    assertThat(realm.gate("/subscribers/" + id + "/deliveries/1x").get().status()).isEqualTo(404);
    assertThat(realm.gate("/subscribers/" + id + "/deliveries?after=x").get().status())
        .isEqualTo(400);
    assertThat(realm.gate("/subscribers/" + id + "/deliveries?status=x").get().status())
        .isEqualTo(400);
  }
}
