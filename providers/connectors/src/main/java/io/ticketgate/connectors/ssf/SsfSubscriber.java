package io.ticketgate.connectors.ssf;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.spi.EventMessage;
import io.ticketgate.spi.EventReceipt;
import io.ticketgate.spi.EventSubscriber;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.util.JsonSerialization;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands an event to Keycloak's transmitter, which signs it and keeps it until receivers have it.
 */
final class SsfSubscriber implements EventSubscriber {

  private static final Logger LOG = LoggerFactory.getLogger(SsfSubscriber.class);

  private final KeycloakSessionFactory sessions;
  private final String realmId;

  SsfSubscriber(KeycloakSessionFactory sessions, String realmId) {
    this.sessions = sessions;
    this.realmId = realmId;
  }

  @Override
  public EventReceipt deliver(EventMessage message) {
    if (!SsfSubscriberFactory.supported()) {
      return refused(
          "feature_off",
          "This server does not have Keycloak's SSF transmitter. Build and start it with"
              + " --features=ssf.");
    }
    try {
      JsonNode event = JsonSerialization.mapper.readTree(message.body());
      return KeycloakModelUtils.runJobInTransactionWithResult(
          sessions,
          session -> {
            RealmModel realm = session.realms().getRealm(realmId);
            if (realm == null) {
              return refused("realm_gone", "The realm is no more.");
            }
            session.getContext().setRealm(realm);
            return new SsfTransmission(session, realm).send(event);
          });
    } catch (JsonProcessingException broken) {
      throw new IllegalStateException("An event in the outbox is no JSON.", broken);
    } catch (LinkageError otherVersion) {
      LOG.debug("Keycloak's SSF transmitter is another one", otherVersion);
      return refused(
          "other_version",
          "The SSF transmitter of this version of Keycloak is not the one that the gate knows.");
    } catch (RuntimeException failure) {
      LOG.debug("Keycloak's SSF transmitter failed", failure);
      return refused(
          "transmitter_failed",
          "Keycloak's SSF transmitter failed with " + failure.getClass().getSimpleName() + ".");
    }
  }

  static EventReceipt refused(String word, String sentence) {
    return new EventReceipt.Refused(word, sentence, false, null);
  }
}
