package io.ticketgate.connectors.http;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.vault.VaultStringSecret;

/** The settings of one system, as its component holds them. Blank settings count as not set. */
public final class Settings {

  private final KeycloakSession session;
  private final ComponentModel component;

  public Settings(KeycloakSession session, ComponentModel component) {
    this.session = session;
    this.component = component;
  }

  /** The system's alias. */
  public String system() {
    return component.getName();
  }

  /** A text. */
  public Optional<String> text(String name) {
    return list(name).stream().findFirst();
  }

  /** A text, or what holds without one. */
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

  /** A list of texts, or what holds without one; as a set. */
  public Set<String> set(String name, Set<String> byDefault) {
    List<String> values = list(name);
    return values.isEmpty() ? byDefault : Set.copyOf(values);
  }

  /**
   * A list of entries {@code key=value}; an entry without {@code =} is left out, which validation
   * refuses before.
   */
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

  /** A whole number; validation has made sure that it is one. */
  public int number(String name, int byDefault) {
    return text(name).map(Integer::parseInt).orElse(byDefault);
  }

  /** An ISO 8601 duration; validation has made sure that it is one. */
  public Duration duration(String name, Duration byDefault) {
    return text(name).map(Duration::parse).orElse(byDefault);
  }

  /** A secret, read from the vault where it is a reference to one. */
  public Optional<String> secret(String name) {
    Optional<String> configured = text(name);
    if (configured.isEmpty()) {
      return configured;
    }
    try (VaultStringSecret secret = session.vault().getStringSecret(configured.get())) {
      return secret.get();
    }
  }
}
