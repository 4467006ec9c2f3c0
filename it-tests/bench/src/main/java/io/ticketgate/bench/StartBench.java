package io.ticketgate.bench;

import io.ticketgate.it.harness.Database;
import io.ticketgate.it.harness.KeycloakOptions;
import io.ticketgate.it.harness.KeycloakServer;

/**
 * What a start costs where there are many realms, and the making of a realm: with the gate and
 * without it, in turns on one PostgreSQL. See {@code README.md} beside the module's POM.
 */
public final class StartBench {

  private static final int MAKINGS = 5;

  private final int realms = Integer.getInteger("bench.realms", 300);
  private final int rounds = Integer.getInteger("bench.rounds", 5);

  private StartBench() {}

  /** Takes no arguments. */
  public static void main(String[] args) {
    new StartBench().run();
  }

  private void run() {
    try (KeycloakServer stock =
        KeycloakServer.start(
            KeycloakOptions.stock().asDelivered().withDatabase(Database.Vendor.POSTGRES))) {
      for (int i = 0; i < realms; i++) {
        stock.newRealm();
      }
      stock.stop();
      Comparison start = new Comparison("start with " + realms + " realms");
      Comparison making = new Comparison("making of a realm");
      try (KeycloakServer gated =
          KeycloakServer.start(KeycloakOptions.gated().asDelivered(), stock)) {
        gated.stop(); // it has given each realm its roles
        for (int round = 0; round < rounds; round++) {
          Samples stockStarts = new Samples();
          Samples stockMakings = new Samples();
          measure(stock, stockStarts, stockMakings);
          Samples gatedStarts = new Samples();
          Samples gatedMakings = new Samples();
          measure(gated, gatedStarts, gatedMakings);
          start.round(stockStarts, gatedStarts);
          making.round(stockMakings, gatedMakings);
        }
      }
      System.out.printf("%n%s%n%s%n%s%n", Comparison.header(), start.row(), making.row());
    }
  }

  private static void measure(KeycloakServer server, Samples starts, Samples makings) {
    server.restart();
    starts.add(server.startTime().toNanos());
    server.newRealm(); // caches and compilers
    for (int i = 0; i < MAKINGS; i++) {
      long begin = System.nanoTime();
      server.newRealm();
      makings.add(System.nanoTime() - begin);
    }
    server.stop();
  }
}
