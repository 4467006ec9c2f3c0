package io.ticketgate.keycloak.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.refusal.ErrorCode;
import jakarta.persistence.LockTimeoutException;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.PessimisticLockException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import org.h2.mvstore.DataUtils;
import org.hibernate.StaleStateException;
import org.hibernate.dialect.Dialect;
import org.hibernate.dialect.H2Dialect;
import org.hibernate.dialect.MariaDBDialect;
import org.hibernate.dialect.PostgreSQLDialect;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.exception.internal.SQLStateConversionDelegate;
import org.hibernate.exception.spi.SQLExceptionConversionDelegate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.ModelException;

class LockFailureTest {

  /** As Hibernate does it: the dialect first, the standard states after it. */
  private static RuntimeException converted(Dialect dialect, SQLException thrown) {
    SQLExceptionConversionDelegate own = dialect.buildSQLExceptionConversionDelegate();
    RuntimeException converted =
        own == null ? null : own.convert(thrown, "could not execute", "select");
    return converted != null
        ? converted
        : new SQLStateConversionDelegate(() -> dialect.getViolatedConstraintNameExtractor())
            .convert(thrown, "could not execute", "select");
  }

  private static Dialect dialect(String name) {
    return switch (name) {
      case "h2" -> new H2Dialect();
      case "postgresql" -> new PostgreSQLDialect();
      case "mariadb" -> new MariaDBDialect();
      default -> throw new IllegalArgumentException(name);
    };
  }

  @ParameterizedTest
  @CsvSource({"101, true", "105, true", "3, false"})
  void isWhatH2SaysWhereKeycloakHandsOnNoMore(int code, boolean locked) {
    Exception cause = DataUtils.newMVStoreException(code, "Map entry is locked by tx 1");

    assertThat(LockFailure.is(new ModelException("Database operation failed", cause)))
        .isEqualTo(locked);
  }

  @ParameterizedTest
  @CsvSource({
    "h2, 40001, 40001, deadlock",
    "h2, HYT00, 50200, lock timeout",
    "postgresql, 40P01, 0, deadlock",
    "postgresql, 55P03, 0, lock not available",
    "mariadb, 40001, 1213, deadlock",
    "mariadb, HY000, 1205, lock wait timeout"
  })
  void isWhatADatabaseSaysWhenItLetsOneOfTwoGo(
      String database, String state, int code, String what) {
    RuntimeException failure = converted(dialect(database), new SQLException(what, state, code));

    assertThat(LockFailure.is(failure)).describedAs("%s", failure).isTrue();
    assertThat(LockFailure.is(new ModelException("", new PersistenceException(failure)))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "h2, 23505, 23505",
    "postgresql, 23505, 0",
    "mariadb, 23000, 1062",
    "postgresql, 42P01, 0",
    "mariadb, 42S02, 1146",
  })
  void isNotADuplicateKeyOrAMissingTable(String database, String state, int code) {
    RuntimeException failure =
        converted(dialect(database), new SQLException("no lock", state, code));

    assertThat(LockFailure.is(failure)).describedAs("%s", failure).isFalse();
  }

  @Test
  void isWhatADatabaseSaysOfABatchWhichNobodyConverts() {
    assertThat(LockFailure.is(new RuntimeException(new BatchUpdateException("", "HYT00", null))))
        .isTrue();
    assertThat(LockFailure.is(new RuntimeException(new BatchUpdateException("", "23505", null))))
        .isFalse();
  }

  @Test
  void isWhatJpaSaysOfALock() {
    assertThat(LockFailure.is(new LockTimeoutException())).isTrue();
    assertThat(LockFailure.is(new PessimisticLockException())).isTrue();
    assertThat(LockFailure.is(new RuntimeException(new PessimisticLockException()))).isTrue();
  }

  @Test
  void isNothingElse() {
    assertThat(LockFailure.is(new OptimisticLockException())).isFalse();
    assertThat(LockFailure.is(new IllegalStateException("deadlock"))).isFalse();
    assertThat(
            LockFailure.is(new ConstraintViolationException("duplicate", new SQLException(), "PK")))
        .isFalse();
  }

  @Test
  void isOvertakenByWhatAnotherRequestHasWrittenOrRemovedMeanwhile() {
    assertThat(LockFailure.isOvertaken(new LockTimeoutException())).isTrue();
    assertThat(LockFailure.isOvertaken(new ModelException("", new OptimisticLockException())))
        .isTrue();
    assertThat(LockFailure.isOvertaken(new StaleStateException("no row"))).isTrue();
    assertThat(LockFailure.isOvertaken(new ModelDuplicateException("there is one"))).isTrue();
    assertThat(
            LockFailure.isOvertaken(
                new ConstraintViolationException("duplicate", new SQLException(), "PK")))
        .isTrue();
    assertThat(LockFailure.isOvertaken(new IllegalStateException("deadlock"))).isFalse();
  }

  @Test
  void tellsWhoeverWasLetGoToTryAgain() {
    assertThat(LockFailure.conflict().code()).isEqualTo(ErrorCode.CONCURRENT_CHANGE);
  }
}
