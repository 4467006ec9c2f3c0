package io.ticketgate.keycloak.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** That the end of a binding is to be announced. */
@Entity(name = "TgEndNotice")
@Table(name = "TG_END_NOTICE")
class EndNoticeEntity {

  /** Id of the binding. */
  @Id
  @Column(name = "ID", length = 36)
  String id = "";

  @Column(name = "REALM_ID", length = 36)
  String realmId = "";

  @Column(name = "DUE_AT")
  long dueAt;
}
