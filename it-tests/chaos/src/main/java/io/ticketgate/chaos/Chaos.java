package io.ticketgate.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Two nodes on a PostgreSQL, workers that grant and end, and faults in each round; after each round
 * it asks the database and both nodes what is left of the promises. docs/chaos.md has more.
 *
 * <p>System properties: {@code chaos.rounds}, {@code chaos.minutes} (it ends after so many, 0 for
 * no limit), {@code chaos.seed} (of an earlier run), {@code chaos.workers}, {@code chaos.out} (the
 * folder of the report).
 */
public final class Chaos {

  private static final int TOLD_EVERY = 10;
  private static final Duration AT_LEAST = Duration.ofSeconds(5);

  private final Report report;
  private final Ledger ledger = new Ledger();
  private final AtomicInteger keys = new AtomicInteger();
  private final long seed;
  private final int workers;

  private Chaos(Report report, long seed, int workers) {
    this.report = report;
    this.seed = seed;
    this.workers = workers;
  }

  public static void main(String[] args) {
    Path out = Path.of(System.getProperty("chaos.out", "target/chaos"));
    Report report = new Report(out);
    long seed = Long.getLong("chaos.seed", System.nanoTime());
    int rounds = Integer.getInteger("chaos.rounds", 20);
    report.line("Chaos: " + rounds + " rounds, -Dchaos.seed=" + seed);
    new Chaos(report, seed, Integer.getInteger("chaos.workers", 10)).run(out, rounds);
    if (report.violations() > 0) {
      throw new IllegalStateException(
          report.violations() + " violations; chaos.log and the servers' logs are in " + out);
    }
  }

  private void run(Path out, int rounds) {
    try (Itsm itsm = new Itsm();
        Node first = Node.start("1", null);
        Node second = Node.start("2", first)) {
      List<Node> nodes = List.of(first, second);
      nodes.forEach(node -> report.line("Node " + node.name() + " logs to " + node.log()));
      Realm realm = Realm.create(first.server(), itsm, workers);
      Postgres postgres =
          Postgres.behind(() -> first.server().connect(), existing(out).resolve("postgres.log"));
      Api api = new Api(realm);
      Faults faults = new Faults(nodes, postgres, itsm, api);
      Checks checks = new Checks(api, realm, itsm, nodes, postgres, ledger, report);
      List<Worker> crew = new ArrayList<>();
      for (int i = 0; i < workers; i++) {
        crew.add(new Worker(i, api, realm, itsm, nodes, ledger, report, keys));
      }
      faults.mend();
      Instant end = end();
      for (int round = 1; round <= rounds && Instant.now().isBefore(end); round++) {
        round(round, crew, faults, checks);
      }
      checks.told(new Random(seed));
      report.line("The administrator logged in " + api.renewals() + " times");
    } finally {
      report.total(ledger.counts());
    }
  }

  private static Path existing(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Instant end() {
    int minutes = Integer.getInteger("chaos.minutes", 0);
    return minutes == 0 ? Instant.MAX : Instant.now().plus(Duration.ofMinutes(minutes));
  }

  private void round(int number, List<Worker> crew, Faults faults, Checks checks) {
    Random random = new Random(seed + number);
    List<Fault> drawn = Fault.draw(random);
    report.faults(drawn);
    Instant begin = Instant.now();
    int asked = keys.get();
    AtomicBoolean stop = new AtomicBoolean();
    AtomicBoolean mending = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(crew.size());
    List<CompletableFuture<Void>> working = new ArrayList<>();
    for (int i = 0; i < crew.size(); i++) {
      Worker worker = crew.get(i);
      Random own = new Random(random.nextLong());
      working.add(
          CompletableFuture.runAsync(() -> worker.work(own, mending::get, stop::get), threads));
    }
    try {
      CompletableFuture<Void> happening = faults.happen(drawn);
      Pause.millis(AT_LEAST.toMillis());
      happening.join();
      mending.set(true);
      faults.mend();
    } finally {
      stop.set(true);
      working.forEach(CompletableFuture::join);
      threads.shutdown();
    }
    long worked = Duration.between(begin, Instant.now()).toSeconds();
    if (number % TOLD_EVERY == 0) {
      checks.told(random);
      report.total(ledger.counts());
    } else {
      checks.round(random);
    }
    report.line(
        String.format(
            "Round %d: %s; %d tickets; %d s of work, %d s in all; violations %d",
            number,
            drawn,
            keys.get() - asked,
            worked,
            Duration.between(begin, Instant.now()).toSeconds(),
            report.violations()));
  }
}
