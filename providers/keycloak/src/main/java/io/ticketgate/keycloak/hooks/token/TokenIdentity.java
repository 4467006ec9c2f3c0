package io.ticketgate.keycloak.hooks.token;

import io.ticketgate.keycloak.calls.AdminRole;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.UserSessionModel.SessionPersistenceState;
import org.keycloak.protocol.ProtocolMapperUtils;
import org.keycloak.protocol.oidc.mappers.AbstractPairwiseSubMapper;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.IDToken;
import org.keycloak.util.JsonSerialization;

/**
 * Whose token it is, in which session and for which client. Keycloak lets a mapper write these
 * claims (26.7, {@code OIDCAttributeMapperHelper}: {@code sub} and {@code azp} by setters, {@code
 * sid} into the other claims, whose member then follows the token's own), and later finds the user,
 * the session and the client of a bearer by them. So in a guarded realm they say what Keycloak
 * itself put there, whatever the mappers wrote.
 */
final class TokenIdentity {

  static final String SUBJECT = "sub";
  private static final String SESSION_STATE = "session_state";
  private static final String USERNAME = "preferred_username";

  /**
   * Members of a token that are properties of its class. Under the other claims they would be
   * members of the same name a second time, and whoever reads the token takes the last one.
   */
  private static final Set<String> OWN =
      Set.of(SUBJECT, "sid", "azp", "jti", "iss", "typ", "iat", "nbf");

  /** The client by the names of RFC 9068 and of Keycloak's older service accounts. */
  private static final Set<String> CLIENT = Set.of("client_id", "clientId");

  private final KeycloakSession session;
  private final UserSessionModel userSession;
  private final ClientSessionContext context;

  TokenIdentity(
      KeycloakSession session, UserSessionModel userSession, ClientSessionContext context) {
    this.session = session;
    this.userSession = userSession;
    this.context = context;
  }

  /** What a token says of itself before its mappers run. */
  record Stated(
      @Nullable String id,
      @Nullable String type,
      @Nullable String issuer,
      @Nullable Long issuedAt,
      @Nullable Long notBefore,
      @Nullable String client,
      @Nullable String sessionId) {

    static Stated of(IDToken token) {
      return new Stated(
          token.getId(),
          token.getType(),
          token.getIssuer(),
          token.getIat(),
          token.getNbf(),
          token.getIssuedFor(),
          token.getSessionId());
    }

    /** For a token whose mappers have run: the client and the session it was made for. */
    static Stated of(IDToken made, ClientModel client, UserSessionModel userSession) {
      return new Stated(
          made.getId(),
          made.getType(),
          made.getIssuer(),
          made.getIat(),
          made.getNbf(),
          client.getClientId(),
          userSession.getId());
    }

    /** Puts it back. */
    void restore(IDToken token) {
      token.id(id);
      token.type(type);
      token.issuer(issuer);
      token.iat(issuedAt);
      token.nbf(notBefore);
      token.issuedFor(client);
      token.setSessionId(sessionId);
    }
  }

  /** Puts back who an access token or ID token is of. */
  void restore(IDToken made, Stated stated) {
    stated.restore(made);
    Map<String, Object> others = made.getOtherClaims();
    others.keySet().removeAll(OWN);
    if (made.getSubject() != null && !isUser(made.getSubject())) {
      made.setSubject(subject());
    }
    restoreNames(made);
    others.computeIfPresent(
        SESSION_STATE, (name, value) -> value.equals(stated.sessionId()) ? value : null);
    for (String name : CLIENT) {
      others.computeIfPresent(
          name, (same, value) -> isClient(value, stated.client()) ? value : null);
    }
    if (made instanceof AccessToken && !isReadable(others) && actsForTheGate()) {
      others
          .entrySet()
          .removeIf(
              claim -> !isReadable(Collections.singletonMap(claim.getKey(), claim.getValue())));
    }
  }

  /**
   * Returns whether Keycloak can read a token with these claims: some have the name of a member of
   * its class, and not its kind of value.
   */
  private static boolean isReadable(Map<String, Object> claims) {
    try {
      JsonSerialization.mapper.convertValue(claims, AccessToken.class);
      return true;
    } catch (IllegalArgumentException unreadable) {
      return false;
    }
  }

  /**
   * Whoever is not heard for a mapper, of a client scope that many clients share, could not end
   * grants: the ITSM, and the gate's administrators.
   */
  private boolean actsForTheGate() {
    return AdminRole.of(userSession.getRealm()).stream().anyMatch(userSession.getUser()::hasRole);
  }

  /** Puts back whom a user info is of; its subject may be among its other claims. */
  void restoreUserInfo(IDToken made) {
    Map<String, Object> others = made.getOtherClaims();
    Object shown = others.getOrDefault(SUBJECT, made.getSubject());
    others.keySet().removeAll(OWN);
    if (shown != null) {
      made.setSubject(isUser(shown) ? shown.toString() : subject());
    }
  }

  private boolean isUser(Object subject) {
    return subject.equals(userSession.getUser().getId());
  }

  /** The user's id, or the pseudonym that a mapper of pseudonyms makes of it. */
  private String subject() {
    AccessToken scratch = new AccessToken();
    scratch.setSubject(userSession.getUser().getId());
    // Keycloak adds mappers of its own after it has asked which are wanted.
    ProtocolMapperUtils.getSortedProtocolMappers(session, context)
        .forEach(
            mapper -> {
              if (mapper.getValue() instanceof AbstractPairwiseSubMapper pseudonyms) {
                pseudonyms.transformAccessToken(
                    scratch, mapper.getKey(), session, userSession, context);
              }
            });
    return scratch.getSubject();
  }

  /**
   * Without a session, Keycloak takes the name for the subject where no user has the subject as id
   * (26.7, {@code TokenManager.lookupUserFromStatelessToken}).
   */
  private void restoreNames(IDToken made) {
    if (userSession.getPersistenceState() != SessionPersistenceState.TRANSIENT
        || made.getSubject() == null
        || isUser(made.getSubject())) {
      return;
    }
    String name = userSession.getUser().getUsername();
    made.getOtherClaims().computeIfPresent(USERNAME, (same, value) -> name);
    if (made.getPreferredUsername() != null) {
      made.setPreferredUsername(name);
    }
  }

  private boolean isClient(Object value, @Nullable String issuedFor) {
    if (value.equals(issuedFor)) {
      return true;
    }
    // The token of a service account that another client exchanged names the account's client.
    UserModel user = userSession.getUser();
    String link = user.getServiceAccountClientLink();
    ClientModel own = link == null ? null : userSession.getRealm().getClientById(link);
    return own != null && value.equals(own.getClientId());
  }
}
