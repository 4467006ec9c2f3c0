package io.ticketgate.keycloak.calls;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;

/**
 * What the transaction of a session has written of who has which role. Whoever asks what somebody
 * had before it, subtracts this from what the session sees: another session would see the same, and
 * need a second database connection.
 *
 * <p>What is written is a step: from a user, group, role or client to the role or group that comes
 * with it. Where a step cannot be told from one that was there before, nobody had it.
 */
public final class WrittenHere {

  private static final String ATTRIBUTE = WrittenHere.class.getName();

  private final Set<Step> given = new HashSet<>();
  private final Set<Step> taken = new HashSet<>();
  private final Set<String> opened = new HashSet<>();
  private final Set<String> removed = new HashSet<>();
  private final Map<String, String> namesBefore = new HashMap<>();

  private record Step(String from, String to) {}

  WrittenHere() {}

  /** That of a session. */
  public static WrittenHere in(KeycloakSession session) {
    WrittenHere written = session.getAttribute(ATTRIBUTE, WrittenHere.class);
    if (written == null) {
      written = new WrittenHere();
      session.setAttribute(ATTRIBUTE, written);
    }
    return written;
  }

  /** Somebody or something has got a role or group. */
  public void given(String from, String to) {
    given.add(new Step(from, to));
  }

  /** Somebody or something has lost a role or group. */
  public void taken(String from, String to) {
    taken.add(new Step(from, to));
  }

  /** The tokens of a client may carry every role from now on. */
  public void opened(String clientUuid) {
    opened.add(clientUuid);
  }

  /** A role or client has got another name. */
  public void renamed(String id, String before) {
    namesBefore.putIfAbsent(id, before);
  }

  /** To be called before a user is removed: no row says afterwards what the user had. */
  public void removing(UserModel user) {
    removed.add(user.getId());
    user.getRoleMappingsStream().forEach(role -> taken(user.getId(), role.getId()));
    user.getGroupsStream().forEach(group -> taken(user.getId(), group.getId()));
  }

  /** Returns whether it is known what a removed user had. */
  boolean knowsRemoved(String userId) {
    return removed.contains(userId);
  }

  /** The role that had this name before. */
  @Nullable RoleModel role(ClientModel app, String name) {
    RoleModel now = app.getRole(name);
    if (namesBefore.isEmpty()) {
      return now;
    }
    return app.getRolesStream()
        .filter(role -> namesBefore.getOrDefault(role.getId(), role.getName()).equals(name))
        .findFirst()
        .orElse(null);
  }

  /** The client that had this name before. */
  @Nullable ClientModel client(RealmModel realm, String clientId) {
    ClientModel now = realm.getClientByClientId(clientId);
    if (now != null && !namesBefore.containsKey(now.getId())) {
      return now;
    }
    return namesBefore.entrySet().stream()
        .filter(entry -> entry.getValue().equals(clientId))
        .map(entry -> realm.getClientById(entry.getKey()))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /**
   * Returns whether the user had the role before.
   *
   * @param user as the session has it; null for one that was removed
   */
  boolean had(RealmModel realm, String userId, @Nullable UserModel user, RoleModel wanted) {
    if (given.isEmpty() && taken.isEmpty()) {
      return user != null && user.hasRole(wanted);
    }
    Map<String, RoleModel> roots = new LinkedHashMap<>();
    Deque<GroupModel> groups = new ArrayDeque<>();
    if (user != null && !removed.contains(userId)) {
      add(userId, user.getRoleMappingsStream(), roots);
      user.getGroupsStream()
          .filter(group -> !given.contains(new Step(userId, group.getId())))
          .forEach(groups::add);
    }
    takenFrom(userId)
        .forEach(
            id -> {
              RoleModel role = realm.getRoleById(id);
              GroupModel group = role == null ? realm.getGroupById(id) : null;
              if (role != null) {
                roots.put(id, role);
              } else if (group != null) {
                groups.add(group);
              }
            });
    addGroups(realm, groups, roots);
    return reaches(realm, roots, wanted);
  }

  private void addGroups(RealmModel realm, Deque<GroupModel> groups, Map<String, RoleModel> roots) {
    Set<String> seen = new HashSet<>();
    while (!groups.isEmpty()) {
      GroupModel group = groups.remove();
      if (!seen.add(group.getId())) {
        continue;
      }
      add(group.getId(), group.getRoleMappingsStream(), roots);
      takenFrom(group.getId())
          .map(realm::getRoleById)
          .filter(Objects::nonNull)
          .forEach(role -> roots.put(role.getId(), role));
      GroupModel parent = group.getParent();
      if (parent != null && !given.contains(new Step(group.getId(), parent.getId()))) {
        groups.add(parent);
      }
    }
  }

  private Stream<String> takenFrom(String from) {
    return taken.stream()
        .filter(step -> step.from().equals(from) && !given.contains(step))
        .map(step -> step.to());
  }

  private void add(String from, Stream<RoleModel> roles, Map<String, RoleModel> found) {
    roles
        .filter(role -> !given.contains(new Step(from, role.getId())))
        .forEach(role -> found.put(role.getId(), role));
  }

  /** Returns whether tokens of the client could carry the role before. */
  boolean couldCarry(ClientModel client, RoleModel wanted) {
    if (!client.hasScope(wanted) || (given.isEmpty() && opened.isEmpty())) {
      return client.hasScope(wanted);
    }
    if (client.isFullScopeAllowed() && !opened.contains(client.getId())) {
      return true;
    }
    Map<String, RoleModel> roots = new LinkedHashMap<>();
    add(client.getId(), client.getScopeMappingsStream(), roots);
    client.getRolesStream().forEach(role -> roots.put(role.getId(), role));
    return reaches(client.getRealm(), roots, wanted);
  }

  private boolean reaches(RealmModel realm, Map<String, RoleModel> roots, RoleModel wanted) {
    Deque<RoleModel> waiting = new ArrayDeque<>(roots.values());
    Set<String> seen = new HashSet<>(roots.keySet());
    while (!waiting.isEmpty()) {
      RoleModel role = waiting.remove();
      if (role.getId().equals(wanted.getId())) {
        return true;
      }
      if (isThere(realm, role) && role.isComposite()) {
        Map<String, RoleModel> parts = new LinkedHashMap<>();
        add(role.getId(), role.getCompositesStream(), parts);
        parts.values().stream().filter(part -> seen.add(part.getId())).forEach(waiting::add);
      }
    }
    return false;
  }

  /**
   * A role that has gone with its client goes on in Keycloak's cache (26.7.3) until the end of the
   * transaction, and cannot say what it contains.
   */
  private static boolean isThere(RealmModel realm, RoleModel role) {
    return (!role.isClientRole() || realm.getClientById(role.getContainerId()) != null)
        && realm.getRoleById(role.getId()) != null;
  }
}
