package io.ticketgate.keycloak.hooks.token;

import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.token.TokenRequest;
import io.ticketgate.keycloak.calls.Assurances;
import io.ticketgate.keycloak.calls.Delegation;
import io.ticketgate.keycloak.calls.DerivedTokens;
import io.ticketgate.keycloak.calls.Entitlements;
import io.ticketgate.keycloak.token.RealmTokenPolicy;
import io.ticketgate.keycloak.token.RoleClaims;
import io.ticketgate.keycloak.token.TokenContents;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.protocol.oidc.mappers.HardcodedRole;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.IDToken;
import org.keycloak.representations.JsonWebToken;
import org.keycloak.utils.RoleResolveUtil;

/** One verdict for all tokens that one request makes from one client session. */
final class GuardedClientSession {

  private static final String ATTRIBUTE = GuardedClientSession.class.getName();

  /** RFC 8693, section 4.1. */
  private static final String ACTOR = "act";

  private final KeycloakSession session;
  private final TokenContents contents;
  private final ClientSessionContext context;

  /** Null where no rule is enforced: mappers write there what they like. */
  private final @Nullable TokenIdentity identity;

  private final TokenNotes notes;

  /** Id of the client for which the user got the token by which an agent acts; null for none. */
  private final @Nullable String from;

  /**
   * The second from which on what is issued is good, where that has not come; null where it has.
   */
  private @Nullable Long datedAhead;

  /** What the mapper for it wrote as the claim {@code ticket}; null for nothing. */
  private @Nullable Map<String, Object> toldTicket;

  private GuardedClientSession(
      KeycloakSession session,
      TokenContents contents,
      ClientSessionContext context,
      @Nullable TokenIdentity identity,
      TokenNotes notes,
      @Nullable String from) {
    this.notes = notes;
    this.from = from;
    this.session = session;
    this.contents = contents;
    this.context = context;
    this.identity = identity;
  }

  /**
   * The guard of a client session.
   *
   * @param client the client that receives the token
   * @return empty where the realm has no rule
   */
  static Optional<GuardedClientSession> of(
      KeycloakSession session,
      UserSessionModel userSession,
      ClientSessionContext context,
      ClientModel client) {
    GuardedClientSession known = context.getAttribute(ATTRIBUTE, GuardedClientSession.class);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<RealmTokenPolicy> policy = RealmTokenPolicy.of(session, userSession.getRealm());
    if (policy.isEmpty()) {
      return Optional.empty();
    }
    HttpTokenRequest request = HttpTokenRequest.of(session);
    UserModel user = userSession.getUser();
    boolean derived = request.isDerived(client, user) || DerivedTokens.isImpersonated(userSession);
    String agent = derived ? request.agentId(client, userSession) : null;
    String from = agent == null ? null : request.handedFrom(client, userSession);
    TokenContents contents =
        policy
            .get()
            .judge(
                new TokenRequest(
                    Entitlements.credential(client),
                    user.getId(),
                    context.getRolesStream().map(Entitlements::of).toList(),
                    derived,
                    request.namedTicket(),
                    policy.get().account(user, client),
                    policy.get().protectsCredential(client)
                        ? request.presentedForTokens(client)
                        : null,
                    agent,
                    request.isForItself(),
                    derived
                        ? Assurances.of(session, userSession, from)
                        : Assurances.of(userSession.getRealm(), context.getClientSession())));
    GuardedClientSession guard =
        new GuardedClientSession(
            session,
            contents,
            new GuardedContext(context, contents),
            policy.get().isEnforced() ? new TokenIdentity(session, userSession, context) : null,
            new TokenNotes(session, userSession, context.getClientSession().getClient(), client),
            from);
    context.setAttribute(ATTRIBUTE, guard);
    // Keycloak resolves the roles of a client session once in a request, for all its mappers.
    guard.cleanResolvedRoles();
    return Optional.of(guard);
  }

  private void cleanResolvedRoles() {
    context
        .getProtocolMappersStream()
        .filter(mapper -> HardcodedRole.PROVIDER_ID.equals(mapper.getProtocolMapper()))
        .forEach(this::shield);
    AccessToken.Access realm = RoleResolveUtil.getResolvedRealmRoles(session, context, false);
    if (realm != null) {
      realm.getRoles().removeIf(role -> !contents.show(null, role));
    }
    RoleResolveUtil.getAllResolvedClientRoles(session, context)
        .forEach(
            (client, access) -> access.getRoles().removeIf(role -> !contents.show(client, role)));
  }

  /**
   * A hardcoded role joins the resolved ones when the mappers run, and any role mapper writes it,
   * into a claim of any name.
   */
  private void shield(ProtocolMapperModel hardcoded) {
    String role = hardcoded.getConfig().get(HardcodedRole.ROLE_CONFIG);
    if (role == null) {
      return;
    }
    String[] clientAndRole = KeycloakModelUtils.parseRole(role);
    String client = clientAndRole[0];
    if (contents.show(client, clientAndRole[1])) {
      return;
    }
    AccessToken.Access resolved =
        client == null
            ? RoleResolveUtil.getResolvedRealmRoles(session, context, true)
            : RoleResolveUtil.getResolvedClientRoles(session, context, client, true);
    resolved.roles(new ShownRoles(contents, client, resolved.getRoles()));
  }

  /** What was decided for the client session earlier in the request; empty for nothing. */
  static Optional<GuardedClientSession> known(ClientSessionContext context) {
    return Optional.ofNullable(context.getAttribute(ATTRIBUTE, GuardedClientSession.class));
  }

  /** The client session with the roles that may be shown. */
  ClientSessionContext context() {
    return context;
  }

  /** Why no token is to be issued; empty when one may be. */
  Optional<GateException.Refused> refusal() {
    return contents.refusal();
  }

  /**
   * @throws jakarta.ws.rs.WebApplicationException when no token is to be issued
   */
  void requireAllowed(UserSessionModel userSession, ClientModel client) {
    Optional<GateException.Refused> refusal = contents.refusal();
    if (refusal.isPresent()) {
      throw OAuthRefusal.of(session, refusal.get(), client, userSession.getUser());
    }
  }

  /** Removes from an access token the roles that it may not show, and limits its end. */
  void finish(AccessToken token) {
    clean(token);
    clamp(token);
    Optional<Map<String, Object>> ticket =
        contents
            .namedTicket()
            .or(() -> Optional.ofNullable(toldTicket))
            .or(contents::delegatedTicket);
    if (ticket.isPresent()) {
      token.getOtherClaims().put(TicketMapper.CLAIM, ticket.get());
    } else if (identity != null) {
      token.getOtherClaims().remove(TicketMapper.CLAIM); // what another mapper calls a ticket
    }
  }

  /** Puts back the claims that say whose token it is. */
  void identify(IDToken made, TokenIdentity.Stated stated) {
    if (identity != null) {
      identity.restore(made, stated);
    }
  }

  /** The same for a user info. */
  void identifyUserInfo(IDToken made) {
    if (identity != null) {
      identity.restoreUserInfo(made);
    }
  }

  /** Removes from a token the roles that it may not show, and marks a derived token. */
  void clean(AccessToken token) {
    strip(token);
    if (contents.derived()) {
      token.getOtherClaims().put(DerivedTokens.CLAIM, derivedClaim());
      tellActor(token);
    } else if (identity != null) {
      token.getOtherClaims().remove(DerivedTokens.CLAIM); // what a mapper calls derived
    }
  }

  /** What a derived token says of how it was got. */
  Object derivedClaim() {
    return contents
        .delegation()
        .map(each -> each.from(from))
        .<Object>map(Delegation::claim)
        .orElse(true);
  }

  /** Says who acts for the user under a ticket. */
  void tellActor(IDToken token) {
    contents.actor().ifPresent(actor -> token.getOtherClaims().put(ACTOR, actor));
  }

  boolean showInAssertion(String role) {
    return contents.showInAssertion(role);
  }

  /** Removes from a token the roles that it may not show. */
  void strip(AccessToken token) {
    new RoleClaims(contents).clean(token);
  }

  void clean(Map<String, Object> claims) {
    new RoleClaims(contents).clean(claims);
  }

  /** Ends a token no later than the bindings it relies on, rounded down to whole seconds. */
  void clamp(JsonWebToken token) {
    Long end = end();
    if (end != null && (token.getExp() == null || token.getExp() == 0 || token.getExp() > end)) {
      token.exp(end);
    }
  }

  /** In seconds since the epoch; null when the token relies on no binding. */
  @Nullable Long end() {
    return contents.end().map(Instant::getEpochSecond).orElse(null);
  }

  /** Returns whether a refresh token must say that what is made of it is derived too. */
  boolean derived() {
    return contents.derived();
  }

  /** What the ticket mapper of an administrator writes. */
  Optional<Map<String, Object>> ticketClaim() {
    Optional<Map<String, Object>> ticket = contents.namedTicket().or(contents::anyTicket);
    toldTicket = ticket.orElse(null);
    return ticket;
  }

  /** Tells that a token was issued, and notes in its session what it carries. */
  void issued() {
    contents.issued();
    note();
  }

  /** Notes in the session what its client may read. */
  void note() {
    notes.note(contents);
  }

  /** Notes it in the session of an offline token as well. */
  void noteOffline() {
    notes.noteOffline(contents);
  }

  /** Returns whether anything is to be noted of the session. */
  boolean carries() {
    return notes.carries(contents);
  }

  /** Tells that what is issued is dated so, and good from then on. */
  void datedAhead(long second) {
    datedAhead = second;
  }

  /** The second that was told; null for none. */
  @Nullable Long datedAhead() {
    return datedAhead;
  }
}
