package io.ticketgate.keycloak.store;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.keycloak.models.KeycloakSession;

/**
 * When bindings were last used. A token only leaves a note in memory, and notes are written in
 * batches, so a killed server forgets the last few seconds. Thread-safe; one for a server.
 */
public final class LastUses {

  private static final int MOST_NOTED = 100_000;

  private final Map<String, Long> noted = new ConcurrentHashMap<>();

  /**
   * @param at milliseconds since the epoch
   */
  public void note(String bindingId, long at) {
    if (noted.size() < MOST_NOTED || noted.containsKey(bindingId)) {
      noted.merge(bindingId, at, Math::max);
    }
  }

  /** Takes what was noted since the last time. */
  public Map<String, Long> take() {
    Map<String, Long> taken = new HashMap<>(noted);
    // What was noted again meanwhile stays for the next time.
    taken.forEach(noted::remove);
    return taken;
  }

  /** Writes what was taken; a later time that another node has written stays. */
  public static void write(KeycloakSession session, Map<String, Long> taken) {
    Rows rows = new Rows(session);
    taken.forEach(
        (bindingId, at) ->
            rows.em()
                .createQuery(
                    "update TgBinding b set b.lastUsedAt = :at, b.dormantAt = b.dormantAfter + :at"
                        + " where b.id = :id"
                        + " and (b.lastUsedAt is null or b.lastUsedAt < :at)")
                .setParameter("at", at)
                .setParameter("id", bindingId)
                .executeUpdate());
  }
}
