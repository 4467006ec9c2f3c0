package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.HarnessException;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.WideServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Off, audit and enforce, by rule and by the server's switch. A server of its own, since it is
 * restarted; in order, since a restart must find what was there before.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ModesIT {

  private static final String SWITCH = "--spi-ticket-gate--default--enforcement=";
  private static final String SQL_LOG = "--log-level=info,org.hibernate.SQL:debug";
  private static final String EVENT_LOG =
      "--spi-events-listener--jboss-logging--success-level=info";

  private KeycloakServer server;
  private RealmFixture realm;
  private Story story;
  private String rule;
  private String kept;
  private Pushed keptTicket;
  private String keptBinding;

  @BeforeAll
  void start() {
    server = KeycloakServer.start(WideServer.gated().withStartArgs(EVENT_LOG));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private void mode(String mode) {
    JsonNode current = realm.gate("/rules/" + rule).get().expect(200).json();
    ((com.fasterxml.jackson.databind.node.ObjectNode) current).put("mode", mode);
    realm.gate("/rules/" + rule).put(current).expect(200);
  }

  private List<JsonNode> events(String path) {
    List<JsonNode> events = new ArrayList<>();
    realm
        .api("/admin-events?resourcePath=ticket-gate/bindings/" + path)
        .get()
        .expect(200)
        .json()
        .forEach(events::add);
    return events;
  }

  @Test
  @Order(1)
  void theFirstBootWithoutConfigurationIsQuietAndStock() {
    assertThat(server.log().lines())
        .noneMatch(line -> line.contains(" ERROR "))
        .noneMatch(line -> line.contains(" WARN ") && line.contains("ticketgate"));

    realm = server.newRealm(Map.of("adminEventsEnabled", true, "adminEventsDetailsEnabled", true));
    realm.createUser("stock");
    realm.createRole("db-stock");
    assertThat(realm.assign("stock", "db-stock").status()).isEqualTo(204);
    assertThat(realm.directRoles("stock")).contains("db-stock");
    assertThat(realm.gate("").get().expect(200).text("mode")).isEqualTo("enforce");
  }

  @Test
  @Order(2)
  void aRuleThatIsOffRefusesNothingAndAnAuditedOneReports() {
    story = new Story(realm);
    rule = story.rule(Map.of("mode", "off"));
    String alice = story.newUser();
    realm.assign(alice, Story.ROLE).expect(204);
    assertThat(events("audit")).isEmpty();
    realm.unassign(alice, Story.ROLE).expect(204);

    mode("audit");
    realm.assign(alice, Story.ROLE).expect(204);
    assertThat(realm.directRoles(alice)).contains(Story.ROLE);
    List<JsonNode> reported = events("audit");
    assertThat(reported).hasSize(1);
    JsonNode event = reported.get(0);
    assertThat(event.path("resourceType").asText()).isEqualTo("TICKET_BINDING");
    assertThat(event.path("details").path("audit").asText()).isEqualTo("would_refuse");
    assertThat(event.path("details").path("code").asText()).isEqualTo("ticket_required");
    assertThat(event.path("details").path("subject").asText()).isEqualTo(realm.userId(alice));
    assertThat(realm.gate("/bindings?user=" + alice).get().json()).isEmpty();
    realm.unassign(alice, Story.ROLE).expect(204);

    mode("enforce");
    assertThat(realm.assign(alice, Story.ROLE).status()).isEqualTo(403);
    assertThat(realm.directRoles(alice)).doesNotContain(Story.ROLE);
    assertThat(events("audit")).hasSize(1);
  }

  @Test
  @Order(3)
  void eachStepOfABindingIsAnAdminEvent() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    String id = story.bind(ticket, alice, Map.of("activate", false)).expect(201).createdId();
    realm.assign(alice, Story.ROLE).expect(204);
    ticket.close();

    List<JsonNode> events = events(id);

    assertThat(events)
        .extracting(event -> event.path("operationType").asText())
        .containsExactlyInAnyOrder("CREATE", "UPDATE", "DELETE");
    assertThat(events)
        .allSatisfy(
            event -> {
              assertThat(event.path("resourceType").asText()).isEqualTo("TICKET_BINDING");
              assertThat(event.path("resourcePath").asText())
                  .isEqualTo("ticket-gate/bindings/" + id);
              assertThat(event.path("details").path("ticket").asText()).isEqualTo(ticket.ref());
            });
  }

  @Test
  @Order(4)
  void listenersHearOfAGrantOnTheStockEndpointAndNotOfARefusal() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    realm.assign(alice, Story.ROLE, ticket.ref()).expect(204);
    String id = realm.gate("/bindings?user=" + alice).get().json().path(0).path("id").asText();
    assertThat(Story.eventually(() -> server.log().contains("ticket-gate/bindings/" + id)))
        .isTrue();

    // The ticket covers one of two roles: its binding is made and rolled back with the refusal.
    realm.createRole("db-other");
    String bob = story.newUser();
    Pushed other = story.ticketFor(bob).push();
    long before = told();
    assertThat(
            realm
                .mappings(realm.userId(bob))
                .ticket(other.ref())
                .post(List.of(realm.role(Story.ROLE), realm.role("db-other")))
                .status())
        .isEqualTo(403);
    assertThat(realm.gate("/bindings?user=" + bob).get().json()).isEmpty();
    assertThat(told()).isEqualTo(before);
  }

  /** What the reconciler reports comes when it likes. */
  private long told() {
    return server
        .log()
        .lines()
        .filter(line -> line.contains("ticket-gate/bindings/"))
        .filter(line -> !line.contains("ticket-gate/bindings/drift"))
        .count();
  }

  @Test
  @Order(5)
  void theServersSwitchLimitsEveryRule() {
    kept = story.newUser();
    keptTicket = story.ticketFor(kept).push();
    keptBinding = story.bind(keptTicket, kept).expect(201).createdId();

    server.restart(SWITCH + "audit");
    theSystemStays();
    assertThat(server.log()).contains("The ticket gate enforces nothing");
    assertThat(realm.gate("").get().expect(200).text("mode")).isEqualTo("audit");
    int reported = events("audit").size();
    String alice = story.newUser();
    realm.assign(alice, Story.ROLE).expect(204);
    assertThat(events("audit")).hasSize(reported + 1);

    server.restart(SWITCH + "off");
    assertThat(realm.gate("").get().expect(200).text("mode")).isEqualTo("off");
    String dave = story.newUser();
    realm.assign(dave, Story.ROLE).expect(204);
    assertThat(realm.directRoles(dave)).contains(Story.ROLE);
    assertThat(events("audit")).hasSize(reported + 1);
    theSystemStays();
  }

  @Test
  @Order(6)
  void aRestartFindsEverythingAndARealmWithoutRulesIsNotAskedFor() {
    server.restart(SQL_LOG);

    assertThat(story.binding(keptBinding).path("status").asText()).isEqualTo("ACTIVE");
    assertThat(realm.directRoles(kept)).contains(Story.ROLE);
    assertThat(realm.assign(story.newUser(), Story.ROLE).status()).isEqualTo(403);

    RealmFixture plain = server.newRealm();
    plain.createUser("dave");
    plain.createRole("db-plain");
    plain.createClient("worker");
    long before = statementsOf("TG_");
    plain.assign("dave", "db-plain").expect(204);
    plain.tokenOf("dave");
    plain.serviceAccountToken("worker");
    plain.unassign("dave", "db-plain").expect(204);
    assertThat(statementsOf("USER_ROLE_MAPPING")).isPositive();
    assertThat(statementsOf("TG_") - before).as("statements on the gate's tables").isZero();
    plain.close();

    keptTicket.close();
    assertThat(realm.directRoles(kept)).doesNotContain(Story.ROLE);
  }

  /** Those of requests, by the name of the thread: the gate's tasks ask when they like. */
  private long statementsOf(String table) {
    return server
        .log()
        .lines()
        .filter(line -> line.contains("[org.hibernate.SQL]") && line.contains("(executor-thread"))
        .filter(line -> line.toUpperCase(Locale.ROOT).contains(table))
        .count();
  }

  /** The gate would otherwise come back to tickets that nobody can close. */
  private void theSystemStays() {
    Http.Call system = realm.api("/components/" + Configuration.id(realm, "/systems", "demo"));
    ObjectNode renamed = (ObjectNode) system.get().expect(200).json();
    renamed.put("name", "other");
    assertThat(system.delete().status()).isEqualTo(409);
    assertThat(system.put(renamed).status()).isEqualTo(400);
    renamed
        .put("name", "demo")
        .put("providerType", "org.keycloak.keys.KeyProvider")
        .put("providerId", "rsa-generated");
    renamed.putObject("config");
    assertThat(system.put(renamed).status()).isEqualTo(400);
    assertThat(Configuration.id(realm, "/systems", "demo")).isNotEmpty();
  }

  @Test
  @Order(7)
  void aSwitchThatIsNoneStopsTheStartWithASentence() {
    assertThatThrownBy(() -> server.restart(SWITCH + "sometimes"))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("spi-ticket-gate--default--enforcement is one of on, audit, off");
  }
}
