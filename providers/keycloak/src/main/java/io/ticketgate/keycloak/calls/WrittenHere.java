package io.ticketgate.keycloak.calls;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
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

  /** A role, client or realm has got another name. */
  public void renamed(String id, String before) {
    namesBefore.putIfAbsent(id, before);
  }

  /**
   * To be called before a user is removed, and before anything is that the user has: no row says
   * afterwards what it was.
   */
  public void removing(RealmModel realm, UserModel user) {
    removed.add(user.getId());
    Deque<String> waiting = new ArrayDeque<>();
    Set<String> seen = new HashSet<>();
    stepsOf(user).forEach(to -> keep(user.getId(), to, seen, waiting));
    while (!waiting.isEmpty()) {
      String from = waiting.remove();
      stepsFrom(realm, from).forEach(to -> keep(from, to, seen, waiting));
    }
  }

  private void keep(String from, String to, Set<String> seen, Deque<String> waiting) {
    taken(from, to);
    if (seen.add(to)) {
      waiting.add(to);
    }
  }

  /** To be called before a group is removed. */
  public void removing(RealmModel realm, GroupModel group) {
    stepsFrom(realm, group.getId()).forEach(to -> taken(group.getId(), to));
  }

  /** To be called before a role or group is removed: of what its bearer has directly. */
  public void keepOf(UserModel bearer, String removedId) {
    Stream.concat(
            stepsOf(bearer).map(to -> new Step(bearer.getId(), to)),
            bearer
                .getGroupsStream()
                .flatMap(
                    group ->
                        group
                            .getRoleMappingsStream()
                            .map(role -> new Step(group.getId(), role.getId()))))
        .filter(step -> step.to().equals(removedId))
        .forEach(taken::add);
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

  /** The realm that had this name before. */
  @Nullable RealmModel realm(KeycloakSession session, String name) {
    RealmModel now = session.realms().getRealmByName(name);
    if (namesBefore.isEmpty() || (now != null && !namesBefore.containsKey(now.getId()))) {
      return now;
    }
    return namesBefore.entrySet().stream()
        .filter(entry -> entry.getValue().equals(name))
        .map(entry -> session.realms().getRealm(entry.getKey()))
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
    Stream<String> now = user == null || removed.contains(userId) ? Stream.of() : stepsOf(user);
    return reaches(realm, before(userId, now), wanted);
  }

  /**
   * Returns whether a role or group contained the role before, or is it.
   *
   * @param id of the role or group
   */
  boolean contained(RealmModel realm, String id, RoleModel wanted) {
    return reaches(realm, Stream.of(id), wanted);
  }

  /** What there was before of the steps from here. */
  private Stream<String> before(String from, Stream<String> now) {
    return Stream.concat(now, taken.stream().filter(step -> step.from().equals(from)).map(Step::to))
        .filter(to -> !given.contains(new Step(from, to)));
  }

  private static Stream<String> stepsOf(UserModel user) {
    return Stream.concat(
        user.getRoleMappingsStream().map(RoleModel::getId),
        user.getGroupsStream().map(GroupModel::getId));
  }

  /** The steps that there are now from a role or group. */
  private static Stream<String> stepsFrom(RealmModel realm, String id) {
    RoleModel role = realm.getRoleById(id);
    if (role != null) {
      return isThere(realm, role) && role.isComposite()
          ? role.getCompositesStream().map(RoleModel::getId)
          : Stream.of();
    }
    GroupModel group = realm.getGroupById(id);
    return group == null
        ? Stream.of()
        : Stream.concat(
            group.getRoleMappingsStream().map(RoleModel::getId),
            Stream.ofNullable(group.getParentId()));
  }

  /** Returns whether tokens of the client could carry the role before. */
  boolean couldCarry(ClientModel client, RoleModel wanted) {
    if (!client.hasScope(wanted) || (given.isEmpty() && opened.isEmpty())) {
      return client.hasScope(wanted);
    }
    if (client.isFullScopeAllowed() && !opened.contains(client.getId())) {
      return true;
    }
    Stream<String> own =
        before(client.getId(), client.getScopeMappingsStream().map(RoleModel::getId));
    return reaches(
        client.getRealm(),
        Stream.concat(own, client.getRolesStream().map(RoleModel::getId)),
        wanted);
  }

  private boolean reaches(RealmModel realm, Stream<String> roots, RoleModel wanted) {
    Set<String> seen = new LinkedHashSet<>();
    roots.forEach(seen::add);
    Deque<String> waiting = new ArrayDeque<>(seen);
    while (!waiting.isEmpty()) {
      String id = waiting.remove();
      if (id.equals(wanted.getId())) {
        return true;
      }
      before(id, stepsFrom(realm, id)).filter(seen::add).forEach(waiting::add);
    }
    return false;
  }

  /**
   * A role that has gone with its client goes on in Keycloak's cache (26.7.3) until the end of the
   * transaction, and cannot say what it contains. What it contained was noted.
   */
  private static boolean isThere(RealmModel realm, RoleModel role) {
    return !role.isClientRole() || realm.getClientById(role.getContainerId()) != null;
  }
}
