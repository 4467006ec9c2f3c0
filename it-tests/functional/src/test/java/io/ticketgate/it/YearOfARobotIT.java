package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.harness.AdminApi;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.WideServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that tells the year of one non-human identity, as somebody runs it for an auditor. */
class YearOfARobotIT {

  private static final Path CONFIG = Path.of(System.getProperty("ticketgate.realm.config"));
  private static final Path SCRIPT = CONFIG.resolve("../../../../examples/year-of-a-robot.sh");
  private static final String REALM = "/admin/realms/demo";

  @TempDir private Path folder;

  private final KeycloakServer server = WideServer.sharedEager();

  @BeforeEach
  void theDemoRuns() throws IOException {
    server
        .admin()
        .to("/admin/realms")
        .post(Files.readString(CONFIG.resolve("demo-realm.json")))
        .expect(201);
  }

  @AfterEach
  void theDemoIsOver() {
    server.admin().to(REALM).delete().expect(204);
  }

  private record Ran(int exit, String said) {}

  private Ran run() throws IOException, InterruptedException {
    ProcessBuilder script =
        new ProcessBuilder("bash", SCRIPT.toString(), folder.toString()).redirectErrorStream(true);
    script
        .environment()
        .putAll(
            Map.of(
                "KEYCLOAK",
                server.baseUri().toString(),
                "REALM",
                "demo",
                "ADMIN",
                AdminApi.ADMIN,
                "ADMIN_PASSWORD",
                AdminApi.ADMIN,
                "VERIFIER",
                System.getProperty("ticketgate.it.verifier.jar"),
                "PATH",
                Path.of(System.getProperty("java.home"), "bin") + ":" + System.getenv("PATH")));
    Process process = script.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(process.waitFor(), said);
  }

  @Test
  void theYearGoesAsToldAndTheEvidenceOfItHolds() throws IOException, InterruptedException {
    Ran ran = run();

    assertThat(ran.exit()).as(ran.said()).isZero();
    assertThat(ran.said())
        .containsSubsequence(
            "refused: ticket_required",
            "Binding ACTIVE, owner olivia-",
            "The old secret gets no token, the new one does.",
            "refused: not_permitted",
            "Certified.",
            "Certified.",
            "Withheld: owner_left",
            "Binding ACTIVE, owner dora-",
            "Withheld: dormant",
            "Binding REVOKED, ticket_closed",
            "The evidence holds.",
            "The report of the year")
        .containsSubsequence(
            "binding.activated",
            "binding.revoked  ticket_closed",
            "binding.certified",
            "binding.certified",
            "binding.suspended  owner_left",
            "handed over",
            "binding.suspended  dormant",
            "binding.revoked  ticket_closed");
    Matcher robot = Pattern.compile("Rule (robot-\\d+)").matcher(ran.said());
    assertThat(robot.find()).isTrue();
    JsonNode bindings =
        server
            .admin()
            .to(REALM + "/ticket-gate/bindings?client=" + robot.group(1))
            .get()
            .expect(200)
            .json();
    assertThat(bindings.findValuesAsText("cause"))
        .containsExactlyInAnyOrder("ticket_closed", "ticket_closed");
    assertThat(folder.resolve("evidence.zip")).isNotEmptyFile();
    try (var left = Files.list(folder)) {
      assertThat(left.map(each -> each.getFileName().toString()))
          .containsExactlyInAnyOrder("evidence.zip", "log-key");
    }
  }
}
