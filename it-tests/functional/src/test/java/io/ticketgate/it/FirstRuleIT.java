package io.ticketgate.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** From a realm in which nothing is set up to a first rule, led by the pages. */
@Tag("browser")
@ExtendWith(KeycloakExtension.class)
class FirstRuleIT {

  private static final String OSCAR = "oscar";
  private static final String ROLE = "db-admin";
  private static final String SYSTEM = "itsm";

  private final KeycloakServer server;
  private RealmFixture realm;
  private AdminConsole console;
  private Page page;

  FirstRuleIT(KeycloakServer server) {
    this.server = server;
  }

  @BeforeEach
  void prepare() {
    realm = server.newRealm(Map.of("displayName", "Acme"));
    Stream.of(ROLE, "db-reader", "ops").forEach(realm::createRole);
    Stream.of("alice", "bob", "carol").forEach(realm::createUser);
    String group = realm.api("/groups").post(Map.of("name", "dba")).expect(201).createdId();
    realm
        .api("/groups/" + group + "/role-mappings/realm")
        .post(List.of(realm.role("ops")))
        .expect(204);
    realm.grantManagement(
        realm.createUser(OSCAR, Map.of("firstName", "Oscar", "lastName", "Olsen")), "realm-admin");
    console = AdminConsole.login(realm, OSCAR);
    page = console.page();
  }

  @AfterEach
  void close() {
    try {
      console.close();
    } finally {
      realm.close();
    }
  }

  private void assertStep(String heading) {
    assertThat(page.getByTestId("first-heading")).hasText(heading);
    assertThat(console.hindrances()).isEmpty();
  }

  @Test
  void anEmptyRealmComesToARuleThatReportsAndThenEnforcesWhatWasChosen() {
    console.openOurs("/rules");
    page.getByTestId("first-rule").click();
    assertStep("What is to be protected?");
    page.getByTestId("first-go").click();
    assertThat(page.getByTestId("first-missing")).isVisible();
    page.locator("#rule-protects-realmRoles").fill("db-*");
    page.keyboard().press("Enter");
    assertThat(page.getByTestId("first-matches")).containsText("2 matches");
    assertThat(page.getByTestId("first-matches")).containsText("db-admin, db-reader");
    page.locator("#first-group").fill("/dba");
    page.getByTestId("first-group-add").click();
    assertThat(page.getByTestId("first-matches")).containsText("ops");
    console.picture("console-first");
    page.getByTestId("first-go").click();

    assertStep("Where do the tickets come from?");
    assertThat(page.locator("#first-source-new")).isChecked();
    page.locator("#first-source-name").fill("Not a name");
    page.getByTestId("first-go").click();

    assertStep("What must a ticket say?");
    page.locator("#rule-tickets-minApprovals").fill("2");
    page.getByTestId("rule-tickets-requireJustification").locator(".pf-v5-c-switch").click();
    page.getByTestId("first-go").click();

    assertStep("Is that what you want?");
    page.getByTestId("first-go").click();
    // What the server says of the system leads back to where it is asked.
    assertStep("Where do the tickets come from?");
    assertThat(page.getByTestId("problem")).isVisible();
    page.locator("#first-source-name").fill(SYSTEM);
    page.getByTestId("first-go").click();
    page.getByTestId("first-go").click();
    assertStep("Is that what you want?");
    assertThat(page.getByTestId("first-summary")).containsText("2 approvals");
    assertThat(page.getByTestId("rule-preview")).containsText("2 matches");
    console.picture("console-first-save");
    page.getByTestId("first-go").click();

    assertThat(page.getByTestId("view-header")).containsText("Rule db reports from now on");
    assertThat(console.hindrances()).isEmpty();
    console.picture("console-first-next");
    JsonNode rule = realm.gate("/rules").get().expect(200).json().path(0);
    assertThat(rule.path("mode").asText()).isEqualTo("audit");
    assertThat(rule.path("protects").path("realmRoles")).hasToString("[\"db-*\",\"ops\"]");
    assertThat(rule.path("tickets").path("systems")).hasToString("[\"itsm\"]");

    realm.assign("alice", ROLE).expect(204);
    assertThat(server.metric("ticket_gate_would_refuse_total", "realm=\"" + realm.name() + "\""))
        .isEqualTo(1);
    page.getByTestId("first-coverage").click();
    assertThat(page.getByTestId("row").first()).containsText("alice");
    page.goBack();
    page.getByTestId("first-enforce").click();
    page.locator("#rule-mode-enforce").check();
    page.getByTestId("rule-save").click();
    assertThat(page.getByTestId("row").first()).containsText("Enforce");
    assertEnforcesWhatWasChosen();
  }

  private void assertEnforcesWhatWasChosen() {
    String bob = "bob";
    assertThat(realm.assign(bob, ROLE).text("error")).isEqualTo("ticket_required");
    assertThat(bound("CHG-1", "rotate keys", "carol").text("code"))
        .isEqualTo("ticket_not_approved");
    assertThat(bound("CHG-2", "", "alice", "carol").text("code"))
        .isEqualTo("justification_missing");
    bound("CHG-3", "rotate keys", "alice", "carol").expect(201);
    assertThat(realm.directRoles(bob)).contains(ROLE);
  }

  private Answer bound(String key, String justification, String... approvers) {
    realm
        .gate("/tickets/" + SYSTEM + "/" + key)
        .put(
            Map.of(
                "type", "change",
                "state", "implement",
                "open", true,
                "version", "1",
                "requester", "bob",
                "requestedFor", "bob",
                "entitlements", List.of(Map.of("realmRole", ROLE)),
                "justification", justification,
                "approvals",
                    Arrays.stream(approvers)
                        .map(
                            name ->
                                Map.of(
                                    "approver",
                                    name,
                                    "decision",
                                    "approved",
                                    "at",
                                    Instant.now().toString()))
                        .toList()));
    return realm
        .gate("/bindings")
        .post(
            Map.of(
                "ticket", SYSTEM + ":" + key,
                "subject", Map.of("user", "bob"),
                "entitlement", Map.of("realmRole", ROLE)));
  }

  @Test
  void itIsDoneByTheKeyboardAloneAndEachStepIsAnnounced() {
    console.openOurs("/rules/first");
    tabTo("rule-protects-realmRoles");
    page.keyboard().type("db-*");
    page.keyboard().press("Enter");
    assertThat(page.getByTestId("first-matches")).containsText("2 matches");
    for (String heading :
        List.of(
            "Where do the tickets come from?",
            "What must a ticket say?",
            "Is that what you want?")) {
      tabTo("first-go");
      page.keyboard().press("Enter");
      assertThat(page.getByTestId("first-heading")).hasText(heading);
      assertThat(page.getByTestId("first-heading")).isFocused();
      assertThat(page.locator("[aria-current=step]")).hasCount(1);
    }
    tabTo("first-go");
    page.keyboard().press("Enter");
    assertThat(page.getByTestId("view-header")).containsText("Rule db reports from now on");
    assertThat(realm.gate("/systems").get().expect(200).json().path(0).path("connector").asText())
        .isEqualTo("push");
  }

  /** Presses Tab until what has this id or name for tests is focused. */
  private void tabTo(String name) {
    for (int i = 0; i < 80; i++) {
      page.keyboard().press("Tab");
      Object here =
          page.evaluate(
              "name => document.activeElement.id === name"
                  + " || document.activeElement.dataset.testid === name",
              name);
      if (Boolean.TRUE.equals(here)) {
        return;
      }
    }
    throw new AssertionError("Tab does not lead to " + name + ".");
  }

  @Test
  void whoeverGoesToSetUpASystemFindsTheAnswersAgain() {
    realm.gate("/systems").post(Map.of("name", "desk", "connector", "push")).expect(201);
    console.openOurs("/rules/first");
    page.locator("#rule-protects-realmRoles").fill("ops");
    page.keyboard().press("Enter");
    page.getByTestId("first-go").click();
    assertThat(page.locator("#first-source-desk")).isChecked();
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Add ITSM system")).click();
    assertThat(page.getByTestId("view-header")).hasText("Add ITSM system");
    page.goBack();
    assertThat(page.getByTestId("rule-protects-realmRoles")).containsText("ops");
  }
}
