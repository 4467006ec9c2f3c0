package io.ticketgate.spi;

import java.util.List;
import org.keycloak.Config;
import org.keycloak.component.ComponentFactory;
import org.keycloak.component.ComponentModel;
import org.keycloak.component.ComponentValidationException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderConfigProperty;

/**
 * Makes the connectors of one kind of ITSM. Each configured system is a Keycloak component with
 * this factory's id as its provider id and the system's alias as its name; {@code
 * getConfigProperties} describes its settings, and secrets among them are declared {@code secret}
 * so that Keycloak masks them. A secret may be a reference to Keycloak's vault; {@code
 * session.vault().getStringSecret(..)} reads it.
 *
 * <p>An implementation is public, has a public constructor without parameters, and is named in
 * {@code META-INF/services/io.ticketgate.spi.ItsmConnectorFactory} of its JAR, which lies beside
 * the gate's in Keycloak's {@code providers} folder. There is one factory in a server, and all
 * threads share it. {@code create} is called for every use of a system: it asks nobody and takes
 * what is costly, such as a connection pool, from the factory. A factory that keeps such things by
 * the component's id closes them in {@code close}, and those of one system in {@code onUpdate} and
 * {@code preRemove}.
 */
public interface ItsmConnectorFactory extends ComponentFactory<ItsmConnector, ItsmConnector> {

  /** The username of the user of the realm who answers for the system. */
  String OWNER = "owner";

  /** Which user attributes name a person in the ITSM. */
  String USER_ATTRIBUTES = "userAttributes";

  /** How webhooks of this system prove where they come from: a word of {@link WebhookScheme}. */
  String WEBHOOK_SCHEME = "webhookScheme";

  /** The secret that webhooks are signed with. */
  String WEBHOOK_SECRET = "webhookSecret";

  /** A second secret that is accepted too, while the first is being changed. */
  String WEBHOOK_SECRET_PREVIOUS = "webhookSecretPrevious";

  /** ISO 8601 duration between two looks at what has changed; {@code PT0S} for never. */
  String POLL_EVERY = "pollEvery";

  /** ISO 8601 duration after which a ticket with live bindings is read again in any case. */
  String RECHECK_EVERY = "recheckEvery";

  /** Whether the gate writes a note on a ticket when a binding under it begins or ends. */
  String WRITE_BACK = "writeBack";

  /** What holds for {@link #POLL_EVERY} when a system does not say. */
  String DEFAULT_POLL_EVERY = "PT1M";

  /** What holds for {@link #RECHECK_EVERY} when a system does not say. */
  String DEFAULT_RECHECK_EVERY = "PT15M";

  /** What holds when a system does not say. */
  List<String> DEFAULT_USER_ATTRIBUTES = List.of("username", "email");

  /**
   * Whether ticket records are put to the gate through its REST resource, and what it stored is
   * itself the source. Such a connector's {@code fetch} answers the known ticket; it is not polled
   * and takes no webhooks.
   */
  default boolean acceptsRecords() {
    return false;
  }

  /**
   * Refuses a system that no ticket could name, and settings that make no sense. Keycloak calls it
   * before it stores a new or changed system, whatever route that comes by. An implementation
   * leaves it as it is and overrides {@link #validateSettings}.
   *
   * @throws ComponentValidationException with a sentence for the administrator, behind the code
   *     {@code system_invalid}; its cause has the sentence alone
   */
  @Override
  default void validateConfiguration(
      KeycloakSession session, RealmModel realm, ComponentModel model) {
    try {
      ComponentModel before = model.getId() == null ? null : realm.getComponent(model.getId());
      ItsmSystemIdentity.require(realm, before, model);
      ItsmConnectorSettings.validate(model, acceptsRecords());
      validateSettings(session, realm, model);
    } catch (ComponentValidationException refused) {
      throw ItsmConnectorSettings.withCode(refused);
    }
  }

  /**
   * Refuses settings of the connector's own that make no sense. It is called within Keycloak's
   * transaction, for every new or changed system; it asks no ITSM.
   *
   * @param model the system as it is to be stored
   * @throws ComponentValidationException with a sentence for the administrator
   */
  default void validateSettings(KeycloakSession session, RealmModel realm, ComponentModel model) {}

  /**
   * The settings that the gate itself reads; {@code getConfigProperties} answers them besides the
   * connector's own. A connector that accepts records has only the first.
   */
  default List<ProviderConfigProperty> commonSettings() {
    return ItsmConnectorSettings.of(acceptsRecords());
  }

  @Override
  default void init(Config.Scope config) {}

  @Override
  default void postInit(KeycloakSessionFactory factory) {}

  @Override
  default void close() {}
}
