package io.ticketgate.it.harness;

import java.util.List;

/** An empty database for one server. It lives until it is closed, over restarts of that server. */
public interface Database extends AutoCloseable {

  /** The databases that the product is tested on. */
  enum Vendor {
    H2("dev-file"),
    POSTGRES("postgres"),
    MARIADB("mariadb");

    private final String option;

    Vendor(String option) {
      this.option = option;
    }

    /** The value of Keycloak's build option {@code --db}. */
    String option() {
      return option;
    }
  }

  /** The {@code --db-...} options that lead a server to this database. */
  List<String> startArgs();

  /** Whether it is this server's own, with nothing in it before the first start. */
  default boolean isNew() {
    return true;
  }

  @Override
  void close();

  /** Starts a database server where one is needed, and makes an empty database in it. */
  static Database open(Vendor vendor) {
    try {
      return switch (vendor) {
        case H2 -> new InHome();
        case POSTGRES -> PostgresDatabase.start();
        case MARIADB -> MariaDatabase.start();
      };
    } catch (NoClassDefFoundError e) {
      throw new HarnessException(
          vendor + " is not on the class path: run Maven with -Pdatabases, which adds it.", e);
    }
  }

  /** H2 in the server's own data folder. */
  final class InHome implements Database {

    @Override
    public List<String> startArgs() {
      return List.of();
    }

    @Override
    public void close() {}
  }
}
