package io.ticketgate.keycloak.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** How far the polling of an ITSM system has come. Times are milliseconds since the epoch. */
@Entity(name = "TgSystem")
@Table(name = "TG_SYSTEM")
class SystemEntity {

  /** Of the component that configures the system. */
  @Id
  @Column(name = "ID", length = 36)
  String id = "";

  @Column(name = "REALM_ID", length = 36)
  String realmId = "";

  /** Until when a node has the system for itself; past when none has. */
  @Column(name = "CLAIMED_UNTIL")
  long claimedUntil;

  @Column(name = "NEXT_POLL")
  long nextPoll;

  @Column(name = "NEXT_RECHECK")
  long nextRecheck;

  /** In the ITSM's time: changes before it have been seen. */
  @Column(name = "WATERMARK")
  long watermark;

  /** The newest change seen on the pages of a listing that is not at its end yet. */
  @Column(name = "NEWEST")
  long newest;

  /** The page that such a listing goes on with. */
  @Column(name = "PAGE", length = 2000)
  @Nullable String page;
}
