package io.ticketgate.keycloak.calls;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Tells event listeners after the transaction has committed, in a session of their own: a listener
 * enlists in the transaction in which it is made, which the prepare phase forbids, and it must not
 * hear about changes that are rolled back.
 */
final class Announcements extends AbstractKeycloakTransaction {

  private static final Logger LOG = Logger.getLogger(Announcements.class);
  private static final String ATTRIBUTE = Announcements.class.getName();

  private record Announcement(AdminEvent event, boolean details) {}

  private final KeycloakSession session;
  private final List<Announcement> waiting = new ArrayList<>();

  private Announcements(KeycloakSession session) {
    this.session = session;
  }

  static Announcements of(KeycloakSession session) {
    Announcements announcements = session.getAttribute(ATTRIBUTE, Announcements.class);
    if (announcements == null) {
      announcements = new Announcements(session);
      session.getTransactionManager().enlistAfterCompletion(announcements);
      session.setAttribute(ATTRIBUTE, announcements);
    }
    return announcements;
  }

  void add(AdminEvent event, boolean details) {
    waiting.add(new Announcement(event, details));
  }

  @Override
  protected void commitImpl() {
    if (waiting.isEmpty()) {
      return;
    }
    waiting.forEach(announcement -> GateMetrics.announced(announcement.event()));
    try {
      Jobs.run(
          session.getKeycloakSessionFactory(),
          own -> waiting.forEach(announcement -> announce(own, announcement)));
    } catch (RuntimeException failed) {
      // As in Keycloak: what has happened stands, also when a listener could not be told.
      LOG.errorf(failed, "%d events did not reach the event listeners", waiting.size());
    }
  }

  @Override
  protected void rollbackImpl() {
    waiting.clear();
  }

  private static void announce(KeycloakSession own, Announcement announcement) {
    RealmModel realm = own.realms().getRealm(announcement.event().getRealmId());
    if (realm == null) {
      return;
    }
    own.getContext().setRealm(realm);
    Set<String> chosen = realm.getEventsListenersStream().collect(Collectors.toSet());
    own.getKeycloakSessionFactory()
        .getProviderFactoriesStream(EventListenerProvider.class)
        .filter(
            factory ->
                chosen.contains(factory.getId())
                    || ((EventListenerProviderFactory) factory).isGlobal())
        .forEach(factory -> tell(own, factory.getId(), announcement));
  }

  private static void tell(KeycloakSession own, String listener, Announcement announcement) {
    try {
      own.getProvider(EventListenerProvider.class, listener)
          .onEvent(announcement.event(), announcement.details());
    } catch (RuntimeException failed) {
      LOG.errorf(failed, "Event listener %s failed", listener);
    }
  }
}
