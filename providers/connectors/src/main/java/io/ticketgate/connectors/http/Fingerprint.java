package io.ticketgate.connectors.http;

import io.ticketgate.connectors.settings.Setting;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.keycloak.component.ComponentModel;

/** A digest of the settings: tells whether they changed without keeping the secrets. */
final class Fingerprint {

  private Fingerprint() {}

  static String of(ComponentModel component) {
    MessageDigest digest = sha256();
    add(digest, String.valueOf(component.getName()));
    for (Setting setting : HttpSettings.DECLARED) {
      List<String> values = component.getConfig().getOrDefault(setting.name(), List.of());
      add(digest, setting.name() + "*" + values.size());
      values.forEach(value -> add(digest, String.valueOf(value)));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void add(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
    digest.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
