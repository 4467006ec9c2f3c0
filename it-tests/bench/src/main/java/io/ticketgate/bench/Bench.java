package io.ticketgate.bench;

import io.ticketgate.it.harness.KeycloakOptions;
import io.ticketgate.it.harness.KeycloakServer;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Compares Keycloak with the gate to the same Keycloak without it and prints a Markdown table:
 * {@code mvn -Pbench -pl it-tests/bench -am verify -DskipTests}. See {@code README.md} beside the
 * module's POM for what is measured and which properties there are.
 */
public final class Bench {

  private static final int WARM_UP_ROUNDS = 2;
  private static final int CLOSING_BATCH = 50;

  private final int rounds = Integer.getInteger("bench.rounds", 8);
  private final int grants = Integer.getInteger("bench.grants", 150);
  private final int seconds = Integer.getInteger("bench.seconds", 5);
  private final int warmUp = Integer.getInteger("bench.warmup", 60);
  private final int closings = Integer.getInteger("bench.closings", 300);
  private final int boots = Integer.getInteger("bench.boots", 3);
  private final int threads = Integer.getInteger("bench.threads", 2);

  private final Comparison giving = new Comparison("role assignment under an authorised binding");
  private final Comparison taking = new Comparison("role removal, ending that binding");
  private final Comparison tokens = new Comparison("token issue, unprotected client");
  private final Map<Integer, Comparison> guarded = new LinkedHashMap<>();
  private final Map<Integer, Target> crowded = new LinkedHashMap<>();
  private final Samples closing = new Samples();
  private final Comparison booting = new Comparison("boot, existing database");

  private Bench() {}

  /** Takes no arguments. */
  public static void main(String[] args) {
    new Bench().run();
  }

  private void run() {
    try (KeycloakServer stock = KeycloakServer.start(KeycloakOptions.stock().asDelivered());
        KeycloakServer gate = KeycloakServer.start(KeycloakOptions.gated().asDelivered())) {
      Target without = new Target(stock, false);
      Target with = new Target(gate, true);
      boot(stock, gate);
      warmUp(without.worker(), with.worker());
      for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
        System.out.println(round < 0 ? "Warm-up" : "Round " + (round + 1));
        grantRound(without, with, round);
        round(without.worker(), with.worker(), round, tokens);
      }
      guardedRounds(without);
      for (int batch = -1; batch < closings / CLOSING_BATCH; batch++) {
        with.closings(CLOSING_BATCH, batch < 0 ? new Samples() : closing);
      }
      List<String> statements = new ArrayList<>();
      statements.add(statements("stock", without));
      statements.add(statements("gate", with));
      print(statements);
    }
  }

  /**
   * The first numbers compared how far the compilers of the two servers had come: tokens of the
   * same kind took half as long some minutes of load later, with and without the gate.
   */
  private void warmUp(Target.Credentials without, Target.Credentials with) {
    System.out.println("Warm-up by tokens");
    for (int spent = 0; spent < warmUp; spent += seconds) {
      without.tokens(seconds, threads, new Samples());
      with.tokens(seconds, threads, new Samples());
    }
  }

  private void boot(KeycloakServer stock, KeycloakServer gate) {
    for (int bindings : List.of(1, 1_000, 100_000)) {
      crowded.put(bindings, new Target(gate, true));
    }
    stock.stop();
    gate.stop();
    crowded.forEach((bindings, target) -> target.fillUpTo(bindings));
    for (int round = 0; round < boots; round++) {
      Samples first = new Samples();
      Samples second = new Samples();
      if (round % 2 == 0) {
        boot(stock, first);
        boot(gate, second);
      } else {
        boot(gate, second);
        boot(stock, first);
      }
      booting.round(first, second);
    }
    stock.restart();
    gate.restart();
  }

  private static void boot(KeycloakServer server, Samples samples) {
    server.restart();
    samples.add(server.startTime().toNanos());
    server.stop();
  }

  private void grantRound(Target without, Target with, int round) {
    List<String> stockPeople = without.people(grants);
    List<String> gatePeople = with.people(grants);
    Samples[] stock = {new Samples(), new Samples()};
    Samples[] gate = {new Samples(), new Samples()};
    if (round % 2 == 0) {
      without.grants(stockPeople, threads, stock[0], stock[1]);
      with.grants(gatePeople, threads, gate[0], gate[1]);
    } else {
      with.grants(gatePeople, threads, gate[0], gate[1]);
      without.grants(stockPeople, threads, stock[0], stock[1]);
    }
    if (round >= 0) {
      giving.round(stock[0], gate[0]);
      taking.round(stock[1], gate[1]);
    }
  }

  /** The same client with more and more bindings of others in its realm. */
  private void guardedRounds(Target without) {
    for (Map.Entry<Integer, Target> realm : crowded.entrySet()) {
      int bindings = realm.getKey();
      Target.Credentials bound = realm.getValue().boundClient();
      Comparison comparison =
          new Comparison(
              String.format(
                  Locale.ROOT,
                  "token issue, protected client, %,d binding%s in the realm",
                  bindings,
                  bindings == 1 ? "" : "s"));
      guarded.put(bindings, comparison);
      System.out.printf("%d bindings%n", bindings);
      for (int round = -1; round < rounds; round++) {
        round(without.worker(), bound, round, comparison);
      }
    }
  }

  private void round(
      Target.Credentials without, Target.Credentials with, int round, Comparison comparison) {
    Samples stock = new Samples();
    Samples gate = new Samples();
    if (round % 2 == 0) {
      without.tokens(seconds, threads, stock);
      with.tokens(seconds, threads, gate);
    } else {
      with.tokens(seconds, threads, gate);
      without.tokens(seconds, threads, stock);
    }
    if (round >= 0) {
      comparison.round(stock, gate);
    }
  }

  /** With the caches warm: the first grant fills them. */
  private static String statements(String name, Target target) {
    target.server.restart("--log-level=info,org.hibernate.SQL:debug");
    List<String> people = target.people(3);
    target.grants(people.subList(0, 2), 1, new Samples(), new Samples());
    long before = target.statements();
    target.grants(people.subList(2, 3), 1, new Samples(), new Samples());
    List<String> all =
        target.lastStatements(before).stream().filter(sql -> !sql.contains("min(")).toList();
    if (Boolean.getBoolean("bench.sql")) {
      all.forEach(sql -> System.out.println("  " + name + ": " + sql));
    }
    long onGate = all.stream().filter(sql -> sql.contains("TG_")).count();
    return "SQL statements of one assignment and its removal, "
        + name
        + ": "
        + all.size()
        + " ("
        + onGate
        + " on the gate's tables)";
  }

  private void print(List<String> statements) {
    System.out.println();
    System.out.println(Comparison.header());
    List<Comparison> all = new ArrayList<>(List.of(giving, taking, tokens));
    all.addAll(guarded.values());
    all.add(booting);
    all.forEach(each -> System.out.println(each.row()));
    System.out.println();
    System.out.println(Comparison.throughputHeader());
    System.out.println(tokens.throughputRow(seconds));
    guarded.values().forEach(each -> System.out.println(each.throughputRow(seconds)));
    System.out.println();
    System.out.printf(
        Locale.ROOT,
        "From sending a ticket's closing until introspection says active:false: median %.1f ms, p99"
            + " %.1f ms, %d closings, one node.%n",
        closing.median(),
        closing.p99(),
        closing.count());
    System.out.println();
    statements.forEach(System.out::println);
    System.out.printf(
        "Machine: %d cores, %s, Java %s; %d client threads on the same cores.%n",
        Runtime.getRuntime().availableProcessors(),
        memory(),
        System.getProperty("java.version"),
        threads);
  }

  private static String memory() {
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean system) {
      return Math.round(system.getTotalMemorySize() / 1e9) + " GB";
    }
    return "memory unknown";
  }
}
