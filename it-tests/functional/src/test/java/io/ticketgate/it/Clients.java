package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.RealmFixture;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Clients whose credentials a rule protects, and the tickets under which olivia obtains them. The
 * token endpoint is the witness of what is in force.
 */
final class Clients {

  /** Who asks for the tickets. */
  static final String ASKER = "olivia";

  final Story story;
  private final RealmFixture realm;
  private int used;

  /**
   * @param number how many clients there are to be had
   */
  Clients(RealmFixture realm, int number) {
    this(realm, number, Map.of(), Map.of());
  }

  /**
   * @param client fields of each client
   * @param rule fields of the rule that protects them
   */
  Clients(RealmFixture realm, int number, Map<String, ?> client, Map<String, ?> rule) {
    this.realm = realm;
    story = new Story(realm);
    realm.createUser(ASKER);
    // Before the rule: afterwards each takes a ticket.
    for (int i = 1; i <= number; i++) {
      realm.createClient("ci-" + i, client);
    }
    rule("ci", "ci-*", rule);
  }

  /** Adds a rule that protects the credentials of these clients. */
  String rule(String name, String pattern, Map<String, ?> more) {
    Map<String, Object> rule = new LinkedHashMap<>();
    rule.put("name", name);
    rule.put("protects", Map.of("clientCredentials", List.of(pattern)));
    rule.putAll(more);
    return story.rule(rule);
  }

  /** A client that rule ci protects, with the secret that every client of a test begins with. */
  String newClient() {
    return "ci-" + ++used;
  }

  /** An approved ticket of olivia's for the credential of the client. */
  Pushed ticketFor(String client) {
    return story
        .ticketFor(client)
        .with("requester", ASKER)
        .with("entitlements", List.of(Map.of("clientCredential", client)))
        .push();
  }

  Map<String, Object> wish(Pushed ticket, String client, Map<String, ?> more) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("ticket", ticket.ref());
    body.put("subject", Map.of("serviceAccount", client));
    body.put("entitlement", Map.of("clientCredential", client));
    body.putAll(more);
    return body;
  }

  Answer obtain(Pushed ticket, String client, Map<String, ?> more) {
    return realm.gate("/bindings").post(wish(ticket, client, more));
  }

  String secret(Pushed ticket, String client) {
    String secret =
        obtain(ticket, client, Map.of()).expect(201).json().at("/credential/secret").asText();
    assertThat(secret).hasSizeGreaterThan(30);
    return secret;
  }

  Answer token(String client, String secret) {
    return realm.server().admin().clientCredentials(realm.name(), client, secret);
  }

  /** Whether the token endpoint takes the secret, with a live binding or without. */
  boolean inForce(String client, String secret) {
    Answer answer = token(client, secret);
    assertThat(answer.status()).as("%s", answer).isIn(200, 400, 401);
    if (answer.status() == 400) {
      // The right secret, and no live binding: only the token gate is in its way.
      assertThat(answer.text("error_description")).startsWith("binding_not_live: ");
    }
    return answer.status() != 401;
  }

  JsonNode client(String client) {
    return realm.api("/clients/" + realm.clientUuid(client)).get().expect(200).json();
  }
}
