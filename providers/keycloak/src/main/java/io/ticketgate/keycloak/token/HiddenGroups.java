package io.ticketgate.keycloak.token;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.models.GroupModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** The groups of a user that bring a role along which does not count. */
public final class HiddenGroups {

  private HiddenGroups() {}

  /** Their paths and names: a policy takes either for the group. */
  public static Set<String> of(UserModel user, CountedRoles roles) {
    try (Stream<GroupModel> groups = user.getGroupsStream()) {
      return groups
          .filter(group -> !roles.counts(group))
          .flatMap(group -> Stream.of(group.getName(), KeycloakModelUtils.buildGroupPath(group)))
          .collect(Collectors.toUnmodifiableSet());
    }
  }
}
