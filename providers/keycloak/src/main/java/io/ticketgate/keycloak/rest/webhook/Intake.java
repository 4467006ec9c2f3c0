package io.ticketgate.keycloak.rest.webhook;

import io.ticketgate.keycloak.calls.GateMetrics.DeliveryResult;
import io.ticketgate.keycloak.config.ItsmSystem;
import io.ticketgate.keycloak.itsm.DeliveryWorker;
import io.ticketgate.keycloak.store.Deliveries;
import io.ticketgate.spi.ItsmConnector;
import io.ticketgate.spi.TicketRef;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Takes a verified webhook in. Of its body nothing is believed but which ticket it is about. */
final class Intake {

  private static final Logger LOG = Logger.getLogger(Intake.class);

  private final KeycloakSession session;
  private final RealmModel realm;
  private final DeliveryWorker worker;

  Intake(KeycloakSession session, RealmModel realm, DeliveryWorker worker) {
    this.session = session;
    this.realm = realm;
    this.worker = worker;
  }

  DeliveryResult take(String system, Optional<DeliveryId> id, byte[] body, Instant now) {
    Optional<TicketRef> ticket =
        ItsmSystem.find(session, realm, system).flatMap(itsm -> ticket(itsm, body));
    if (ticket.isEmpty()) {
      LOG.infof(
          "Realm %s: webhook %s of ITSM system %s names no ticket and was ignored",
          realm.getId(), id.map(DeliveryId::text).orElse("without id"), system);
      return DeliveryResult.IGNORED;
    }
    Deliveries.Receipt receipt =
        new Deliveries(session.getKeycloakSessionFactory(), realm.getId())
            .receive(ticket.get(), id.map(DeliveryId::key).orElse(null), now);
    LOG.debugf(
        "Realm %s: webhook %s for ticket %s: %s",
        realm.getId(), id.map(DeliveryId::text).orElse("without id"), ticket.get(), receipt);
    return switch (receipt) {
      case ACCEPTED -> {
        worker.nudge(realm.getId(), system);
        yield DeliveryResult.ACCEPTED;
      }
      case COALESCED -> {
        worker.nudge(realm.getId(), system);
        yield DeliveryResult.COALESCED;
      }
      case DUPLICATE -> DeliveryResult.DUPLICATE;
    };
  }

  private Optional<TicketRef> ticket(ItsmSystem system, byte[] body) {
    try {
      return key(system, new String(body, StandardCharsets.UTF_8))
          .map(key -> new TicketRef(system.name(), key));
    } catch (IllegalArgumentException noKey) {
      return Optional.empty();
    }
  }

  private Optional<String> key(ItsmSystem system, String body) {
    try (ItsmConnector connector = system.connector()) {
      return connector.ticketKey(body);
    } catch (RuntimeException broken) {
      // Its message may quote the body; and the sender would send it again and again for an error.
      LOG.warnf(
          "Realm %s: connector %s threw %s on a webhook, which it must not: see"
              + " ItsmConnector.ticketKey",
          realm.getId(), system.factory().getId(), broken.getClass().getName());
      return Optional.empty();
    }
  }
}
