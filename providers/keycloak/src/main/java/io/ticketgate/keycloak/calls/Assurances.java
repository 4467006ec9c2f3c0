package io.ticketgate.keycloak.calls;

import io.ticketgate.core.token.Assurance;
import org.jspecify.annotations.Nullable;
import org.keycloak.authentication.authenticators.util.LoAUtil;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.utils.AcrUtils;
import org.keycloak.representations.AccessToken;

/** How strongly people have authenticated, by what Keycloak keeps in their sessions. */
public final class Assurances {

  private Assurances() {}

  /** What was reached in the session of a token, where that is still there. */
  public static Assurance of(KeycloakSession session, RealmModel realm, AccessToken token) {
    UserSessionModel of =
        token.getSessionId() == null
            ? null
            : session.sessions().getUserSession(realm, token.getSessionId());
    ClientModel client =
        token.getIssuedFor() == null ? null : realm.getClientByClientId(token.getIssuedFor());
    return of == null || client == null
        ? Assurance.NONE
        : of(realm, of.getAuthenticatedClientSessionByClient(client.getId()));
  }

  /**
   * What was reached in the part of a session that a client has. What a class means is the realm's
   * to say, and no client's: whoever manages a client could call anything strong.
   *
   * @param clientSession null where there is none, of which nothing is known
   */
  public static Assurance of(
      RealmModel realm, @Nullable AuthenticatedClientSessionModel clientSession) {
    if (clientSession == null) {
      return Assurance.NONE;
    }
    return new Assurance(
        LoAUtil.getCurrentLevelOfAuthentication(clientSession), AcrUtils.getAcrLoaMap(realm));
  }
}
