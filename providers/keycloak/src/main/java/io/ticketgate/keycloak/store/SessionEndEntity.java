package io.ticketgate.keycloak.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** Sessions of one user that are to end, and the logouts that follow. */
@Entity(name = "TgSessionEnd")
@Table(name = "TG_SESSION_END")
class SessionEndEntity {

  @Id
  @Column(name = "ID", length = 36)
  String id = "";

  @Column(name = "REALM_ID", length = 36)
  String realmId = "";

  @Column(name = "USER_ID", length = 255)
  String userId = "";

  @Column(name = "ROLE_IDS")
  @Nullable String roleIds;

  @Column(name = "ENDED")
  boolean ended;

  @Column(name = "LOGOUTS")
  @Nullable String logouts;

  @Column(name = "DUE_AT")
  long dueAt;

  @Column(name = "TRIES")
  int tries;
}
