package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code realm-config} ships is imported as it is, and does what the walk-through tells. */
@ExtendWith(KeycloakExtension.class)
class RealmConfigIT {

  private static final Path FOLDER = Path.of(System.getProperty("ticketgate.realm.config"));

  static List<Path> rules() {
    return files("rules");
  }

  static List<Path> systems() {
    return files("systems");
  }

  private static List<Path> files(String folder) {
    try (Stream<Path> files = Files.list(FOLDER.resolve(folder))) {
      return files.sorted().toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void aReadyMadeRuleIsTakenAsItIsAndRefusesNothingYet(Path rule, RealmFixture realm)
      throws IOException {
    Answer added = realm.gate("/rules").post(Files.readString(rule));

    assertThat(added.status()).as(added.toString()).isEqualTo(201);
    assertThat(added.text("mode")).isEqualTo("audit");
    realm.gate("/rules/" + added.createdId()).delete().expect(204);
  }

  @ParameterizedTest
  @MethodSource("systems")
  void aReadyMadeSystemIsTakenAsItIs(Path system, RealmFixture realm) throws IOException {
    Answer added = realm.gate("/systems").post(Files.readString(system));

    assertThat(added.status()).as(added.toString()).isEqualTo(201);
    realm.gate("/systems/" + added.createdId()).delete().expect(204);
  }

  @Test
  void theDemoRealmGoesThroughItsStory(KeycloakServer server) throws IOException {
    server
        .admin()
        .to("/admin/realms")
        .post(Files.readString(FOLDER.resolve("demo-realm.json")))
        .expect(201);
    String gate = "/admin/realms/demo/ticket-gate";
    Http http = server.http();
    String itsm =
        server
            .admin()
            .clientCredentials("demo", "itsm", "itsm-secret")
            .expect(200)
            .text("access_token");
    String oscar = server.admin().tokenFor("demo", "app", "oscar", "oscar");
    Map<String, Object> wish =
        Map.of(
            "ticket", "demo:CHG-1",
            "subject", Map.of("user", "alice"),
            "entitlement", Map.of("realmRole", "db-admin"));

    http.to(gate + "/tickets/demo/CHG-1").bearer(itsm).put(ticket(true, "1", "bob")).expect(201);
    JsonNode dryRun = http.to(gate + "/evaluations").bearer(oscar).post(wish).expect(200).json();
    assertThat(dryRun.path("allowed").asBoolean()).isFalse();

    http.to(gate + "/tickets/demo/CHG-1")
        .bearer(itsm)
        .put(ticket(true, "2", "bob", "carol"))
        .expect(200);
    Answer granted = http.to(gate + "/bindings").bearer(oscar).post(wish).expect(201);
    assertThat(granted.json().path("approvers"))
        .extracting(JsonNode::asText)
        .containsExactly("bob", "carol");

    JsonNode closed =
        http.to(gate + "/tickets/demo/CHG-1")
            .bearer(itsm)
            .put(ticket(false, "3", "bob", "carol"))
            .expect(200)
            .json();
    assertThat(closed.path("bindings").path(0).path("cause").asText()).isEqualTo("ticket_closed");
    thePipelineGoesThroughItsStory(server, gate, itsm, oscar);
  }

  private static void thePipelineGoesThroughItsStory(
      KeycloakServer server, String gate, String itsm, String oscar) {
    server
        .admin()
        .to(gate + "/rules")
        .post(
            Map.of(
                "name", "pipelines",
                "protects", Map.of("clientCredentials", List.of("ci-*")),
                "owner", Map.of("required", true)))
        .expect(201);
    assertThat(server.admin().clientCredentials("demo", "ci-deployer", "ci-secret").text("error"))
        .isEqualTo("unauthorized_client");
    Map<String, Object> entitlement = Map.of("clientCredential", "ci-deployer");
    Map<String, Object> record = new HashMap<>(ticket(true, "1", "bob"));
    record.put("requestedFor", "ci-deployer");
    record.put("entitlements", List.of(entitlement));
    Http.Call ticket = server.http().to(gate + "/tickets/demo/CHG-2").bearer(itsm);
    ticket.put(record).expect(201);
    Answer bound =
        server
            .http()
            .to(gate + "/bindings")
            .bearer(oscar)
            .post(
                Map.of(
                    "ticket",
                    "demo:CHG-2",
                    "subject",
                    Map.of("serviceAccount", "ci-deployer"),
                    "entitlement",
                    entitlement))
            .expect(201);
    assertThat(bound.text("owner")).isEqualTo("alice");
    String secret = bound.json().at("/credential/secret").asText();
    server.admin().clientCredentials("demo", "ci-deployer", secret).expect(200);

    record.put("version", "2");
    record.put("open", false);
    ticket.put(record).expect(200);

    assertThat(server.admin().clientCredentials("demo", "ci-deployer", secret).status())
        .isEqualTo(401);
  }

  private static Map<String, Object> ticket(boolean open, String version, String... approvers) {
    return Map.of(
        "type", "change_request",
        "state", "implement",
        "open", open,
        "version", version,
        "requester", "alice",
        "requestedFor", "alice",
        "entitlements", List.of(Map.of("realmRole", "db-admin")),
        "justification", "rotate TDE keys",
        "approvals",
            Stream.of(approvers)
                .map(
                    name ->
                        Map.of(
                            "approver", name, "decision", "approved", "at", "2026-11-21T10:00:00Z"))
                .toList());
  }
}
