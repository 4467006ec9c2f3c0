package io.ticketgate.keycloak.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A change of a row of the trust base that came through the gate; gone when it is known. */
@Entity(name = "TgTrustMark")
@Table(name = "TG_TRUST_MARK")
class TrustMarkEntity {

  @Id
  @Column(name = "ID", length = 36)
  String id = "";

  @Column(name = "REALM_ID", length = 36)
  String realmId = "";

  @Column(name = "ENTITY", length = 64)
  String entity = "";

  @Column(name = "ROW_ID", length = 255)
  String rowId = "";
}
