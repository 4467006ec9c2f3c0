package io.ticketgate.keycloak.events;

import io.ticketgate.keycloak.calls.Jobs;
import io.ticketgate.keycloak.config.EventSubscribers;
import io.ticketgate.keycloak.config.Mailbox;
import io.ticketgate.keycloak.store.Outbox.Target;
import io.ticketgate.spi.EventMessage;
import io.ticketgate.spi.EventReceipt;
import io.ticketgate.spi.EventSubscriber;
import io.ticketgate.spi.EventSubscriberFactory;
import java.time.Duration;
import org.keycloak.component.ComponentModel;
import org.keycloak.component.ComponentValidationException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;

/** Sends one event. No transaction is open and no connection is taken meanwhile. */
public final class EventDelivery {

  /** For how long an e-mail is tried: later it says nothing new. */
  static final Duration PATIENCE_FOR_MAIL = Duration.ofDays(1);

  private final KeycloakSessionFactory factory;

  public EventDelivery(KeycloakSessionFactory factory) {
    this.factory = factory;
  }

  /** What became of it. */
  sealed interface Result {}

  /** The realm or the subscriber is no more. */
  record Unwanted() implements Result {}

  /**
   * It was sent, or tried.
   *
   * @param realm name of the realm
   * @param subscriber name of the subscriber
   * @param patience how long an event is tried
   */
  record Tried(String realm, String subscriber, Duration patience, EventReceipt receipt)
      implements Result {}

  Result deliver(Target target, EventMessage message) {
    return Jobs.call(
        factory,
        session -> {
          RealmModel realm = session.realms().getRealm(target.realmId());
          if (realm != null && Mailbox.is(target)) {
            session.getContext().setRealm(realm);
            String name = realm.getName();
            return new Tried(
                name, Mailbox.WORD, PATIENCE_FOR_MAIL, NoticeMail.send(session, realm, message));
          }
          ComponentModel subscriber =
              realm == null
                  ? null
                  : EventSubscribers.find(realm, target.subscriberId()).orElse(null);
          if (realm == null || subscriber == null) {
            return new Unwanted();
          }
          session.getContext().setRealm(realm);
          String realmName = realm.getName();
          return new Tried(
              realmName,
              String.valueOf(subscriber.getName()),
              patience(subscriber),
              send(session, subscriber, message));
        });
  }

  /**
   * Sends an event to a subscriber of the session's realm. It ends the transaction of the session,
   * in which nothing may have been written.
   */
  public static EventReceipt send(
      KeycloakSession session, ComponentModel subscriber, EventMessage message) {
    EventSubscriberFactory kind =
        EventSubscribers.factory(session, String.valueOf(subscriber.getProviderId())).orElse(null);
    if (kind == null) {
      return new EventReceipt.Refused(
          "kind_missing",
          "This server has no subscribers of the kind '" + subscriber.getProviderId() + "'.",
          false,
          null);
    }
    try (EventSubscriber made = kind.create(session, subscriber)) {
      session.getTransactionManager().commit();
      return made.deliver(message);
    } catch (ComponentValidationException unusable) {
      return new EventReceipt.Refused(
          "settings", String.valueOf(unusable.getMessage()), false, null);
    }
  }

  private static Duration patience(ComponentModel subscriber) {
    try {
      return EventSubscriberFactory.patience(subscriber);
    } catch (ComponentValidationException imported) {
      return Duration.parse(EventSubscriberFactory.DEFAULT_GIVE_UP_AFTER);
    }
  }
}
