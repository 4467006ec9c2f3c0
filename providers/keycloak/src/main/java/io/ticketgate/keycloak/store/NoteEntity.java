package io.ticketgate.keycloak.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** A note that is yet to be written on a ticket. Gone once it is, or is given up. */
@Entity(name = "TgNote")
@Table(name = "TG_NOTE")
class NoteEntity {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  @Column(name = "ID")
  @Nullable Long id;

  @Column(name = "REALM_ID", length = 36)
  String realmId = "";

  /** Of realm and system, since collations may take two systems for one. */
  @Column(name = "SYSTEM_ID", length = 64)
  String systemId = "";

  @Column(name = "SYSTEM_NAME", length = 64)
  String system = "";

  @Column(name = "TICKET_ID", length = 64)
  String ticketId = "";

  @Column(name = "TICKET_KEY", length = 128)
  String key = "";

  @Column(name = "NOTE_TEXT")
  String text = "";

  @Column(name = "CREATED_AT")
  long createdAt;

  @Column(name = "NEXT_TRY_AT")
  long nextTryAt;

  @Column(name = "TRIES")
  int tries;

  /** 0 when nobody is writing it. */
  @Column(name = "CLAIMED_UNTIL")
  long claimedUntil;

  @Column(name = "LAST_FAILURE", length = 30)
  @Nullable String lastFailure;
}
