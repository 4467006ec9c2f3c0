package io.ticketgate.keycloak.hooks.token;

import io.ticketgate.core.refusal.GateException;
import io.ticketgate.keycloak.calls.ClientRegistration;
import io.ticketgate.keycloak.calls.Delegation;
import io.ticketgate.keycloak.calls.DerivedTokens;
import io.ticketgate.keycloak.realm.Refusals;
import io.ticketgate.keycloak.token.RealmTokenPolicy;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.events.EventType;
import org.keycloak.jose.jws.JWSInput;
import org.keycloak.jose.jws.JWSInputException;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.IDToken;
import org.keycloak.representations.JsonWebToken;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.context.ClientCRUDContext;
import org.keycloak.services.clientpolicy.context.DynamicClientRegisterContext;
import org.keycloak.services.clientpolicy.context.DynamicClientRegisteredContext;
import org.keycloak.services.clientpolicy.context.DynamicClientUnregisterContext;
import org.keycloak.services.clientpolicy.context.DynamicClientUpdateContext;
import org.keycloak.services.clientpolicy.context.DynamicClientUpdatedContext;
import org.keycloak.services.clientpolicy.context.DynamicClientViewContext;
import org.keycloak.services.clientpolicy.context.ImplicitHybridTokenResponse;
import org.keycloak.services.clientpolicy.context.UserInfoRequestContext;

/**
 * Where Keycloak asks its client policies, once a client has authenticated: a protected client
 * without a live binding is refused, for every request and every way of authenticating.
 */
public final class TokenClientPolicy {

  /** By name: not every version of Keycloak has all of them. */
  private static final Set<String> USES_OF_A_CREDENTIAL =
      Set.of(
          "PRE_TOKEN_REQUEST",
          "TOKEN_REQUEST",
          "SERVICE_ACCOUNT_TOKEN_REQUEST",
          "TOKEN_REFRESH",
          "TOKEN_REVOKE",
          "TOKEN_INTROSPECT",
          "BACKCHANNEL_AUTHENTICATION_REQUEST",
          "BACKCHANNEL_TOKEN_REQUEST",
          "PUSHED_AUTHORIZATION_REQUEST",
          "DEVICE_AUTHORIZATION_REQUEST",
          "DEVICE_TOKEN_REQUEST",
          "TOKEN_EXCHANGE_REQUEST",
          "RESOURCE_OWNER_PASSWORD_CREDENTIALS_REQUEST",
          "JWT_AUTHORIZATION_GRANT");

  /** What Keycloak calls an event elsewhere than at the token endpoint. */
  private static final Map<String, EventType> OTHER_EVENTS =
      Map.of(
          "TOKEN_INTROSPECT", EventType.INTROSPECT_TOKEN,
          "TOKEN_REVOKE", EventType.REVOKE_GRANT,
          "PUSHED_AUTHORIZATION_REQUEST", EventType.PUSHED_AUTHORIZATION_REQUEST,
          "DEVICE_AUTHORIZATION_REQUEST", EventType.OAUTH2_DEVICE_AUTH);

  /** One by one: the class that these have in common is not public. */
  private static final Set<Class<? extends ClientCRUDContext>> OF_DYNAMIC_REGISTRATION =
      Set.of(
          DynamicClientRegisterContext.class,
          DynamicClientRegisteredContext.class,
          DynamicClientUpdateContext.class,
          DynamicClientUpdatedContext.class,
          DynamicClientViewContext.class,
          DynamicClientUnregisterContext.class);

  private final KeycloakSession session;

  public TokenClientPolicy(KeycloakSession session) {
    this.session = session;
  }

  /**
   * @throws ClientPolicyException the refusal, for Keycloak to answer and to make an event of
   */
  public void check(ClientPolicyContext context) throws ClientPolicyException {
    String event = context.getEvent().name();
    if (USES_OF_A_CREDENTIAL.contains(event)) {
      requireLive(event);
    } else if (context instanceof UserInfoRequestContext userInfo) {
      userInfo(userInfo.getTokenForUserInfo().getToken());
    } else if (context instanceof ImplicitHybridTokenResponse response) {
      finish(response);
    }
  }

  /**
   * Dynamic client registration looks at no not-before but the realm's (26.7, {@code
   * ClientRegistrationAuth}): a bearer token that is stale everywhere else is refused here.
   *
   * <p>The registration token of a client is a part of its credential: it shows the client, with
   * its secret, while a binding is live. What it changes, the write gate judges.
   *
   * @throws ClientPolicyException when the token was voided, or its credential may not be used
   */
  public void checkBearer(ClientCRUDContext context) throws ClientPolicyException {
    if (OF_DYNAMIC_REGISTRATION.stream().noneMatch(type -> type.isInstance(context))) {
      return; // of the Admin API, which looks at the token itself; Keycloak 26.4 may have none here
    }
    JsonWebToken token = context.getToken();
    if (context instanceof DynamicClientViewContext
        && ClientRegistration.byRegistrationToken(token)) {
      requireLive(context.getTargetClient());
      return;
    }
    ClientModel client = context.getAuthenticatedClient();
    UserModel user = context.getAuthenticatedUser();
    if (token == null || client == null || user == null) {
      return; // an initial access token, or the registration token of the client itself
    }
    RealmModel home = client.getRealm();
    Optional<RealmTokenPolicy> policy = RealmTokenPolicy.of(session, home);
    if (policy.isEmpty()) {
      return;
    }
    long issued = token.getIat() == null ? 0 : token.getIat();
    if (issued < client.getNotBefore() || issued < session.users().getNotBeforeOfUser(home, user)) {
      throw new ClientPolicyException(
          "invalid_token", "The token was revoked.", Response.Status.UNAUTHORIZED);
    }
    Optional<GateException.Refused> refusal =
        policy
            .get()
            .checkCredential(client, null)
            .or(() -> policy.get().checkAccount(user, client));
    if (refusal.isPresent()) {
      throw new ClientPolicyException(
          "invalid_token", OAuthRefusal.description(refusal.get()), Response.Status.UNAUTHORIZED);
    }
  }

  /** Keycloak answers with the error alone, and keeps the detail for its event. */
  private void requireLive(ClientModel registered) throws ClientPolicyException {
    Optional<GateException.Refused> refusal =
        RealmTokenPolicy.of(session, registered.getRealm())
            .flatMap(policy -> policy.checkCredential(registered, null));
    if (refusal.isPresent()) {
      throw new ClientPolicyException(
          refusal.get().code().code(),
          OAuthRefusal.description(refusal.get()),
          Response.Status.UNAUTHORIZED);
    }
  }

  /**
   * A {@link ClientPolicyException} would do, but each endpoint answers it with another error, some
   * without saying why.
   */
  private void requireLive(String event) {
    RealmModel realm = session.getContext().getRealm();
    ClientModel client = session.getContext().getClient();
    Optional<GateException.Refused> refusal =
        client == null
            ? Optional.empty()
            : RealmTokenPolicy.of(session, realm)
                .filter(policy -> policy.protectsCredential(client))
                .flatMap(
                    policy ->
                        policy.checkCredential(
                            client, HttpTokenRequest.of(session).presented(client)));
    if (refusal.isEmpty() || client == null) {
      return;
    }
    EventType type = OTHER_EVENTS.get(event);
    throw type == null
        ? OAuthRefusal.of(session, refusal.get(), client, null)
        : OAuthRefusal.elsewhere(session, refusal.get(), client, type);
  }

  /**
   * Keycloak 26.7 has verified the token by now; earlier versions have not, know no client yet, and
   * will refuse what cannot be read here.
   */
  private void userInfo(@Nullable String encoded) throws ClientPolicyException {
    RealmModel realm = session.getContext().getRealm();
    Optional<RealmTokenPolicy> policy = RealmTokenPolicy.of(session, realm);
    if (policy.isEmpty() || encoded == null) {
      return;
    }
    AccessToken token;
    try {
      token = new JWSInput(encoded).readJsonContent(AccessToken.class);
    } catch (JWSInputException noToken) {
      return;
    }
    if (token.getOtherClaims().containsKey(DerivedTokens.CLAIM)) {
      HttpTokenRequest.of(session).derived(token.getOtherClaims().get(DerivedTokens.CLAIM));
    }
    ClientModel client =
        token.getIssuedFor() == null ? null : realm.getClientByClientId(token.getIssuedFor());
    if (client == null) {
      return;
    }
    Optional<String> dead = whyDead(policy.get(), token, client, subjectOf(token));
    if (dead.isPresent()) {
      throw new ClientPolicyException("invalid_token", dead.get(), Response.Status.UNAUTHORIZED);
    }
  }

  /** What a token calls its subject may be a pseudonym for one client. */
  private @Nullable UserModel subjectOf(AccessToken token) {
    RealmModel realm = session.getContext().getRealm();
    String id = token.getSessionId();
    UserSessionModel online = id == null ? null : session.sessions().getUserSession(realm, id);
    UserSessionModel found =
        online == null && id != null ? session.sessions().getOfflineUserSession(realm, id) : online;
    if (found != null) {
      return found.getUser();
    }
    String subject = token.getSubject();
    return subject == null ? null : session.users().getUserById(realm, subject);
  }

  /**
   * Returns why a token that Keycloak would accept is refused.
   *
   * @param client the client that received it
   * @param user whom it stands for; null for nobody who is there any more
   * @return empty when it is good
   */
  static Optional<String> whyDead(
      RealmTokenPolicy policy, AccessToken token, ClientModel client, @Nullable UserModel user) {
    Optional<GateException.Refused> refusal =
        policy
            .checkCredential(client, null)
            .or(() -> user == null ? Optional.empty() : policy.checkAccount(user, client));
    if (refusal.isPresent()) {
      return refusal.map(OAuthRefusal::description);
    }
    Optional<Delegation> delegation =
        Delegation.of(token.getOtherClaims().get(DerivedTokens.CLAIM));
    if (delegation.isPresent()) {
      return user != null && policy.live(delegation.get(), user)
          ? Optional.empty()
          : Optional.of("binding_not_live: a binding under which this token was got has ended.");
    }
    if (token.getOtherClaims().get(TicketMapper.CLAIM) instanceof Map<?, ?> ticket
        && ticket.get("binding") instanceof String id
        && !policy.live(client.getId(), id)
        && (user == null || !policy.live(user.getId(), id))) {
      return Optional.of("binding_not_live: the binding of this token has ended.");
    }
    return Optional.empty();
  }

  private void finish(ImplicitHybridTokenResponse response) throws ClientPolicyException {
    ClientSessionContext context = response.getClientSessionContext();
    Optional<GuardedClientSession> guard =
        GuardedClientSession.of(
            session,
            context.getClientSession().getUserSession(),
            context,
            context.getClientSession().getClient());
    if (guard.isEmpty()) {
      return;
    }
    TokenManager.AccessTokenResponseBuilder builder = response.getAccessTokenResponseBuilder();
    identify(guard.get(), builder.getAccessToken(), context);
    guard.get().finish(builder.getAccessToken());
    if (builder.getIdToken() != null) {
      identify(guard.get(), builder.getIdToken(), context);
      guard.get().clean(builder.getIdToken().getOtherClaims());
      guard.get().clamp(builder.getIdToken());
    }
    Optional<GateException.Refused> refusal = guard.get().refusal();
    if (refusal.isPresent()) {
      Refusals.count(session, session.getContext().getRealm(), refusal.get().code());
      throw new ClientPolicyException(OAuthRefusal.ERROR, OAuthRefusal.description(refusal.get()));
    }
    guard.get().issued();
  }

  /** Keycloak makes these tokens past the gate, and their mappers have run. */
  private static void identify(
      GuardedClientSession guard, IDToken made, ClientSessionContext context) {
    guard.identify(
        made,
        TokenIdentity.Stated.of(
            made,
            context.getClientSession().getClient(),
            context.getClientSession().getUserSession()));
  }
}
