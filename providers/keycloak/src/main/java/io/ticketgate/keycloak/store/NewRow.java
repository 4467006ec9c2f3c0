package io.ticketgate.keycloak.store;

import jakarta.persistence.Column;
import jakarta.persistence.EntityManager;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hibernate.Session;
import org.hibernate.engine.spi.SessionFactoryImplementor;

/**
 * A row that is inserted unless it is there, in one statement of the transaction that needs it. No
 * other way serves on every database: what Hibernate inserts spoils the transaction when another
 * one was faster, and a transaction of its own would need a second connection.
 *
 * <p>Who finds another transaction inserting the same row waits for its end.
 */
final class NewRow {

  private static final String DUPLICATE = "23505";

  private final String table;
  private final Map<String, Object> columns;

  private NewRow(String table, Map<String, Object> columns) {
    this.table = table;
    this.columns = columns;
  }

  /**
   * @param row one of the gate's entities, with its id in a column {@code ID}
   */
  static void insertMissing(EntityManager em, Object row) {
    Session session = em.unwrap(Session.class);
    String table =
        session
            .getSessionFactory()
            .unwrap(SessionFactoryImplementor.class)
            .getMappingMetamodel()
            .getEntityDescriptor(row.getClass())
            .getTableName();
    NewRow fresh = new NewRow(table, columns(row));
    session.doWork(fresh::insert);
  }

  /** What is not null. */
  private static Map<String, Object> columns(Object row) {
    Map<String, Object> columns = new LinkedHashMap<>();
    for (Field field : row.getClass().getDeclaredFields()) {
      Column column = field.getAnnotation(Column.class);
      if (column == null || Modifier.isStatic(field.getModifiers())) {
        continue;
      }
      try {
        Object value = field.get(row);
        if (value != null) {
          columns.put(column.name(), value);
        }
      } catch (IllegalAccessException hidden) {
        throw new IllegalStateException("An entity of the gate hides its columns.", hidden);
      }
    }
    return columns;
  }

  private void insert(Connection connection) throws SQLException {
    String product = connection.getMetaData().getDatabaseProductName();
    try (PreparedStatement statement = connection.prepareStatement(sql(product))) {
      List<Object> values = new ArrayList<>(columns.values());
      for (int i = 0; i < values.size(); i++) {
        statement.setObject(i + 1, values.get(i));
      }
      statement.executeUpdate();
    } catch (SQLException failure) {
      if (!isH2(product) || !DUPLICATE.equals(failure.getSQLState())) {
        throw failure;
      }
    }
  }

  private static boolean isH2(String product) {
    return product.equals("H2");
  }

  /**
   * H2 has no words for it, and goes on after a duplicate. MariaDB's "insert ignore" would lock for
   * reading only, and two that then write would collide.
   */
  String sql(String product) {
    String insert =
        "insert into "
            + table
            + " ("
            + String.join(", ", columns.keySet())
            + ") values ("
            + String.join(", ", Collections.nCopies(columns.size(), "?"))
            + ")";
    if (isH2(product)) {
      return insert;
    }
    String name = product.toLowerCase(Locale.ROOT);
    return name.contains("mariadb") || name.contains("mysql")
        ? insert + " on duplicate key update ID = ID"
        : insert + " on conflict do nothing";
  }

  static String sql(Object row, String table, String product) {
    return new NewRow(table, columns(row)).sql(product);
  }
}
