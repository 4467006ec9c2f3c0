package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.WideServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What happened can be verified by somebody who trusts neither the server nor its database. */
@Tag("database")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EvidenceIT {

  private static final String LOG = "/ticket-gate/log/";
  private static final int HASH = 32;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir static Path folder;

  private KeycloakServer server;
  private RealmFixture realm;
  private String rule;
  private String auditor;
  private String alice;
  private Pushed ticket;
  private String binding;
  private String firstCheckpoint;

  @BeforeAll
  void aGrantAndItsEnd() {
    server = WideServer.sharedEager();
    realm = server.newRealm();
    realm.update(Map.of("accessTokenLifespan", 3600));
    Story story = new Story(realm);
    assertThat(realm.open(LOG + "checkpoint").get().status()).isEqualTo(404);
    rule = story.rule(Map.of());
    realm.grantManagement(realm.createUser("auditor"), "ticket-gate-audit");
    auditor = realm.tokenOf("auditor");
    awaitSize(2); // the rule, and the key that the log has got for it
    firstCheckpoint = checkpoint();
    alice = story.newUser();
    ticket = story.ticketFor(alice).push();
    binding = story.bind(ticket, alice).expect(201).createdId();
    ticket.with("version", "2").with("open", false).push();
    awaitSize(4);
  }

  private void awaitSize(int least) {
    assertThat(Story.eventually(() -> size() >= least)).isTrue();
  }

  private String checkpoint() {
    return realm.open(LOG + "checkpoint").get().expect(200).body();
  }

  private static long size(String checkpoint) {
    return Long.parseLong(checkpoint.split("\n", -1)[1]);
  }

  private long size() {
    Answer answer = realm.open(LOG + "checkpoint").get();
    return answer.status() == 404 ? 0 : size(answer.body());
  }

  private List<String> keys() {
    return realm.open(LOG + "keys").get().expect(200).body().lines().toList();
  }

  private HttpResponse<byte[]> bytes(String path, String token) {
    try {
      HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.baseUri() + path));
      if (token != null) {
        request.header("Authorization", "Bearer " + token);
      }
      return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private HttpResponse<byte[]> ofLog(String path, String token) {
    return bytes("/realms/" + realm.name() + LOG + path, token);
  }

  private Path evidence(String query) {
    HttpResponse<byte[]> answer =
        bytes("/admin/realms/" + realm.name() + "/ticket-gate/evidence" + query, auditor);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/zip");
    try {
      return Files.write(Files.createTempFile(folder, "evidence", ".zip"), answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> files(Path zip) {
    Map<String, String> files = new LinkedHashMap<>();
    try (ZipInputStream in =
        new ZipInputStream(new ByteArrayInputStream(Files.readAllBytes(zip)))) {
      for (ZipEntry file = in.getNextEntry(); file != null; file = in.getNextEntry()) {
        files.put(file.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  /** The exit code of a command, after what it said. */
  private static String run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return said + "exit " + process.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String verify(String... args) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                System.getProperty("ticketgate.it.verifier.jar")));
    command.addAll(Arrays.asList(args));
    return run(command);
  }

  private List<String> entries(long size) {
    HttpResponse<byte[]> bundle = ofLog("tile/entries/000.p/" + size, auditor);
    assertThat(bundle.statusCode()).isEqualTo(200);
    ByteBuffer in = ByteBuffer.wrap(bundle.body());
    List<String> entries = new ArrayList<>();
    while (in.hasRemaining()) {
      byte[] entry = new byte[Short.toUnsignedInt(in.getShort())];
      in.get(entry);
      entries.add(new String(entry, StandardCharsets.UTF_8));
    }
    return entries;
  }

  @Test
  @Order(1)
  void theLogHasEveryStepAndNamesNobody() throws IOException, NoSuchAlgorithmException {
    long size = size();
    List<String> entries = entries(size);
    assertThat(entries).hasSize((int) size);
    List<String> types = new ArrayList<>();
    for (String entry : entries) {
      types.add(Http.JSON.readTree(entry).path("record").path("type").asText());
    }
    assertThat(types)
        .contains("rule.changed", "key.changed")
        .containsSubsequence("binding.activated", "binding.revoked");
    String all = String.join("\n", entries);
    // Three letters may stand in a digest by chance.
    assertThat(all)
        .doesNotContain(alice, "\"bob\"", "bob,", Story.ROLE, ticket.ref(), "prod-admins")
        .doesNotContain("rotate TDE keys");
    assertThat(all).doesNotContain(realm.userId(alice), realm.roleId(Story.ROLE));

    HttpResponse<byte[]> tile = ofLog("tile/0/000.p/" + size, null);
    assertThat(tile.headers().firstValue("Content-Type")).contains("application/octet-stream");
    assertThat(tile.headers().firstValue("Cache-Control").orElse("")).contains("immutable");
    for (int i = 0; i < entries.size(); i++) {
      MessageDigest leaf = MessageDigest.getInstance("SHA-256");
      leaf.update((byte) 0);
      assertThat(leaf.digest(entries.get(i).getBytes(StandardCharsets.UTF_8)))
          .isEqualTo(Arrays.copyOfRange(tile.body(), i * HASH, (i + 1) * HASH));
    }
  }

  @Test
  @Order(1)
  void entriesAreForAuditorsAndHashesForEverybody() {
    assertThat(ofLog("tile/entries/000.p/1", null).statusCode()).isEqualTo(401);
    assertThat(ofLog("tile/entries/000.p/1", realm.tokenOf("bob")).statusCode()).isEqualTo(401);
    assertThat(ofLog("tile/0/000.p/1", null).body()).hasSize(HASH);
    for (String none :
        List.of("0/000", "0/001.p/1", "1/000.p/1", "x/000.p/1", "0/000.p/0", "64/000", "0/0")) {
      assertThat(ofLog("tile/" + none, null).statusCode()).as(none).isEqualTo(404);
    }
  }

  @Test
  @Order(1)
  void aRealmWithoutRulesHasNoLog() {
    RealmFixture other = server.newRealm();
    other.gate("/systems").post(Map.of("name", "demo", "connector", "push")).expect(201);
    other.grantManagement(other.createUser("auditor"), "ticket-gate-audit");
    other.gate("/evidence").bearer(other.tokenOf("auditor")).get().expect(404);
    assertThat(other.open(LOG + "checkpoint").get().status()).isEqualTo(404);
    assertThat(other.open(LOG + "keys").get().status()).isEqualTo(404);
    assertThat(other.open(LOG + "tile/0/000.p/1").get().status()).isEqualTo(404);
  }

  @Test
  @Order(1)
  void theEvidenceOfATicketHolds() {
    Path zip = evidence("?ticket=" + ticket.ref());
    Map<String, String> files = files(zip);
    assertThat(files.keySet())
        .containsExactlyInAnyOrder(
            "README.txt",
            "checkpoint",
            "keys",
            "entries.jsonl",
            "proofs.jsonl",
            "entries.csv",
            "report.html",
            "manifest");
    assertThat(files.get("entries.jsonl").lines()).hasSize(2);
    assertThat(files.get("entries.jsonl")).contains(alice, "\"bob\"", ticket.ref(), "rotate TDE");
    assertThat(files.get("entries.csv")).contains("\"" + alice + "\"", "\"ticket_closed\"");
    assertThat(files.get("report.html")).contains("PR.AA-05", alice, "color-scheme: light dark");
    assertThat(verify("--key", keys().get(0), zip.toString()))
        .contains("Rows      2", "The evidence holds.")
        .endsWith("exit 0");
  }

  @Test
  @Order(1)
  void theWholeLogHoldsAgainstAnOlderCheckpoint() throws IOException {
    Path older = Files.writeString(folder.resolve("older"), firstCheckpoint);
    Path zip = evidence("?consistentWith=" + size(firstCheckpoint));
    String key = keys().get(0);
    assertThat(verify("--key", key, "--older", older.toString(), zip.toString()))
        .contains("The evidence holds.")
        .endsWith("exit 0");
    assertThat(verify("--key", key, "--older", older.toString(), evidence("").toString()))
        .contains("consistentWith=")
        .endsWith("exit 2");
  }

  @Test
  @Order(1)
  void aRowThatSomebodyDropsIsNamed() throws IOException {
    Map<String, String> files = files(evidence(""));
    List<String> rows = new ArrayList<>(files.get("entries.jsonl").lines().toList());
    rows.remove(1);
    files.put("entries.jsonl", String.join("\n", rows) + "\n");
    Path zip = folder.resolve("forged.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        out.putNextEntry(new ZipEntry(file.getKey()));
        out.write(file.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    assertThat(verify("--key", keys().get(0), zip.toString()))
        .contains("REMOVED: Entry 1 was removed")
        .endsWith("exit 1");
  }

  @Test
  @Order(1)
  void theTableSaysWhatTheLogSays() throws IOException {
    Path zip = evidence("?bindings=true");
    assertThat(files(zip).get("bindings.jsonl")).contains(binding, realm.userId(alice));
    assertThat(verify("--key", keys().get(0), zip.toString()))
        .contains("The evidence holds.", "The table says what the log says.")
        .endsWith("exit 0");
    for (String part :
        List.of("&ticket=" + ticket.ref(), "&user=alice", "&to=2026-01-01T00:00:00Z")) {
      assertThat(
              realm
                  .gate("/evidence?bindings=true" + part)
                  .bearer(auditor)
                  .get()
                  .expect(400)
                  .text("code"))
          .isEqualTo("invalid_request");
    }
  }

  /** As somebody with the database would do it, past the gate. */
  @Test
  @Order(1)
  void aRowThatSomebodyChangesInTheTableIsNamed() throws Exception {
    // H2 lets nobody else in while the server runs.
    assumeThat(System.getProperty("ticketgate.it.db", "h2")).isNotEqualTo("h2");
    try (Connection db = server.connect();
        Statement sql = db.createStatement()) {
      sql.executeUpdate("update TG_BINDING set STATUS = 'ACTIVE' where ID = '" + binding + "'");
      Path zip = evidence("?bindings=true");
      assertThat(verify("--key", keys().get(0), zip.toString()))
          .contains(
              "DIFFERS: Binding "
                  + binding
                  + ": the status is ACTIVE in the table, and REVOKED in the log.")
          .endsWith("exit 1");
      sql.executeUpdate("update TG_BINDING set STATUS = 'REVOKED' where ID = '" + binding + "'");
    }
  }

  @Test
  @Order(1)
  void anIncidentIsAnsweredOutOfEvidenceThatWasChecked() throws Exception {
    String during = null;
    for (String line :
        files(evidence("?ticket=" + ticket.ref())).get("entries.jsonl").split("\n")) {
      JsonNode record = Http.JSON.readTree(line).at("/entry/record");
      if (record.path("type").asText().equals("binding.activated")) {
        during = record.path("at").asText();
      }
    }
    String granted = Instant.parse(during).plusMillis(1).toString();
    assertThat(incident("role:db-admin", granted, keys().get(0)))
        .contains("The evidence holds.", alice, ticket.ref(), "rotate TDE keys", "bob, carol")
        .contains("(REVOKED, ticket_closed)")
        .endsWith("exit 0");
    assertThat(incident("role:db-admin", "2020-01-01", keys().get(0)))
        .contains("Nobody")
        .endsWith("exit 0");
    String other = keys().get(0).replaceAll("\\+[0-9a-f]{8}\\+", "+00000000+");
    assertThat(incident("role:db-admin", granted, other)).doesNotContain(alice);
  }

  private String incident(String entitlement, String at, String key) throws IOException {
    Path script =
        Path.of(System.getProperty("ticketgate.realm.config"))
            .resolve("../../../../examples/incident.sh");
    List<String> command =
        new ArrayList<>(
            List.of(
                "env",
                "KEYCLOAK=" + server.baseUri(),
                "REALM=" + realm.name(),
                "AUDITOR_TOKEN=" + auditor,
                "VERIFIER=" + System.getProperty("ticketgate.it.verifier.jar"),
                "LOG_KEY=" + key,
                "PATH="
                    + Path.of(System.getProperty("java.home"), "bin")
                    + ":"
                    + System.getenv("PATH"),
                "bash",
                script.toString()));
    command.addAll(List.of(entitlement, at, Files.createTempDirectory(folder, "case").toString()));
    return run(command);
  }

  @Test
  @Order(1)
  void aBindingHasItsEvidence() {
    JsonNode evidence =
        realm.gate("/bindings/" + binding + "/evidence").bearer(auditor).get().expect(200).json();
    assertThat(evidence.path("binding").path("id").asText()).isEqualTo(binding);
    assertThat(evidence.path("history")).hasSize(2);
    assertThat(evidence.path("rows")).hasSize(2);
    assertThat(evidence.path("pending").asInt()).isZero();
    assertThat(evidence.path("keys").get(0).asText()).isEqualTo(keys().get(0));
    JsonNode row = evidence.path("rows").get(1);
    assertThat(row.path("names").path("ticket").asText()).isEqualTo(ticket.ref());
    assertThat(row.path("proof").asText())
        .startsWith("c2sp.org/tlog-proof@v1\nindex " + row.path("index").asText() + "\n")
        .endsWith(evidence.path("checkpoint").asText());
  }

  @Test
  @Order(1)
  void whatCannotBeReadIsRefused() {
    for (String query :
        List.of("from=yesterday", "ticket=x", "after=-1", "consistentWith=99999", "after=1.5")) {
      assertThat(realm.gate("/evidence?" + query).bearer(auditor).get().expect(400).text("code"))
          .isEqualTo("invalid_request");
    }
    Map<String, String> none = files(evidence("?to=2020-01-01T00:00:00Z"));
    assertThat(none.get("entries.jsonl")).isEmpty();
    Map<String, String> rest = files(evidence("?from=2020-01-01T00:00:00Z&after=1"));
    assertThat(rest.get("entries.jsonl")).startsWith("{\"entry\"").contains("\"index\":2,");
    assertThat(rest.get("entries.jsonl")).doesNotContain("\"index\":1,");
  }

  /** A program of a few lines with Go's own implementation of notes and trees. */
  @Test
  @Order(1)
  @Tag("go")
  void anotherImplementationVerifiesTheLog() throws IOException {
    Path program = Files.createDirectories(folder.resolve("go"));
    try (var source = EvidenceIT.class.getResourceAsStream("verify-log.go.txt")) {
      Files.write(program.resolve("main.go"), source.readAllBytes());
    }
    String prefix = server.baseUri() + "/realms/" + realm.name() + LOG;
    List<String> command =
        new ArrayList<>(
            List.of(
                "env",
                "GO111MODULE=off",
                "GOPATH=/usr/share/gocode",
                "GOFLAGS=",
                "GOCACHE=" + folder.resolve("go-cache"),
                "go",
                "run",
                program.resolve("main.go").toString(),
                prefix));
    command.addAll(List.of(keys().get(0), auditor, firstCheckpoint));
    assertThat(run(command))
        .contains("verified " + size() + " entries", "consistent with " + size(firstCheckpoint))
        .endsWith("exit 0");
    command.set(command.size() - 3, keys().get(0).replaceAll("\\+[0-9a-f]{8}\\+", "+00000000+"));
    assertThat(run(command)).doesNotContain("verified");
  }

  @Test
  @Order(2)
  void oldAndNewKeySignWhileAuditorsChange() {
    String old = keys().get(0);
    Map<String, Object> key =
        Map.of(
            "name",
            "next",
            "parentId",
            realm.api("").get().expect(200).text("id"),
            "providerId",
            "ed25519",
            "providerType",
            "io.ticketgate.keycloak.config.LogKey");
    realm.grantManagement(realm.createUser("manager"), "manage-realm", "view-realm");
    realm.api("/components").bearer(realm.tokenOf("manager")).post(key).expect(403);
    long before = size();
    String id = realm.api("/components").post(key).expect(201).createdId();
    assertThat(Story.eventually(() -> size() > before)).isTrue();
    JsonNode stored = realm.api("/components/" + id).get().expect(200).json().path("config");
    assertThat(stored.path("key").get(0).asText()).matches("\\*+");
    String fresh = stored.path("verifierKey").get(0).asText();
    assertThat(keys()).containsExactlyInAnyOrder(old, fresh);
    String zip = evidence("").toString();
    assertThat(verify("--key", old, zip)).endsWith("exit 0");
    assertThat(verify("--key", fresh, zip)).endsWith("exit 0");
    for (JsonNode each :
        realm.api("/components?type=io.ticketgate.keycloak.config.LogKey").get().json()) {
      if (!each.path("id").asText().equals(id)) {
        realm.api("/components/" + each.path("id").asText()).delete().expect(204);
      }
    }
    long retired = size();
    assertThat(Story.eventually(() -> size() > retired || keys().size() == 1)).isTrue();
    awaitSize((int) retired + 1);
    String after = evidence("").toString();
    assertThat(verify("--key", fresh, after)).endsWith("exit 0");
    assertThat(verify("--key", old, after)).contains("NOT_SIGNED").endsWith("exit 1");
  }

  @Test
  @Order(3)
  void evidenceOutlivesUserRoleAndRule() {
    realm.api("/users/" + realm.userId(alice)).delete().expect(204);
    realm.api("/roles/" + Story.ROLE).delete().expect(204);
    realm.gate("/rules/" + rule).delete().expect(204);
    long before = size();
    assertThat(Story.eventually(() -> size() > before - 1 && lastType().equals("rule.removed")))
        .isTrue();
    Path zip = evidence("?user=" + alice);
    assertThat(files(zip).get("entries.jsonl").lines()).hasSize(2);
    assertThat(files(zip).get("entries.csv")).contains(alice, "rotate TDE keys", "bob, carol");
    assertThat(verify("--key", keys().get(0), zip.toString())).endsWith("exit 0");
  }

  private String lastType() {
    List<String> entries = entries(size());
    try {
      return Http.JSON.readTree(entries.get(entries.size() - 1)).at("/record/type").asText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
