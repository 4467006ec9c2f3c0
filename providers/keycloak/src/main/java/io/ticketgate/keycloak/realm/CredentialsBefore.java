package io.ticketgate.keycloak.realm;

import io.ticketgate.core.access.CredentialMark;
import io.ticketgate.core.access.OlderCredential;
import io.ticketgate.keycloak.calls.AssertionIssuers;
import io.ticketgate.keycloak.realm.ClientCredentials.State;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * What the clients that a transaction writes authenticated with before it, as Hibernate tells it
 * row by row. Whatever is not noted here was not written.
 */
public final class CredentialsBefore {

  private static final String ATTRIBUTE = CredentialsBefore.class.getName();

  /** By which attributes a client proves itself that has neither a secret nor a key of its own. */
  private static final Map<String, List<String>> PROVING =
      Map.of(
          "client-jwt",
          List.of("jwks.", "use.jwks."),
          "client-x509",
          List.of("x509."),
          AssertionIssuers.AUTHENTICATOR,
          List.of("jwt.credential."));

  private final Map<String, @Nullable Object> properties = new HashMap<>();
  private final Map<String, @Nullable String> attributes = new HashMap<>();
  private boolean made;

  private CredentialsBefore() {}

  /** The client is made in the transaction of this thread's session. */
  public static void made(String clientUuid) {
    note(clientUuid).made = true;
  }

  /** What a property was before it is written; the first word counts. */
  public static void property(String clientUuid, String name, @Nullable Object before) {
    Map<String, @Nullable Object> properties = note(clientUuid).properties;
    if (!properties.containsKey(name)) {
      properties.put(name, before);
    }
  }

  /** The same of an attribute; null where there was none. */
  public static void attribute(String clientUuid, String name, @Nullable String before) {
    Map<String, @Nullable String> attributes = note(clientUuid).attributes;
    if (!attributes.containsKey(name)) {
      attributes.put(name, before);
    }
  }

  private static CredentialsBefore note(String clientUuid) {
    KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
    // Without a session nothing can be written: the collector of changes refuses it.
    return session == null
        ? new CredentialsBefore()
        : all(session).computeIfAbsent(clientUuid, id -> new CredentialsBefore());
  }

  @SuppressWarnings("unchecked") // an attribute of our own
  private static Map<String, CredentialsBefore> all(KeycloakSession session) {
    Map<String, CredentialsBefore> all = session.getAttribute(ATTRIBUTE, Map.class);
    if (all == null) {
      all = new HashMap<>();
      session.setAttribute(ATTRIBUTE, all);
    }
    return all;
  }

  /** What of the client's credential is older than the session's transaction. */
  static OlderCredential older(KeycloakSession session, ClientModel client) {
    CredentialsBefore written = all(session).get(client.getId());
    return (written == null ? new CredentialsBefore() : written).olderThan(session, client);
  }

  private OlderCredential olderThan(KeycloakSession session, ClientModel client) {
    if (made) {
      return new OlderCredential(Set.of(), null);
    }
    State now = State.of(client);
    State before = before(now);
    Set<CredentialMark> had = CredentialMarks.material(before);
    Set<CredentialMark> older = CredentialMarks.material(now);
    older.retainAll(had);
    Set<CredentialMark> own = CredentialMarks.proving(now);
    boolean isNew =
        own.isEmpty()
            ? provesItselfAnew(now, before)
            : own.stream().anyMatch(m -> !had.contains(m));
    if (!isNew) {
      older.add(CredentialMarks.whole(session, client));
    }
    return new OlderCredential(older, CredentialMarks.whole(session, client.getRealm(), before));
  }

  private State before(State now) {
    Map<String, String> then = new HashMap<>(now.attributes());
    attributes.forEach(
        (name, value) -> {
          if (value == null) {
            then.remove(name);
          } else {
            then.put(name, value);
          }
        });
    return new State(
        text("secret", now.secret()),
        text("registrationToken", now.registrationToken()),
        text("clientAuthenticatorType", now.authenticator()),
        is("publicClient", now.open()),
        is("bearerOnly", now.bearerOnly()),
        now.serviceAccount(),
        then);
  }

  private @Nullable String text(String property, @Nullable String now) {
    return properties.containsKey(property) ? (String) properties.get(property) : now;
  }

  private boolean is(String property, boolean now) {
    return properties.get(property) instanceof Boolean before ? before : now;
  }

  private boolean provesItselfAnew(State now, State before) {
    if (now.open()) {
      return !before.open();
    }
    List<String> proving = PROVING.get(now.authenticator() == null ? "" : now.authenticator());
    Predicate<String> proves =
        name -> proving == null || proving.stream().anyMatch(name::startsWith);
    return attributes.keySet().stream()
        .filter(proves)
        .filter(name -> !ClientCredentials.isOldSecret(name))
        .anyMatch(
            name ->
                !ClientCredentials.isSame(
                    before.attributes().get(name), now.attributes().get(name)));
  }
}
