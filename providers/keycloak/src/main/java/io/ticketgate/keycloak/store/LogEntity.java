package io.ticketgate.keycloak.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** The log of a realm, by the realm's id. */
@Entity(name = "TgLog")
@Table(name = "TG_LOG")
class LogEntity {

  @Id
  @Column(name = "ID", length = 36)
  String id = "";

  @Column(name = "LOG_SIZE")
  long size;

  @Column(name = "CHECKPOINT")
  @Nullable String checkpoint;
}
