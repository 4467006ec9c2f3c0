package io.ticketgate.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.chaos.Calls.Reply;
import io.ticketgate.chaos.Expected.Outcome;
import io.ticketgate.chaos.Expected.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Asks for grants and ends them, one request after the other, on either node. */
final class Worker {

  private static final int MOST_HELD = 12;
  private static final int PAUSE_MILLIS = 150;
  private static final int GENTLE_PAUSE_MILLIS = 4_000;
  private static final int SHORTEST_LIFE_MILLIS = 2_000;
  private static final int MORE_LIFE_MILLIS = 6_000;

  /** By then every node knows of an end, and asks the database if it was not told. */
  private static final int KNOWN_EVERYWHERE_MILLIS = 1_500;

  private final int number;
  private final Api api;
  private final Realm realm;
  private final Itsm itsm;
  private final List<Node> nodes;
  private final Ledger ledger;
  private final Report report;
  private final AtomicInteger keys;
  private final List<Fact> held = new ArrayList<>();

  Worker(
      int number,
      Api api,
      Realm realm,
      Itsm itsm,
      List<Node> nodes,
      Ledger ledger,
      Report report,
      AtomicInteger keys) {
    this.number = number;
    this.api = api;
    this.realm = realm;
    this.itsm = itsm;
    this.nodes = nodes;
    this.ledger = ledger;
    this.report = report;
    this.keys = keys;
  }

  /**
   * Works until it is told to stop.
   *
   * @param gently whether to leave most of the machine to others
   */
  void work(Random random, BooleanSupplier gently, BooleanSupplier stop) {
    while (!stop.getAsBoolean()) {
      // What somebody else may still be at is left alone until the checks.
      held.removeIf(fact -> fact.expected().isDoubtful() || fact.expected().hasEnded());
      if (held.isEmpty() || (held.size() < MOST_HELD && random.nextInt(5) < 2)) {
        ask(random);
      } else {
        act(held.get(random.nextInt(held.size())), random);
      }
      Pause.millis(random.nextInt(gently.getAsBoolean() ? GENTLE_PAUSE_MILLIS : PAUSE_MILLIS));
    }
  }

  private Node node(Random random) {
    return nodes.get(random.nextInt(nodes.size()));
  }

  private void ask(Random random) {
    String key = "CHG-" + keys.incrementAndGet();
    int kind = random.nextInt(10);
    if (kind == 0) {
      assign(key, random);
      return;
    }
    Fact fact;
    if (kind < 3) {
      fact = Fact.ofCredential(Realm.PUSHED, key, Realm.client(number));
    } else {
      String user = one(realm.users(), random);
      String system = kind < 6 ? Itsm.SYSTEM : Realm.PUSHED;
      fact = Fact.ofRole(system, key, user, one(realm.roles(), random), life(random));
    }
    if (!opened(fact, random)) {
      return;
    }
    bind(fact, random);
    if (!fact.credential() && random.nextInt(3) == 0 && fact.isOnly(State.ACTIVE)) {
      Reply reply = counted("login", api.userToken(node(random), fact.holder()));
      String token = reply.json().path("access_token").asText();
      if (reply.done() && Api.roles(token).contains(fact.entitlement())) {
        fact.token(token);
      }
    }
  }

  private static String one(List<String> names, Random random) {
    return names.get(random.nextInt(names.size()));
  }

  private boolean opened(Fact fact, Random random) {
    if (fact.system().equals(Itsm.SYSTEM)) {
      itsm.open(fact.key(), fact.holder(), fact.entitlement());
    } else if (!counted("push", api.push(node(random), fact, true)).done()) {
      return false;
    }
    ledger.add(fact);
    held.add(fact);
    return true;
  }

  /**
   * By the stock endpoint. It does nothing for somebody who has the role already, so it must be
   * certain that this person has not.
   */
  private void assign(String key, Random random) {
    String user = one(realm.usersOf(number), random);
    String role = one(realm.roles(), random);
    boolean free =
        ledger.facts().stream()
            .filter(fact -> fact.holder().equals(user) && fact.entitlement().equals(role))
            .allMatch(Fact::settled);
    Fact fact =
        Fact.ofRole(random.nextBoolean() ? Itsm.SYSTEM : Realm.PUSHED, key, user, role, null);
    if (free && opened(fact, random)) {
      fact.asked(State.ACTIVE, counted("assign", api.assign(node(random), fact)).outcome());
    }
  }

  private static @Nullable Instant life(Random random) {
    return random.nextInt(3) == 0
        ? null
        : Instant.now().plusMillis(SHORTEST_LIFE_MILLIS + random.nextInt(MORE_LIFE_MILLIS));
  }

  private void bind(Fact fact, Random random) {
    boolean activate = fact.credential() || random.nextInt(5) > 0;
    Reply reply = counted("bind", api.bind(node(random), fact, activate));
    fact.asked(activate ? State.ACTIVE : State.AUTHORIZED, reply.outcome());
    if (reply.done()) {
      JsonNode bound = reply.json();
      fact.binding(bound.path("id").asText());
      if (fact.credential()) {
        fact.secret(bound.at("/credential/secret").asText());
      }
    }
  }

  private void act(Fact fact, Random random) {
    String binding = bindingOf(fact, random);
    if (fact.isOnly(State.ABSENT)) {
      // Refused before: perhaps it works now, or it is closed.
      if (random.nextBoolean()) {
        bind(fact, random);
      } else {
        close(fact, random);
      }
    } else if (binding == null || random.nextInt(3) == 0) {
      close(fact, random);
    } else if (fact.isOnly(State.AUTHORIZED)) {
      step(fact, binding, "activate", State.ACTIVE, random);
    } else if (fact.isOnly(State.SUSPENDED)) {
      step(fact, binding, "resume", State.ACTIVE, random);
    } else if (random.nextBoolean()) {
      step(fact, binding, "suspend", State.SUSPENDED, random);
    } else {
      step(fact, binding, "revoke", State.REVOKED, random);
    }
  }

  private @Nullable String bindingOf(Fact fact, Random random) {
    if (fact.binding() == null && !fact.isOnly(State.ABSENT)) {
      api.bindings(node(random), fact).stream().findFirst().ifPresent(fact::binding);
    }
    return fact.binding();
  }

  private void step(Fact fact, String binding, String step, State wanted, Random random) {
    fact.asked(wanted, counted(step, api.step(node(random), binding, step)).outcome());
    String secret = fact.secret();
    if (wanted == State.REVOKED && secret != null && fact.isOnly(State.REVOKED)) {
      mustBeUseless(fact, secret);
    }
  }

  private void close(Fact fact, Random random) {
    fact.closing();
    if (fact.system().equals(Itsm.SYSTEM)) {
      itsm.close(fact.key());
      Outcome taken = counted("webhook", api.webhook(node(random), fact)).outcome();
      if (taken == Outcome.DONE) {
        fact.closed();
      }
      // It is ended later, when the ticket is read.
      fact.asked(State.REVOKED, Outcome.UNKNOWN);
      return;
    }
    Outcome outcome = counted("close", api.push(node(random), fact, false)).outcome();
    fact.asked(State.REVOKED, outcome);
    if (outcome == Outcome.DONE) {
      fact.closed();
      String secret = fact.secret();
      if (secret != null) {
        mustBeUseless(fact, secret);
      }
    }
  }

  /** While everything breaks, too: nobody gets a token for what has ended. */
  private void mustBeUseless(Fact fact, String secret) {
    Pause.millis(KNOWN_EVERYWHERE_MILLIS);
    for (Node node : nodes) {
      Reply reply = counted("token", api.clientToken(node, fact.holder(), secret));
      if (reply.done()) {
        report.violation(
            "secret outlives its ticket",
            fact + " has ended, and node " + node.name() + " gave a token for its secret");
      }
    }
  }

  private Reply counted(String what, Reply reply) {
    ledger.count(what + " " + reply.outcome() + reply.code());
    return reply;
  }
}
