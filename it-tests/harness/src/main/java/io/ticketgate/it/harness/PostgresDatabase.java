package io.ticketgate.it.harness;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.List;

/** A PostgreSQL server of its own, from a JAR; also runs as root. */
final class PostgresDatabase implements Database {

  private final EmbeddedPostgres server;

  private PostgresDatabase(EmbeddedPostgres server) {
    this.server = server;
  }

  static PostgresDatabase start() {
    try {
      return new PostgresDatabase(
          EmbeddedPostgres.builder()
              // Nobody needs these data after a power cut.
              .setServerConfig("fsync", "off")
              .setServerConfig("synchronous_commit", "off")
              .setServerConfig("full_page_writes", "off")
              .start());
    } catch (IOException e) {
      throw new HarnessException("PostgreSQL does not start: " + e.getMessage(), e);
    }
  }

  @Override
  public List<String> startArgs() {
    return List.of(
        "--db-url=jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres",
        "--db-username=postgres",
        "--db-password=postgres");
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new HarnessException("PostgreSQL does not stop: " + e.getMessage(), e);
    }
  }
}
