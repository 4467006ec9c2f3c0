package io.ticketgate.keycloak.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** Work that goes on after the request that began it. */
@Entity(name = "TgJob")
@Table(name = "TG_JOB")
class JobEntity {

  @Id
  @Column(name = "ID", length = 36)
  String id = "";

  @Column(name = "REALM_ID", length = 36)
  String realmId = "";

  @Enumerated(EnumType.STRING)
  @Column(name = "STATE", length = 20)
  AdoptionJobs.State state = AdoptionJobs.State.RUNNING;

  @Column(name = "TICKET_SYSTEM", length = 64)
  String ticketSystem = "";

  @Column(name = "TICKET_KEY", length = 128)
  String ticketKey = "";

  @Column(name = "REVIEW_BY")
  long reviewBy;

  @Column(name = "ROLE_ID", length = 36)
  @Nullable String roleId;

  @Column(name = "ROLE_NAME", length = 511)
  @Nullable String roleName;

  @Column(name = "USER_ID", length = 255)
  @Nullable String userId;

  @Column(name = "USER_NAME", length = 255)
  @Nullable String userName;

  @Column(name = "STARTED_BY_ID", length = 255)
  String startedById = "";

  @Column(name = "STARTED_BY_NAME", length = 255)
  String startedByName = "";

  @Column(name = "CREATED_AT")
  long createdAt;

  @Column(name = "FINISHED_AT")
  @Nullable Long finishedAt;

  /** Null unless it goes on. */
  @Column(name = "DUE_AT")
  @Nullable Long dueAt;

  /** Which run of which node works on it. */
  @Column(name = "CLAIMED_BY", length = 36)
  @Nullable String claimedBy;

  /** 0 when nobody does. */
  @Column(name = "CLAIMED_UNTIL")
  long claimedUntil;

  @Column(name = "NEXT_STEP", length = 2000)
  @Nullable String position;

  @Column(name = "LOOKED")
  long looked;

  @Column(name = "ADOPTED")
  long adopted;

  @Column(name = "FAILED")
  long failed;

  @Column(name = "FAILURES")
  @Nullable String failures;

  @Column(name = "MESSAGE", length = 1000)
  @Nullable String message;
}
