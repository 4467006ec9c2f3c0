package io.ticketgate.keycloak.hooks.token;

import io.ticketgate.core.token.Assurance;
import io.ticketgate.core.token.TokenRequest;
import io.ticketgate.keycloak.calls.Assurances;
import io.ticketgate.keycloak.calls.DerivedTokens;
import io.ticketgate.keycloak.calls.Entitlements;
import io.ticketgate.keycloak.token.RealmTokenPolicy;
import io.ticketgate.keycloak.token.RoleClaims;
import io.ticketgate.keycloak.token.TokenContents;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.util.DefaultClientSessionContext;
import org.keycloak.util.JsonSerialization;

/**
 * A token at the introspection endpoint. Keycloak reads the roles of its answer from the session
 * again, so the gate judges them again. A token that carries a role which no binding covers any
 * more is inactive.
 */
final class IntrospectedToken {

  private final KeycloakSession session;
  private boolean judged;
  private @Nullable String dead;

  IntrospectedToken(KeycloakSession session) {
    this.session = session;
  }

  /**
   * Removes from Keycloak's answer the roles that it may not show.
   *
   * @param presented the token as it was sent
   * @param transform Keycloak's making of the answer
   */
  AccessToken transform(
      AccessToken presented, UserSessionModel userSession, Supplier<AccessToken> transform) {
    judged = true;
    RealmModel realm = session.getContext().getRealm();
    ClientModel client = realm.getClientByClientId(presented.getIssuedFor());
    Optional<RealmTokenPolicy> policy =
        client == null ? Optional.empty() : RealmTokenPolicy.of(session, realm);
    if (policy.isEmpty()) {
      return transform.get();
    }
    if (presented.getOtherClaims().containsKey(DerivedTokens.CLAIM)) {
      HttpTokenRequest.of(session).derived(presented.getOtherClaims().get(DerivedTokens.CLAIM));
    }
    dead =
        TokenClientPolicy.whyDead(policy.get(), presented, client, userSession.getUser())
            .orElse(null);
    AuthenticatedClientSessionModel clientSession =
        userSession.getAuthenticatedClientSessionByClient(client.getId());
    if (clientSession == null) {
      AccessToken made = transform.get();
      HttpTokenRequest request = HttpTokenRequest.of(session);
      String agent = request.agentId(client, userSession);
      TokenContents contents =
          policy
              .get()
              .judge(
                  new TokenRequest(
                      Entitlements.credential(client),
                      userSession.getUser().getId(),
                      List.of(),
                      request.isDerived(client, userSession.getUser()),
                      null,
                      policy.get().account(userSession.getUser(), client),
                      null,
                      agent,
                      false,
                      agent == null
                          ? Assurance.NONE
                          : Assurances.of(
                              session, userSession, request.handedFrom(client, userSession))));
      new RoleClaims(contents).clean(made);
      return made;
    }
    GuardedClientSession guard =
        GuardedClientSession.of(
                session,
                userSession,
                DefaultClientSessionContext.fromClientSessionAndScopeParameter(
                    clientSession, presented.getScope(), session),
                client)
            .orElseThrow();
    AccessToken copy = copy(presented);
    guard.strip(copy);
    if (dead == null && !json(copy).equals(json(copy(presented)))) {
      dead =
          "binding_not_live: the token carries a role without a live binding, or without the login that the role asks for.";
    }
    TokenIdentity.Stated stated = TokenIdentity.Stated.of(presented);
    AccessToken made = transform.get();
    guard.identify(made, stated);
    guard.clean(made);
    Object ticket = presented.getOtherClaims().get(TicketMapper.CLAIM);
    if (ticket != null) {
      made.getOtherClaims().put(TicketMapper.CLAIM, ticket);
    } else if (policy.get().isEnforced()) {
      made.getOtherClaims().remove(TicketMapper.CLAIM);
    }
    return made;
  }

  /** Returns whether the token is good, which is to be asked when Keycloak has found it good. */
  boolean isLive(AccessToken presented, UserSessionModel userSession, EventBuilder event) {
    if (!judged) {
      // Keycloak 26.7 has made its answer by now, earlier versions make it when all checks are
      // done.
      transform(presented, userSession, () -> new AccessToken());
    }
    if (dead == null) {
      return true;
    }
    event.detail(Details.REASON, dead);
    event.error(Errors.INVALID_TOKEN);
    return false;
  }

  private static AccessToken copy(AccessToken token) {
    try {
      return JsonSerialization.readValue(
          JsonSerialization.writeValueAsBytes(token), AccessToken.class);
    } catch (IOException unreadable) {
      throw new IllegalStateException("A token that was just read cannot be copied.", unreadable);
    }
  }

  private static String json(AccessToken token) {
    try {
      return JsonSerialization.writeValueAsString(token);
    } catch (IOException unreadable) {
      throw new IllegalStateException("A token that was just read cannot be written.", unreadable);
    }
  }
}
