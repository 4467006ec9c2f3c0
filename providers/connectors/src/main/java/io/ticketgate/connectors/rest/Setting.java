package io.ticketgate.connectors.rest;

import org.jspecify.annotations.Nullable;
import org.keycloak.provider.ProviderConfigProperty;

/** One setting, as the Admin Console shows it. */
record Setting(
    String name,
    String label,
    String help,
    String type,
    boolean isRequired,
    @Nullable String preset) {

  Setting required() {
    return new Setting(name, label, help, type, true, preset);
  }

  Setting byDefault(String value) {
    return new Setting(name, label, help, type, isRequired, value);
  }

  ProviderConfigProperty property() {
    ProviderConfigProperty property = new ProviderConfigProperty(name, label, help, type, preset);
    property.setRequired(isRequired);
    return property;
  }
}
