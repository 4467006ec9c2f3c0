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
 * Makes the connectors of one kind of ITSM. Each configured system is a Keycloak component: its
 * provider id is this factory's id, and its name is the alias of the system. {@code
 * getConfigProperties} describes the settings. Declare secrets among them as {@code secret}, so
 * that Keycloak masks them. A secret may be a reference to Keycloak's vault; read it with {@code
 * session.vault().getStringSecret(..)}.
 *
 * <p>An implementation is public and has a public constructor without parameters. {@code
 * META-INF/services/io.ticketgate.spi.ItsmConnectorFactory} of its JAR names it, and the JAR lies
 * beside the gate's in Keycloak's {@code providers} folder. A server has one factory, which all
 * threads share. The gate calls {@code create} for every use of a system, so it must be cheap and
 * must not ask the ITSM. Keep what is costly, such as a connection pool, in the factory by the
 * component's id. Close all of it in {@code close}, and that of one system in {@code onUpdate} and
 * {@code preRemove}.
 */
public interface ItsmConnectorFactory extends ComponentFactory<ItsmConnector, ItsmConnector> {

  /** Username of the user of the realm who is responsible for the system. */
  String OWNER = "owner";

  /** Patterns of names of the rules that tickets of the system may fulfil; none for any rule. */
  String RULES = "rules";

  /**
   * The accounts that act for the system, by client id or username; none for every account with the
   * role of ITSM systems that no system names.
   */
  String ACCOUNTS = "accounts";

  /** The user attributes that hold the name of a person in the ITSM. */
  String USER_ATTRIBUTES = "userAttributes";

  /** How the system authenticates its webhooks: a word of {@link WebhookScheme}. */
  String WEBHOOK_SCHEME = "webhookScheme";

  /** The secret with which the system signs its webhooks. */
  String WEBHOOK_SECRET = "webhookSecret";

  /** The previous secret, which the gate accepts while the secret is being changed. */
  String WEBHOOK_SECRET_PREVIOUS = "webhookSecretPrevious";

  /** ISO 8601 duration between two polls for changes; {@code PT0S} for no polls. */
  String POLL_EVERY = "pollEvery";

  /** ISO 8601 duration after which the gate reads a ticket with live bindings again. */
  String RECHECK_EVERY = "recheckEvery";

  /** Whether the gate writes a note on a ticket when a binding under it begins or ends. */
  String WRITE_BACK = "writeBack";

  /** Default of {@link #POLL_EVERY}. */
  String DEFAULT_POLL_EVERY = "PT1M";

  /** Default of {@link #RECHECK_EVERY}. */
  String DEFAULT_RECHECK_EVERY = "PT15M";

  /** Default of {@link #USER_ATTRIBUTES}. */
  List<String> DEFAULT_USER_ATTRIBUTES = List.of("username", "email");

  /**
   * Whether the gate's REST resource accepts ticket records of the system. The stored record is
   * then the source: {@code fetch} returns the known ticket, and the gate neither polls the system
   * nor takes webhooks from it.
   */
  default boolean acceptsRecords() {
    return false;
  }

  /**
   * Whether the system is set to take requests of people in self-service, so that {@link
   * ItsmConnector#createTicket} can be called. It asks the ITSM nothing. A system takes none unless
   * an administrator has set where such tickets go.
   *
   * @param model the system as it is stored
   */
  default boolean createsTickets(ComponentModel model) {
    return false;
  }

  /**
   * Refuses a system that no ticket could name, and settings that cannot work. Keycloak calls it
   * before it stores a new or changed system, by whatever route. An implementation leaves it as it
   * is and overrides {@link #validateSettings}.
   *
   * @throws ComponentValidationException with a sentence for the administrator, behind the code
   *     {@code system_invalid}; its cause has the sentence alone
   * @throws org.keycloak.models.ModelValidationException with the same where a whole realm is
   *     imported by a request: Keycloak answers the other one there with an unknown error
   */
  @Override
  default void validateConfiguration(
      KeycloakSession session, RealmModel realm, ComponentModel model) {
    try {
      ComponentModel before = model.getId() == null ? null : realm.getComponent(model.getId());
      ItsmSystemIdentity.require(realm, before, model);
      ItsmConnectorSecrets.require(before, model, getConfigProperties());
      ItsmConnectorSettings.validate(model, acceptsRecords());
      ItsmSystemAccounts.resolve(
          session, realm, before, model, ItsmConnectorSettings.ofNewRealmOrNoRequest(session));
      validateSettings(session, realm, model);
    } catch (ComponentValidationException refused) {
      if (ItsmConnectorSettings.ofNewRealm(session)) {
        throw ItsmConnectorSettings.toImport("system_invalid", refused);
      }
      throw ItsmConnectorSettings.withCode("system_invalid", refused);
    }
  }

  /**
   * Refuses settings of the connector's own that cannot work. The gate calls it within Keycloak's
   * transaction, for every new or changed system. It must not ask the ITSM.
   *
   * @param model the system as it is to be stored
   * @throws ComponentValidationException with a sentence for the administrator
   */
  default void validateSettings(KeycloakSession session, RealmModel realm, ComponentModel model) {}

  /**
   * The settings that the gate itself reads. {@code getConfigProperties} returns them with the
   * connector's own. A connector that accepts records has only {@link #OWNER}, {@link #RULES},
   * {@link #ACCOUNTS} and {@link #USER_ATTRIBUTES}.
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
