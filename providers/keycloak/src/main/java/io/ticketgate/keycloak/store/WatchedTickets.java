package io.ticketgate.keycloak.store;

import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.spi.TicketRef;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** The tickets of a system that bindings rest on, and whose changes therefore matter. */
public final class WatchedTickets {

  private static final Set<BindingStatus> LIVE =
      EnumSet.of(BindingStatus.AUTHORIZED, BindingStatus.ACTIVE, BindingStatus.SUSPENDED);

  private final EntityManager em;
  private final String realmId;
  private final String system;

  /**
   * @param system alias of the system
   */
  public WatchedTickets(KeycloakSession session, String realmId, String system) {
    this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    this.realmId = realmId;
    this.system = system;
  }

  /** Returns whether there is any. */
  public boolean any() {
    return !em.createQuery(
            "select b.id from TgBinding b where b.realmId = :realm and b.ticketSystem = :system and"
                + " b.status in :live",
            String.class)
        .setParameter("realm", realmId)
        .setParameter("system", system)
        .setParameter("live", LIVE)
        .setMaxResults(1)
        .getResultList()
        .isEmpty();
  }

  /** Those of the given keys that are watched. */
  public Set<TicketRef> among(Collection<String> keys) {
    if (keys.isEmpty()) {
      return Set.of();
    }
    return em
        .createQuery(
            "select distinct b.ticketKey from TgBinding b where b.ticketId in :ids and b.status in"
                + " :live",
            String.class)
        .setParameter(
            "ids",
            keys.stream()
                .map(key -> JpaTickets.ticketId(realmId, new TicketRef(system, key)))
                .toList())
        .setParameter("live", LIVE)
        .getResultList()
        .stream()
        .map(key -> new TicketRef(system, key))
        .collect(Collectors.toSet());
  }

  /**
   * Up to {@code max} that were last read before an instant, longest ago first.
   *
   * @param skip so many are left out at the front
   */
  public List<TicketRef> readBefore(Instant before, int skip, int max) {
    // From the live bindings on, whose number is bounded by what goes on: tickets are kept for
    // ever.
    return em
        .createQuery(
            "select t.key, min(t.readAt) from TgBinding b, TgTicket t where t.id = b.ticketId and"
                + " b.realmId = :realm and b.ticketSystem = :system and b.status in :live and t.readAt <"
                + " :before group by t.key order by min(t.readAt), t.key",
            Object[].class)
        .setParameter("realm", realmId)
        .setParameter("system", system)
        .setParameter("live", LIVE)
        .setParameter("before", before.toEpochMilli())
        .setFirstResult(skip)
        .setMaxResults(max)
        .getResultList()
        .stream()
        .map(row -> new TicketRef(system, (String) row[0]))
        .toList();
  }
}
