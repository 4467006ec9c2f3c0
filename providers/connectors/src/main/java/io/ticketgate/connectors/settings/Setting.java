package io.ticketgate.connectors.settings;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.provider.ProviderConfigProperty;

/**
 * One setting of a kind of ITSM, as the Admin Console shows it.
 *
 * @param name the key in the system's {@code config}
 * @param type a type of {@link ProviderConfigProperty}
 * @param byDefault what holds when a system does not set it; null for nothing
 * @param options the values to choose from; empty where any value may be set
 */
public record Setting(
    String name,
    String label,
    String help,
    String type,
    boolean isRequired,
    @Nullable Object byDefault,
    List<String> options) {

  /** Copies the options. */
  public Setting {
    options = List.copyOf(options);
  }

  /** A text of one line. */
  public static Setting text(String name, String label, String help) {
    return of(name, label, help, ProviderConfigProperty.STRING_TYPE, null, List.of());
  }

  /** A list of texts. */
  public static Setting list(String name, String label, String help) {
    return of(name, label, help, ProviderConfigProperty.MULTIVALUED_STRING_TYPE, null, List.of());
  }

  /** A switch. */
  public static Setting flag(String name, String label, String help, boolean byDefault) {
    return of(name, label, help, ProviderConfigProperty.BOOLEAN_TYPE, byDefault, List.of());
  }

  /** One of the given words. */
  public static Setting choice(String name, String label, String help, List<String> words) {
    return of(name, label, help, ProviderConfigProperty.LIST_TYPE, null, words);
  }

  /** A secret: Keycloak masks it, and it may be a reference to Keycloak's vault. */
  public static Setting secret(String name, String label, String help) {
    return of(
        name,
        label,
        help + " May be a vault reference.",
        ProviderConfigProperty.PASSWORD,
        null,
        List.of());
  }

  private static Setting of(
      String name,
      String label,
      String help,
      String type,
      @Nullable Object byDefault,
      List<String> options) {
    return new Setting(name, label, help, type, false, byDefault, options);
  }

  /** This setting, without which a system cannot be saved. */
  public Setting required() {
    return new Setting(name, label, help, type, true, byDefault, options);
  }

  /** This setting with a default. */
  public Setting byDefault(Object value) {
    return new Setting(name, label, help, type, isRequired, value, options);
  }

  /** The setting as Keycloak takes it. */
  public ProviderConfigProperty property() {
    ProviderConfigProperty property =
        new ProviderConfigProperty(name, label, help, type, byDefault);
    property.setRequired(isRequired);
    property.setSecret(type.equals(ProviderConfigProperty.PASSWORD));
    if (!options.isEmpty()) {
      property.setOptions(options);
    }
    return property;
  }
}
