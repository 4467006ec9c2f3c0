package io.ticketgate.keycloak.realm;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.Profile;
import org.keycloak.models.UserSessionModel;

/**
 * What is noted in a user session: which protected roles the tokens of which client have carried. A
 * note of its own for each, so that two requests never overwrite what the other one has noted.
 */
public final class SessionNotes {

  /**
   * In place of a role's id: another party got a token in the session. It carries no protected
   * role, but the Admin API would count a role that its user gets later.
   */
  public static final String DERIVED = "derived";

  private static final String PREFIX = "ticket-gate:";

  private static final String BEFORE = "before:";

  private SessionNotes() {}

  /** In place of a role's id: whatever a session carried that began before that second. */
  static String before(int second) {
    return BEFORE + second;
  }

  /** Returns whether the session is from before a second that is among what is lost. */
  private static boolean unseen(UserSessionModel session, @Nullable Set<String> lost) {
    return lost != null
        && lost.stream()
            .filter(each -> each.startsWith(BEFORE))
            .anyMatch(
                each -> session.getStarted() < Integer.parseInt(each.substring(BEFORE.length())));
  }

  /**
   * Notes the roles, unless that has been done.
   *
   * @param clientId Keycloak's id of the client
   * @return whether anything was written
   */
  public static boolean note(UserSessionModel session, String clientId, Set<String> roleIds) {
    boolean written = false;
    for (String roleId : roleIds) {
      String note = PREFIX + clientId + ":" + roleId;
      if (session.getNote(note) == null) {
        session.setNote(note, "1");
        written = true;
      }
    }
    return written;
  }

  /**
   * Ids of the roles that the session is noted to have carried, by the id of the client; null where
   * notes may have been lost. Keycloak without persistent user sessions stores an offline session
   * once, and what was noted in it later is only in memory.
   *
   * @param lost ids of the roles that are lost, or what stands in their place
   */
  static @Nullable Map<String, Set<String>> carried(
      UserSessionModel session, @Nullable Set<String> lost) {
    if (unseen(session, lost)) {
      return null;
    }
    if (session.isOffline()
        && !Profile.isFeatureEnabled(Profile.Feature.PERSISTENT_USER_SESSIONS)) {
      return null;
    }
    Map<String, Set<String>> carried = new HashMap<>();
    for (String note : session.getNotes().keySet()) {
      int role = note.lastIndexOf(':');
      if (note.startsWith(PREFIX) && role > PREFIX.length()) {
        carried
            .computeIfAbsent(note.substring(PREFIX.length(), role), client -> new HashSet<>())
            .add(note.substring(role + 1));
      }
    }
    return carried;
  }
}
