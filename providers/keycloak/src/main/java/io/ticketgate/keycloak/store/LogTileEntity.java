package io.ticketgate.keycloak.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A tile of a log, as far as it goes. */
@Entity(name = "TgLogTile")
@Table(name = "TG_LOG_TILE")
class LogTileEntity {

  @Id
  @Column(name = "ID", length = 64)
  String id = "";

  @Column(name = "REALM_ID", length = 36)
  String realmId = "";

  @Column(name = "TILE_LEVEL")
  int level;

  @Column(name = "TILE_INDEX")
  long index;

  @Column(name = "HASHES")
  String hashes = "";
}
