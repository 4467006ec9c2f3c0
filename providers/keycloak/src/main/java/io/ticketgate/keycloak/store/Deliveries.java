package io.ticketgate.keycloak.store;

import io.ticketgate.keycloak.calls.Jobs;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSessionFactory;

/** Notes what was received. Every call is a transaction of its own. */
public final class Deliveries {

  private static final int TRIES = 3;

  private final KeycloakSessionFactory factory;
  private final String realmId;

  /** What a delivery turned out to be. */
  public enum Receipt {
    /** Its ticket will be read. */
    ACCEPTED,
    /** It was received before. */
    DUPLICATE,
    /** It has no id, and its ticket will be read anyway. */
    COALESCED
  }

  public Deliveries(KeycloakSessionFactory factory, String realmId) {
    this.factory = factory;
    this.realmId = realmId;
  }

  /**
   * Notes that a ticket is to be read. Committed when it returns.
   *
   * @param deliveryKey by which a repetition is known; null when there is no telling
   */
  public Receipt receive(TicketRef ref, @Nullable String deliveryKey, Instant now) {
    for (int left = TRIES; ; left--) {
      try {
        return deliveryKey == null ? coalesced(ref, now) : once(ref, deliveryKey, now);
      } catch (RuntimeException failure) {
        if (left == 1 || !LockFailure.is(failure)) {
          throw failure;
        }
      }
    }
  }

  private Receipt once(TicketRef ref, String deliveryKey, Instant now) {
    String id = RowKey.of(realmId, ref.system(), "delivery", deliveryKey);
    return known(id) || !inserted(row(id, ref, now)) ? Receipt.DUPLICATE : Receipt.ACCEPTED;
  }

  private Receipt coalesced(TicketRef ref, Instant now) {
    String id = RowKey.of(realmId, ref.system(), "ticket", ref.key());
    Receipt again = again(id, now);
    if (again == null && inserted(row(id, ref, now))) {
      return Receipt.ACCEPTED;
    }
    return again == null ? Receipt.COALESCED : again;
  }

  /** Makes the row wait once more; null when there is none. */
  private @Nullable Receipt again(String id, Instant now) {
    long millis = now.toEpochMilli();
    return Jobs.call(
        factory,
        session -> {
          Rows rows = new Rows(session);
          DeliveryEntity row = rows.find(DeliveryEntity.class, id);
          if (row == null) {
            return null;
          }
          Long dueAt = row.dueAt;
          boolean waiting = dueAt != null;
          // No node has begun to read for it; the one that does reads this change too.
          boolean enough = dueAt != null && dueAt <= millis && row.claimedUntil <= millis;
          if (!enough) {
            // A change since we looked belongs to a webhook that came after this one.
            rows.em()
                .createQuery(
                    "update TgDelivery d set d.tries = 0, d.dueAt = :now, d.receivedAt ="
                        + " :receivedAt where d.id = :id and d.receivedAt = :seen")
                .setParameter("now", millis)
                .setParameter("receivedAt", Math.max(millis, row.receivedAt + 1))
                .setParameter("id", id)
                .setParameter("seen", row.receivedAt)
                .executeUpdate();
          }
          return waiting ? Receipt.COALESCED : Receipt.ACCEPTED;
        });
  }

  private DeliveryEntity row(String id, TicketRef ref, Instant now) {
    DeliveryEntity row = new DeliveryEntity();
    row.id = id;
    row.realmId = realmId;
    row.system = ref.system();
    row.key = ref.key();
    row.ticketId = JpaTickets.ticketId(realmId, ref);
    row.receivedAt = now.toEpochMilli();
    row.dueAt = now.toEpochMilli();
    return row;
  }

  /** Returns whether the row is new; false when another request was faster. */
  private boolean inserted(DeliveryEntity row) {
    try {
      Jobs.run(factory, session -> new Rows(session).insert(row));
      return true;
    } catch (RuntimeException perhapsDuplicate) {
      if (!known(row.id)) {
        throw perhapsDuplicate;
      }
      return false;
    }
  }

  private boolean known(String id) {
    return Jobs.call(factory, session -> new Rows(session).find(DeliveryEntity.class, id) != null);
  }
}
