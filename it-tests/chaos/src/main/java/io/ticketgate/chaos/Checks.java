package io.ticketgate.chaos;

import io.ticketgate.chaos.Calls.Reply;
import io.ticketgate.chaos.Expected.Outcome;
import io.ticketgate.chaos.Expected.State;
import io.ticketgate.chaos.Invariants.Broken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/** Asks what is left of the promises, once all is mended. */
final class Checks {

  /** The clean-up is tried again after 5, 10 and 20 s. */
  private static final Duration QUIET = Duration.ofSeconds(60);

  /** A webhook is tried again after a minute, a note that a dead node had claimed after two. */
  private static final Duration TOLD = Duration.ofMinutes(5);

  private static final int CLOSING_TRIES = 5;
  private static final int CLOSING_PAUSE_MILLIS = 2_000;

  private final Api api;
  private final Itsm itsm;
  private final List<Node> nodes;
  private final Postgres postgres;
  private final Invariants invariants;
  private final Probes probes;
  private final Ledger ledger;
  private final Report report;

  Checks(
      Api api,
      Realm realm,
      Itsm itsm,
      List<Node> nodes,
      Postgres postgres,
      Ledger ledger,
      Report report) {
    this.api = api;
    this.itsm = itsm;
    this.nodes = nodes;
    this.postgres = postgres;
    this.ledger = ledger;
    this.report = report;
    this.invariants = new Invariants(postgres, realm);
    this.probes = new Probes(api, realm, nodes, invariants);
  }

  /** Of one round: the database and the answers of the nodes. */
  void round(Random random) {
    List<Fact> facts = ledger.facts();
    facts.stream().filter(Fact::closingUnanswered).forEach(fact -> closeAgain(fact, random));
    eventually(QUIET, () -> invariants.broken(facts));
    probes.broken(facts, random).forEach(this::violation);
    nodes.forEach(this::falseAlarms);
    invariants.settle(facts);
  }

  /** Nobody goes past the gate here, so whoever is reported for it is innocent. */
  private void falseAlarms(Node node) {
    node.server()
        .log()
        .lines()
        .filter(line -> line.contains("without a ticket"))
        .forEach(line -> violation(new Broken("false alarm", line)));
  }

  /** Of all rounds until now: webhooks and notes, which may take minutes. */
  void told(Random random) {
    List<Fact> facts = ledger.facts();
    eventually(
        TOLD,
        () -> {
          List<Broken> broken = new ArrayList<>(invariants.waiting());
          broken.addAll(untold(facts));
          return broken;
        });
    for (Fact fact : facts) {
      if (fact.endsByWebhook()) {
        // Any state was good until now.
        fact.asked(State.REVOKED, Outcome.DONE);
      }
    }
    round(random);
  }

  private List<Broken> untold(List<Fact> facts) {
    Map<String, Integer> steps = invariants.steps();
    List<Broken> broken = new ArrayList<>();
    for (Fact fact : facts) {
      if (fact.system().equals(Itsm.SYSTEM) && !fact.told()) {
        int wanted = steps.getOrDefault(fact.key(), 0);
        int lines = itsm.lines(fact.key()).size();
        if (lines < wanted) {
          broken.add(new Broken("note lost", fact + ": " + lines + " lines of " + wanted));
        } else if (fact.settled()) {
          fact.found();
        }
      }
    }
    return broken;
  }

  /** A closing must succeed once nothing is broken, whatever became of the first request. */
  private void closeAgain(Fact fact, Random random) {
    boolean hooked = fact.system().equals(Itsm.SYSTEM);
    Reply reply = new Reply(0, "", false);
    for (int tries = 0; tries < CLOSING_TRIES && !reply.done(); tries++) {
      Node node = nodes.get(random.nextInt(nodes.size()));
      reply = hooked ? api.webhook(node, fact) : api.push(node, fact, false);
      ledger.count("close again " + reply.outcome());
      if (!reply.done()) {
        Pause.millis(CLOSING_PAUSE_MILLIS);
      }
    }
    if (!reply.done()) {
      violation(new Broken("closing fails", fact + ": " + reply.status() + " " + reply.body()));
      return;
    }
    fact.closed();
    fact.asked(State.REVOKED, hooked ? Outcome.UNKNOWN : Outcome.DONE);
  }

  private void eventually(Duration limit, Supplier<List<Broken>> question) {
    Instant end = Instant.now().plus(limit);
    List<Broken> broken = question.get();
    while (!broken.isEmpty() && Instant.now().isBefore(end)) {
      Pause.millis(500);
      broken = question.get();
    }
    broken.forEach(this::violation);
  }

  private void violation(Broken broken) {
    if (report.violation(broken.kind(), broken.detail())) {
      Evidence.of(postgres, broken.detail()).forEach(report::line);
    }
  }
}
