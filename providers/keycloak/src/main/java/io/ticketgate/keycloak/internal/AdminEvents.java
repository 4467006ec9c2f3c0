package io.ticketgate.keycloak.internal;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.ClientConnection;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.events.EventStoreProvider;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.AuthDetails;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Sends Keycloak admin events also where nobody is logged in: {@code AdminEventBuilder} cannot be
 * made without an {@code AdminAuth}, and a task has none.
 */
public final class AdminEvents {

  /** Resource type of every event of the gate. */
  public static final String RESOURCE_TYPE = "TICKET_BINDING";

  private static final Logger LOG = Logger.getLogger(AdminEvents.class);

  private AdminEvents() {}

  /**
   * @param userId who caused it; null for the gate itself
   */
  public static void send(
      KeycloakSession session,
      RealmModel realm,
      OperationType operation,
      String resourcePath,
      @Nullable String userId,
      Instant at,
      Map<String, String> details) {
    AdminEvent event = new AdminEvent();
    event.setId(KeycloakModelUtils.generateId());
    event.setTime(at.toEpochMilli());
    event.setRealmId(realm.getId());
    event.setRealmName(realm.getName());
    event.setOperationType(operation);
    event.setResourceTypeAsString(RESOURCE_TYPE);
    event.setResourcePath(resourcePath);
    event.setDetails(new HashMap<>(details));
    event.setAuthDetails(authDetails(session, realm, userId));
    if (realm.isAdminEventsEnabled()) {
      EventStoreProvider store = session.getProvider(EventStoreProvider.class);
      if (store != null) {
        store.onEvent(event, realm.isAdminEventsDetailsEnabled());
      }
    }
    notifyListeners(session, realm, event);
  }

  private static AuthDetails authDetails(
      KeycloakSession session, RealmModel realm, @Nullable String userId) {
    AuthDetails details = new AuthDetails();
    RealmModel context = session.getContext().getRealm();
    details.setRealmId(context == null ? realm.getId() : context.getId());
    details.setRealmName(context == null ? realm.getName() : context.getName());
    details.setUserId(userId);
    ClientConnection connection = session.getContext().getConnection();
    if (userId != null && connection != null) {
      details.setIpAddress(connection.getRemoteHost());
    }
    return details;
  }

  private static void notifyListeners(KeycloakSession session, RealmModel realm, AdminEvent event) {
    Set<String> chosen = realm.getEventsListenersStream().collect(Collectors.toSet());
    session
        .getKeycloakSessionFactory()
        .getProviderFactoriesStream(EventListenerProvider.class)
        .filter(
            factory ->
                chosen.contains(factory.getId())
                    || ((EventListenerProviderFactory) factory).isGlobal())
        .forEach(
            factory -> {
              try {
                session
                    .getProvider(EventListenerProvider.class, factory.getId())
                    .onEvent(event, realm.isAdminEventsDetailsEnabled());
              } catch (RuntimeException failed) {
                // As in Keycloak: a listener that fails does not undo what it was told of.
                LOG.errorf(failed, "Event listener %s failed", factory.getId());
              }
            });
  }
}
