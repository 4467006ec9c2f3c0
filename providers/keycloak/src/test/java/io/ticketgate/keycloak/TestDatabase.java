package io.ticketgate.keycloak;

import io.ticketgate.keycloak.store.GateEntityProviderFactory;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import liquibase.Liquibase;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.ClassLoaderResourceAccessor;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.model.relational.Namespace;
import org.hibernate.boot.model.relational.Sequence;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.mapping.Table;
import org.hibernate.tool.schema.spi.SchemaFilter;
import org.hibernate.tool.schema.spi.SchemaFilterProvider;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.jpa.entities.UserEntity;
import org.w3c.dom.NodeList;

/**
 * An H2 in memory, one for all tests of this JVM, whose tests keep apart by the realm. Keycloak's
 * tables are made as its entities say; ours by the change logs, as on every server.
 */
public final class TestDatabase {

  private static final String URL =
      "jdbc:h2:mem:gate;DB_CLOSE_DELAY=-1;NON_KEYWORDS=VALUE;LOCK_TIMEOUT=500";

  private static final EntityManagerFactory FACTORY = made();

  private TestDatabase() {}

  /** A new entity manager, whose transactions the caller begins and ends. */
  public static EntityManager open() {
    return FACTORY.createEntityManager();
  }

  /** Empties the gate's tables, for tests of what looks at all realms. */
  public static void clear() {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String table :
          List.of(
              "TICKET",
              "SUBJECT",
              "UNBOUND",
              "BINDING",
              "HISTORY",
              "NOTE",
              "RENAMED_ROLE",
              "SYSTEM",
              "DELIVERY",
              "OUTBOX",
              "BREAK_GLASS",
              "REQUEST")) {
        statement.execute("delete from TG_" + table);
      }
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static Connection connect() {
    try {
      return DriverManager.getConnection(URL, "sa", "");
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static EntityManagerFactory made() {
    JpaEntityProvider ours = new GateEntityProviderFactory().create(Fake.of(KeycloakSession.class));
    try {
      MetadataSources sources =
          new MetadataSources(
              new StandardServiceRegistryBuilder()
                  .applySettings(
                      Map.of(
                          "hibernate.connection.url", URL,
                          "hibernate.connection.username", "sa",
                          "hibernate.connection.password", "",
                          "hibernate.connection.pool_size", "30",
                          "hibernate.hbm2ddl.auto", "create",
                          "hibernate.hbm2ddl.schema_filter_provider", new OnlyKeycloak(),
                          "hibernate.query.startup_check", "false"))
                  .build());
      for (String entity : keycloakEntities()) {
        sources.addAnnotatedClass(Class.forName(entity));
      }
      ours.getEntities().forEach(sources::addAnnotatedClass);
      EntityManagerFactory factory = sources.buildMetadata().buildSessionFactory();
      try (Liquibase changes =
          new Liquibase(
              ours.getChangelogLocation(),
              new ClassLoaderResourceAccessor(TestDatabase.class.getClassLoader()),
              new JdbcConnection(connect()))) {
        changes.update("");
      }
      return factory;
    } catch (Exception failure) {
      throw new IllegalStateException("The test database could not be made.", failure);
    }
  }

  /** What Keycloak hands to its own persistence unit. */
  private static List<String> keycloakEntities() throws Exception {
    try (InputStream in =
        UserEntity.class.getClassLoader().getResourceAsStream("default-persistence.xml")) {
      NodeList classes =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(in)
              .getElementsByTagName("class");
      return java.util.stream.IntStream.range(0, classes.getLength())
          .mapToObj(i -> classes.item(i).getTextContent().strip())
          .toList();
    }
  }

  /** Leaves the gate's tables to the change logs. */
  private static final class OnlyKeycloak implements SchemaFilterProvider, SchemaFilter {
    @Override
    public SchemaFilter getCreateFilter() {
      return this;
    }

    @Override
    public SchemaFilter getDropFilter() {
      return this;
    }

    @Override
    public SchemaFilter getTruncatorFilter() {
      return this;
    }

    @Override
    public SchemaFilter getMigrateFilter() {
      return this;
    }

    @Override
    public SchemaFilter getValidateFilter() {
      return this;
    }

    @Override
    public boolean includeNamespace(Namespace namespace) {
      return true;
    }

    @Override
    public boolean includeTable(Table table) {
      return !table.getName().startsWith("TG_");
    }

    @Override
    public boolean includeSequence(Sequence sequence) {
      return true;
    }
  }
}
