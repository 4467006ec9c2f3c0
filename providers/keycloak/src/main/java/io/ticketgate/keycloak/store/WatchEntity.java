package io.ticketgate.keycloak.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A run of a node with the gate. */
@Entity(name = "TgWatch")
@Table(name = "TG_WATCH")
class WatchEntity {

  @Id
  @Column(name = "ID", length = 36)
  String id = "";

  @Column(name = "SINCE")
  long since;

  @Column(name = "BEATS")
  long beats;
}
