package io.ticketgate.keycloak.hooks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.keycloak.calls.AdminApi;
import io.ticketgate.keycloak.write.FoundByRequest;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.util.JsonSerialization;

/**
 * Tells the write gate of roles and groups that an administrator gives a user. Keycloak (26.4 to
 * 26.7, {@code UserAdapter.grantRole}, {@code UserResource.joinGroup}) answers 204 and writes
 * nothing where the user has it; it sends an event for a role all the same, and none for a group.
 */
final class FoundGrantsListener implements EventListenerProvider {

  private static final Set<ResourceType> MAPPINGS =
      EnumSet.of(ResourceType.REALM_ROLE_MAPPING, ResourceType.CLIENT_ROLE_MAPPING);
  private static final Pattern OF_USER = Pattern.compile("users/([^/]+)/role-mappings/.+");
  private static final Pattern JOIN =
      Pattern.compile("/admin/realms/([^/]+)/users/([^/]+)/groups/([^/]+)/?");

  private final KeycloakSession session;

  FoundGrantsListener(KeycloakSession session) {
    this.session = session;
  }

  /** Keycloak has authenticated whoever asks; what they may not do rolls back what is noted. */
  void requestBegins() {
    if (!AdminApi.asks(session)
        || !"PUT".equals(session.getContext().getHttpRequest().getHttpMethod())) {
      return;
    }
    Matcher join = JOIN.matcher(session.getContext().getUri().getPath());
    RealmModel realm = join.matches() ? session.realms().getRealmByName(join.group(1)) : null;
    if (realm != null) {
      new FoundByRequest(session, realm).membership(join.group(2), join.group(3));
    }
  }

  @Override
  public void onEvent(AdminEvent event, boolean includeRepresentation) {
    if (event.getOperationType() != OperationType.CREATE
        || !MAPPINGS.contains(event.getResourceType())) {
      return;
    }
    Matcher user = OF_USER.matcher(event.getResourcePath());
    RealmModel realm = user.matches() ? session.realms().getRealm(event.getRealmId()) : null;
    if (realm != null) {
      FoundByRequest found = new FoundByRequest(session, realm);
      for (JsonNode role : roles(event.getRepresentation())) {
        found.role(user.group(1), role.path("id").asText());
      }
    }
  }

  private static JsonNode roles(@Nullable String representation) {
    try {
      return JsonSerialization.mapper.readTree(representation == null ? "[]" : representation);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("Keycloak has written it.", impossible);
    }
  }

  @Override
  public void onEvent(Event event) {
    // No login and no account of a user's own gives a role that is there.
  }

  @Override
  public void close() {
    // It holds nothing.
  }
}
