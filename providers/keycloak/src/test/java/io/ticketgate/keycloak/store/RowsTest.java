package io.ticketgate.keycloak.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.spi.TicketRef;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.keycloak.models.KeycloakSession;

class RowsTest extends GateRows {

  private static final TicketRef TICKET = new TicketRef("snow", "CHG1");

  private SubjectEntity row(String id) {
    SubjectEntity row = new SubjectEntity();
    row.id = id;
    row.realmId = realm;
    row.subjectId = "u";
    return row;
  }

  @Test
  void aLockedSubjectKeepsAnotherTransactionWaitingUntilItIsRecognisedAsALockFailure() {
    new JpaBindings(session, realm).lockSubject("u");

    assertThatThrownBy(() -> server.run(own -> new JpaBindings(own, realm).lockSubject("u")))
        .matches(LockFailure::is);
  }

  @Test
  void aLockEndsWithItsTransaction() {
    server.run(own -> new JpaBindings(own, realm).lockSubject("u"));

    new JpaBindings(session, realm).lockSubject("u");

    assertThat(new JpaBindings(session, realm).holdsLock("u")).isTrue();
  }

  @Test
  void subjectsOfTheSameIdInTwoRealmsDoNotWaitForEachOther() {
    new JpaBindings(session, realm).lockSubject("u");

    server.run(own -> new JpaBindings(own, otherRealm).lockSubject("u"));
  }

  @Test
  void aTicketThatIsLockedForABindingKeepsItsClosureWaiting() {
    server.run(own -> new JpaTickets(own, realm).lockOrCreate(TICKET));
    new JpaTickets(session, realm).lockOrCreate(TICKET);

    assertThatThrownBy(() -> server.run(own -> new JpaTickets(own, realm).lock(TICKET)))
        .matches(LockFailure::is);
  }

  @Test
  void aTicketThatIsNotKnownIsNotLocked() {
    new JpaTickets(session, realm).lock(TICKET);

    server.run(own -> new JpaTickets(own, realm).lockOrCreate(TICKET));
  }

  @Test
  void aRowMadeForALockIsOfTheTransactionThatNeedsIt() {
    String id = UUID.randomUUID().toString();
    KeycloakSession failing = server.open();
    new Rows(failing).lockOrCreate(SubjectEntity.class, id, () -> row(id));
    failing.getTransactionManager().setRollbackOnly();
    failing.close();

    assertThat(new Rows(session).find(SubjectEntity.class, id)).isNull();
  }

  @Test
  void aRowThatAnotherTransactionHasMadeMeanwhileSpoilsNothing() {
    String id = UUID.randomUUID().toString();
    Rows rows = new Rows(session);

    SubjectEntity locked =
        rows.lockOrCreate(
            SubjectEntity.class,
            id,
            () -> {
              server.run(own -> new Rows(own).insert(row(id)));
              return row(id);
            });

    assertThat(locked.subjectId).isEqualTo("u");
    assertThat(session.getTransactionManager().getRollbackOnly()).isFalse();
  }

  @Test
  void aRowIsMadeUnlessItIsThereInTheWordsOfEachDatabase() {
    String columns = "TG_SUBJECT (ID, REALM_ID, SUBJECT_ID)";

    assertThat(NewRow.sql(row("r"), "TG_SUBJECT", "H2"))
        .isEqualTo("insert into " + columns + " values (?, ?, ?)");
    assertThat(NewRow.sql(row("r"), "TG_SUBJECT", "PostgreSQL"))
        .isEqualTo("insert into " + columns + " values (?, ?, ?) on conflict do nothing");
    assertThat(NewRow.sql(row("r"), "TG_SUBJECT", "MariaDB"))
        .isEqualTo("insert into " + columns + " values (?, ?, ?) on duplicate key update ID = ID");
  }

  @Test
  void aRowThatIsThereIsLockedAndNotMadeAgain() {
    String id = UUID.randomUUID().toString();
    server.run(own -> new Rows(own).insert(row(id)));

    SubjectEntity locked =
        new Rows(session)
            .lockOrCreate(
                SubjectEntity.class,
                id,
                () -> {
                  throw new AssertionError("it is there");
                });

    assertThat(locked.subjectId).isEqualTo("u");
  }

  @Test
  void readsWhatAnotherTransactionCommittedMeanwhile() {
    String id = UUID.randomUUID().toString();
    server.run(own -> new Rows(own).insert(row(id)));
    Rows rows = new Rows(session);
    assertThat(rows.find(SubjectEntity.class, id)).isNotNull();

    server.run(
        own ->
            new Rows(own)
                .em()
                .createQuery("update TgSubject s set s.subjectId = 'changed' where s.id = :id")
                .setParameter("id", id)
                .executeUpdate());

    assertThat(rows.find(SubjectEntity.class, id))
        .extracting(row -> row.subjectId)
        .isEqualTo("changed");
  }

  @Test
  void notesOfALockAreSharedByTheSessionAndNotByAnother() {
    Rows one = new Rows(session);
    one.held("row");
    one.readUnder("row", Optional.of("read"));

    assertThat(new Rows(session).<String>readUnder("row")).contains("read");
    server.run(own -> assertThat(new Rows(own).holds("row")).isFalse());
  }

  @Test
  void nothingIsRememberedOfARowThatIsNotLocked() {
    Rows rows = new Rows(session);
    rows.readUnder("row", Optional.of("read"));

    assertThat(rows.<String>readUnder("row")).isEmpty();
    assertThat(rows.holds("row")).isFalse();
  }
}
