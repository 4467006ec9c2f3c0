package io.ticketgate.keycloak.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** An entry of the ledger. Rows are only ever added. */
@Entity(name = "TgLedger")
@Table(name = "TG_LEDGER")
class LedgerEntity {

  @Id
  @Column(name = "ID", length = 36)
  String id = "";

  @Column(name = "REALM_ID", length = 36)
  String realmId = "";

  @Column(name = "HAPPENED_AT")
  long at;

  /** Null once it is in the log. */
  @Column(name = "QUEUED_AT")
  @Nullable Long queuedAt;

  /** Null until it is in the log. */
  @Column(name = "LEAF_INDEX")
  @Nullable Long index;

  @Column(name = "LOGGED_AT")
  @Nullable Long loggedAt;

  @Column(name = "BINDING_ID", length = 36)
  @Nullable String bindingId;

  @Column(name = "TICKET_ID", length = 64)
  @Nullable String ticketId;

  @Column(name = "SUBJECT_ID", length = 255)
  @Nullable String subjectId;

  @Column(name = "SUBJECT_NAME", length = 255)
  @Nullable String subjectName;

  /** The ITSM system under whose ticket it happened, or that was changed. */
  @Column(name = "SYSTEM_NAME", length = 64)
  @Nullable String system;

  /** What kind of thing happened, such as {@code binding.activated}; null in old rows. */
  @Column(name = "KIND", length = 64)
  @Nullable String kind;

  /** As {@link io.ticketgate.core.ledger.Entry#record()} makes it. */
  @Column(name = "RECORD")
  String record = "";

  @Column(name = "SALT", length = 64)
  @Nullable String salt;

  /** The names that the record has as digests. */
  @Column(name = "NAMES")
  @Nullable String names;
}
