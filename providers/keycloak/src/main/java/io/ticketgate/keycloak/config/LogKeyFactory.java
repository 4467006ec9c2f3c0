package io.ticketgate.keycloak.config;

import io.ticketgate.core.ledger.SigningKey;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.keycloak.calls.Veto;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.keycloak.Config;
import org.keycloak.component.ComponentFactory;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.representations.idm.ComponentRepresentation;

/**
 * Keys that sign the log of a realm. Every key of the realm signs every checkpoint: who wants
 * another one adds it, tells the auditors of it, and deletes the old one when all have it.
 */
public final class LogKeyFactory implements ComponentFactory<LogKey, LogKey> {

  /** Provider id of every key. */
  public static final String ID = "ed25519";

  /** The setting with both halves of the key. */
  static final String SECRET = "key";

  /** The setting with the public half, as auditors need it. */
  public static final String VERIFIER = "verifierKey";

  @Override
  public LogKey create(KeycloakSession session, ComponentModel model) {
    return new LogKey() {};
  }

  /**
   * Makes the key where none was given, and shows its public half.
   *
   * @throws Veto {@code invalid_request} for what is no key, and for another key under the id of
   *     one that has signed
   */
  @Override
  public void validateConfiguration(
      KeycloakSession session, RealmModel realm, ComponentModel model) {
    String secret = model.get(SECRET);
    ComponentModel before = model.getId() == null ? null : realm.getComponent(model.getId());
    if (model.getParentId() != null && !model.getParentId().equals(realm.getId())) {
      throw refused("A key of the log is a component of the realm itself: set parentId to its id.");
    }
    // An export masks it: a realm that is made from one gets a key of its own.
    boolean masked = before == null && ComponentRepresentation.SECRET_VALUE.equals(secret);
    if (secret == null || secret.isEmpty() || masked) {
      secret = SigningKey.generate();
      model.put(SECRET, secret);
    }
    if (before != null && !Objects.equals(before.get(SECRET), secret)) {
      throw refused(
          "A key of the log does not become another one. Add the new key as a component of its own,"
              + " and delete this one when every auditor has the new one.");
    }
    try {
      model.put(VERIFIER, SigningKey.parse(LogKeys.origin(realm), secret).verifier().toString());
    } catch (IllegalArgumentException unreadable) {
      throw refused(String.valueOf(unreadable.getMessage()));
    }
  }

  private static Veto refused(@Nullable String message) {
    return Veto.ofComponent(
        new GateException.Invalid(ErrorCode.INVALID_REQUEST, SECRET, String.valueOf(message)));
  }

  @Override
  public void init(Config.Scope config) {}

  @Override
  public void postInit(KeycloakSessionFactory factory) {}

  @Override
  public void close() {}

  @Override
  public String getId() {
    return ID;
  }

  @Override
  public String getHelpText() {
    return "Signs the log of what the ticket gate has done. Each key of the realm signs.";
  }

  @Override
  public List<ProviderConfigProperty> getConfigProperties() {
    return List.of(
        new ProviderConfigProperty(
            SECRET,
            SECRET,
            "Ed25519 key pair: PKCS 8 and X.509 in base64, with a dot between. Made where it is left"
                + " out.",
            ProviderConfigProperty.PASSWORD,
            null,
            true),
        new ProviderConfigProperty(
            VERIFIER,
            VERIFIER,
            "The public half, by which auditors verify. Follows from the key.",
            ProviderConfigProperty.STRING_TYPE,
            null));
  }
}
