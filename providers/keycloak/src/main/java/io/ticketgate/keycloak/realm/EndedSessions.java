package io.ticketgate.keycloak.realm;

import io.ticketgate.core.token.SessionEnd;
import io.ticketgate.keycloak.calls.BackChannelLogout;
import io.ticketgate.keycloak.calls.BackChannelLogout.Logout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;

/**
 * Ends the sessions of people, by their ids. A token that names an ended session is refused by
 * every endpoint of Keycloak (26.4 to 26.7, {@code UserSessionUtil.findValidSession}), and so is
 * its refresh.
 */
public final class EndedSessions {

  private final KeycloakSession session;
  private final RealmModel realm;

  public EndedSessions(KeycloakSession session, RealmModel realm) {
    this.session = session;
    this.realm = realm;
  }

  /**
   * Ends the sessions of a user that have carried what is lost, online and offline.
   *
   * @param lost ids of the roles; null for every session
   * @return the applications that are to hear of it
   */
  public List<Logout> end(UserModel user, @Nullable Set<String> lost) {
    List<Logout> logouts = new ArrayList<>();
    for (UserSessionModel each : all(user)) {
      Map<String, AuthenticatedClientSessionModel> parts = each.getAuthenticatedClientSessions();
      SessionEnd end =
          SessionEnd.of(
              new SessionEnd.Known(
                  each.isOffline(), parts.keySet(), SessionNotes.carried(each, lost)),
              lost);
      if (end instanceof SessionEnd.Whole) {
        tell(parts.values(), logouts);
        remove(each);
      } else if (end instanceof SessionEnd.OfClients some) {
        List<AuthenticatedClientSessionModel> ending =
            some.clientIds().stream().map(parts::get).filter(Objects::nonNull).toList();
        tell(ending, logouts);
        ending.forEach(AuthenticatedClientSessionModel::detachFromUserSession);
      }
    }
    return logouts;
  }

  private List<UserSessionModel> all(UserModel user) {
    return Stream.concat(
            session.sessions().getUserSessionsStream(realm, user),
            session.sessions().getOfflineUserSessionsStream(realm, user))
        .toList();
  }

  private static void tell(Iterable<AuthenticatedClientSessionModel> parts, List<Logout> logouts) {
    for (AuthenticatedClientSessionModel part : parts) {
      Logout logout = BackChannelLogout.of(part);
      if (logout != null) {
        logouts.add(logout);
      }
    }
  }

  private void remove(UserSessionModel ended) {
    if (ended.isOffline()) {
      session.sessions().removeOfflineUserSession(realm, ended);
    } else {
      session.sessions().removeUserSession(realm, ended);
    }
  }
}
