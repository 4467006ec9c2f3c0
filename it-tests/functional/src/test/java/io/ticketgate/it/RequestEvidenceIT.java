package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Who asked for what in self-service can be verified offline, beside what was granted. */
@ExtendWith(KeycloakExtension.class)
class RequestEvidenceIT {

  @TempDir static Path folder;

  @Test
  void aRequestIsAnEntryOfTheLogThatVerifies(RealmFixture realm) throws Exception {
    realm
        .gate("/systems")
        .post(
            Map.of(
                "name",
                "desk",
                "connector",
                "push",
                "config",
                Map.of("requestType", "access_request")))
        .expect(201);
    realm.createRole("employee");
    realm.createRole("db-admin");
    realm
        .gate("/rules")
        .post(
            Map.of(
                "name",
                "people",
                "protects",
                Map.of("realmRoles", List.of("db-admin")),
                "tickets",
                Map.of("minApprovals", 1),
                "request",
                Map.of("allowed", List.of("employee"))))
        .expect(201);
    realm.createUser("alice");
    realm.assign("alice", "employee").expect(204);
    realm.grantManagement(realm.createUser("auditor"), "ticket-gate-audit");
    String auditor = realm.tokenOf("auditor");

    Answer asked =
        realm
            .open("/ticket-gate/my/requests")
            .bearer(realm.tokenOf("alice"))
            .post(
                Map.of(
                    "entitlement",
                    Map.of("realmRole", "db-admin"),
                    "justification",
                    "rotate the keys"))
            .expect(201);

    String query = "?ticket=" + asked.text("ticket");
    assertThat(Story.eventually(() -> entries(export(realm, query, auditor)).contains("made")))
        .isTrue();
    Path evidence = export(realm, query, auditor);
    assertThat(entries(evidence))
        .contains("request.made", asked.createdId(), "alice", "db-admin", "rotate the keys");
    String key =
        realm.open("/ticket-gate/log/keys").get().expect(200).body().lines().findFirst().orElse("");
    Process verifier =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                System.getProperty("ticketgate.it.verifier.jar"),
                "--key",
                key,
                evidence.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(verifier.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(verifier.waitFor()).as(said).isZero();
  }

  private static Path export(RealmFixture realm, String query, String token) {
    try {
      HttpResponse<byte[]> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(
                          URI.create(
                              realm.server().baseUri()
                                  + "/admin/realms/"
                                  + realm.name()
                                  + "/ticket-gate/evidence"
                                  + query))
                      .header("Authorization", "Bearer " + token)
                      .build(),
                  HttpResponse.BodyHandlers.ofByteArray());
      Path zip = Files.createTempFile(folder, "evidence", ".zip");
      return answer.statusCode() == 200 ? Files.write(zip, answer.body()) : zip;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The entries of an export; nothing where there is no log yet. */
  private static String entries(Path zip) {
    try {
      if (Files.size(zip) == 0) {
        return "";
      }
      try (ZipFile file = new ZipFile(zip.toFile());
          InputStream in = file.getInputStream(file.getEntry("entries.jsonl"))) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
