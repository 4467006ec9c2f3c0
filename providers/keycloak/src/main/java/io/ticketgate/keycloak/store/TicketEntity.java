package io.ticketgate.keycloak.store;

import io.ticketgate.core.binding.EndCause;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/**
 * One row per realm, system and key. Made empty when a ticket is first locked; {@link #snapshot}
 * fills it.
 */
@Entity(name = "TgTicket")
@Table(name = "TG_TICKET")
class TicketEntity {

  /** {@link RowKey} of realm, system and key: equal on every database, whatever its collation. */
  @Id
  @Column(name = "ID", length = 64)
  String id = "";

  @Column(name = "REALM_ID", length = 36)
  String realmId = "";

  @Column(name = "SYSTEM_NAME", length = 64)
  String system = "";

  @Column(name = "TICKET_KEY", length = 128)
  String key = "";

  @Column(name = "VERSION", length = 255)
  @Nullable String version;

  @Column(name = "OPEN_STATE")
  boolean open;

  @Column(name = "DIGEST", length = 64)
  @Nullable String digest;

  @Column(name = "SNAPSHOT")
  @Nullable String snapshot;

  @Column(name = "VOIDED")
  @Nullable String voided;

  @Column(name = "IDENTITIES")
  @Nullable String identities;

  @Column(name = "READ_AT")
  long readAt;

  @Column(name = "MISSING_SINCE")
  @Nullable Long missingSince;

  /**
   * When what lived under it has ended, while rows of its bindings do not say so: {@link
   * TicketEnds}.
   */
  @Column(name = "END_AT")
  @Nullable Long endAt;

  @Enumerated(EnumType.STRING)
  @Column(name = "END_CAUSE", length = 30)
  @Nullable EndCause endCause;

  @Column(name = "END_BY_ID", length = 255)
  @Nullable String endById;

  @Column(name = "END_BY_NAME", length = 255)
  @Nullable String endByName;

  @Column(name = "END_DETAIL_CODE", length = 30)
  @Nullable String endDetailCode;

  @Column(name = "END_DETAIL", length = 2000)
  @Nullable String endDetail;

  @Column(name = "END_DETAIL_FACTS", length = 2000)
  @Nullable String endDetailFacts;
}
