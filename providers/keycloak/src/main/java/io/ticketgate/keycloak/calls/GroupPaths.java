package io.ticketgate.keycloak.calls;

import io.ticketgate.spi.EntitlementName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * The path of a group, such as {@code /dba/oncall}. A slash inside a name is written {@code \/}:
 * Keycloak's own paths (26.7) are the same for a group {@code dba/oncall} and for {@code oncall}
 * below {@code dba}, unless the operator has set an option.
 */
public final class GroupPaths {

  private GroupPaths() {}

  /** The path from the root to the group. */
  public static String of(GroupModel group) {
    StringBuilder path = new StringBuilder();
    for (GroupModel each = group; each != null; each = each.getParent()) {
      path.insert(0, "/" + EntitlementName.escape(each.getName()));
    }
    return path.toString();
  }

  /** The group of a path; empty when there is none. */
  public static Optional<GroupModel> find(KeycloakSession session, RealmModel realm, String path) {
    GroupModel found = null;
    for (String name : names(path)) {
      found = session.groups().getGroupByName(realm, found, name);
      if (found == null) {
        return Optional.empty();
      }
    }
    return Optional.ofNullable(found);
  }

  private static List<String> names(String path) {
    if (!path.startsWith("/")) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    StringBuilder name = new StringBuilder();
    for (int i = 1; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '\\' && i + 1 < path.length()) {
        name.append(path.charAt(++i));
      } else if (c == '/') {
        names.add(name.toString());
        name.setLength(0);
      } else {
        name.append(c);
      }
    }
    names.add(name.toString());
    return names;
  }
}
