package io.ticketgate.keycloak.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** That a name in an open ticket means somebody or something. */
@Entity(name = "TgTicketMeant")
@Table(name = "TG_TICKET_MEANT")
class MeantEntity {

  /** {@link RowKey} of ticket and id. */
  @Id
  @Column(name = "ID", length = 64)
  String id = "";

  @Column(name = "REALM_ID", length = 36)
  String realmId = "";

  @Column(name = "TICKET_ID", length = 64)
  String ticketId = "";

  /** Keycloak's id of the user, role, client or group. */
  @Column(name = "MEANT_ID", length = 255)
  String meantId = "";

  /** Whether it is gone, so that whatever has this id now is another one. */
  @Column(name = "REMOVED")
  boolean removed;
}
