package io.ticketgate.spi;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.Config;
import org.keycloak.component.ComponentFactory;
import org.keycloak.component.ComponentModel;
import org.keycloak.component.ComponentValidationException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

/**
 * Makes the subscribers of one kind. Each is a Keycloak component: its provider id is this
 * factory's id. What holds for {@link ItsmConnectorFactory} and its settings holds here too.
 */
public interface EventSubscriberFactory extends ComponentFactory<EventSubscriber, EventSubscriber> {

  /** Provider id of a subscriber that is sent webhooks. */
  String WEBHOOK = "webhook";

  /** Provider id of the subscriber that has Keycloak's own transmitter tell its receivers. */
  String SSF = "ssf";

  /** Types of events; empty for every type. */
  String TYPES = "types";

  /** Patterns for names of rules; empty for every rule, and for events without one. */
  String RULES = "rules";

  /** Patterns for entitlements in their text form; empty for every one, and for events without. */
  String ENTITLEMENTS = "entitlements";

  /** Username of the user of the realm who is responsible for the subscriber. */
  String OWNER = "owner";

  /** ISO 8601 duration for which an event is tried before it becomes a dead letter. */
  String GIVE_UP_AFTER = "giveUpAfter";

  /** Default of {@link #GIVE_UP_AFTER}. */
  String DEFAULT_GIVE_UP_AFTER = "P1D";

  /** The longest {@link #GIVE_UP_AFTER}. */
  Duration LONGEST_PATIENCE = Duration.ofDays(7);

  /**
   * In which format a subscriber gets its events. Called while the event is written down, in the
   * transaction of what happened: it asks nobody and throws nothing.
   */
  default EventFormat format(ComponentModel model) {
    return EventFormat.CLOUDEVENTS;
  }

  /** The settings that the gate itself reads. */
  default List<ProviderConfigProperty> commonSettings() {
    return ProviderConfigurationBuilder.create()
        .property()
        .name(TYPES)
        .label("Event types")
        .helpText(
            "Types of the events to send, for example io.ticketgate.binding.revoked. Empty: every"
                + " type.")
        .type(ProviderConfigProperty.MULTIVALUED_STRING_TYPE)
        .add()
        .property()
        .name(RULES)
        .label("Rules")
        .helpText("Names of the rules whose events to send; * stands for any characters.")
        .type(ProviderConfigProperty.MULTIVALUED_STRING_TYPE)
        .add()
        .property()
        .name(ENTITLEMENTS)
        .label("Entitlements")
        .helpText(
            "Entitlements whose events to send, for example role:db-*, role:orders/refund or"
                + " client:ci-*.")
        .type(ProviderConfigProperty.MULTIVALUED_STRING_TYPE)
        .add()
        .property()
        .name(OWNER)
        .label("Owner")
        .helpText("Username of the user of this realm who is responsible for the subscriber.")
        .type(ProviderConfigProperty.STRING_TYPE)
        .required(true)
        .add()
        .property()
        .name(GIVE_UP_AFTER)
        .label("Give up after")
        .helpText(
            "How long an event is tried before it becomes a dead letter, as an ISO 8601 duration of"
                + " up to P7D.")
        .type(ProviderConfigProperty.STRING_TYPE)
        .defaultValue(DEFAULT_GIVE_UP_AFTER)
        .add()
        .build();
  }

  /**
   * Refuses settings that cannot work. Keycloak calls it before it stores a new or changed
   * subscriber, by whatever route. An implementation leaves it as it is and overrides {@link
   * #validateSettings}.
   *
   * @throws ComponentValidationException with a sentence behind the code {@code
   *     subscriber_invalid}; its cause has the sentence alone
   * @throws org.keycloak.models.ModelValidationException with the same where a whole realm is
   *     imported by a request
   */
  @Override
  default void validateConfiguration(
      KeycloakSession session, RealmModel realm, ComponentModel model) {
    try {
      ComponentModel before = model.getId() == null ? null : realm.getComponent(model.getId());
      String owner = model.get(OWNER);
      if (owner == null || owner.isBlank()) {
        throw new ComponentValidationException(
            "owner is missing; set it to the username of the user of this realm who is responsible"
                + " for the subscriber.");
      }
      patience(model);
      ItsmConnectorSecrets.require(before, model, getConfigProperties());
      validateSettings(session, realm, model);
    } catch (ComponentValidationException refused) {
      if (ItsmConnectorSettings.ofNewRealm(session)) {
        throw ItsmConnectorSettings.toImport("subscriber_invalid", refused);
      }
      throw ItsmConnectorSettings.withCode("subscriber_invalid", refused);
    }
  }

  /**
   * How long an event is tried.
   *
   * @throws ComponentValidationException with a sentence when it cannot be read
   */
  static Duration patience(ComponentModel model) {
    String text = model.get(GIVE_UP_AFTER);
    Duration patience =
        parsed(text == null || text.isBlank() ? DEFAULT_GIVE_UP_AFTER : text.strip());
    if (patience == null
        || patience.isNegative()
        || patience.isZero()
        || patience.compareTo(LONGEST_PATIENCE) > 0) {
      throw new ComponentValidationException(
          "giveUpAfter must be an ISO 8601 duration of at most P7D, for example P1D.");
    }
    return patience;
  }

  private static @Nullable Duration parsed(String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException notADuration) {
      return null;
    }
  }

  /**
   * Refuses settings of the kind's own that cannot work. It must not ask the subscriber.
   *
   * @param model the subscriber as it is to be stored
   * @throws ComponentValidationException with a sentence for the administrator
   */
  default void validateSettings(KeycloakSession session, RealmModel realm, ComponentModel model) {}

  @Override
  default void init(Config.Scope config) {}

  @Override
  default void postInit(KeycloakSessionFactory factory) {}

  @Override
  default void close() {}
}
