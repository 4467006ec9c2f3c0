package io.ticketgate.keycloak.realm;

import io.ticketgate.core.access.CredentialMark;
import io.ticketgate.core.evidence.Digest;
import io.ticketgate.keycloak.calls.AssertionIssuers;
import io.ticketgate.keycloak.realm.ClientCredentials.State;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** By what the credential of a client is known again. */
public final class CredentialMarks {

  /** A client may register more under a ticket; they are known as a whole then. */
  private static final int MOST_MARKED_KEYS = 20;

  private CredentialMarks() {}

  /**
   * Marks of the secret and the keys that the client has, and of it all. Of those that it cannot
   * prove itself by now as well: one change sets a key, and the next makes it count.
   */
  public static Set<CredentialMark> all(KeycloakSession session, ClientModel client) {
    Set<CredentialMark> marks = material(State.of(client));
    marks.add(whole(session, client));
    return marks;
  }

  static Set<CredentialMark> material(State state) {
    Set<CredentialMark> marks = new HashSet<>();
    if (state.secret() != null) {
      marks.add(CredentialMark.ofSecret(state.secret()));
    }
    PublicKeys.registered(state.attributes()).stream()
        .limit(MOST_MARKED_KEYS)
        .map(CredentialMark::ofKey)
        .forEach(marks::add);
    return marks;
  }

  /** Those marks of its material by which the client proves itself. */
  static Set<CredentialMark> proving(State state) {
    Set<CredentialMark> marks = material(state);
    marks.removeIf(
        mark ->
            state.open()
                || !(mark.kind() == CredentialMark.Kind.SECRET
                    ? ClientCredentials.BY_SECRET.contains(state.authenticator())
                    : ClientCredentials.BY_KEY.equals(state.authenticator())));
    return marks;
  }

  /**
   * Mark of all that the client authenticates with, and how. A replaced secret is no part of it.
   * The identity provider whose assertions it proves itself by is one, not its alias alone.
   */
  public static CredentialMark whole(KeycloakSession session, ClientModel client) {
    return whole(session, client.getRealm(), State.of(client));
  }

  static CredentialMark whole(KeycloakSession session, RealmModel realm, State state) {
    Digest digest =
        new Digest()
            .field("secret", state.secret())
            .field("registrationToken", state.registrationToken())
            .field("authenticator", state.authenticator())
            .field("open", String.valueOf(state.open()))
            .field("bearerOnly", String.valueOf(state.bearerOnly()));
    new TreeMap<>(state.attributes())
        .forEach(
            (name, value) -> {
              if (!ClientCredentials.isOldSecret(name)
                  && !ClientCredentials.said(value).isEmpty()) {
                digest.field(name, value);
              }
            });
    if (AssertionIssuers.AUTHENTICATOR.equals(state.authenticator())) {
      digest.field(
          "identityProvider",
          new AssertionIssuers(session, realm)
              .identity(state.attributes().get(FederatedIdentity.PROVIDER))
              .orElse(null));
    }
    return new CredentialMark(CredentialMark.Kind.WHOLE, digest.hex());
  }
}
