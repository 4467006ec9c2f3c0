package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.WideServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Rules in files are checked, tested, and compared with a live realm, by the JAR that ships. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PolicyCommandIT {

  private static final String CLIENT = "policy-ci";
  private static final String OUTSIDER = "no-admin";
  private static final Path SHIPPED =
      Path.of(System.getProperty("ticketgate.realm.config")).resolve("policy-example");

  @TempDir Path folder;

  private RealmFixture realm;
  private Story story;
  private String rule;
  private String alice;
  private String binding;

  @BeforeAll
  void prepare() {
    realm = WideServer.shared().newRealm();
    story = new Story(realm);
    rule = story.rule(Map.of("onChange", "revoke"));
    alice = story.newUser();
    binding = story.bind(story.ticketFor(alice).approvedBy("bob").push(), alice).createdId();
    String bella = story.newUser();
    story.bind(story.ticketFor(bella).push(), bella).expect(201);
    realm.createClient(CLIENT);
    realm.grantManagement(realm.serviceAccountUserId(CLIENT), "ticket-gate-admin");
    realm.createClient(OUTSIDER);
  }

  private Map<String, Object> draft;

  @BeforeEach
  void draft() {
    draft = new LinkedHashMap<>();
    draft.put("name", "prod-admins");
    draft.put("mode", "enforce");
    draft.put("protects", Map.of("realmRoles", List.of("db-*")));
    draft.put("tickets", Map.of("minApprovals", 1));
    draft.put("onChange", "revoke");
  }

  private void write(Object... rules) {
    try {
      Http.JSON.writeValue(folder.resolve("prod.json").toFile(), rules);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Ran(int exitCode, String said) {}

  /** The JAR, with the secret of the client in the environment. */
  private Ran run(String... args) {
    return runWith(RealmFixture.SECRET, "", args);
  }

  private Ran runWith(String secret, String in, String... args) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                System.getProperty("ticketgate.it.policy.jar")));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("TICKET_GATE_CLIENT_SECRET", secret);
    try {
      Process process = builder.start();
      process.getOutputStream().write(in.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Ran(process.waitFor(), said);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private String[] impact(String client, String... more) {
    return realmCommand("impact", client, more);
  }

  private String[] realmCommand(String command, String client, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                command,
                folder.toString(),
                "--server",
                realm.server().baseUri().toString(),
                "--realm",
                realm.name(),
                "--client-id",
                client));
    args.addAll(List.of(more));
    return args.toArray(String[]::new);
  }

  @Test
  void lintNamesFileLineAndColumn() throws IOException {
    Path file = folder.resolve("prod.json");
    Files.writeString(
        file,
        "{\n  \"name\": \"prod-admins\",\n  \"protects\": {\"realmRoles\": [\"db-*\"]},\n"
            + "  \"condition\": \"ticket.colour == 'red'\"\n}\n");

    Ran lint = run("lint", folder.toString());

    assertThat(lint.exitCode()).isEqualTo(1);
    assertThat(lint.said())
        .startsWith(file + ":4:23: error: rule prod-admins: condition cannot be used")
        .contains("undefined field 'colour'");
    assertThat(realm.gate("/rules").post(Http.JSON.readTree(file.toFile())).text("detail"))
        .contains("undefined field 'colour'");
  }

  @Test
  void examplesFailWhereTheRuleIsAnother() throws IOException {
    for (String file : List.of("database-admins.json", "database-admins.examples.json")) {
      Files.copy(SHIPPED.resolve(file), folder.resolve(file));
    }
    assertThat(run("test", folder.toString()).exitCode()).isZero();
    Path shipped = folder.resolve("database-admins.json");
    Files.writeString(
        shipped, Files.readString(shipped).replace("\"minApprovals\": 2", "\"minApprovals\": 1"));

    Ran test = run("test", folder.toString());

    assertThat(test.exitCode()).isEqualTo(1);
    assertThat(test.said())
        .contains("pass: two members of the CAB approve")
        .contains("FAIL: one approval is too few: expected that it is denied; it is allowed.")
        .contains("7 examples, 2 failed");
  }

  @Test
  void impactNamesTheBindingThatWouldEndAndEndsNothing() {
    draft.put("tickets", Map.of("minApprovals", 2));
    write(draft);

    Ran told = run(impact(CLIENT));
    Ran failed =
        runWith("wrong", RealmFixture.SECRET, impact(CLIENT, "--secret-stdin", "--fail-on-impact"));

    assertThat(told.exitCode()).as(told.said()).isZero();
    assertThat(told.said())
        .contains("rule prod-admins: changed: 1 kept, 0 to review, 1 to revoke\n")
        .contains("  binding " + binding + ", ticket demo:CHG-1: fails approvals\n")
        .doesNotContain(alice, RealmFixture.SECRET + "\n");
    assertThat(failed.exitCode()).isEqualTo(2);
    assertThat(failed.said()).isEqualTo(told.said());
    assertThat(story.binding(binding).path("status").asText()).isEqualTo("ACTIVE");
    assertThat(realm.gate("/rules/" + rule).get().json().at("/tickets/minApprovals").asInt())
        .isEqualTo(1);
  }

  @Test
  void impactTellsProgramsWhatIsNewChangedTheSameAndOnlyInTheRealm() throws IOException {
    String other =
        realm
            .gate("/rules")
            .post(Map.of("name", "other", "protects", Map.of("realmRoles", List.of("x"))))
            .expect(201)
            .createdId();
    // Says a default that the realm's leaves out, and lacks none that it has.
    draft.put("structuralGrants", false);
    Map<String, Object> further =
        Map.of(
            "name",
            "further",
            "protects",
            Map.of("realmRoles", List.of("db-admin")),
            "tickets",
            Map.of("minApprovals", 2),
            "onChange",
            "review");
    write(draft, further);

    Ran ran = run(impact(CLIENT, "--format", "json", "--fail-on-impact"));
    realm.gate("/rules/" + other).delete().expect(204);

    assertThat(ran.exitCode()).as(ran.said()).isEqualTo(2);
    JsonNode impact = Http.JSON.readTree(ran.said()).path("impact");
    assertThat(impact.findValuesAsText("kind")).containsExactly("same", "new", "only_in_realm");
    assertThat(impact.get(0).path("id").asText()).isEqualTo(rule);
    assertThat(impact.get(1).path("toReview").asInt()).isEqualTo(1);
    assertThat(impact.get(1).path("toRevoke").asInt()).isZero();
    assertThat(impact.get(1).at("/first/0/binding").asText()).isEqualTo(binding);
    assertThat(impact.get(2).path("id").asText()).isEqualTo(other);
  }

  @Test
  void impactSaysWhenTheRealmCannotBeAsked() {
    write(draft);

    Ran wrong = runWith("guessed-secret", "", impact(CLIENT));
    assertThat(wrong.exitCode()).isEqualTo(69);
    assertThat(wrong.said()).contains("answered 401").doesNotContain("guessed-secret");
    Ran outsider = run(impact(OUTSIDER));
    assertThat(outsider.exitCode()).isEqualTo(69);
    assertThat(outsider.said()).contains("answered 403").contains("ticket-gate-admin");
    assertThat(runWith("", "", impact(CLIENT)).exitCode()).isEqualTo(64);
    assertThat(
            run(
                    "impact",
                    folder.toString(),
                    "--server",
                    "http://keycloak.example.org",
                    "--realm",
                    realm.name(),
                    "--client-id",
                    CLIENT)
                .said())
        .contains("http:// is for a server on this machine alone");
  }

  @Test
  void impactAsksNothingAboutRulesThatCannotBeSaved() {
    draft.put("tickets", Map.of("minAprovals", 2));
    write(draft);

    Ran ran = runWith("guessed-secret", "", impact(CLIENT));

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.said()).contains("There is no field 'tickets.minAprovals' in a rule.");
  }

  @Test
  void applySavesWhatDiffersAndASecondRunNothing() throws IOException {
    Map<String, Object> mine =
        new LinkedHashMap<>(
            Map.of("name", "mine", "protects", Map.of("realmRoles", List.of("mine-*"))));
    draft.put("tickets", Map.of("minApprovals", 2));
    write(mine, draft);
    Ran refused = run(realmCommand("apply", CLIENT, "--fail-on-impact"));
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.said()).contains("rule mine: new:", "Nothing was saved.");
    assertThat(realm.gate("/rules").get().expect(200).json()).hasSize(1);

    write(mine);
    Ran added = run(realmCommand("apply", CLIENT, "--fail-on-impact"));
    assertThat(added.exitCode()).as(added.said()).isZero();
    assertThat(added.said()).contains("rule mine: new: 0 kept");

    mine.put("lifetime", Map.of("max", "PT1H"));
    write(mine);
    assertThat(run(realmCommand("apply", CLIENT)).said()).contains("rule mine: changed:");
    assertThat(kinds()).containsExactly("same", "only_in_realm");
    List<JsonNode> rules = new ArrayList<>();
    realm.gate("/rules").get().json().forEach(rules::add);
    assertThat(rules).hasSize(2);
    JsonNode saved = rules.get(0);
    assertThat(saved.at("/lifetime/max").asText()).isEqualTo("PT1H");
    realm.gate("/rules/" + saved.path("id").asText()).delete().expect(204);
  }

  private List<String> kinds() throws IOException {
    return Http.JSON
        .readTree(run(impact(CLIENT, "--format", "json")).said())
        .path("impact")
        .findValuesAsText("kind");
  }
}
