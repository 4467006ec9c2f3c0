package io.ticketgate.keycloak.hooks.token;

import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.keycloak.calls.BackChannelLogout;
import io.ticketgate.keycloak.calls.Jobs;
import io.ticketgate.keycloak.realm.SessionNotes;
import io.ticketgate.keycloak.store.SessionEnds;
import io.ticketgate.keycloak.store.UnnotedTokens;
import io.ticketgate.keycloak.token.CountedRoles;
import io.ticketgate.keycloak.token.TokenContents;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.UserSessionModel.SessionPersistenceState;

/**
 * Notes in a session which protected roles its tokens carry, so that the loss of a role ends those
 * sessions and no other. Each role is written once in a session.
 */
final class TokenNotes {

  private static final String COUNTED = TokenNotes.class.getName() + ".counted";

  private final KeycloakSession session;
  private final UserSessionModel userSession;
  private final ClientModel client;
  private final ClientModel issuedTo;

  /**
   * @param client of the client session in which the token is made
   * @param issuedTo the client that gets it
   */
  TokenNotes(
      KeycloakSession session,
      UserSessionModel userSession,
      ClientModel client,
      ClientModel issuedTo) {
    this.session = session;
    this.userSession = userSession;
    this.client = client;
    this.issuedTo = issuedTo;
  }

  /** Tells by which roles permissions are decided: the token that states them rests on these. */
  static void counted(KeycloakSession session, CountedRoles roles) {
    session.setAttribute(COUNTED, roles);
  }

  /** Returns whether there is anything to note. */
  boolean carries(TokenContents contents) {
    return userSession.getUser().getServiceAccountClientLink() == null
        && !carried(contents).isEmpty();
  }

  /**
   * Notes what a token carries.
   *
   * @throws jakarta.ws.rs.WebApplicationException when it has no session, and a binding that it
   *     rests on has ended meanwhile
   */
  void note(TokenContents contents) {
    if (!carries(contents)) {
      return; // a time ends the tokens of a service account
    }
    if (userSession.getPersistenceState() != SessionPersistenceState.TRANSIENT) {
      note(userSession, contents);
      return;
    }
    UserSessionModel stored = stored();
    if (stored == null) {
      restUnnoted(contents);
    } else {
      note(stored, contents);
    }
  }

  /** Notes the same in the offline session that the request has made of this one, or found. */
  void noteOffline(TokenContents contents) {
    UserSessionModel offline =
        session.sessions().getOfflineUserSession(userSession.getRealm(), userSession.getId());
    if (offline != null && carries(contents)) {
      note(offline, contents);
    }
  }

  /** The session of which this one is a copy for the request; null where it is none. */
  private @Nullable UserSessionModel stored() {
    String from = userSession.getNote(Constants.CREATED_FROM_PERSISTENT);
    if (from == null) {
      return null;
    }
    return Constants.CREATED_FROM_PERSISTENT_OFFLINE.equals(from)
        ? session.sessions().getOfflineUserSession(userSession.getRealm(), userSession.getId())
        : session.sessions().getUserSession(userSession.getRealm(), userSession.getId());
  }

  private void note(UserSessionModel noted, TokenContents contents) {
    Set<String> roles = carried(contents);
    boolean written = SessionNotes.note(noted, client.getId(), roles);
    if (!client.getId().equals(issuedTo.getId())) {
      written |= SessionNotes.note(noted, issuedTo.getId(), roles);
    }
    if (written) {
      BackChannelLogout.keepAddress(session, noted);
    }
    Set<String> bindings = relied(contents);
    if (written && !bindings.isEmpty()) {
      session
          .getTransactionManager()
          .enlistAfterCompletion(
              new LookAgain(session, userSession.getUser(), noted, roles, bindings));
    }
  }

  private Set<String> carried(TokenContents contents) {
    Set<String> all = new HashSet<>(contents.carriedProtected());
    CountedRoles counted = counted();
    if (counted != null) {
      all.addAll(counted.countedProtected());
    }
    if (contents.derived()) {
      all.add(SessionNotes.DERIVED);
    }
    return all;
  }

  private Set<String> relied(TokenContents contents) {
    Set<Binding> all = new HashSet<>(contents.relied());
    CountedRoles counted = counted();
    if (counted != null) {
      all.addAll(counted.relied());
    }
    return all.stream()
        .filter(binding -> !binding.entitlement().credential())
        .map(Binding::id)
        .collect(Collectors.toUnmodifiableSet());
  }

  private @Nullable CountedRoles counted() {
    CountedRoles counted = session.getAttribute(COUNTED, CountedRoles.class);
    return counted != null && counted.areOf(userSession.getUser().getId()) ? counted : null;
  }

  /** No session tells of the token, so its bindings do. */
  private void restUnnoted(TokenContents contents) {
    Set<String> bindings = relied(contents);
    if (!bindings.isEmpty()
        && new UnnotedTokens(session, userSession.getRealm().getId()).restOn(bindings)
            < bindings.size()) {
      throw OAuthRefusal.of(
          session,
          new GateException.Refused(
              ErrorCode.BINDING_NOT_LIVE,
              "A binding of the user has ended while the token was made.",
              List.of()),
          issuedTo,
          userSession.getUser());
    }
  }

  /**
   * Looks at the bindings once more when the note is stored. An end that came before the note could
   * not see it, so this one ends the session.
   */
  private static final class LookAgain extends AbstractKeycloakTransaction {

    private final KeycloakSession session;
    private final String realmId;
    private final String userId;
    private final Set<String> roles;
    private final Set<String> bindings;

    LookAgain(
        KeycloakSession session,
        UserModel user,
        UserSessionModel noted,
        Set<String> roles,
        Set<String> bindings) {
      this.session = session;
      this.realmId = noted.getRealm().getId();
      this.userId = user.getId();
      this.roles = roles;
      this.bindings = bindings;
    }

    @Override
    protected void commitImpl() {
      Jobs.run(
          session.getKeycloakSessionFactory(),
          own -> {
            if (!new UnnotedTokens(own, realmId).allActive(bindings)) {
              Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());
              new SessionEnds(own).add(realmId, userId, roles, now);
            }
          });
    }

    @Override
    protected void rollbackImpl() {
      // No token, and no note.
    }
  }
}
