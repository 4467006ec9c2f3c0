package io.ticketgate.keycloak.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** What a witness has cosigned last of the log of a realm, by the id of its component. */
@Entity(name = "TgLogWitness")
@Table(name = "TG_LOG_WITNESS")
class LogWitnessEntity {

  @Id
  @Column(name = "ID", length = 36)
  String id = "";

  @Column(name = "REALM_ID", length = 36)
  String realmId = "";

  /** Size of the log that it is known to have cosigned; 0 for none. */
  @Column(name = "COSIGNED_SIZE")
  long size;

  /** The checkpoint of that size with its cosignature; null for none. */
  @Column(name = "CHECKPOINT")
  @Nullable String checkpoint;

  /** When it may be asked again. */
  @Column(name = "DUE_AT")
  long dueAt;

  @Column(name = "TRIES")
  int tries;

  /** Why it has not cosigned what it was sent last, in one word; null when it has. */
  @Column(name = "PROBLEM", length = 30)
  @Nullable String problem;

  @Column(name = "MESSAGE", length = 2000)
  @Nullable String message;
}
