package io.ticketgate.connectors.http;

import io.ticketgate.connectors.settings.Setting;
import io.ticketgate.connectors.settings.Settings;
import io.ticketgate.spi.ItsmConnector;
import io.ticketgate.spi.ItsmConnectorFactory;
import java.util.List;
import java.util.stream.Stream;
import org.keycloak.component.ComponentModel;
import org.keycloak.component.ComponentValidationException;
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
   * @param settings have passed {@link #validate}
   */
  protected abstract ItsmConnector connector(JsonApi api, Settings settings);

  /** The settings of this kind of ITSM alone. */
  protected abstract List<Setting> ownSettings();

  /**
   * Refuses values of {@link #ownSettings} that cannot work.
   *
   * @throws ComponentValidationException with a sentence for the administrator
   */
  protected abstract void validate(Settings settings);

  /** Whether the settings say where tickets of self-service go. */
  protected boolean takesRequests(Settings settings) {
    return false;
  }

  @Override
  public final boolean createsTickets(ComponentModel model) {
    return takesRequests(new Settings(model));
  }

  @Override
  public final ItsmConnector create(KeycloakSession session, ComponentModel model) {
    Settings settings = new Settings(session, model);
    JsonApi api = pools.api(session, model);
    try {
      validate(settings);
    } catch (ComponentValidationException refusal) {
      throw settings.unusable(refusal);
    }
    return connector(api, settings);
  }

  @Override
  public final List<ProviderConfigProperty> getConfigProperties() {
    Stream<ProviderConfigProperty> properties =
        Stream.concat(HttpSettings.DECLARED.stream(), ownSettings().stream())
            .map(Setting::property);
    return Stream.concat(properties, commonSettings().stream()).toList();
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
