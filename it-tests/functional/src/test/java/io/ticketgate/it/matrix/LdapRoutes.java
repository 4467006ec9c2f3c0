package io.ticketgate.it.matrix;

import io.ticketgate.it.harness.Answer;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Users, roles and groups that come from a directory. */
final class LdapRoutes {

  private static final String STORAGE = "org.keycloak.storage.UserStorageProvider";
  private static final String MAPPER = "org.keycloak.storage.ldap.mappers.LDAPStorageMapper";
  private static final String ROLES = "role-ldap-mapper";
  private static final String GROUPS = "group-ldap-mapper";

  private LdapRoutes() {}

  static List<Route> all() {
    return List.of(
        lydia("ldap-user-role", "Map the role to a user who was imported from LDAP")
            .audited("role-mapping")
            .withTwin()
            .given(stage -> federate(stage, true))
            .by(LdapRoutes::map),
        lydia(
                "ldap-user-group",
                "Put a user who was imported from LDAP into a group that carries the role")
            .audited("group-membership")
            .withTwin()
            .given(
                stage -> {
                  federate(stage, true);
                  GroupRoutes.carrier(stage, "dbas");
                })
            .by(LdapRoutes::join),
        config("ldap-hardcoded-role", "Give the role to every user of a directory")
            .given(stage -> federate(stage, true))
            .by(
                stage ->
                    add(
                        stage,
                        "hardcoded-ldap-role-mapper",
                        Directory.lists(Map.of("role", Stage.ROLE)))),
        config(
                "ldap-hardcoded-role-changed",
                "Change what every user of a directory gets to the role")
            .given(
                stage -> {
                  federate(stage, true);
                  stage.realm.createRole("staff");
                  note(
                      stage,
                      add(
                          stage,
                          "hardcoded-ldap-role-mapper",
                          Directory.lists(Map.of("role", "staff"))));
                })
            .by(
                stage ->
                    change(
                        stage,
                        "hardcoded-ldap-role-mapper",
                        Directory.lists(Map.of("role", Stage.ROLE)))),
        config(
                "ldap-hardcoded-group",
                "Put every user of a directory into a group that carries the role")
            .given(
                stage -> {
                  federate(stage, true);
                  GroupRoutes.carrier(stage, "dbas");
                })
            .by(
                stage ->
                    add(
                        stage,
                        "hardcoded-ldap-group-mapper",
                        Directory.lists(Map.of("group", "/dbas")))),
        config("ldap-roles-only-there", "Let the directory alone say who has which role")
            .given(stage -> federate(stage, true))
            .by(stage -> add(stage, ROLES, Directory.roles("LDAP_ONLY"))),
        config(
                "ldap-roles-unimported",
                "Let the directory alone say which role its unimported users have")
            .given(stage -> federate(stage, false))
            .by(stage -> add(stage, ROLES, Directory.roles("LDAP_ONLY"))),
        config("ldap-roles-read-only", "Let the directory say who has which role besides")
            .given(stage -> federate(stage, true))
            .by(stage -> add(stage, ROLES, Directory.roles("READ_ONLY"))),
        config(
                "ldap-roles-changed",
                "Change the mapper of a directory's roles so that it alone decides")
            .given(
                stage -> {
                  federate(stage, true);
                  note(stage, add(stage, ROLES, elsewhere(Directory.roles("LDAP_ONLY"))));
                })
            .by(stage -> change(stage, ROLES, Directory.roles("LDAP_ONLY"))),
        config("ldap-groups-only-there", "Let the directory alone say who is in which group")
            .given(
                stage -> {
                  federate(stage, true);
                  GroupRoutes.carrier(stage, "dbas");
                })
            .by(stage -> add(stage, GROUPS, Directory.groups("LDAP_ONLY"))),
        config("ldap-groups-read-only", "Let the directory say who is in which group besides")
            .given(
                stage -> {
                  federate(stage, true);
                  GroupRoutes.carrier(stage, "dbas");
                })
            .by(stage -> add(stage, GROUPS, Directory.groups("READ_ONLY"))),
        arriving(
                "ldap-login-imports-role",
                "Log in for the first time while roles are imported from LDAP",
                Surface.TOKEN)
            .once()
            .refused(Refusal.own("ticket_required"))
            .audited("role-mapping")
            .given(importing(ROLES))
            .by(LdapRoutes::login),
        arriving(
                "ldap-login-imports-group",
                "Log in for the first time while groups are imported from LDAP",
                Surface.TOKEN)
            .once()
            .refused(Refusal.own("ticket_required"))
            .audited("group-membership")
            .given(importing(GROUPS))
            .by(LdapRoutes::login),
        arriving(
                "ldap-sync-imports-role",
                "Synchronise users while roles are imported from LDAP",
                Surface.LDAP)
            .refused(Refusal.swallowed(0, "ticket_required"))
            .audited("role-mapping")
            .given(importing(ROLES))
            .by(LdapRoutes::sync),
        arriving(
                "ldap-sync-imports-group",
                "Synchronise users while groups are imported from LDAP",
                Surface.LDAP)
            .refused(Refusal.swallowed(0, "ticket_required"))
            .audited("group-membership")
            .given(importing(GROUPS))
            .by(LdapRoutes::sync));
  }

  private static Route.Draft lydia(String id, String title) {
    return Route.named(id, title).about(Directory.LYDIA).givesRole();
  }

  private static Route.Draft config(String id, String title) {
    return lydia(id, title).refused("structural_grant_refused").audited("user-federation");
  }

  /** Any look for lydia imports her, and with that the role: so the probes look where she is. */
  private static Route.Draft arriving(String id, String title, Surface surface) {
    return Route.named(id, title)
        .on(surface)
        .about(Directory.LYDIA)
        .gives("the subject holds the role", LdapRoutes::hasArrivedWithRole);
  }

  private static boolean hasArrivedWithRole(Stage stage) {
    return stage
            .realm
            .api("/roles/" + Stage.ROLE + "/users")
            .get()
            .expect(200)
            .json()
            .findValuesAsText("username")
            .contains(Directory.LYDIA)
        || (stage.hasNoted("dbas")
            && stage
                .realm
                .api("/groups/" + stage.noted("dbas") + "/members")
                .get()
                .expect(200)
                .json()
                .findValuesAsText("username")
                .contains(Directory.LYDIA));
  }

  private static Consumer<Stage> importing(String mapper) {
    return stage -> {
      federate(stage, true);
      if (mapper.equals(GROUPS)) {
        GroupRoutes.carrier(stage, "dbas");
      }
      add(
              stage,
              mapper,
              mapper.equals(ROLES) ? Directory.roles("IMPORT") : Directory.groups("IMPORT"))
          .expect(201);
    };
  }

  static void federate(Stage stage, boolean imported) {
    Directory directory = Directory.start();
    stage.atEnd(directory::close);
    String realmId = stage.realm.api("").get().expect(200).text("id");
    stage.note(
        "ldap",
        stage
            .realm
            .api("/components")
            .post(
                Map.of(
                    "name",
                    "ldap",
                    "parentId",
                    realmId,
                    "providerId",
                    "ldap",
                    "providerType",
                    STORAGE,
                    "config",
                    directory.federation(imported)))
            .expect(201)
            .createdId());
  }

  private static Map<String, List<String>> elsewhere(Map<String, List<String>> roles) {
    roles.put("roles.dn", List.of("ou=people,dc=example,dc=test"));
    return roles;
  }

  private static void note(Stage stage, Answer added) {
    stage.note("mapper", added.expect(201).createdId());
  }

  private static Answer add(Stage stage, String type, Map<String, List<String>> config) {
    return stage.to("/components").post(mapper(stage, type, config));
  }

  static Answer addRoles(Stage stage, Map<String, List<String>> config) {
    return add(stage, ROLES, config);
  }

  private static Answer change(Stage stage, String type, Map<String, List<String>> config) {
    return stage.to("/components/" + stage.noted("mapper")).put(mapper(stage, type, config));
  }

  private static Map<String, Object> mapper(
      Stage stage, String type, Map<String, List<String>> config) {
    return Map.of(
        "name", "carrier",
        "parentId", stage.noted("ldap"),
        "providerId", type,
        "providerType", MAPPER,
        "config", config);
  }

  private static Answer map(Stage stage) {
    return stage
        .to("/users/" + stage.realm.userId(Directory.LYDIA) + "/role-mappings/realm")
        .post(stage.role());
  }

  private static Answer join(Stage stage) {
    return stage
        .to("/users/" + stage.realm.userId(Directory.LYDIA) + "/groups/" + stage.noted("dbas"))
        .put(Map.of());
  }

  private static Answer login(Stage stage) {
    return stage
        .realm
        .server()
        .admin()
        .tokens(
            stage.realm.name(),
            "grant_type",
            "password",
            "client_id",
            "app",
            "client_secret",
            "secret",
            "username",
            Directory.LYDIA,
            "password",
            "password");
  }

  private static Answer sync(Stage stage) {
    return stage.to("/user-storage/" + stage.noted("ldap") + "/sync?action=triggerFullSync").post();
  }
}
