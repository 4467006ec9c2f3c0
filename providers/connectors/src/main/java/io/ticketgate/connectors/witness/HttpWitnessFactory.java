package io.ticketgate.connectors.witness;

import io.ticketgate.connectors.http.WitnessPosts;
import io.ticketgate.connectors.settings.Setting;
import io.ticketgate.connectors.settings.Settings;
import io.ticketgate.spi.LogWitness;
import io.ticketgate.spi.LogWitnessFactory;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderConfigProperty;

/** Makes witnesses that are reached over HTTP. Keeps the connections of each. */
public final class HttpWitnessFactory implements LogWitnessFactory {

  private static final Setting KEY =
      Setting.text(
              VERIFIER_KEY,
              "Verifier key",
              "The public key of the witness, name+id+key of the type Ed25519 cosignature, from its"
                  + " operator. A cosignature that it does not verify is not shown.")
          .required();

  private static final int KEY_BYTES = 33;
  private static final byte COSIGNATURE = 4;
  private static final int ID_DIGITS = 8;

  private final WitnessPosts posts;

  /** Called by Keycloak. */
  public HttpWitnessFactory() {
    this(new WitnessPosts(WitnessPosts.TOTAL));
  }

  HttpWitnessFactory(WitnessPosts posts) {
    this.posts = posts;
  }

  /**
   * @throws org.keycloak.component.ComponentValidationException when its settings cannot be used
   */
  @Override
  public LogWitness create(KeycloakSession session, ComponentModel model) {
    return new HttpWitness(posts.of(session, model));
  }

  @Override
  public void validateSettings(KeycloakSession session, RealmModel realm, ComponentModel model) {
    validate(new Settings(session, model));
  }

  static void validate(Settings settings) {
    WitnessPosts.validate(settings);
    if (!isKey(settings.text(VERIFIER_KEY).orElse(""))) {
      throw Settings.refusal(
          VERIFIER_KEY
              + " must be the public key of the witness, name+id+key of the type Ed25519"
              + " cosignature (4), as its operator gives it.");
    }
  }

  private static boolean isKey(String text) {
    // Base64 has plus signs of its own: the name and the id have none.
    String[] parts = text.split("\\+", 3);
    if (parts.length != 3 || !parts[0].matches("[^\\s+]+")) {
      return false;
    }
    try {
      byte[] key = Base64.getDecoder().decode(parts[2]);
      MessageDigest id = MessageDigest.getInstance("SHA-256");
      id.update((parts[0] + "\n").getBytes(StandardCharsets.UTF_8));
      return key.length == KEY_BYTES
          && key[0] == COSIGNATURE
          && HexFormat.of().formatHex(id.digest(key)).substring(0, ID_DIGITS).equals(parts[1]);
    } catch (IllegalArgumentException notBase64) {
      return false;
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java platform has SHA-256.", impossible);
    }
  }

  @Override
  public void onUpdate(
      KeycloakSession session, RealmModel realm, ComponentModel old, ComponentModel updated) {
    posts.close(old);
  }

  @Override
  public void preRemove(KeycloakSession session, RealmModel realm, ComponentModel model) {
    posts.close(model);
  }

  @Override
  public void close() {
    posts.close();
  }

  @Override
  public List<ProviderConfigProperty> getConfigProperties() {
    return Stream.concat(WitnessPosts.settings().stream(), Stream.of(KEY))
        .map(Setting::property)
        .toList();
  }

  @Override
  public String getId() {
    return TLOG;
  }

  @Override
  public String getHelpText() {
    return "A witness that cosigns the log of the realm: C2SP tlog-witness.";
  }
}
