package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.RealmFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A realm whose rule asks a lot of a ticket, and the look at all that a refused request might have
 * changed in it.
 */
final class StrictRealm {

  static final String OTHER_ROLE = "db-reader";

  final Story story;
  final RealmFixture realm;

  /** Who is asked about in requests that fail before anybody is looked for. */
  final String anybody;

  StrictRealm(RealmFixture fixture) {
    realm = fixture;
    story = new Story(fixture);
    realm.createRole(OTHER_ROLE);
    realm.createRole("cab-member");
    realm.assign("bob", "cab-member").expect(204);
    realm.assign("carol", "cab-member").expect(204);
    realm.createUser("dave");
    realm.createUser("erin");
    realm.assign("erin", "cab-member").expect(204);
    realm.api("/users/" + realm.userId("erin")).put(Map.of("enabled", false)).expect(204);
    realm.createClient("orders");
    realm.createClientRole("orders", "refund");
    realm.createClient("no-account", Map.of("serviceAccountsEnabled", false));
    story.rule(
        Map.of(
            "protects",
            Map.of("realmRoles", List.of("db-*"), "clientRoles", List.of("orders/refund")),
            "tickets",
            Map.of(
                "minApprovals",
                1,
                "approverRole",
                "cab-member",
                "types",
                List.of("change_request"),
                "requireJustification",
                true),
            "lifetime",
            Map.of("max", "PT8H", "default", "PT2H")));
    anybody = story.newUser();
  }

  Answer refused(String user, Supplier<Answer> request, int status, String code) {
    return refused(user, null, request, status, code);
  }

  /** Sends what is to be refused, and looks at all that it might have changed. */
  Answer refused(String user, Pushed ticket, Supplier<Answer> request, int status, String code) {
    String before = state(user, ticket);

    Answer answer = request.get();

    assertThat(answer).extracting(Answer::status).as(answer.toString()).isEqualTo(status);
    JsonNode json = answer.json();
    String sentence;
    if (json.has("error")) {
      assertThat(answer.header("Content-Type")).startsWith("application/json");
      assertThat(json.path("error").asText()).isEqualTo(code);
      assertThat(json.path("error_description")).isEqualTo(json.path("errorMessage"));
      sentence = json.path("errorMessage").asText();
    } else {
      assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
      assertThat(json.path("code").asText()).as(answer.toString()).isEqualTo(code);
      assertThat(json.path("status").asInt()).isEqualTo(status);
      assertThat(json.path("title").asText()).isNotBlank();
      sentence = json.path("detail").asText();
    }
    assertThat(sentence)
        .hasSizeGreaterThan(15)
        .endsWith(".")
        .doesNotContain("Exception", "io.ticketgate", "java.");
    assertThat(state(user, ticket)).isEqualTo(before);
    return answer;
  }

  /** Every binding of the realm, what the user holds, and what is known of the ticket. */
  String state(String user, Pushed ticket) {
    StringBuilder state = new StringBuilder();
    state.append(realm.gate("/bindings?max=1000").get().expect(200).body()).append('\n');
    state.append(realm.directRoles(user)).append('\n');
    if (ticket != null) {
      Answer known = realm.gate("/tickets/demo/" + ticket.key).get();
      if (known.json() instanceof ObjectNode view) {
        // The record was confirmed, not changed.
        view.remove("readAt");
        state.append(known.status()).append(view);
      }
    }
    return state.toString();
  }

  static List<String> failed(Answer decision) {
    List<String> failed = new ArrayList<>();
    decision
        .json()
        .path("checks")
        .forEach(
            check -> {
              if (check.path("outcome").asText().equals("fail")) {
                failed.add(check.path("id").asText());
              }
            });
    return failed;
  }
}
