package io.ticketgate.spi;

import org.keycloak.Config;
import org.keycloak.component.ComponentFactory;
import org.keycloak.component.ComponentModel;
import org.keycloak.component.ComponentValidationException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;

/** Makes the witnesses of logs out of their settings, which are components of the realm. */
public interface LogWitnessFactory extends ComponentFactory<LogWitness, LogWitness> {

  /** Provider id of a witness that is reached over HTTP. */
  String TLOG = "tlog-witness";

  /** The setting with the public key of the witness, {@code name+id+key}. */
  String VERIFIER_KEY = "verifierKey";

  /**
   * Refuses settings that cannot work. Keycloak calls it before it stores a new or changed witness,
   * by whatever route. An implementation overrides {@link #validateSettings}.
   *
   * @throws ComponentValidationException with a sentence behind the code {@code invalid_request}
   * @throws org.keycloak.models.ModelValidationException with the same where a whole realm is
   *     imported by a request
   */
  @Override
  default void validateConfiguration(
      KeycloakSession session, RealmModel realm, ComponentModel model) {
    try {
      if (model.getParentId() != null && !model.getParentId().equals(realm.getId())) {
        throw new ComponentValidationException(
            "A witness of the log is a component of the realm itself: set parentId to its id.");
      }
      validateSettings(session, realm, model);
    } catch (ComponentValidationException refused) {
      if (ItsmConnectorSettings.ofNewRealm(session)) {
        throw ItsmConnectorSettings.toImport("invalid_request", refused);
      }
      throw ItsmConnectorSettings.withCode("invalid_request", refused);
    }
  }

  /**
   * Refuses settings of this kind that cannot work.
   *
   * @throws ComponentValidationException with a sentence for the administrator
   */
  void validateSettings(KeycloakSession session, RealmModel realm, ComponentModel model);

  @Override
  default void init(Config.Scope config) {}

  @Override
  default void postInit(KeycloakSessionFactory factory) {}

  @Override
  default void close() {}
}
