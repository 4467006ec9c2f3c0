package io.ticketgate.connectors.ssf;

import io.ticketgate.connectors.settings.Settings;
import io.ticketgate.spi.EventFormat;
import io.ticketgate.spi.EventSubscriber;
import io.ticketgate.spi.EventSubscriberFactory;
import java.util.List;
import org.keycloak.common.Profile;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderConfigProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the subscriber that has Keycloak's own transmitter tell its receivers, where the server has
 * the feature {@code ssf} (experimental, since 26.7). It is there on every server, and refuses to
 * be used on one without: none of its classes names one of {@code org.keycloak.ssf} but {@link
 * SsfTransmission}, which is loaded only where the feature is on.
 */
public final class SsfSubscriberFactory implements EventSubscriberFactory {

  private static final Logger LOG = LoggerFactory.getLogger(SsfSubscriberFactory.class);
  private static final String FEATURE = "ssf";
  private static final List<String> OF_WEBHOOKS =
      List.of("url", "allowHttp", "secret", "secretPrevious", "format");

  /** By its key: the constant is not there before Keycloak 26.7. */
  static boolean supported() {
    return Profile.getInstance() != null
        && Profile.getInstance().getFeatures().entrySet().stream()
            .anyMatch(
                feature ->
                    feature.getValue() && feature.getKey().getUnversionedKey().equals(FEATURE));
  }

  @Override
  public EventSubscriber create(KeycloakSession session, ComponentModel model) {
    return new SsfSubscriber(
        session.getKeycloakSessionFactory(), session.getContext().getRealm().getId());
  }

  @Override
  public EventFormat format(ComponentModel model) {
    return EventFormat.CAEP;
  }

  @Override
  public void validateSettings(KeycloakSession session, RealmModel realm, ComponentModel model) {
    validate(new Settings(session, model));
  }

  static void validate(Settings settings) {
    for (String setting : OF_WEBHOOKS) {
      if (settings.text(setting).isPresent()) {
        throw Settings.refusal(
            setting
                + " is for webhooks alone. A subscriber of kind ssf has no URL, secret or format.");
      }
    }
    if (!supported()) {
      throw Settings.refusal(
          "kind ssf needs Keycloak 26.7 or newer, built and started with --features=ssf.");
    }
  }

  /** Says whether this server can. */
  @Override
  public void postInit(KeycloakSessionFactory factory) {
    if (supported()) {
      LOG.info(
          "Keycloak's SSF transmitter is on: a subscriber of kind ssf tells its receivers when"
              + " access ends");
    } else {
      LOG.info(
          "Keycloak's SSF transmitter is off: no subscriber of kind ssf can be used (Keycloak 26.7"
              + " or newer with --features=ssf)");
    }
  }

  @Override
  public List<ProviderConfigProperty> getConfigProperties() {
    return commonSettings();
  }

  @Override
  public String getId() {
    return SSF;
  }

  @Override
  public String getHelpText() {
    return "Has Keycloak's own transmitter tell the receivers of the realm when access ends: CAEP"
        + " session-revoked and credential-change.";
  }
}
