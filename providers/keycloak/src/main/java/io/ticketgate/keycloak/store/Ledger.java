package io.ticketgate.keycloak.store;

import io.ticketgate.core.access.Person;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.Transition;
import io.ticketgate.core.ledger.Entries;
import io.ticketgate.core.ledger.Entry;
import io.ticketgate.core.ledger.Json;
import io.ticketgate.core.ticket.MadeRequest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Writes down what has happened, in the caller's transaction, by one insert and without a lock:
 * {@code TG_LEDGER}. The sequencer takes it into the log afterwards.
 */
public final class Ledger {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final long MICROS = 1000;
  private static final String SYSTEM = "system";
  private static final int LONGEST_SYSTEM = 64;

  /** Two entries of one node are never queued at the same time, so the log keeps their order. */
  private static final AtomicLong LAST = new AtomicLong();

  private final Rows rows;
  private final String realmId;

  public Ledger(KeycloakSession session, String realmId) {
    this(new Rows(session), realmId);
  }

  Ledger(Rows rows, String realmId) {
    this.rows = rows;
    this.realmId = realmId;
  }

  /** A step in the life of a binding. */
  void append(Binding binding, Transition step) {
    Entry entry = Entries.of(id(), realmId, binding, step, now(), salt());
    LedgerEntity row = row(entry);
    row.bindingId = binding.id();
    row.ticketId = JpaTickets.ticketId(realmId, binding.ticket());
    row.system = binding.ticket().system();
    row.subjectId = binding.subject().id();
    row.subjectName = binding.subject().name();
    rows.insert(row);
  }

  /** That somebody has asked for access in self-service, and under which ticket. */
  public void append(MadeRequest request) {
    LedgerEntity row = row(Entries.of(id(), realmId, request, now(), salt()));
    row.ticketId = JpaTickets.ticketId(realmId, request.ticket());
    row.system = request.ticket().system();
    row.subjectId = request.subject().id();
    row.subjectName = request.subject().name();
    rows.insert(row);
  }

  /**
   * A rule, ITSM system, subscriber or key of the log that was made, changed or removed.
   *
   * @param what {@code rule}, {@code system}, {@code subscriber} or {@code key}
   * @param settings what it says now, without secrets; null when it was removed
   * @param by null for the server itself
   */
  public void append(
      String what,
      String componentId,
      @Nullable String name,
      @Nullable Map<String, ?> settings,
      @Nullable Person by,
      Instant at) {
    LedgerEntity row =
        row(Entries.of(id(), realmId, what, componentId, name, settings, by, at, salt()));
    if (SYSTEM.equals(what) && name != null && name.length() <= LONGEST_SYSTEM) {
      row.system = name;
    }
    rows.insert(row);
  }

  private static LedgerEntity row(Entry entry) {
    LedgerEntity row = new LedgerEntity();
    row.id = entry.id();
    row.realmId = entry.realm();
    row.at = entry.at().toEpochMilli();
    row.queuedAt = LAST.updateAndGet(last -> Math.max(last + 1, Time.currentTimeMillis() * MICROS));
    row.kind = entry.type();
    row.record = entry.record();
    row.salt = entry.salt();
    row.names = Json.canonical(entry.names());
    return row;
  }

  private static String id() {
    return KeycloakModelUtils.generateId();
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Time.currentTimeMillis());
  }

  private static String salt() {
    byte[] random = new byte[Entry.SALT_BYTES];
    RANDOM.nextBytes(random);
    return Entry.salt(random);
  }
}
