package io.ticketgate.keycloak.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** How often a realm refused something for one reason on one day. */
@Entity(name = "TgRefusal")
@Table(name = "TG_REFUSAL")
class RefusalEntity {

  /** Made of the realm, the day and the code. */
  @Id
  @Column(name = "ID", length = 64)
  String id = "";

  @Column(name = "REALM_ID", length = 36)
  String realmId = "";

  /** The beginning of the day, UTC, in milliseconds since the epoch. */
  @Column(name = "AT_DAY")
  long atDay;

  @Column(name = "CODE", length = 64)
  String code = "";

  @Column(name = "MANY")
  long many;
}
