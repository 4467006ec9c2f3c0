package io.ticketgate.keycloak.calls;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.keycloak.Config;
import org.keycloak.models.AdminRoles;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;

/**
 * The gate's admin roles: client roles of {@code realm-management} in every realm, and of {@code
 * <realm>-realm} in the master realm, where they are part of {@code realm-admin} and {@code admin}
 * like Keycloak's own.
 */
public enum AdminRole {
  TICKET_GATE_VIEW,
  TICKET_GATE_GRANT,
  TICKET_GATE_REVIEW,
  TICKET_GATE_ADMIN,
  TICKET_GATE_ITSM,
  TICKET_GATE_BREAK_GLASS,
  TICKET_GATE_AUDIT;

  /** Those whose holders may look at tickets. */
  static final List<AdminRole> LOOKING =
      List.of(
          TICKET_GATE_VIEW,
          TICKET_GATE_GRANT,
          TICKET_GATE_REVIEW,
          TICKET_GATE_ADMIN,
          TICKET_GATE_ITSM);

  private static final String PLACED = AdminRole.class.getName() + ".placed";

  private final String roleName = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** The name of the role in Keycloak, for example {@code ticket-gate-view}. */
  public String roleName() {
    return roleName;
  }

  /**
   * Which of the gate's roles a role is, in whichever realm's management client; empty for none.
   */
  public static Optional<AdminRole> of(RoleModel role) {
    boolean management =
        role.getContainer() instanceof ClientModel client
            && (client.getClientId().equals(Constants.REALM_MANAGEMENT_CLIENT_ID)
                || client.getClientId().endsWith(AdminRoles.APP_SUFFIX));
    return management
        ? Arrays.stream(values()).filter(each -> each.roleName.equals(role.getName())).findFirst()
        : Optional.empty();
  }

  /** The gate's roles in the realm itself. */
  public static List<RoleModel> of(RealmModel realm) {
    ClientModel app = realm.getClientByClientId(Constants.REALM_MANAGEMENT_CLIENT_ID);
    return app == null
        ? List.of()
        : Arrays.stream(values())
            .map(each -> app.getRole(each.roleName))
            .filter(Objects::nonNull)
            .toList();
  }

  /** The role in the realm itself, of whichever client it is there; empty while it is not made. */
  public Optional<RoleModel> in(RealmModel realm) {
    return Stream.of(
            Optional.ofNullable(realm.getClientByClientId(Constants.REALM_MANAGEMENT_CLIENT_ID)),
            Optional.ofNullable(realm.getMasterAdminClient())
                .filter(app -> app.getRealm().getId().equals(realm.getId())))
        .flatMap(Optional::stream)
        .flatMap(app -> Optional.ofNullable(app.getRole(roleName)).stream())
        .findFirst();
  }

  /** Returns whether one of the gate's roles has this name. */
  public static boolean isNamed(String roleName) {
    return Arrays.stream(values()).anyMatch(each -> each.roleName.equals(roleName));
  }

  /** Adds the roles that a realm lacks. */
  public static void ensure(KeycloakSession session, RealmModel realm) {
    RealmModel adminRealm = session.realms().getRealmByName(Config.getAdminRealm());
    ClientModel masterApp = realm.getMasterAdminClient();
    if (adminRealm != null && masterApp != null) {
      ensure(session, masterApp, adminRealm.getRole(AdminRoles.ADMIN));
    }
    ClientModel realmApp = realm.getClientByClientId(Constants.REALM_MANAGEMENT_CLIENT_ID);
    if (realmApp != null) {
      ensure(session, realmApp, realmApp.getRole(AdminRoles.REALM_ADMIN));
    }
  }

  private static void ensure(KeycloakSession session, ClientModel app, RoleModel parent) {
    Map<String, RoleModel> known = new HashMap<>();
    // One query, and not one for each of ours.
    app.getRolesStream().forEach(role -> known.put(role.getName(), role));
    for (AdminRole each : values()) {
      RoleModel before = known.get(each.roleName);
      RoleModel role = before == null ? app.addRole(each.roleName) : before;
      // An import that maps the role to a user has made it already, bare.
      if (role.getDescription() == null) {
        role.setDescription("${role_" + each.roleName + "}");
      }
      // A role made just now is in nothing, and the master's admin role contains some of each
      // realm.
      if (parent != null && (before == null || !contains(parent, role))) {
        placed(session).add(role.getId());
        parent.addCompositeRole(role);
      }
    }
  }

  /** Ids of the roles that the gate itself has put where they belong, in this session. */
  @SuppressWarnings("unchecked") // an attribute of our own
  public static Set<String> placed(KeycloakSession session) {
    Set<String> placed = session.getAttribute(PLACED, Set.class);
    if (placed == null) {
      placed = new HashSet<>();
      session.setAttribute(PLACED, placed);
    }
    return placed;
  }

  private static boolean contains(RoleModel parent, RoleModel role) {
    try (Stream<RoleModel> parts = parent.getCompositesStream()) {
      return parts.anyMatch(role::equals);
    }
  }
}
