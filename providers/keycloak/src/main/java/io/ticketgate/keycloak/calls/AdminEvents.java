package io.ticketgate.keycloak.calls;

import jakarta.enterprise.context.ContextNotActiveException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.ClientConnection;
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

  private AdminEvents() {}

  /**
   * To be called while the transaction can still be enlisted in, by a caller that may send from its
   * prepare phase.
   */
  public static void prepare(KeycloakSession session) {
    Announcements.of(session);
  }

  /**
   * @param userId the user who caused it; null for the gate itself
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
    Announcements.of(session).add(event, realm.isAdminEventsDetailsEnabled());
  }

  private static AuthDetails authDetails(
      KeycloakSession session, RealmModel realm, @Nullable String userId) {
    AuthDetails details = new AuthDetails();
    RealmModel context = session.getContext().getRealm();
    details.setRealmId(context == null ? realm.getId() : context.getId());
    details.setRealmName(context == null ? realm.getName() : context.getName());
    details.setUserId(userId);
    ClientConnection connection = userId == null ? null : connection(session);
    if (connection != null) {
      details.setIpAddress(connection.getRemoteHost());
    }
    return details;
  }

  /** Where there is no request, Keycloak 26.4 throws and 26.7 answers null. */
  private static @Nullable ClientConnection connection(KeycloakSession session) {
    try {
      return session.getContext().getConnection();
    } catch (ContextNotActiveException noRequest) {
      return null;
    }
  }
}
