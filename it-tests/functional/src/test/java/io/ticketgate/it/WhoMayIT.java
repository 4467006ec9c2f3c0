package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.Act.Attempt;
import io.ticketgate.it.Act.Ground;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Who may do what against the gate: each {@link Act} by a person of each administrator's role. What
 * is to come of it is in {@code docs/who-may.md}.
 */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WhoMayIT {

  /** Stands in a row for all acts that the row does not name. */
  private static final String KEYCLOAK = "";

  private static final Pattern NAMED = Pattern.compile("`([a-z-]+)`(?: \\(`([a-z_]+)`\\))?");

  private final Map<String, Function<Ground, Supplier<String>>> people = new LinkedHashMap<>();
  private final Map<String, Map<String, String>> seen = new LinkedHashMap<>();
  private Ground ground;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    ground = new Ground(fixture);
    people.put("master: `admin`", it -> it.ofMaster("admin"));
    people.put("master: `create-realm`", it -> it.ofMaster("create-realm"));
    people.put("`realm-admin`", it -> it.administrator("realm-admin"));
    List<String> manage =
        List.of(
            "manage-realm",
            "manage-users",
            "manage-clients",
            "manage-identity-providers",
            "manage-authorization",
            "manage-events",
            "impersonation",
            "create-client");
    manage.forEach(role -> people.put("`" + role + "`", it -> it.administrator(role)));
    List<String> look =
        List.of(
            "view-realm",
            "view-users",
            "view-clients",
            "view-identity-providers",
            "view-authorization",
            "view-events",
            "query-realms",
            "query-users",
            "query-groups",
            "query-clients");
    people.put("all `view-*` and `query-*`", it -> it.administrator(look.toArray(String[]::new)));
    List<String> all = new ArrayList<>(manage);
    all.addAll(look);
    people.put(
        "all of these but `realm-admin`", it -> it.administrator(all.toArray(String[]::new)));
    for (String role :
        List.of("view", "grant", "review", "admin", "itsm", "break-glass", "audit")) {
      people.put("`ticket-gate-" + role + "`", it -> it.administrator("ticket-gate-" + role));
    }
    people.put(
        "`ticket-gate-grant` and `manage-users`",
        it -> it.administrator("ticket-gate-grant", "manage-users"));
    people.put(
        "a holder of `db-admin`",
        it -> {
          String user = it.story.newUser();
          it.story.bind(it.story.ticketFor(user).push(), user).expect(201);
          return () -> it.realm.tokenOf(user);
        });
  }

  @AfterAll
  void close() {
    ground.close();
  }

  @TestFactory
  List<DynamicContainer> eachPersonMayWhatThePageSays() {
    Map<String, Map<String, String>> page = page();
    return people.entrySet().stream()
        .map(
            person -> {
              Caller caller = new Caller(() -> person.getValue().apply(ground));
              Map<String, String> row = page.getOrDefault(person.getKey(), Map.of());
              return dynamicContainer(
                  person.getKey(),
                  Arrays.stream(Act.values())
                      .map(
                          act ->
                              dynamicTest(
                                  act.word(),
                                  () ->
                                      assertThat(attempt(person.getKey(), act, caller))
                                          .isEqualTo(row.getOrDefault(act.word(), KEYCLOAK)))));
            })
        .toList();
  }

  private String attempt(String person, Act act, Caller caller) {
    Attempt attempt = act.on(ground);
    Answer answer = attempt.by().apply(caller.token());
    boolean done = answer.status() < 300;
    String outcome = done ? "may" : code(answer).orElse(KEYCLOAK);
    seen.computeIfAbsent(person, name -> new LinkedHashMap<>()).put(act.word(), outcome);
    if (!done) {
      // At this endpoint a token of another realm is none.
      boolean unknown = act == Act.REGISTER_CLIENT && person.startsWith("master");
      assertThat(answer.status()).as(answer.toString()).isEqualTo(unknown ? 401 : 403);
    }
    attempt.after().accept(done);
    if (done && act == Act.IMPERSONATE) {
      caller.loggedOut(); // in the realm of the holder Keycloak ends the impersonator's session
    }
    return outcome;
  }

  /** The gate's code; empty when Keycloak itself refused. */
  private static Optional<String> code(Answer answer) {
    String type = Optional.ofNullable(answer.header("Content-Type")).orElse("");
    if (!type.contains("json") || answer.body().isBlank()) {
      return Optional.empty();
    }
    JsonNode body = answer.json();
    if (type.startsWith("application/problem+json")) {
      // The gate's own resource. Whoever lacks its role is refused there as Keycloak does.
      return Optional.empty();
    }
    return body.has("errorMessage") && body.path("error").asText().matches("[a-z]+_[a-z_]+")
        ? Optional.of(body.path("error").asText())
        : Optional.empty();
  }

  @Test
  void thePageHasARowForEachPersonAndEachAct() {
    assertThat(page().keySet()).containsExactlyInAnyOrderElementsOf(people.keySet());
    assertThat(lines())
        .containsAll(
            Arrays.stream(Act.values())
                .map(act -> "| `" + act.word() + "` | " + act.title + " |")
                .toList());
  }

  /** Writes what came of each attempt, as rows for the page, to target/who-may.md. */
  @AfterAll
  void show() throws IOException {
    String rows =
        seen.entrySet().stream()
            .map(row -> row(row.getKey(), row.getValue()))
            .collect(Collectors.joining("\n"));
    String acts =
        Arrays.stream(Act.values())
            .map(act -> "| `" + act.word() + "` | " + act.title + " |")
            .collect(Collectors.joining("\n"));
    Path made = Path.of("target/who-may.md");
    Files.createDirectories(made.toAbsolutePath().getParent());
    Files.writeString(made, acts + "\n\n" + rows + "\n");
  }

  private static String row(String person, Map<String, String> outcomes) {
    String may =
        outcomes.entrySet().stream()
            .filter(each -> each.getValue().equals("may"))
            .map(each -> "`" + each.getKey() + "`")
            .collect(Collectors.joining(", "));
    String refused =
        outcomes.entrySet().stream()
            .filter(each -> !each.getValue().equals("may") && !each.getValue().equals(KEYCLOAK))
            .map(each -> "`" + each.getKey() + "` (`" + each.getValue() + "`)")
            .collect(Collectors.joining(", "));
    return "| " + person + " | " + may + " | " + refused + " |";
  }

  /** By person: what comes of the acts that the row names. */
  private static Map<String, Map<String, String>> page() {
    Map<String, Map<String, String>> page = new LinkedHashMap<>();
    boolean rows = false;
    for (String line : lines()) {
      if (line.startsWith("| who | may |")) {
        rows = true;
      } else if (!line.startsWith("|")) {
        rows = false;
      } else if (rows && !line.startsWith("|---")) {
        String[] cells = line.split("\\|", -1);
        Map<String, String> row = new LinkedHashMap<>();
        Matcher may = NAMED.matcher(cells[2]);
        while (may.find()) {
          row.put(may.group(1), "may");
        }
        Matcher refused = NAMED.matcher(cells[3]);
        while (refused.find()) {
          row.put(refused.group(1), refused.group(2));
        }
        page.put(cells[1].strip(), row);
      }
    }
    return page;
  }

  private static List<String> lines() {
    Path file = Path.of(System.getProperty("ticketgate.it.docs", "../../docs"), "who-may.md");
    try {
      return Files.isRegularFile(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** Somebody who is made when first needed, and logs in once. */
  private static final class Caller {
    private final Supplier<Supplier<String>> made;
    private @Nullable Supplier<String> login;
    private @Nullable String token;

    Caller(Supplier<Supplier<String>> made) {
      this.made = made;
    }

    String token() {
      if (login == null) {
        login = made.get();
      }
      if (token == null) {
        token = login.get();
      }
      return token;
    }

    void loggedOut() {
      token = null;
    }
  }
}
