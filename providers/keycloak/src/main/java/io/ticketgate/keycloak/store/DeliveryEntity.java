package io.ticketgate.keycloak.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** One received webhook; kept so that it is known when its sender repeats it. */
@Entity(name = "TgDelivery")
@Table(name = "TG_DELIVERY")
class DeliveryEntity {

  /** {@link RowKey} of realm, system and the sender's id, or the ticket where it gave none. */
  @Id
  @Column(name = "ID", length = 64)
  String id = "";

  @Column(name = "REALM_ID", length = 36)
  String realmId = "";

  @Column(name = "SYSTEM_NAME", length = 64)
  String system = "";

  @Column(name = "TICKET_KEY", length = 128)
  String key = "";

  /** As the ID of {@link TicketEntity}, whether there is such a row or not. */
  @Column(name = "TICKET_ID", length = 64)
  String ticketId = "";

  @Column(name = "RECEIVED_AT")
  long receivedAt;

  /** How often the ticket was read for it. */
  @Column(name = "TRIES")
  int tries;

  /** When the ticket is to be read; null when nothing more is to be done. */
  @Column(name = "DUE_AT")
  @Nullable Long dueAt;

  /** End of the claim of the node that works on it; 0 for none. */
  @Column(name = "CLAIMED_UNTIL")
  long claimedUntil;
}
