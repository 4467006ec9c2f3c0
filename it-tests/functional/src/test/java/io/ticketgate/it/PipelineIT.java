package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The scripts in {@code realm-config/examples}, as a pipeline runs them. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PipelineIT {

  private static final Path EXAMPLES =
      Path.of(System.getProperty("ticketgate.realm.config")).resolve("../../../../examples");

  @TempDir private Path folder;

  private Story story;
  private RealmFixture realm;
  private ResourceServer resource;
  private int clients;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    story = new Story(fixture);
    realm.createUser("dora");
    for (int i = 1; i <= 2; i++) {
      realm.createClient("ci-" + i);
    }
    story.rule(Map.of("protects", Map.of("clientCredentials", List.of("ci-*"))));
    resource = new ResourceServer(realm);
  }

  @AfterAll
  void stop() {
    resource.close();
  }

  private record Ran(int exit, String out, String err) {}

  private Ran run(String script, String path, String... arguments) {
    try {
      List<String> command = new ArrayList<>(List.of("bash", EXAMPLES.resolve(script).toString()));
      command.addAll(List.of(arguments));
      Path out = folder.resolve("out");
      Path err = folder.resolve("err");
      ProcessBuilder process =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
      process
          .environment()
          .putAll(
              Map.of(
                  "KEYCLOAK",
                  realm.server().baseUri().toString().replaceFirst("/$", ""),
                  "REALM",
                  realm.name(),
                  "ADMIN_TOKEN",
                  realm.server().admin().adminToken(),
                  "CLIENT_ID",
                  "ci-" + clients,
                  "SECRET_FILE",
                  folder.resolve("secret").toString(),
                  "RESOURCE",
                  resource.at(path)));
      int exit = process.start().waitFor();
      return new Ran(exit, Files.readString(out), Files.readString(err));
    } catch (IOException failed) {
      throw new AssertionError(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }

  private Pushed ticket() {
    String client = "ci-" + ++clients;
    return story
        .ticketFor(client)
        .with("requester", "dora")
        .with("entitlements", List.of(Map.of("clientCredential", client)))
        .push();
  }

  private Ran obtain(Pushed ticket) {
    return run(
        "obtain-credential.sh",
        "/",
        ticket.ref(),
        "ci-" + clients,
        folder.resolve("secret").toString());
  }

  @Test
  void aPipelineDeploysUnderItsTicketUntilThatCloses() throws IOException {
    Pushed ticket = ticket();

    Ran obtained = obtain(ticket);
    assertThat(obtained.exit()).as(obtained.toString()).isZero();
    assertThat(obtained.out()).startsWith("Credential of ci-" + clients + " under " + ticket.ref());
    Path secret = folder.resolve("secret");
    assertThat(obtained.out() + obtained.err()).doesNotContain(Files.readString(secret));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
        .isEqualTo("rw-------");
    for (String path : List.of("/offline", "/online")) {
      Ran deployed = run("pipeline.sh", path, ticket.ref());
      assertThat(deployed.exit()).as(deployed.toString()).isZero();
      assertThat(deployed.out()).isEqualTo("deployed under " + ticket.ref() + "\n");
    }

    ticket.close();

    Ran refused = run("pipeline.sh", "/online", ticket.ref());
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err()).startsWith("No token under the ticket: ");
  }

  @Test
  void aTokenThatIsStillThereWhenTheTicketClosesIsRefusedByWhoAsks() throws Exception {
    Pushed ticket = ticket();
    assertThat(obtain(ticket).exit()).isZero();
    String token =
        realm
            .server()
            .admin()
            .tokens(
                realm.name(),
                "grant_type",
                "client_credentials",
                "client_id",
                "ci-" + clients,
                "client_secret",
                Files.readString(folder.resolve("secret"), StandardCharsets.UTF_8),
                "ticket",
                ticket.ref())
            .expect(200)
            .text("access_token");
    assertThat(call("/online", token)).isEqualTo(200);

    ticket.close();

    assertThat(call("/online", token)).isEqualTo(401);
    // Verified offline it is good until it ends: that is why it ends with the binding at the
    // latest.
    assertThat(call("/offline", token)).isEqualTo(200);
  }

  private int call(String path, String token) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(resource.at(path)))
                .header("Authorization", "Bearer " + token)
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}
