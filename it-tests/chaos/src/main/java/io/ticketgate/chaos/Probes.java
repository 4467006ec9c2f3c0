package io.ticketgate.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.chaos.Calls.Reply;
import io.ticketgate.chaos.Expected.State;
import io.ticketgate.chaos.Invariants.Broken;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** What must be true of the answers of both nodes once all is mended and quiet. */
final class Probes {

  private static final int SAMPLE = 4;

  private final Api api;
  private final Realm realm;
  private final List<Node> nodes;
  private final Invariants invariants;

  Probes(Api api, Realm realm, List<Node> nodes, Invariants invariants) {
    this.api = api;
    this.realm = realm;
    this.nodes = nodes;
    this.invariants = invariants;
  }

  /**
   * Asks for what was ended since the last time, for a sample of what ended before, and for some
   * people.
   */
  List<Broken> broken(List<Fact> facts, Random random) {
    List<Broken> broken = new ArrayList<>();
    Map<String, Set<String>> active = invariants.activeRoles();
    for (Fact fact : facts) {
      if (fact.expectedWhenQuiet().hasEnded()
          && (!fact.settled() || random.nextInt(facts.size()) < SAMPLE)) {
        nodes.forEach(node -> ended(node, fact, active, broken));
      }
    }
    latest(facts).values().forEach(fact -> nodes.forEach(node -> works(node, fact, broken)));
    for (int i = 0; i < SAMPLE; i++) {
      String user = realm.users().get(random.nextInt(realm.users().size()));
      nodes.forEach(node -> carries(node, user, active, broken));
    }
    return broken;
  }

  private void ended(Node node, Fact fact, Map<String, Set<String>> active, List<Broken> broken) {
    String secret = fact.secret();
    if (secret != null && api.clientToken(node, fact.holder(), secret).done()) {
      broken.add(
          new Broken("secret outlives its ticket", fact + ": token from node " + node.name()));
    }
    String token = fact.token();
    if (token != null && !holds(active, fact.holder(), fact.entitlement())) {
      JsonNode claims = api.introspect(node, token).json();
      if (claims.path("active").asBoolean() && Api.roles(claims).contains(fact.entitlement())) {
        broken.add(
            new Broken("token outlives its ticket", fact + ": active at node " + node.name()));
      }
    }
  }

  private boolean holds(Map<String, Set<String>> active, String user, String role) {
    return active.getOrDefault(realm.userId(user), Set.of()).contains(role);
  }

  /** The credential that each client got last, where no request leaves that in doubt. */
  private static Map<String, Fact> latest(List<Fact> facts) {
    Map<String, Fact> latest = new HashMap<>();
    for (Fact fact : facts) {
      if (fact.credential() && !fact.isOnly(State.ABSENT)) {
        latest.put(fact.holder(), fact);
      }
    }
    latest.values().removeIf(fact -> fact.secret() == null || !fact.isOnly(State.ACTIVE));
    return latest;
  }

  private void works(Node node, Fact fact, List<Broken> broken) {
    String secret = fact.secret();
    Reply reply = api.clientToken(node, fact.holder(), secret == null ? "" : secret);
    if (!reply.done()) {
      broken.add(
          new Broken(
              "live credential refused",
              fact + ": " + reply.status() + " from node " + node.name() + " " + reply.body()));
    }
  }

  private void carries(
      Node node, String user, Map<String, Set<String>> active, List<Broken> broken) {
    Reply reply = api.userToken(node, user);
    if (!reply.done()) {
      return;
    }
    Set<String> extra = Api.roles(reply.json().path("access_token").asText());
    extra.removeIf(role -> holds(active, user, role));
    if (!extra.isEmpty()) {
      broken.add(
          new Broken(
              "token carries what nobody granted",
              user + " (" + realm.userId(user) + ") at node " + node.name() + ": " + extra));
    }
  }
}
