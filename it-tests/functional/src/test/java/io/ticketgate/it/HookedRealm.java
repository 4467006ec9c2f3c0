package io.ticketgate.it;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.RealmFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** A realm whose tickets are in a {@link JsonItsm}, which is never polled: webhooks alone tell. */
final class HookedRealm implements AutoCloseable {

  /** Longer than the pauses between the first three readings, on a busy machine. */
  private static final Duration PATIENCE = Duration.ofSeconds(45);

  final JsonItsm itsm = JsonItsm.start();
  final RealmFixture realm;
  private final Story story;
  private String systemId = "";

  HookedRealm(RealmFixture realm) {
    this.realm = realm;
    story = new Story(realm);
    story.rule(Map.of("tickets", Map.of("maxUses", 10)));
  }

  /** Configures the ITSM under its usual name. */
  void configure(String scheme, Map<String, ?> more) {
    if (systemId.isEmpty()) {
      systemId = configure(JsonItsm.SYSTEM, scheme, more);
    } else {
      realm.gate("/systems/" + systemId).put(system(JsonItsm.SYSTEM, scheme, more)).expect(200);
    }
  }

  /** Configures it once more under another name. */
  String configure(String name, String scheme, Map<String, ?> more) {
    return realm.gate("/systems").post(system(name, scheme, more)).expect(201).createdId();
  }

  private Map<String, Object> system(String name, String scheme, Map<String, ?> more) {
    Map<String, Object> config =
        new LinkedHashMap<>(
            Map.of(
                "pollEvery", "PT0S",
                "recheckEvery", "P1D",
                "writeBack", "false",
                "webhookScheme", scheme));
    config.putAll(more);
    Map<String, Object> system = new LinkedHashMap<>(itsm.system(config));
    system.put("name", name);
    return system;
  }

  /** A grant under a new ticket. */
  Held grant() {
    return grant(JsonItsm.SYSTEM);
  }

  Held grant(String system) {
    String user = story.newUser();
    String key = itsm.ticketFor(user);
    return new Held(system, user, key, ask(system, key, user).expect(201).createdId());
  }

  /** The answer to the request of a grant under a new ticket. */
  Answer tryGrant(String system) {
    String user = story.newUser();
    return ask(system, itsm.ticketFor(user), user);
  }

  String newUser() {
    return story.newUser();
  }

  private Answer ask(String system, String key, String user) {
    return realm
        .gate("/bindings")
        .post(
            Map.of(
                "ticket", system + ":" + key,
                "subject", Map.of("user", user),
                "entitlement", Map.of("realmRole", Story.ROLE)));
  }

  /** What somebody holds under a ticket. */
  final class Held {
    final String key;
    private final String system;
    private final String user;
    private final String binding;

    private Held(String system, String user, String key, String binding) {
      this.system = system;
      this.user = user;
      this.key = key;
      this.binding = binding;
    }

    /** A webhook about its ticket, which says that it is closed. */
    Webhook webhook() {
      return Webhook.about(realm, system, key);
    }

    boolean live() {
      return status().equals("ACTIVE") && realm.directRoles(user).contains(Story.ROLE);
    }

    boolean revoked() {
      return endedBy("ticket_closed");
    }

    boolean endedBy(String cause) {
      JsonNode read = read();
      return read.path("status").asText().equals("REVOKED")
          && read.path("cause").asText().equals(cause)
          && !realm.directRoles(user).contains(Story.ROLE);
    }

    /** What the last step of its history adds. */
    String lastDetail() {
      JsonNode history = realm.gate("/bindings/" + binding + "/history").get().expect(200).json();
      return history.get(history.size() - 1).path("detail").asText();
    }

    /** The answer to another request for the same. */
    Answer onceMore() {
      return ask(system, key, user);
    }

    void revoke() {
      realm
          .gate("/bindings/" + binding + "/revoke")
          .post(Map.of("reason", "as agreed"))
          .expect(200);
    }

    private String status() {
      return read().path("status").asText();
    }

    private JsonNode read() {
      return realm.gate("/bindings/" + binding).get().expect(200).json();
    }
  }

  /** How many webhooks of the realm came out so. */
  double counted(String result) {
    return realm
        .server()
        .metric(
            "ticket_gate_deliveries_total",
            "realm=\"" + realm.name() + "\"",
            "result=\"" + result + "\"");
  }

  /** Whether the condition comes true before the gate would have given up. */
  static boolean soon(BooleanSupplier condition) {
    Instant end = Instant.now().plus(PATIENCE);
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(end)) {
        return false;
      }
      Story.eventually(condition);
    }
    return true;
  }

  /** Whether the ITSM is asked that often from here on. */
  boolean askedAgain(int times, int before) {
    return soon(() -> itsm.requests() >= before + times);
  }

  static List<String> plainSchemes() {
    return List.of(
        "x-hub-signature-256", "x-hub-signature", "x-hub-signature-sha1", "x-glpi-signature");
  }

  @Override
  public void close() {
    itsm.close();
  }
}
