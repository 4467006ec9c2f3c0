package io.ticketgate.keycloak.hooks.token;

import io.ticketgate.core.token.FreshSecond;
import io.ticketgate.keycloak.calls.Delegation;
import io.ticketgate.keycloak.calls.DerivedTokens;
import io.ticketgate.keycloak.token.RealmTokenPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.keycloak.OAuthErrorException;
import org.keycloak.common.util.Time;
import org.keycloak.jose.jws.JWSInputException;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.light.LightweightUserAdapter;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.AccessTokenResponse;
import org.keycloak.representations.IDToken;
import org.keycloak.representations.RefreshToken;
import org.keycloak.util.TokenUtil;

/**
 * Keycloak's maker of tokens, which every grant type of the token endpoint uses, with the gate
 * around its mappers. Before the mappers it hides the roles that may not be shown. After them it
 * puts back whose token it is, removes the names of those roles and sets the end of the token to
 * the end of the bindings it relies on.
 */
final class GateTokenManager extends TokenManager {

  private static final long MILLIS = 1000L;

  /** A request that waits keeps its database connection, so only one of a node does at a time. */
  private static final Semaphore WAITING = new Semaphore(1);

  @Override
  public AccessToken transformAccessToken(
      KeycloakSession session,
      AccessToken token,
      UserSessionModel userSession,
      ClientSessionContext context) {
    ClientModel client = issuedTo(token, context);
    Optional<GuardedClientSession> guard =
        GuardedClientSession.of(session, userSession, context, client);
    if (guard.isEmpty()) {
      return super.transformAccessToken(session, token, userSession, context);
    }
    guard.get().requireAllowed(userSession, client);
    beGood(session, token, userSession, client, guard.get());
    TokenIdentity.Stated stated = TokenIdentity.Stated.of(token);
    AccessToken made =
        super.transformAccessToken(session, token, userSession, guard.get().context());
    guard.get().identify(made, stated);
    guard.get().finish(made);
    // What the mappers have written may be what the token is refused for.
    guard.get().requireAllowed(userSession, client);
    guard.get().issued();
    return made;
  }

  /**
   * Waits out the second in which earlier tokens of the user or client ended by a time. While
   * another request waits, the token is dated ahead instead, by two seconds at most.
   */
  private static void beGood(
      KeycloakSession session,
      AccessToken token,
      UserSessionModel userSession,
      ClientModel client,
      GuardedClientSession guard) {
    UserModel user = userSession.getUser();
    // Of a user who is not stored, nothing has ended.
    int ofUser =
        LightweightUserAdapter.isLightweightUser(user)
            ? 0
            : session.users().getNotBeforeOfUser(userSession.getRealm(), user);
    int notBefore = Math.max(client.getNotBefore(), ofUser);
    Duration wait = FreshSecond.wait(notBefore, Instant.ofEpochMilli(Time.currentTimeMillis()));
    if (wait.isZero()) {
      return;
    }
    if (WAITING.tryAcquire()) {
      try {
        Thread.sleep(wait.toMillis() + 1);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      } finally {
        WAITING.release();
      }
    } else {
      guard.datedAhead(notBefore);
    }
    token.iat(Math.max(notBefore, TimeUnit.MILLISECONDS.toSeconds(Time.currentTimeMillis())));
  }

  /**
   * A requesting party token is made for a resource server, and issued to the client that asked.
   */
  private static ClientModel issuedTo(AccessToken token, ClientSessionContext context) {
    ClientModel client = context.getClientSession().getClient();
    ClientModel asking =
        token.getIssuedFor() == null
            ? null
            : client.getRealm().getClientByClientId(token.getIssuedFor());
    return asking == null ? client : asking;
  }

  @Override
  public IDToken transformIDToken(
      KeycloakSession session,
      IDToken token,
      UserSessionModel userSession,
      ClientSessionContext context) {
    ClientModel client = context.getClientSession().getClient();
    Optional<GuardedClientSession> guard =
        GuardedClientSession.of(session, userSession, context, client);
    if (guard.isEmpty()) {
      return super.transformIDToken(session, token, userSession, context);
    }
    TokenIdentity.Stated stated = TokenIdentity.Stated.of(token);
    IDToken made = super.transformIDToken(session, token, userSession, guard.get().context());
    guard.get().identify(made, stated);
    guard.get().clean(made.getOtherClaims());
    guard.get().tellActor(made);
    guard.get().clamp(made);
    guard.get().requireAllowed(userSession, client);
    guard.get().note();
    return made;
  }

  /** As Keycloak 26.4 and 26.5 call it. */
  @Override
  public AccessToken transformUserInfoAccessToken(
      KeycloakSession session,
      AccessToken userInfo,
      UserSessionModel userSession,
      ClientSessionContext context) {
    Optional<GuardedClientSession> guard = forUserInfo(session, userSession, context);
    AccessToken made =
        super.transformUserInfoAccessToken(
            session,
            userInfo,
            userSession,
            guard.map(GuardedClientSession::context).orElse(context));
    guard.ifPresent(
        it -> {
          it.clean(made);
          it.identifyUserInfo(made);
          it.note();
        });
    return made;
  }

  /** As Keycloak 26.7 calls it. */
  @Override
  public AccessToken transformUserInfoAccessToken(
      KeycloakSession session,
      AccessToken bearerToken,
      AccessToken userInfo,
      UserSessionModel userSession,
      ClientSessionContext context) {
    Optional<GuardedClientSession> guard = forUserInfo(session, userSession, context);
    AccessToken made =
        super.transformUserInfoAccessToken(
            session,
            bearerToken,
            userInfo,
            userSession,
            guard.map(GuardedClientSession::context).orElse(context));
    guard.ifPresent(
        it -> {
          it.clean(made);
          it.identifyUserInfo(made);
          it.note();
        });
    return made;
  }

  private static Optional<GuardedClientSession> forUserInfo(
      KeycloakSession session, UserSessionModel userSession, ClientSessionContext context) {
    return GuardedClientSession.of(
        session, userSession, context, context.getClientSession().getClient());
  }

  @Override
  public RefreshToken toRefreshToken(KeycloakSession session, String encoded)
      throws JWSInputException, OAuthErrorException {
    RefreshToken token = super.toRefreshToken(session, encoded);
    if (token.getOtherClaims().containsKey(DerivedTokens.CLAIM)) {
      Object claim = token.getOtherClaims().get(DerivedTokens.CLAIM);
      HttpTokenRequest.of(session).derived(claim);
      Optional<Delegation> delegation = Delegation.of(claim);
      if (delegation.isPresent() && !lives(session, delegation.get(), token)) {
        throw new OAuthErrorException(
            OAuthErrorException.INVALID_GRANT,
            "binding_not_live: a binding under which this token was issued has ended.");
      }
    }
    return token;
  }

  private static boolean lives(KeycloakSession session, Delegation delegation, RefreshToken token) {
    RealmModel realm = session.getContext().getRealm();
    UserModel user =
        token.getSubject() == null ? null : session.users().getUserById(realm, token.getSubject());
    return user != null
        && RealmTokenPolicy.of(session, realm)
            .map(policy -> policy.live(delegation, user))
            .orElse(true);
  }

  /**
   * No mapper runs for a refresh token. The gate opens it once more and ends it with the bindings
   * that the access token relies on. It also tells whether there is an offline session to note in.
   */
  @Override
  public AccessTokenResponse transformAccessTokenResponse(
      KeycloakSession session,
      AccessTokenResponse response,
      UserSessionModel userSession,
      ClientSessionContext context) {
    String encoded = response.getRefreshToken();
    Optional<GuardedClientSession> guard =
        encoded == null
            ? Optional.empty()
            : GuardedClientSession.of(
                session, userSession, context, context.getClientSession().getClient());
    if (guard.isPresent() && concerns(guard.get())) {
      bound(session, response, guard.get());
    }
    return super.transformAccessTokenResponse(session, response, userSession, context);
  }

  private static boolean concerns(GuardedClientSession guard) {
    return guard.end() != null || guard.derived() || guard.carries() || guard.datedAhead() != null;
  }

  private static void bound(
      KeycloakSession session, AccessTokenResponse response, GuardedClientSession guard) {
    RefreshToken token = session.tokens().decode(response.getRefreshToken(), RefreshToken.class);
    if (token == null) {
      throw new IllegalStateException("The refresh token that was just made cannot be read.");
    }
    if (TokenUtil.TOKEN_TYPE_OFFLINE.equals(token.getType())) {
      guard.noteOffline();
    }
    Long ahead = guard.datedAhead();
    if (ahead != null) {
      token.iat(ahead);
    }
    guard.clamp(token);
    if (guard.derived()) {
      token.getOtherClaims().put(DerivedTokens.CLAIM, guard.derivedClaim());
    }
    response.setRefreshToken(session.tokens().encode(token));
    if (token.getExp() != null && token.getExp() > 0) {
      response.setRefreshExpiresIn(token.getExp() - Time.currentTimeMillis() / MILLIS);
    }
  }
}
