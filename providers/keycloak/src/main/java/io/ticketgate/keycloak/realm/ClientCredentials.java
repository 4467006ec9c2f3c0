package io.ticketgate.keycloak.realm;

import io.ticketgate.core.access.CredentialMark;
import io.ticketgate.keycloak.calls.AssertionIssuers;
import io.ticketgate.keycloak.calls.Jobs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.SecretGenerator;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientSecretConstants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.utils.KeycloakSessionUtil;

/** The secret and the registered keys of clients, and the tokens that were issued to them. */
public final class ClientCredentials {

  /** The client attributes that hold a secret or key, or say where a key is found. */
  private static final List<String> MATERIAL =
      List.of(
          ClientSecretConstants.CLIENT_ROTATED_SECRET + "*",
          ClientSecretConstants.CLIENT_SECRET_EXPIRATION,
          "jwt.credential.*", // also issuer and sub of federated-jwt
          "jwks.*",
          "use.jwks.*",
          "x509.*",
          "attester_trust_idps", // of attestation-based
          "saml.signing.*",
          "saml.encryption.certificate",
          "saml.encryption.private.key",
          "saml.metadataDescriptorUrl",
          "saml.useMetadataDescriptorUrl");

  /** Those that only decide how the client has to prove itself: a voided one goes on to. */
  private static final List<String> DECIDING =
      List.of("token.endpoint.auth.signing.alg", "saml.client.signature");

  static final Set<String> BY_SECRET = Set.of("client-secret", "client-secret-jwt");
  static final String BY_KEY = "client-jwt";
  private static final String OWN_WORK = ClientCredentials.class.getName() + ".own";
  private static final int SECRET_LENGTH = 48;

  private static final List<String> OLD_SECRET =
      List.of(
          ClientSecretConstants.CLIENT_ROTATED_SECRET,
          ClientSecretConstants.CLIENT_ROTATED_SECRET_CREATION_TIME,
          ClientSecretConstants.CLIENT_ROTATED_SECRET_EXPIRATION_TIME);

  private static final long MILLIS = 1000L;

  private final KeycloakSession session;
  private final RealmModel realm;

  public ClientCredentials(KeycloakSession session, RealmModel realm) {
    this.session = session;
    this.realm = realm;
  }

  /**
   * What a client authenticates with.
   *
   * @param attributes those that {@link #isCredential}
   */
  record State(
      @Nullable String secret,
      @Nullable String registrationToken,
      @Nullable String authenticator,
      boolean open,
      boolean bearerOnly,
      boolean serviceAccount,
      Map<String, String> attributes) {

    static State of(ClientModel client) {
      Map<String, String> attributes = new HashMap<>(client.getAttributes());
      attributes.keySet().removeIf(name -> !isCredential(name));
      return new State(
          client.getSecret(),
          client.getRegistrationToken(),
          client.getClientAuthenticatorType(),
          client.isPublicClient(),
          client.isBearerOnly(),
          client.isServiceAccountsEnabled(),
          attributes);
    }
  }

  /** Returns whether a client attribute of that name decides what the client authenticates with. */
  public static boolean isCredential(String attribute) {
    return Stream.concat(MATERIAL.stream(), DECIDING.stream())
        .anyMatch(pattern -> matches(pattern, attribute));
  }

  /** Returns whether the attribute is about the secret that another has replaced. */
  public static boolean isOldSecret(String attribute) {
    return attribute.startsWith(ClientSecretConstants.CLIENT_ROTATED_SECRET);
  }

  /**
   * Returns whether two values of such an attribute say the same. The Admin Console writes every
   * switch that is off, where there was none before.
   */
  public static boolean isSame(@Nullable String one, @Nullable String other) {
    return said(one).equals(said(other));
  }

  static String said(@Nullable String value) {
    return value == null || value.isBlank() || value.equals("false") ? "" : value;
  }

  private static boolean matches(String pattern, String name) {
    return pattern.endsWith("*")
        ? name.startsWith(pattern.substring(0, pattern.length() - 1))
        : name.equals(pattern);
  }

  /**
   * Returns whether the client authenticates with exactly what the gate wrote in this session. A
   * change by anyone else, before or after, makes it false.
   */
  public static boolean isOwnWork(KeycloakSession session, ClientModel client) {
    return State.of(client).equals(ownWork(session).get(client.getId()));
  }

  @SuppressWarnings("unchecked") // an attribute of our own
  private static Map<String, State> ownWork(KeycloakSession session) {
    Map<String, State> own = session.getAttribute(OWN_WORK, Map.class);
    if (own == null) {
      own = new HashMap<>();
      session.setAttribute(OWN_WORK, own);
    }
    return own;
  }

  /** Makes every secret and key that the client has useless: nobody knows the new secret. */
  void voidAll(ClientModel client) {
    removeAll(client);
    written(client);
  }

  private static void removeAll(ClientModel client) {
    // First, since a cached client may know attributes of before until it is written to.
    client.setSecret(SecretGenerator.getInstance().randomString(SECRET_LENGTH));
    client.setRegistrationToken(null);
    if (AssertionIssuers.AUTHENTICATOR.equals(client.getClientAuthenticatorType())) {
      // Nothing of the client is left that an identity provider could vouch for.
      authenticateBy(client, KeycloakModelUtils.getDefaultClientAuthenticatorType());
    }
    client.getAttributes().keySet().stream()
        .filter(name -> MATERIAL.stream().anyMatch(pattern -> matches(pattern, name)))
        .toList()
        .forEach(client::removeAttribute);
  }

  /** Returns whether the client proves itself by the secret that Keycloak keeps of it. */
  static boolean provesItselfBySecret(ClientModel client) {
    return BY_SECRET.contains(client.getClientAuthenticatorType()) && !client.isPublicClient();
  }

  /**
   * Voids what none of the client's tickets accounts for any more.
   *
   * @param kept marks of what stays
   * @param ended marks of what goes
   * @param strict whether what is in neither goes too
   */
  void voidWhatEnded(
      ClientModel client, Set<CredentialMark> kept, Set<CredentialMark> ended, boolean strict) {
    Predicate<CredentialMark> goes =
        mark -> !kept.contains(mark) && (strict || ended.contains(mark));
    String replaced = client.getAttribute(ClientSecretConstants.CLIENT_ROTATED_SECRET);
    boolean dropsReplaced = replaced != null && goes.test(CredentialMark.ofSecret(replaced));
    List<String> keys = PublicKeys.registered(client);
    List<String> left = keys.stream().filter(key -> !goes.test(CredentialMark.ofKey(key))).toList();
    CredentialMark whole = CredentialMarks.whole(session, client);
    if (goes.test(whole)) {
      keepOnly(client, kept, dropsReplaced, left);
    } else {
      if (dropsReplaced) {
        OLD_SECRET.forEach(client::removeAttribute);
      }
      if (left.size() < keys.size()) {
        PublicKeys.retain(client, left);
      }
      String secret = client.getSecret();
      if (provesItselfBySecret(client)
          && secret != null
          && goes.test(CredentialMark.ofSecret(secret))) {
        client.setSecret(SecretGenerator.getInstance().randomString(SECRET_LENGTH));
      }
    }
    written(client);
  }

  private static void keepOnly(
      ClientModel client, Set<CredentialMark> kept, boolean dropsReplaced, List<String> keys) {
    String secret = client.getSecret();
    Map<String, String> staying = new HashMap<>();
    if (!dropsReplaced) {
      OLD_SECRET.forEach(name -> keep(client, name, staying));
    }
    List<String> keptKeys =
        keys.stream().filter(key -> kept.contains(CredentialMark.ofKey(key))).toList();
    if (!keptKeys.isEmpty()) {
      staying.putAll(PublicKeys.retained(client, keptKeys));
    }
    removeAll(client);
    staying.forEach(client::setAttribute);
    if (secret != null && kept.contains(CredentialMark.ofSecret(secret))) {
      client.setSecret(secret);
    }
  }

  private static void keep(ClientModel client, String attribute, Map<String, String> staying) {
    String value = client.getAttribute(attribute);
    if (value != null) {
      staying.put(attribute, value);
    }
  }

  /**
   * Gives the client a new secret instead of whatever it had.
   *
   * @param graceUntil epoch seconds until when its present secret stays good; null to end it now
   */
  String newSecret(ClientModel client, @Nullable Long graceUntil) {
    String old = provesItselfBySecret(client) ? client.getSecret() : null;
    removeAll(client);
    if (!BY_SECRET.contains(client.getClientAuthenticatorType())) {
      authenticateBy(client, KeycloakModelUtils.getDefaultClientAuthenticatorType());
    }
    client.setPublicClient(false);
    client.setBearerOnly(false);
    String secret = KeycloakModelUtils.generateSecret(client);
    if (old != null && graceUntil != null) {
      client.setAttribute(ClientSecretConstants.CLIENT_ROTATED_SECRET, old);
      client.setAttribute(
          ClientSecretConstants.CLIENT_ROTATED_SECRET_CREATION_TIME,
          String.valueOf(Time.currentTimeMillis() / MILLIS));
      client.setAttribute(
          ClientSecretConstants.CLIENT_ROTATED_SECRET_EXPIRATION_TIME, String.valueOf(graceUntil));
    }
    written(client);
    return secret;
  }

  /**
   * Lets the client prove itself by these keys instead of whatever it had.
   *
   * @param attributes what registers them
   * @param beside thumbprints of keys that stay registered
   * @throws io.ticketgate.core.refusal.GateException.Invalid when a new key has the id of one that
   *     stays, or cannot be registered beside it
   */
  void newKeys(ClientModel client, Map<String, String> attributes, List<String> beside) {
    Map<String, String> all =
        beside.isEmpty() ? attributes : PublicKeys.joined(client, beside, attributes);
    proveBy(client, BY_KEY, all);
  }

  /** Lets the client prove itself by this identity instead of whatever it had. */
  void newIdentity(ClientModel client, FederatedIdentity identity) {
    proveBy(client, AssertionIssuers.AUTHENTICATOR, identity.attributes());
  }

  private void proveBy(ClientModel client, String authenticator, Map<String, String> attributes) {
    removeAll(client);
    if (!authenticator.equals(client.getClientAuthenticatorType())) {
      authenticateBy(client, authenticator);
    }
    client.setPublicClient(false);
    client.setBearerOnly(false);
    attributes.forEach(client::setAttribute);
    written(client);
  }

  /** An algorithm that was set for another way of proving would fit none of the keys. */
  private static void authenticateBy(ClientModel client, String authenticator) {
    client.setClientAuthenticatorType(authenticator);
    client.removeAttribute("token.endpoint.auth.signing.alg");
  }

  /** To be called after the gate itself has changed what the client authenticates with. */
  void written(ClientModel client) {
    ownWork(session).put(client.getId(), State.of(client));
    forgetCachedKeys(client);
  }

  /**
   * Keycloak (26.7, {@code InfinispanPublicKeyStorageProvider}) goes on accepting a removed key
   * until it is told. While a transaction completes nothing can be enlisted in it; then another one
   * tells.
   */
  private void forgetCachedKeys(ClientModel client) {
    KeycloakSession bound = KeycloakSessionUtil.getKeycloakSession();
    try {
      publishUpdate(session, client);
    } catch (IllegalStateException completing) {
      Jobs.run(session.getKeycloakSessionFactory(), own -> publishUpdate(own, client));
    } finally {
      // A listener may run a job of its own, after which Keycloak 26.4 leaves the thread without.
      KeycloakSessionUtil.setKeycloakSession(bound);
    }
  }

  private static void publishUpdate(KeycloakSession session, ClientModel client) {
    session
        .getKeycloakSessionFactory()
        .publish(
            new ClientModel.ClientUpdatedEvent() {
              @Override
              public ClientModel getUpdatedClient() {
                return client;
              }

              @Override
              public KeycloakSession getKeycloakSession() {
                return session;
              }
            });
  }

  /** Makes every token unusable that was issued to the client, and those of its service account. */
  void endTokens(ClientModel client) {
    int now = Math.toIntExact(Time.currentTimeMillis() / MILLIS) + 1;
    client.setNotBefore(now);
    UserModel account = session.users().getServiceAccount(client);
    if (account != null) {
      session.users().setNotBeforeForUser(realm, account, now);
      session.sessions().removeUserSessions(realm, account);
    }
  }
}
