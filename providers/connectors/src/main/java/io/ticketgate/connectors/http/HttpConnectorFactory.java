package io.ticketgate.connectors.http;

import io.ticketgate.spi.ItsmConnector;
import io.ticketgate.spi.ItsmConnectorFactory;
import java.util.ArrayList;
import java.util.List;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderConfigProperty;

/** A kind of ITSM with a JSON API. Keeps one pool of connections for each configured system. */
public abstract class HttpConnectorFactory implements ItsmConnectorFactory {

  private final HttpPools pools = new HttpPools();

  /**
   * Makes the connector.
   *
   * @param api the system's API, with the configured account
   */
  protected abstract ItsmConnector connector(JsonApi api, Settings settings);

  /** The settings beside those that every system, and every HTTP API, has. */
  protected abstract List<ProviderConfigProperty> ownSettings();

  /**
   * Refuses own settings that make no sense.
   *
   * @throws org.keycloak.component.ComponentValidationException with a sentence for the
   *     administrator
   */
  protected abstract void validate(Settings settings);

  @Override
  public final ItsmConnector create(KeycloakSession session, ComponentModel model) {
    return connector(pools.api(session, model), new Settings(session, model));
  }

  @Override
  public final List<ProviderConfigProperty> getConfigProperties() {
    List<ProviderConfigProperty> settings = new ArrayList<>(HttpSettings.properties());
    settings.addAll(ownSettings());
    settings.addAll(commonSettings());
    return List.copyOf(settings);
  }

  @Override
  public final void validateSettings(
      KeycloakSession session, RealmModel realm, ComponentModel model) {
    Settings settings = new Settings(session, model);
    HttpSettings.validate(settings);
    validate(settings);
  }

  @Override
  public final void onUpdate(
      KeycloakSession session, RealmModel realm, ComponentModel old, ComponentModel updated) {
    pools.close(old);
  }

  @Override
  public final void preRemove(KeycloakSession session, RealmModel realm, ComponentModel model) {
    pools.close(model);
  }

  @Override
  public final void close() {
    pools.close();
  }
}
