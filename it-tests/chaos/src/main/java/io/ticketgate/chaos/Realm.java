package io.ticketgate.chaos;

import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The realm that all happens in: people, protected roles and clients, two ITSM systems. */
final class Realm {

  /** The system whose tickets are pushed. */
  static final String PUSHED = "demo";

  /** How the names of protected roles begin. */
  static final String PROTECTED = "db-";

  /** Who asks for credentials. */
  static final String ASKER = "olivia";

  private static final int USERS = 12;
  private static final int OWN_USERS = 4;
  private static final int ROLES = 4;
  private static final int LONG_SECONDS = 36_000;

  private final String name;
  private final String id;
  private final Map<String, String> userIds = new HashMap<>();
  private final Map<String, String> roleIds = new HashMap<>();
  private final List<String> users = new ArrayList<>();
  private final List<List<String>> ownUsers = new ArrayList<>();
  private final List<String> roles = new ArrayList<>();

  private Realm(String name, String id) {
    this.name = name;
    this.id = id;
  }

  /**
   * @param workers each gets a protected client, and people of its own
   */
  static Realm create(KeycloakServer server, Itsm itsm, int workers) {
    Map<String, Integer> lasting =
        Map.of(
            "accessTokenLifespan", LONG_SECONDS,
            "ssoSessionIdleTimeout", LONG_SECONDS,
            "ssoSessionMaxLifespan", LONG_SECONDS);
    server.realm("master").update(lasting);
    RealmFixture fixture = server.newRealm(lasting);
    Realm realm = new Realm(fixture.name(), fixture.api("").get().expect(200).text("id"));
    fixture.createUser("bob");
    fixture.createUser(ASKER);
    for (int i = 1; i <= USERS; i++) {
      String user = "user" + i;
      realm.users.add(user);
      realm.userIds.put(user, fixture.createUser(user));
    }
    for (int i = 1; i <= ROLES; i++) {
      String role = PROTECTED + i;
      realm.roles.add(role);
      realm.roleIds.put(role, fixture.createRole(role));
    }
    for (int worker = 0; worker < workers; worker++) {
      fixture.createClient(client(worker));
      List<String> own = new ArrayList<>();
      for (int i = 1; i <= OWN_USERS; i++) {
        String user = "own" + worker + "-" + i;
        own.add(user);
        realm.userIds.put(user, fixture.createUser(user));
      }
      realm.ownUsers.add(own);
    }
    fixture.gate("/systems").post(Map.of("name", PUSHED, "connector", "push")).expect(201);
    fixture.gate("/systems").post(itsm.system()).expect(201);
    Map<String, Integer> tickets = Map.of("minApprovals", 1);
    fixture
        .gate("/rules")
        .post(
            Map.of(
                "name",
                "roles",
                "protects",
                Map.of("realmRoles", List.of(PROTECTED + "*")),
                "tickets",
                tickets))
        .expect(201);
    fixture
        .gate("/rules")
        .post(
            Map.of(
                "name",
                "credentials",
                "protects",
                Map.of("clientCredentials", List.of("ci-*")),
                "rotationGrace",
                "PT0S",
                "tickets",
                tickets))
        .expect(201);
    return realm;
  }

  /** The name of one of the protected clients. */
  static String client(int number) {
    return "ci-" + number;
  }

  String name() {
    return name;
  }

  String id() {
    return id;
  }

  List<String> users() {
    return users;
  }

  /** People whom only this worker assigns anything. */
  List<String> usersOf(int worker) {
    return ownUsers.get(worker);
  }

  List<String> roles() {
    return roles;
  }

  String userId(String user) {
    return of(userIds, user);
  }

  String roleId(String role) {
    return of(roleIds, role);
  }

  private static String of(Map<String, String> ids, String name) {
    String found = ids.get(name);
    if (found == null) {
      throw new IllegalArgumentException(name);
    }
    return found;
  }
}
