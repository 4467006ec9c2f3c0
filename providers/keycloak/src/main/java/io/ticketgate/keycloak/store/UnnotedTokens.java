package io.ticketgate.keycloak.store;

import io.ticketgate.core.binding.BindingStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.keycloak.models.KeycloakSession;

/** Which bindings have tokens of which no session tells. */
public final class UnnotedTokens {

  private final Rows rows;
  private final String realmId;

  public UnnotedTokens(KeycloakSession session, String realmId) {
    this(new Rows(session), realmId);
  }

  UnnotedTokens(Rows rows, String realmId) {
    this.rows = rows;
    this.realmId = realmId;
  }

  /**
   * Remembers that tokens rest on these bindings of which no session tells. The rows are locked by
   * that until the transaction ends: an end comes before it, and is seen, or after it, and sees it.
   *
   * @return how many of them are active
   */
  public int restOn(Set<String> ids) {
    return rows.em()
        .createQuery(
            "update TgBinding b set b.unnoted = true where b.realmId = :realmId and b.id in :ids"
                + " and b.status = :active"
                + TicketEnds.NOT_ENDED)
        .setParameter("realmId", realmId)
        .setParameter("ids", ids)
        .setParameter("active", BindingStatus.ACTIVE)
        .executeUpdate();
  }

  /** Returns whether that was remembered of one of these. */
  public boolean any(Set<String> ids) {
    if (ids.isEmpty()) {
      return false;
    }
    Map<String, Object> parameters = new HashMap<>(Map.of("realmId", realmId));
    String unnoted =
        "select b.id from TgBinding b where b.realmId = :realmId and b.unnoted = true and "
            + Rows.among("b.id", ids, parameters);
    return !rows.committed(String.class, unnoted, parameters).isEmpty();
  }

  /** Remembers it of everything that is live: the gate does not look at tokens from now on. */
  public static int restOnAll(KeycloakSession session) {
    return new Rows(session)
        .em()
        .createQuery(
            "update TgBinding b set b.unnoted = true where b.unnoted = false and b.status in :live")
        .setParameter("live", BindingEnds.LIVE)
        .executeUpdate();
  }

  /** Returns whether all of these are active. To be asked in a transaction of its own. */
  public boolean allActive(Set<String> ids) {
    return rows.em()
            .createQuery(
                "select count(b) from TgBinding b where b.realmId = :realmId and b.id in :ids and"
                    + " b.status = :active"
                    + TicketEnds.NOT_ENDED,
                Long.class)
            .setParameter("realmId", realmId)
            .setParameter("ids", ids)
            .setParameter("active", BindingStatus.ACTIVE)
            .getSingleResult()
        == ids.size();
  }
}
