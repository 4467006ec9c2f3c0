package io.ticketgate.connectors.settings;

import io.ticketgate.spi.ItsmException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.component.ComponentModel;
import org.keycloak.component.ComponentValidationException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.vault.VaultStringSecret;

/** The settings of one system, as its component holds them. Blank settings count as not set. */
public final class Settings {

  private static final String DEFAULT_ZONE = "UTC";

  private final @Nullable KeycloakSession session;
  private final ComponentModel component;

  public Settings(KeycloakSession session, ComponentModel component) {
    this.session = session;
    this.component = component;
  }

  /** Settings of which nobody reads a secret. */
  public Settings(ComponentModel component) {
    this.session = null;
    this.component = component;
  }

  /**
   * Refuses a setting.
   *
   * <p>Keycloak's component endpoint (ComponentResource, 26.7) takes the message for a {@link
   * java.text.MessageFormat} pattern: an apostrophe vanishes, and a brace makes the request fail
   * with 500. Write sentences without them; this takes them out of values that a sentence quotes.
   *
   * @param sentence which setting, which rule it breaks and what to do, for the administrator
   */
  public static ComponentValidationException refusal(String sentence) {
    return new ComponentValidationException(
        sentence.replace('\'', '"').replace("{", "").replace("}", ""));
  }

  /** The system's alias. */
  public String system() {
    return component.getName();
  }

  /** A text. */
  public Optional<String> text(String name) {
    return list(name).stream().findFirst();
  }

  /** A text, or the default. */
  public String text(String name, String byDefault) {
    return text(name).orElse(byDefault);
  }

  /** A list of texts. */
  public List<String> list(String name) {
    List<String> values = component.getConfig().getList(name);
    return values == null
        ? List.of()
        : values.stream().map(String::strip).filter(value -> !value.isEmpty()).toList();
  }

  /** A list of texts as a set, or the default. */
  public Set<String> set(String name, Set<String> byDefault) {
    List<String> values = list(name);
    return values.isEmpty() ? byDefault : Set.copyOf(values);
  }

  /** A list of entries {@code key=value}. Leaves out an entry without {@code =}. */
  public Map<String, String> map(String name) {
    Map<String, String> map = new LinkedHashMap<>();
    for (String entry : list(name)) {
      int equals = entry.indexOf('=');
      if (equals > 0) {
        map.put(entry.substring(0, equals).strip(), entry.substring(equals + 1).strip());
      }
    }
    return map;
  }

  /** Whether it is {@code true}. */
  public boolean flag(String name, boolean byDefault) {
    return text(name).map(Boolean::parseBoolean).orElse(byDefault);
  }

  /**
   * One of the given words.
   *
   * @throws ComponentValidationException when it is another word
   */
  public String oneOf(String name, List<String> words, String byDefault) {
    String word = text(name, byDefault);
    if (!words.contains(word)) {
      throw refusal(name + " is " + word + ". It must be one of " + String.join(", ", words) + ".");
    }
    return word;
  }

  /**
   * A time zone; UTC when the setting is blank.
   *
   * @throws ComponentValidationException when there is no such zone
   */
  public ZoneId zone(String name) {
    String zone = text(name, DEFAULT_ZONE);
    try {
      return ZoneId.of(zone);
    } catch (DateTimeException unknown) {
      throw refusal(
          name + " is " + zone + ". It must be UTC or the name of a zone, such as Europe/Berlin.");
    }
  }

  /**
   * A secret. Reads Keycloak's vault where the setting is a reference to it.
   *
   * @return empty when the setting is blank or the vault has no such entry
   */
  public Optional<String> secret(String name) {
    Optional<String> configured = text(name);
    if (configured.isEmpty()) {
      return configured;
    }
    if (session == null) {
      throw new IllegalStateException("These settings were made to be read without secrets.");
    }
    try (VaultStringSecret secret = session.vault().getStringSecret(configured.get())) {
      return secret.get();
    }
  }

  /**
   * What a connector throws when it cannot work with these settings. Keycloak does not validate the
   * components of an imported realm, so a connector may meet settings that validation refuses.
   *
   * @param refusal its message is a sentence for the administrator
   */
  public ItsmException.Malformed unusable(RuntimeException refusal) {
    return new ItsmException.Malformed(
        "The settings of the ITSM system '"
            + system()
            + "' cannot be used: "
            + refusal.getMessage(),
        null);
  }
}
