package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Browser;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whose approvals count, and which roles are kept apart, is no matter of who manages users. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApproversIT {

  private static final String APPROVER = "cab-member";
  private static final String BACK = "http://portal.test/back";

  /** Holds Keycloak's own roles, and none of the gate's. */
  private static final String KEEPER = "keeper";

  /** Holds realm-admin, and with it ticket-gate-admin. */
  private static final String CHIEF = "chief";

  private RealmFixture guarded;
  private RealmFixture open;
  private Story story;

  /** A way to make somebody an approver, or to make a rule's name mean another role. */
  enum Change {
    MAPPING((it, as) -> it.mappings(it.userId("mallory")).bearer(as).post(roles(it, APPROVER))),
    MAPPING_OF_A_ROLE_THAT_CONTAINS_IT(
        (it, as) -> it.mappings(it.userId("mallory")).bearer(as).post(roles(it, "board"))),
    MAPPING_OF_A_CLIENT_ROLE(
        (it, as) ->
            it.api("/users/" + it.userId("mallory") + "/role-mappings/clients/" + cab(it))
                .bearer(as)
                .post(List.of(it.api("/clients/" + cab(it) + "/roles/approver").get().json()))),
    MEMBERSHIP(
        (it, as) ->
            it.api("/users/" + it.userId("mallory") + "/groups/" + group(it, "approvers"))
                .bearer(as)
                .put(Map.of())),
    GROUP_ROLE(
        (it, as) ->
            it.api("/groups/" + group(it, "everybody") + "/role-mappings/realm")
                .bearer(as)
                .post(roles(it, APPROVER))),
    COMPOSITE((it, as) -> it.api("/roles/plain/composites").bearer(as).post(roles(it, APPROVER))),
    DEFAULT_GROUP(
        (it, as) -> it.api("/default-groups/" + group(it, "approvers")).bearer(as).put(Map.of())),
    DEFAULT_ROLE(
        (it, as) ->
            it.api("/roles/default-roles-" + it.name() + "/composites")
                .bearer(as)
                .post(roles(it, APPROVER))),
    IMPORT(
        (it, as) ->
            it.api("/partialImport")
                .bearer(as)
                .post(
                    Map.of(
                        "ifResourceExists",
                        "OVERWRITE",
                        "users",
                        List.of(
                            Map.of(
                                "username",
                                "imported",
                                "enabled",
                                true,
                                "realmRoles",
                                List.of(APPROVER)))))),
    RENAME_TO_IT(
        (it, as) ->
            it.api("/roles/everybodys").bearer(as).put(Map.of("name", "nobody-has-this-name"))),
    RENAME_FROM_IT((it, as) -> it.api("/roles/leaving").bearer(as).put(Map.of("name", "left"))),
    RENAME_OF_ITS_CLIENT(
        (it, as) ->
            it.api("/clients/" + it.clientUuid("club")).bearer(as).put(Map.of("clientId", "cab2"))),
    EXCLUSIVE_FROM((it, as) -> it.api("/roles/maker").bearer(as).put(Map.of("name", "making"))),
    EXCLUSIVE_TO((it, as) -> it.api("/roles/examiner").bearer(as).put(Map.of("name", "checker")));

    private final BiFunction<RealmFixture, String, Answer> attempt;

    Change(BiFunction<RealmFixture, String, Answer> attempt) {
      this.attempt = attempt;
    }

    Answer by(RealmFixture realm, String user) {
      return attempt.apply(realm, realm.tokenOf(user));
    }
  }

  private static List<?> roles(RealmFixture realm, String role) {
    return List.of(realm.role(role));
  }

  private static String cab(RealmFixture realm) {
    return realm.clientUuid("cab");
  }

  private static String group(RealmFixture realm, String name) {
    return realm
        .api("/groups?exact=true&search=" + name)
        .get()
        .expect(200)
        .json()
        .path(0)
        .path("id")
        .asText();
  }

  @BeforeAll
  void prepare(RealmFixture fixture) {
    guarded = people(fixture);
    story = new Story(fixture);
    rule("by-board", APPROVER);
    rule("by-client", "cab/approver");
    rule("by-nobody", "nobody-has-this-name");
    rule("by-leavers", "leaving");
    rule("by-renamed-client", "cab2/approver");
    story.rule(
        Map.of(
            "name",
            "apart",
            "separationOfDuties",
            Map.of("exclusiveRoles", List.of(List.of("maker", "checker")))));
    story.rule(
        Map.of(
            "name", "trust", "protects", Map.of("configuration", List.of("approvers", "names"))));
    open = people(fixture.server().newRealm());
  }

  private void rule(String name, String approver) {
    story.rule(
        Map.of(
            "name",
            name,
            "protects",
            Map.of("realmRoles", List.of(name + "-*")),
            "tickets",
            Map.of("minApprovals", 1, "approverRole", approver)));
  }

  private static RealmFixture people(RealmFixture realm) {
    realm.update(Map.of("accessTokenLifespan", 3600));
    keeper(realm, KEEPER);
    realm.grantManagement(realm.createUser(CHIEF), "realm-admin");
    realm.createUser("mallory");
    for (String role :
        List.of(APPROVER, "board", "plain", "everybodys", "leaving", "maker", "examiner")) {
      realm.createRole(role);
    }
    realm.addComposite("board", APPROVER).expect(204);
    for (String client : List.of("cab", "club")) {
      realm.createClient(client);
      realm.createClientRole(client, "approver");
    }
    realm.api("/groups").post(Map.of("name", "everybody")).expect(201);
    String approvers =
        realm.api("/groups").post(Map.of("name", "approvers")).expect(201).createdId();
    realm
        .api("/groups/" + approvers + "/role-mappings/realm")
        .post(roles(realm, APPROVER))
        .expect(204);
    return realm;
  }

  private static void keeper(RealmFixture realm, String name) {
    realm.grantManagement(
        realm.createUser(name),
        "manage-realm",
        "manage-users",
        "manage-clients",
        "view-realm",
        "view-users",
        "view-clients");
  }

  @ParameterizedTest
  @EnumSource
  void isRefusedToWhoeverIsNotTheGatesAdministrator(Change change) {
    Answer refused = change.by(guarded, KEEPER);

    assertThat(refused.status()).as(refused.toString()).isEqualTo(403);
    assertThat(refused.body()).contains("trust_base_guarded");
    Answer made = change.by(guarded, CHIEF);
    assertThat(made.status()).as(made.toString()).isLessThan(300);
  }

  @ParameterizedTest
  @EnumSource
  void isAsInStockKeycloakWhereNoRuleIsEnforced(Change change) {
    Answer made = change.by(open, KEEPER);

    assertThat(made.status()).as(made.toString()).isLessThan(300);
  }

  @Test
  void aTicketForThatPartLetsItsHolderMakeApprovers() {
    keeper(guarded, "warden");
    Map<String, String> approvers = Map.of("configuration", "approvers");
    Pushed ticket = story.ticketFor("warden").with("entitlements", List.of(approvers)).push();
    String newcomer = story.newUser();
    String warden = guarded.tokenOf("warden");
    String id = guarded.userId(newcomer);

    guarded.mappings(id).bearer(warden).post(roles(guarded, APPROVER)).expect(403);
    story.bind(ticket, "warden", Map.of("entitlement", approvers)).expect(201);

    guarded.mappings(id).bearer(warden).post(roles(guarded, APPROVER)).expect(204);
  }

  @Test
  void whereEveryNewUserWouldBeAnApproverTheRefusalSaysWhy() {
    try (RealmFixture realm = guarded.server().newRealm()) {
      keeper(realm, KEEPER);
      realm.createRole(APPROVER);
      String group = realm.api("/groups").post(Map.of("name", "all-of-us")).expect(201).createdId();
      Story of = new Story(realm);
      of.rule(Map.of("tickets", Map.of("minApprovals", 1, "approverRole", APPROVER)));
      String keeper = realm.tokenOf(KEEPER);
      Map<String, ?> newcomer = Map.of("username", "newcomer", "enabled", true);
      String defaults = "/roles/default-roles-" + realm.name() + "/composites";

      realm.api(defaults).post(roles(realm, APPROVER)).expect(204);
      saysWhy(realm.api("/users").bearer(keeper).post(newcomer));
      realm.api(defaults).delete(roles(realm, APPROVER)).expect(204);
      realm
          .api("/groups/" + group + "/role-mappings/realm")
          .post(roles(realm, APPROVER))
          .expect(204);
      realm.api("/default-groups/" + group).put(Map.of()).expect(204);
      saysWhy(realm.api("/users").bearer(keeper).post(newcomer));

      realm.api("/default-groups/" + group).delete().expect(204);
      realm.api("/users").bearer(keeper).post(newcomer).expect(201);
    }
  }

  private static void saysWhy(Answer refused) {
    assertThat(refused.status()).as("%s", refused).isEqualTo(403);
    assertThat(refused.body())
        .contains("trust_base_guarded", "default roles or groups", "another role");
  }

  @Test
  void anApproversRoleIsTakenAwayAndOtherRolesAreGivenAsEver() {
    String user = story.newUser();
    guarded.createRole("clerk");
    guarded.assign(user, APPROVER).expect(204);
    String keeper = guarded.tokenOf(KEEPER);
    String id = guarded.userId(user);

    guarded.mappings(id).bearer(keeper).delete(roles(guarded, APPROVER)).expect(204);
    guarded.mappings(id).bearer(keeper).post(roles(guarded, "clerk")).expect(204);
    guarded.api("/roles/clerk").bearer(keeper).put(Map.of("name", "clerks")).expect(204);
  }

  @Test
  void anExclusiveRoleMadeAnewIsKeptApartAsBefore() {
    guarded.createRole("payer");
    guarded.createRole("auditor");
    story.rule(
        Map.of(
            "name",
            "payments",
            "separationOfDuties",
            Map.of("exclusiveRoles", List.of(List.of("payer", "auditor")))));
    String keeper = guarded.tokenOf(KEEPER);
    String user = story.newUser();
    guarded.mappings(guarded.userId(user)).bearer(keeper).post(roles(guarded, "payer")).expect(204);

    guarded.api("/roles/auditor").bearer(keeper).delete().expect(204);
    guarded.api("/roles").bearer(keeper).post(Map.of("name", "auditor")).expect(201);
    Answer refused =
        guarded.mappings(guarded.userId(user)).bearer(keeper).post(roles(guarded, "auditor"));

    assertThat(refused.status()).as(refused.toString()).isEqualTo(403);
    assertThat(refused.text("error")).isEqualTo("separation_of_duties");
  }

  @Test
  void aLoginThatWouldMakeAnApproverIsRefused() {
    try (RealmFixture realm = guarded.server().newRealm();
        RealmFixture company = guarded.server().newRealm()) {
      realm.createRole(APPROVER);
      realm.createClient(
          "portal", Map.of("standardFlowEnabled", true, "redirectUris", List.of(BACK)));
      realm
          .api("/identity-provider/instances")
          .post(
              Map.of(
                  "alias",
                  "corp",
                  "providerId",
                  "keycloak-oidc",
                  "enabled",
                  true,
                  "trustEmail",
                  true,
                  "config",
                  Partner.oidc(company)))
          .expect(201);
      company.createUser("early");
      company.createUser("late");
      assertThat(loginOf("early", realm)).as("without a mapper").contains("code=");
      realm
          .api("/identity-provider/instances/corp/mappers")
          .post(
              Map.of(
                  "name", "board",
                  "identityProviderAlias", "corp",
                  "identityProviderMapper", "oidc-hardcoded-role-idp-mapper",
                  "config", Map.of("role", APPROVER, "syncMode", "FORCE")))
          .expect(201);
      new Story(realm).rule(Map.of("tickets", Map.of("minApprovals", 1, "approverRole", APPROVER)));

      assertThat(loginOf("late", realm)).doesNotContain("code=");
      assertThat(loginOf("early", realm)).doesNotContain("code=");
      assertThat(realm.effectiveRoles("early")).doesNotContain(APPROVER);
    }
  }

  /** Where a login through the company ends: with a code, or at a page of its own. */
  private static String loginOf(String user, RealmFixture realm) {
    Browser browser = new Browser(realm.server());
    Answer page =
        browser.open(
            "/realms/"
                + realm.name()
                + "/protocol/openid-connect/auth?response_type=code&scope=openid&client_id=portal"
                + "&kc_idp_hint=corp&redirect_uri="
                + Http.encode(BACK));
    page = browser.submit(page, Map.of("username", user, "password", RealmFixture.PASSWORD));
    if (page.status() == 200 && page.body().contains("name=\"firstName\"")) {
      page =
          browser.submit(
              page,
              Map.of("firstName", "A", "lastName", "Test", "email", user + "@corp.example.test"));
    }
    String location = page.header("Location");
    return location == null ? page.status() + page.body() : location;
  }
}
