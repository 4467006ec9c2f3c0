package io.ticketgate.keycloak.itsm;

import io.ticketgate.keycloak.calls.Jobs;
import io.ticketgate.keycloak.config.ItsmSystem;
import io.ticketgate.keycloak.store.Notes;
import io.ticketgate.spi.ItsmConnector;
import io.ticketgate.spi.ItsmConnectorFactory;
import io.ticketgate.spi.TicketRef;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;

/** Sends one note to its ITSM. No transaction is open and no connection is taken meanwhile. */
final class NoteDelivery {

  private final KeycloakSessionFactory factory;

  NoteDelivery(KeycloakSessionFactory factory) {
    this.factory = factory;
  }

  /** The outcome. */
  sealed interface Result {}

  /**
   * @param realm the realm's name
   */
  record Written(String realm) implements Result {}

  /** The realm or system no longer exists, or takes no notes. */
  record Unwanted() implements Result {}

  /**
   * @param realm the realm's name
   */
  record Failed(String realm, ItsmFailure failure) implements Result {}

  Result deliver(Notes.Claim claim) {
    return Jobs.call(factory, session -> deliver(session, claim));
  }

  private static Result deliver(KeycloakSession session, Notes.Claim claim) {
    RealmModel realm = session.realms().getRealm(claim.realmId());
    if (realm == null || !wanted(realm, claim.ticket())) {
      return new Unwanted();
    }
    session.getContext().setRealm(realm);
    String realmName = realm.getName();
    try {
      Optional<ItsmSystem> system = ItsmSystem.find(session, realm, claim.ticket().system());
      if (system.isEmpty()) {
        return new Failed(
            realmName,
            new ItsmFailure(
                "connector_missing", false, null, "This server lacks the JAR of the connector."));
      }
      if (system.get().factory().acceptsRecords()) {
        return new Unwanted();
      }
      // Ends the transaction, which nothing was written in: the session lives on without it.
      session.getTransactionManager().commit();
      return write(system.get().connector(), claim, realmName);
    } catch (RuntimeException failure) {
      return new Failed(realmName, ItsmFailure.of(failure));
    }
  }

  private static Result write(ItsmConnector connector, Notes.Claim claim, String realmName) {
    try (connector) {
      connector.addNote(claim.ticket(), claim.text());
      return new Written(realmName);
    } catch (UnsupportedOperationException takesNone) {
      return new Unwanted();
    }
  }

  private static boolean wanted(RealmModel realm, TicketRef ticket) {
    return ItsmSystem.components(realm)
        .filter(component -> ticket.system().equals(component.getName()))
        .anyMatch(component -> !"false".equals(component.get(ItsmConnectorFactory.WRITE_BACK)));
  }
}
