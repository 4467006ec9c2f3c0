package io.ticketgate.keycloak.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** What is known of one row of the trust base, as far as it belongs to one area. */
@Entity(name = "TgTrusted")
@Table(name = "TG_TRUSTED")
class TrustedEntity {

  @Id
  @Column(name = "ID", length = 64)
  String id = "";

  @Column(name = "REALM_ID", length = 36)
  String realmId = "";

  @Column(name = "AREA", length = 32)
  String area = "";

  @Column(name = "ENTITY", length = 64)
  String entity = "";

  @Column(name = "ROW_ID", length = 255)
  String rowId = "";

  @Column(name = "DIGEST", length = 64)
  String digest = "";
}
