package io.ticketgate.keycloak.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** An event for one subscriber. It is kept for a while after it was delivered or given up. */
@Entity(name = "TgOutbox")
@Table(name = "TG_OUTBOX")
class OutboxEntity {

  static final String WAITING = "WAITING";
  static final String DELIVERED = "DELIVERED";
  static final String DEAD = "DEAD";

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  @Column(name = "SEQ")
  @Nullable Long seq;

  /** {@link RowKey} of event and subscriber. */
  @Column(name = "ID", length = 64)
  String id = "";

  @Column(name = "REALM_ID", length = 36)
  String realmId = "";

  @Column(name = "SUBSCRIBER_ID", length = 36)
  String subscriberId = "";

  @Column(name = "EVENT_ID", length = 36)
  String eventId = "";

  @Column(name = "EVENT_TYPE", length = 64)
  String type = "";

  @Column(name = "ABOUT", length = 64)
  String about = "";

  @Column(name = "BODY")
  String body = "";

  @Column(name = "CREATED_AT")
  long createdAt;

  /** When its time to be tried began: at first, or when it was sent again. */
  @Column(name = "QUEUED_AT")
  long queuedAt;

  /** Null unless it waits. */
  @Column(name = "DUE_AT")
  @Nullable Long dueAt;

  @Column(name = "TRIES")
  int tries;

  /** 0 when nobody is sending it. */
  @Column(name = "CLAIMED_UNTIL")
  long claimedUntil;

  /** One of the words above: what the database compares. */
  @Column(name = "OUTCOME", length = 10)
  String outcome = WAITING;

  @Column(name = "ENDED_AT")
  @Nullable Long endedAt;

  /** One word. */
  @Column(name = "LAST_FAILURE", length = 30)
  @Nullable String lastFailure;

  @Column(name = "LAST_MESSAGE", length = 500)
  @Nullable String lastMessage;
}
