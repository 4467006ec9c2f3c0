package io.ticketgate.keycloak.calls;

import com.fasterxml.jackson.core.type.TypeReference;
import io.ticketgate.core.token.Assurance;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.keycloak.authentication.authenticators.util.LoAUtil;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.utils.AcrUtils;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.util.JsonSerialization;

/** How strongly people have authenticated, by what Keycloak keeps in their sessions. */
public final class Assurances {

  private static final TypeReference<Map<Integer, Long>> TIMES = new TypeReference<>() {};

  private Assurances() {}

  /** What was reached in the session of a token, where that is still there, and not offline. */
  public static Assurance of(KeycloakSession session, RealmModel realm, AccessToken token) {
    ClientModel client =
        token.getIssuedFor() == null ? null : realm.getClientByClientId(token.getIssuedFor());
    return client == null || token.getSessionId() == null
        ? Assurance.NONE
        : of(session, realm, token.getSessionId(), client.getId());
  }

  /**
   * What was reached in the part of a session that another client has. The session at hand may be a
   * copy for one token, which has no parts.
   *
   * @param client id of that client; null for one that nobody knows
   */
  public static Assurance of(
      KeycloakSession session, UserSessionModel of, @Nullable String client) {
    return client == null ? Assurance.NONE : of(session, of.getRealm(), of.getId(), client);
  }

  private static Assurance of(KeycloakSession session, RealmModel realm, String id, String client) {
    UserSessionModel of = session.sessions().getUserSession(realm, id);
    return of == null
        ? Assurance.NONE
        : of(realm, of.getAuthenticatedClientSessionByClient(client));
  }

  /**
   * What was reached in the part of a session that a client has. What a class means is the realm's
   * to say, and no client's: whoever manages a client could call anything strong. Nor does the
   * claim {@code acr} count, which mappers write.
   *
   * @param clientSession null where there is none, of which nothing is known
   */
  public static Assurance of(
      RealmModel realm, @Nullable AuthenticatedClientSessionModel clientSession) {
    if (clientSession == null || clientSession.getUserSession() == null) {
      return Assurance.NONE;
    }
    UserSessionModel of = clientSession.getUserSession();
    return new Assurance(
        LoAUtil.getCurrentLevelOfAuthentication(clientSession),
        reached(of.getNote(Constants.LOA_MAP)),
        authenticated(of),
        AcrUtils.getAcrLoaMap(realm));
  }

  /** Keycloak notes it for a level that counts for a while, by its condition in the flow. */
  private static Map<Integer, Instant> reached(@Nullable String note) {
    if (note == null) {
      return Map.of();
    }
    try {
      return JsonSerialization.readValue(note, TIMES).entrySet().stream()
          .collect(
              Collectors.toMap(
                  Map.Entry::getKey, entry -> Instant.ofEpochSecond(entry.getValue())));
    } catch (IOException unreadable) {
      return Map.of(Integer.MAX_VALUE, Instant.EPOCH);
    }
  }

  private static Instant authenticated(UserSessionModel of) {
    String note = of.getNote(AuthenticationManager.AUTH_TIME);
    return Instant.ofEpochSecond(note == null ? of.getStarted() : Long.parseLong(note));
  }
}
