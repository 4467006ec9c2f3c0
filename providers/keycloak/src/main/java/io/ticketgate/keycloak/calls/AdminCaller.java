package io.ticketgate.keycloak.calls;

import io.ticketgate.core.access.Person;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.token.Assurance;
import java.util.Arrays;
import java.util.List;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.resources.admin.AdminAuth;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/**
 * The caller of our admin resource, and what that caller may do there. Keycloak lets every
 * authenticated user of the realm, and of the master realm, reach the resource; everything else is
 * checked here.
 */
public final class AdminCaller {

  private final KeycloakSession session;
  private final RealmModel realm;
  private final AdminPermissionEvaluator permissions;
  private final AdminEventBuilder events;

  public AdminCaller(
      KeycloakSession session,
      RealmModel realm,
      AdminPermissionEvaluator permissions,
      AdminEventBuilder events) {
    this.session = session;
    this.realm = realm;
    this.permissions = permissions;
    this.events = events;
  }

  /** The authenticated user. */
  public Person person() {
    return Subjects.person(permissions.adminAuth().getUser());
  }

  /** How strongly the caller has authenticated. */
  public Assurance assurance() {
    AdminAuth auth = permissions.adminAuth();
    return Assurances.of(session, auth.getRealm(), auth.getToken());
  }

  /** Returns whether the caller is a person, and not the service account of a client. */
  public boolean isHuman() {
    return permissions.adminAuth().getUser().getServiceAccountClientLink() == null;
  }

  /**
   * Returns whether the caller has the role, in the realm that is administered, its client may use
   * it, and nobody else acts for the caller.
   */
  public boolean has(AdminRole role) {
    return has(session, permissions.adminAuth(), realm, role);
  }

  /** What this transaction has written does not count. */
  static boolean has(KeycloakSession session, AdminAuth auth, RealmModel realm, AdminRole role) {
    WrittenHere written = WrittenHere.in(session);
    // Users of another realm than master and this one are stopped by Keycloak before they get here.
    ClientModel own = written.client(realm, Constants.REALM_MANAGEMENT_CLIENT_ID);
    ClientModel app =
        auth.getRealm().getId().equals(realm.getId()) && own != null
            ? own
            : realm.getMasterAdminClient();
    RoleModel model = app == null ? null : written.role(app, role.roleName());
    return model != null && holds(session, auth, model);
  }

  /** Returns whether the caller had the role, and may use it with this token. */
  static boolean holds(KeycloakSession session, AdminAuth auth, RoleModel role) {
    WrittenHere written = WrittenHere.in(session);
    UserModel user = auth.getUser();
    return written.had(auth.getRealm(), user.getId(), user, role)
        && written.couldCarry(auth.getClient(), role)
        && !DerivedTokens.isDerived(session, auth);
  }

  /**
   * @throws GateException.Refused {@code not_permitted} when the caller has none of the roles
   */
  public void requireAny(AdminRole... roles) {
    if (Arrays.stream(roles).noneMatch(this::has)) {
      List<String> names = Arrays.stream(roles).map(AdminRole::roleName).toList();
      throw notPermitted(
          "Only someone who holds "
              + (names.size() == 1 ? "role " : "one of the roles ")
              + String.join(", ", names)
              + " of client realm-management may do this, with a token of their own.");
    }
  }

  /**
   * Emergency grants and their reviews are answered for by people.
   *
   * @throws GateException.Refused {@code not_permitted} for a service account
   */
  public void requirePerson() {
    if (permissions.adminAuth().getUser().getServiceAccountClientLink() != null) {
      throw notPermitted("Only a person may do this, and not a service account.");
    }
  }

  /**
   * Keycloak's own permission to map the role to the user, fine-grained permissions included.
   *
   * @throws GateException.Refused {@code not_permitted}
   */
  public void requireMapping(UserModel user, RoleModel role) {
    if (!permissions.users().canMapRoles(user) || !permissions.roles().canMapRole(role)) {
      throw notPermitted(
          "You also need Keycloak's own permission to map this role to this user (for example"
              + " manage-users), or a rule with provisioning: automatic.");
    }
  }

  /** The same for a group that is to carry the role. */
  public void requireMapping(GroupModel group, RoleModel role) {
    if (!permissions.groups().canManage(group) || !permissions.roles().canMapRole(role)) {
      throw notPermitted(
          "You also need Keycloak's own permission to manage this group and to map this role"
              + " (for example manage-users).");
    }
  }

  /** The same for a role that is to contain the role. */
  public void requireMapping(RoleModel composite, RoleModel role) {
    if (!permissions.roles().canManage(composite) || !permissions.roles().canMapComposite(role)) {
      throw notPermitted(
          "You also need Keycloak's own permission to manage this composite role and to add that"
              + " role to it (for example manage-realm).");
    }
  }

  /**
   * Keycloak's own permission to manage the client, fine-grained permissions included.
   *
   * @throws GateException.Refused {@code not_permitted}
   */
  public void requireManaging(ClientModel client) {
    if (!permissions.clients().canManage(client)) {
      throw notPermitted(
          "You also need Keycloak's own permission to manage this client (for example"
              + " manage-clients), or a rule with provisioning: automatic.");
    }
  }

  /** Tells Keycloak's admin events of a change to a rule or system. */
  public void changed(OperationType operation, String what, String id, Object representation) {
    events
        .operation(operation)
        .resource(ResourceType.COMPONENT)
        .resourcePath("ticket-gate", what, id)
        .representation(representation)
        .success();
  }

  private static GateException.Refused notPermitted(String message) {
    return new GateException.Refused(ErrorCode.NOT_PERMITTED, message, List.of());
  }
}
