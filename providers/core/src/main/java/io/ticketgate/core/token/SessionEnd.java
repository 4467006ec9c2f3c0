package io.ticketgate.core.token;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one session of a person when roles are lost. A session ends if a token that was
 * issued in it has carried one of them; every other session lives on.
 */
public sealed interface SessionEnd {

  /** It has carried none of the roles. */
  record LivesOn() implements SessionEnd {}

  /** The session ends. */
  record Whole() implements SessionEnd {}

  /**
   * Only what these clients have of it ends.
   *
   * @param clientIds Keycloak's ids of the clients, not empty
   */
  record OfClients(Set<String> clientIds) implements SessionEnd {
    public OfClients {
      clientIds = Set.copyOf(clientIds);
    }
  }

  /**
   * A session of a person.
   *
   * @param offline whether it is what offline tokens rest on. Each client has its part of that,
   *     which can end alone: nobody gets it back by single sign-on
   * @param clientIds Keycloak's ids of the clients that have a part of it
   * @param carried ids of the protected roles that it is noted to have carried, by the id of the
   *     client; null where nothing could be noted in it
   */
  record Known(
      boolean offline, Collection<String> clientIds, @Nullable Map<String, Set<String>> carried) {}

  /**
   * Decides on one session.
   *
   * @param lost ids of the roles that the person has lost; null for an end of everything
   */
  static SessionEnd of(Known session, @Nullable Set<String> lost) {
    Map<String, Set<String>> carried = session.carried();
    if (lost == null || carried == null) {
      return new Whole();
    }
    Set<String> carrying =
        carried.entrySet().stream()
            .filter(each -> each.getValue().stream().anyMatch(lost::contains))
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    if (carrying.isEmpty()) {
      return new LivesOn();
    }
    return session.offline() && !carrying.containsAll(session.clientIds())
        ? new OfClients(carrying)
        : new Whole();
  }
}
