package io.ticketgate.keycloak.realm;

import io.ticketgate.core.access.CredentialMark;
import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Holding;
import io.ticketgate.core.access.OlderCredential;
import io.ticketgate.core.access.Roles;
import io.ticketgate.core.access.Subject;
import io.ticketgate.keycloak.calls.ClientRemoval;
import io.ticketgate.keycloak.calls.Entitlements;
import io.ticketgate.keycloak.calls.Subjects;
import io.ticketgate.keycloak.store.Holders;
import io.ticketgate.keycloak.store.RoleMappings;
import io.ticketgate.keycloak.store.SessionEnds;
import io.ticketgate.spi.EntitlementName;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.cache.CachedUserModel;
import org.keycloak.models.utils.RoleUtils;

/** Roles, their holders, and the tokens that carry them. */
public final class KeycloakRoles implements Roles {

  private static final long MILLIS = 1000L;

  private static final int MOST_UNBOUND = 1000;

  private final KeycloakSession session;
  private final RealmModel realm;
  private final RoleMappings mappings;
  private final Holders holders;
  private final ClientCredentials credentials;

  KeycloakRoles(KeycloakSession session, RealmModel realm, ClientCredentials credentials) {
    this.session = session;
    this.realm = realm;
    this.mappings = new RoleMappings(session);
    this.credentials = credentials;
    this.holders = new Holders(session, realm.getId());
  }

  /** The role of that name; empty when there is none. */
  public Optional<RoleModel> named(EntitlementName name) {
    if (name instanceof EntitlementName.RealmRole role) {
      return Optional.ofNullable(realm.getRole(role.role()));
    }
    if (name instanceof EntitlementName.ClientRole role) {
      return Optional.ofNullable(realm.getClientByClientId(role.client()))
          .map(client -> client.getRole(role.role()));
    }
    return Optional.empty();
  }

  @Override
  public Set<Entitlement> closure(Entitlement entitlement) {
    if (entitlement.credential()) {
      return Set.of(entitlement); // a role that is imported may have the id of a client
    }
    RoleModel role = realm.getRoleById(entitlement.id());
    if (role == null) {
      return Set.of(entitlement);
    }
    Set<Entitlement> closure = new HashSet<>();
    RoleUtils.expandCompositeRoles(Set.of(role))
        .forEach(part -> closure.add(Entitlements.of(part)));
    return closure;
  }

  /** The roles that a member has by the group: its own and those of the groups above. */
  public Set<Entitlement> carried(String groupId) {
    Set<Entitlement> carried = new LinkedHashSet<>();
    GroupModel group = group(groupId);
    while (group != null) {
      group.getRoleMappingsStream().map(Entitlements::of).forEach(carried::add);
      group = group.getParent();
    }
    return carried;
  }

  /**
   * Not through the user cache, which may not know yet what another transaction has just committed.
   */
  @Override
  public Set<Holding> direct(Subject subject) {
    Set<Holding> direct = new LinkedHashSet<>();
    switch (subject.kind()) {
      case USER, SERVICE_ACCOUNT -> {
        mapped(mappings.of(subject.id()), direct);
        for (String groupId : mappings.groupsOf(subject.id())) {
          carried(groupId).forEach(role -> direct.add(new Holding(role, groupId)));
        }
      }
      case GROUP -> mapped(mappings.ofGroup(subject.id()), direct);
      case ROLE -> {
        RoleModel role = realm.getRoleById(subject.id());
        if (role != null) {
          role.getCompositesStream()
              .map(part -> Holding.mapped(Entitlements.of(part)))
              .forEach(direct::add);
        }
      }
      case CLIENT -> {
        ClientModel client = realm.getClientById(subject.id());
        if (client != null) {
          direct.add(Holding.mapped(Entitlements.credential(client)));
        }
      }
      case AGENT -> {
        // It has nothing of its own: a binding lets it act for somebody who has the role.
      }
      case CONFIGURATION -> throw new IllegalArgumentException("A configuration is never bound.");
    }
    return direct;
  }

  private void mapped(Set<String> roleIds, Set<Holding> found) {
    for (String roleId : roleIds) {
      RoleModel role = realm.getRoleById(roleId);
      if (role != null) {
        found.add(Holding.mapped(Entitlements.of(role)));
      }
    }
  }

  /** The mapping itself is looked for first: mostly it is there, and the groups need no look. */
  @Override
  public boolean has(
      Subject subject, Entitlement entitlement, Function<Entitlement, Set<Entitlement>> closure) {
    boolean person =
        subject.kind() == Subject.Kind.USER || subject.kind() == Subject.Kind.SERVICE_ACCOUNT;
    return (person && mappings.exists(subject.id(), entitlement.id()))
        || Roles.super.has(subject, entitlement, closure);
  }

  @Override
  public void give(Subject subject, Holding holding) {
    RoleModel role = required(realm.getRoleById(holding.role().id()));
    if (subject.kind() == Subject.Kind.GROUP) {
      required(group(subject.id())).grantRole(role);
      return;
    }
    if (subject.kind() == Subject.Kind.ROLE) {
      required(realm.getRoleById(subject.id())).addCompositeRole(role);
      return;
    }
    UserModel user = required(uncached(subject));
    if (holding.groupId() != null) {
      user.joinGroup(required(group(holding.groupId())));
      return;
    }
    if (mappings.exists(subject.id(), role.getId())) {
      return;
    }
    user.grantRole(role);
    if (mappings.readPast()) {
      mappings.ensure(subject.id(), role.getId());
    }
  }

  private static <T> T required(@Nullable T found) {
    if (found == null) {
      throw new IllegalStateException(
          "The entitlement or the subject of this grant no longer exists.");
    }
    return found;
  }

  @Override
  public void take(Subject subject, Holding holding) {
    if (subject.kind() == Subject.Kind.CLIENT) {
      client(subject).ifPresent(credentials::voidAll);
      return;
    }
    RoleModel role = realm.getRoleById(holding.role().id());
    if (role == null) {
      return;
    }
    switch (subject.kind()) {
      case GROUP -> {
        GroupModel group = group(subject.id());
        if (group != null) {
          group.deleteRoleMapping(role);
        }
      }
      case ROLE -> {
        RoleModel composite = realm.getRoleById(subject.id());
        if (composite != null) {
          composite.removeCompositeRole(role);
        }
      }
      default -> take(uncached(subject), role, holding.groupId());
    }
  }

  @Override
  public Set<CredentialMark> credentialMarks(Subject client) {
    return client(client).map(found -> CredentialMarks.all(session, found)).orElse(Set.of());
  }

  @Override
  public OlderCredential olderCredential(Subject client) {
    return client(client)
        .map(found -> CredentialsBefore.older(session, found))
        .orElseGet(() -> new OlderCredential(Set.of(), null));
  }

  @Override
  public void voidCredential(
      Subject client, Set<CredentialMark> kept, Set<CredentialMark> ended, boolean strict) {
    client(client).ifPresent(found -> credentials.voidWhatEnded(found, kept, ended, strict));
  }

  @Override
  public void removeClient(Subject client) {
    client(client).ifPresent(found -> ClientRemoval.remove(session, realm, found));
  }

  private Optional<ClientModel> client(Subject subject) {
    return Optional.ofNullable(realm.getClientById(subject.id()));
  }

  private void take(@Nullable UserModel user, RoleModel role, @Nullable String groupId) {
    if (user == null) {
      return;
    }
    if (groupId == null) {
      user.deleteRoleMapping(role);
      return;
    }
    GroupModel group = group(groupId);
    if (group != null) {
      user.leaveGroup(group);
    }
  }

  private @Nullable GroupModel group(@Nullable String id) {
    return id == null ? null : session.groups().getGroupById(realm, id);
  }

  /** Groups and composite roles that carry the role itself, and have no live binding for that. */
  public List<Subject> unboundStructures(Entitlement entitlement, Instant now) {
    Stream<Subject> groups =
        holders.groupsWithItself(entitlement.id(), now).stream()
            .map(this::group)
            .filter(Objects::nonNull)
            .map(Subjects::of);
    Stream<Subject> composites =
        holders.compositesOf(entitlement.id(), now).stream()
            .map(realm::getRoleById)
            .filter(Objects::nonNull)
            .map(Subjects::of);
    return Stream.concat(groups, composites).toList();
  }

  @Override
  public boolean sharedHolder(Subject structure, EntitlementName role) {
    Optional<RoleModel> other = named(role);
    if (other.isEmpty()) {
      return false;
    }
    Set<String> ways = holders.bringing(other.get().getId());
    boolean group = structure.kind() == Subject.Kind.GROUP;
    Set<String> roles = group ? Set.of() : holders.bringing(structure.id());
    return holders.anyone(
        roles,
        group ? holders.below(Set.of(structure.id())) : holders.groupsWith(roles),
        ways,
        holders.groupsWith(ways));
  }

  /**
   * People who have both roles, by whatever mapping, group or composite; nobody where there is no
   * such role. There may be more than are found.
   */
  public List<Subject> holdersOfBoth(EntitlementName one, EntitlementName other) {
    Optional<RoleModel> first = named(one);
    Optional<RoleModel> second = named(other);
    if (first.isEmpty() || second.isEmpty()) {
      return List.of();
    }
    Set<String> ways = holders.bringing(first.get().getId());
    Set<String> otherWays = holders.bringing(second.get().getId());
    return holders
        .ofBoth(
            ways, holders.groupsWith(ways), otherWays, holders.groupsWith(otherWays), MOST_UNBOUND)
        .stream()
        .map(id -> session.users().getUserById(realm, id))
        .filter(Objects::nonNull)
        .map(user -> Subjects.of(user, realm))
        .toList();
  }

  @Override
  public List<Subject> unbound(Entitlement entitlement, @Nullable Subject within, Instant now) {
    Set<String> covering = holders.bringing(entitlement.id());
    Set<String> roles;
    Set<String> groups;
    if (within != null && within.kind() == Subject.Kind.GROUP) {
      roles = Set.of();
      groups = holders.below(Set.of(within.id()));
    } else {
      roles = within == null ? covering : holders.bringing(within.id());
      groups = holders.groupsWith(roles);
    }
    return people(holders.unbound(roles, groups, entitlement.id(), covering, now, MOST_UNBOUND));
  }

  private List<Subject> people(Set<String> ids) {
    return ids.stream()
        .map(id -> session.users().getUserById(realm, id))
        .filter(Objects::nonNull)
        .map(user -> Subjects.of(user, realm))
        .toList();
  }

  /**
   * The user as the database has it. Keycloak's cached user (26.7.3, {@code
   * infinispan.UserAdapter.deleteRoleMapping}) does nothing where the cache knows of no mapping,
   * and the cache learns of a grant only some time after that was committed.
   */
  private @Nullable UserModel uncached(Subject subject) {
    UserModel user = session.users().getUserById(realm, subject.id());
    return user instanceof CachedUserModel cached ? cached.getDelegateForUpdate() : user;
  }

  /**
   * Not-before reaches every token, also those that have no session; ending the sessions ends
   * single sign-on too. The second ahead covers tokens issued within the current one.
   */
  @Override
  public void endSessions(Subject subject) {
    if (subject.structure()) {
      return;
    }
    if (subject.kind() == Subject.Kind.CLIENT) {
      client(subject).ifPresent(credentials::endTokens);
      return;
    }
    UserModel user = session.users().getUserById(realm, subject.id());
    if (user != null) {
      session
          .users()
          .setNotBeforeForUser(realm, user, Math.toIntExact(Time.currentTimeMillis() / MILLIS) + 1);
      endSessions(user, null);
    }
  }

  @Override
  public void endTokensBefore(Subject person, Instant since) {
    UserModel user = session.users().getUserById(realm, person.id());
    int second = Math.toIntExact(since.getEpochSecond());
    if (user != null && session.users().getNotBeforeOfUser(realm, user) < second) {
      session.users().setNotBeforeForUser(realm, user, second);
    }
    if (user != null) {
      // User info does not look at not-before on Keycloak 26.4, and applications are to hear of it.
      endSessions(user, Set.of(SessionNotes.before(second)));
    }
  }

  @Override
  public void endSessions(Subject person, Set<Entitlement> lost) {
    UserModel user = session.users().getUserById(realm, person.id());
    if (user != null) {
      endSessions(user, lost.stream().map(Entitlement::id).collect(Collectors.toSet()));
    }
  }

  @Override
  public void endDerivedSessions(Subject person) {
    UserModel user = session.users().getUserById(realm, person.id());
    if (user != null) {
      endSessions(user, Set.of(SessionNotes.DERIVED));
    }
  }

  private void endSessions(UserModel user, @Nullable Set<String> lost) {
    new SessionEnds(session)
        .add(realm.getId(), user.getId(), lost, Instant.ofEpochMilli(Time.currentTimeMillis()));
  }
}
