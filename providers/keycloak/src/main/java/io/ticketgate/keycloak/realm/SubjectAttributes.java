package io.ticketgate.keycloak.realm;

import io.ticketgate.core.access.Subject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;

/** All attributes of a subject, for a condition. */
final class SubjectAttributes {

  private SubjectAttributes() {}

  static Map<String, List<String>> of(KeycloakSession session, RealmModel realm, Subject subject) {
    return switch (subject.kind()) {
      case GROUP -> ofGroup(session.groups().getGroupById(realm, subject.id()));
      case ROLE -> ofRole(realm.getRoleById(subject.id()));
      case CLIENT -> ofClient(realm.getClientById(subject.id()));
      case USER, SERVICE_ACCOUNT, AGENT ->
          ofUser(realm, session.users().getUserById(realm, subject.actorId()));
      case CONFIGURATION -> Map.of();
    };
  }

  private static Map<String, List<String>> ofGroup(@Nullable GroupModel group) {
    return group == null ? Map.of() : group.getAttributes();
  }

  private static Map<String, List<String>> ofRole(@Nullable RoleModel role) {
    return role == null ? Map.of() : role.getAttributes();
  }

  private static Map<String, List<String>> ofUser(RealmModel realm, @Nullable UserModel user) {
    if (user == null) {
      return Map.of();
    }
    String client = user.getServiceAccountClientLink();
    Map<String, List<String>> attributes =
        new HashMap<>(client == null ? Map.of() : ofClient(realm.getClientById(client)));
    attributes.putAll(user.getAttributes());
    return attributes;
  }

  /** Keycloak keeps its own settings, and a rotated secret, under names with a dot. */
  private static Map<String, List<String>> ofClient(@Nullable ClientModel client) {
    Map<String, List<String>> attributes = new HashMap<>();
    if (client != null) {
      client
          .getAttributes()
          .forEach(
              (name, value) -> {
                if (name.indexOf('.') < 0 && value != null) {
                  attributes.put(name, List.of(value));
                }
              });
    }
    return attributes;
  }
}
