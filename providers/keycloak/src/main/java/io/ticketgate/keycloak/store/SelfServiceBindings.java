package io.ticketgate.keycloak.store;

import io.ticketgate.core.binding.Binding;
import io.ticketgate.spi.TicketRef;
import jakarta.persistence.TypedQuery;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;

/** The bindings of one realm as self-service shows them, read without a lock. */
public final class SelfServiceBindings {

  private final Rows rows;
  private final String realmId;

  public SelfServiceBindings(KeycloakSession session, String realmId) {
    this.rows = new Rows(session);
    this.realmId = realmId;
  }

  /** Those under any of these tickets, newest first, up to a number. */
  public List<Binding> under(Collection<TicketRef> tickets, int most) {
    if (tickets.isEmpty()) {
      return List.of();
    }
    return list(
        rows.em()
            .createQuery(
                "select b from TgBinding b where b.realmId = :realmId and b.ticketId in :tickets"
                    + " order by b.createdAt desc, b.id desc",
                BindingEntity.class)
            .setParameter("realmId", realmId)
            .setParameter(
                "tickets", tickets.stream().map(ref -> JpaTickets.ticketId(realmId, ref)).toList())
            .setMaxResults(most));
  }

  /**
   * The live ones that a person answers for, in the order of their ids.
   *
   * @param after id of the last one of the page before; null to begin
   */
  public List<Binding> ownedBy(String ownerId, @Nullable String after, int most) {
    return list(
        rows.em()
            .createQuery(
                "select b from TgBinding b where b.realmId = :realmId and b.ownerId = :ownerId"
                    + " and b.status in :live and b.id > :after"
                    + TicketEnds.NOT_ENDED
                    + " order by b.id",
                BindingEntity.class)
            .setParameter("realmId", realmId)
            .setParameter("ownerId", ownerId)
            .setParameter("live", BindingEnds.LIVE)
            .setParameter("after", after == null ? "" : after)
            .setMaxResults(most));
  }

  private List<Binding> list(TypedQuery<BindingEntity> query) {
    List<BindingEntity> found = query.getResultList();
    found.forEach(rows::detached);
    TicketEnds.apply(rows.em(), found);
    return found.stream().map(BindingMapper::binding).toList();
  }
}
