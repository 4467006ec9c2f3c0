package io.ticketgate.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.LoadState;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each of our pages in the Admin Console, and the main thing that somebody does there. */
@Tag("browser")
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsolePagesIT {

  private static final String OSCAR = "oscar";

  private RealmFixture realm;
  private Story story;
  private AdminConsole console;
  private Page page;

  @BeforeAll
  void prepare(KeycloakServer server) {
    server
        .admin()
        .to("/admin/realms")
        .post(Map.of("realm", "acme", "displayName", "Acme", "enabled", true))
        .expect(201);
    realm = server.realm("acme");
    story = new Story(realm);
    realm.createUser("alice");
    realm.createUser("dora");
    realm.assign("dora", Story.ROLE);
    story.rule(
        Map.of(
            "tickets",
            Map.of("minApprovals", 2),
            "lifetime",
            Map.of("max", "P30D", "reviewEvery", "P7D")));
    realm.grantManagement(
        realm.createUser(OSCAR, Map.of("firstName", "Oscar", "lastName", "Olsen")), "realm-admin");
    console = AdminConsole.login(realm, OSCAR);
    page = console.page();
  }

  @AfterAll
  void close() {
    try {
      console.close();
    } finally {
      realm.close();
    }
  }

  /** A server that is not there is asked more than once. */
  private static LocatorAssertions.ContainsTextOptions patient() {
    return new LocatorAssertions.ContainsTextOptions().setTimeout(30_000);
  }

  private Locator row(String text) {
    return page.getByTestId("row").filter(new Locator.FilterOptions().setHasText(text)).first();
  }

  private Locator button(String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private void action(Locator row, String name) {
    row.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Kebab toggle")).click();
    page.getByRole(AriaRole.MENUITEM, new Page.GetByRoleOptions().setName(name)).click();
  }

  private String granted(String user) {
    Pushed ticket = story.ticketFor(user).push();
    return story.bind(ticket, user).expect(201).createdId();
  }

  @Test
  void aBindingIsFoundExplainedAndRevoked() {
    String user = story.newUser();
    String binding = granted(user);
    console.openOurs("/bindings");
    page.getByPlaceholder("User name, such as alice").fill(user);
    page.keyboard().press("Enter");
    assertThat(page.getByTestId("row")).hasCount(1);
    console.picture("console-bindings");
    row(user).getByRole(AriaRole.BUTTON).first().click();

    assertThat(page.getByTestId("view-header")).containsText(user);
    assertThat(page.locator("ticket-gate-console")).containsText("bob, carol");
    page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("Ticket and approvals"))
        .click();
    assertThat(page.locator("ticket-gate-console")).containsText("rotate TDE keys");
    console.picture("console-binding");
    button("Action").click();
    Download evidence =
        page.waitForDownload(
            () ->
                page.getByRole(
                        AriaRole.MENUITEM, new Page.GetByRoleOptions().setName("Download evidence"))
                    .click());
    assertThat(evidence.suggestedFilename()).isEqualTo("evidence-" + binding + ".json");

    button("Action").click();
    page.getByRole(AriaRole.MENUITEM, new Page.GetByRoleOptions().setName("Revoke")).click();
    page.locator("#ask-reason").fill("not needed any more");
    page.getByTestId("ask-do").click();
    assertThat(page.getByTestId("view-header")).containsText("Revoked");
    assertThat(story.binding(binding).path("status").asText()).isEqualTo("REVOKED");
    assertThat(realm.directRoles(user)).doesNotContain(Story.ROLE);
  }

  @Test
  void whatIsHeldWithoutATicketIsBoundToOne() {
    console.openOurs("/coverage");
    assertThat(row("dora")).containsText(Story.ROLE);
    console.picture("console-coverage");
    action(row("dora"), "Bind to a ticket");
    Pushed other = story.ticketFor("alice").push();
    page.locator("#ask-ticket").fill(other.ref());
    page.getByTestId("ask-do").click();
    assertThat(page.getByTestId("problem")).containsText("is for another subject");

    Pushed ticket = story.ticketFor("dora").push();
    page.locator("#ask-ticket").fill(ticket.ref());
    page.getByTestId("ask-do").click();
    assertThat(page.getByTestId("empty-state")).containsText("Everything has a binding");
    assertThat(realm.gate("/bindings?user=dora").get().expect(200).json()).hasSize(1);
  }

  @Test
  void thirtyGrantsAreCertifiedAtOnce() {
    List<String> bindings = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      bindings.add(granted(story.newUser()));
    }
    console.openOurs("/reviews?all=true");
    page.locator("thead input[type=checkbox]").check();
    console.picture("console-reviews");
    page.getByTestId("certify-chosen").click();
    page.locator("#ask-comment").fill("still on the team");
    Instant before = Instant.now();
    page.getByTestId("ask-do").click();
    assertThat(page.getByTestId("ask-do")).isHidden();

    for (String binding : bindings) {
      JsonNode history = realm.gate("/bindings/" + binding + "/history").get().expect(200).json();
      JsonNode last = history.path(history.size() - 1);
      assertThat(last.path("detailCode").asText()).as("%s", history).isEqualTo("reviewed");
      assertThat(last.path("facts").path("outcome").asText()).isEqualTo("certified");
      assertThat(last.path("actor").asText()).isEqualTo(OSCAR);
      assertThat(Instant.parse(last.path("at").asText())).isAfter(before);
    }
  }

  @Test
  void aRuleIsWrittenWithoutTheManual() {
    realm.createRole("payments-maker");
    console.openOurs("/rules");
    button("Add rule").click();
    page.locator("#rule-name").fill("payments");
    page.locator("#rule-protects-realmRoles").fill("payments-*");
    page.keyboard().press("Enter");
    assertThat(page.getByTestId("rule-preview")).containsText("payments-maker");
    page.locator("#rule-tickets-minApprovals").fill("-1");
    assertThat(page.getByTestId("rule-tickets-minApprovals").locator(".pf-m-error").first())
        .isVisible();
    page.locator("#rule-tickets-minApprovals").fill("2");
    page.locator("#rule-tickets-types").fill("change_request");
    page.keyboard().press("Enter");
    assertThat(page.getByTestId("rule-preview")).containsText("1 match");
    console.picture("console-rule");
    page.getByTestId("rule-save").click();

    assertThat(row("payments")).containsText("Report only");
    console.picture("console-rules");
    JsonNode rule = ruleOf("payments");
    assertThat(rule.path("mode").asText()).isEqualTo("audit");
    assertThat(rule.path("tickets").path("minApprovals").asInt()).isEqualTo(2);
    assertThat(rule.path("tickets").path("types").path(0).asText()).isEqualTo("change_request");
  }

  private JsonNode ruleOf(String name) {
    for (JsonNode rule : realm.gate("/rules").get().expect(200).json()) {
      if (rule.path("name").asText().equals(name)) {
        return rule;
      }
    }
    throw new AssertionError("There is no rule " + name + ".");
  }

  @Test
  void aDraftIsTriedOnATicket() {
    String user = story.newUser();
    Pushed ticket = story.ticketFor(user).approvedBy("bob").push();
    console.openOurs("/rules/" + ruleOf("prod-admins").path("id").asText());
    page.locator("#trial-ticket").fill(ticket.ref());
    page.locator("#trial-user").fill(user);
    page.locator("#trial-role").fill(Story.ROLE);
    page.getByTestId("rule-trial").getByText("Check").click();
    assertThat(page.getByTestId("rule-trial")).containsText("Refused");
    page.locator("#rule-tickets-minApprovals").fill("1");
    page.getByTestId("rule-trial").getByText("Check").click();
    assertThat(page.getByTestId("rule-trial")).containsText("Allowed");
    assertThat(ruleOf("prod-admins").path("tickets").path("minApprovals").asInt()).isEqualTo(2);
  }

  @Test
  void aSystemIsAddedAndTested() {
    console.openOurs("/systems");
    assertThat(row(Story.SYSTEM)).containsText("push");
    button("Add ITSM system").click();
    page.locator("#component-name").fill("rt");
    page.locator("#component-kind").click();
    page.getByRole(AriaRole.OPTION, new Page.GetByRoleOptions().setName("request-tracker")).click();
    page.locator("#setting-baseUrl").fill("https://127.0.0.1:1/");
    page.getByTestId("component-save").click();
    assertThat(page.getByTestId("setting-queues").locator(".pf-m-error").first()).isVisible();
    page.locator("#setting-queues").fill("General");
    page.keyboard().press("Enter");
    console.picture("console-system");
    page.getByTestId("component-save").click();
    assertThat(page.getByTestId("findings")).containsText("Problem", patient());
    console.picture("console-system-test");
  }

  @Test
  void aSubscriberIsAdded() {
    console.openOurs("/subscribers/new");
    page.locator("#component-name").fill("siem");
    page.locator("#component-kind").click();
    page.getByRole(AriaRole.OPTION, new Page.GetByRoleOptions().setName("webhook")).click();
    page.locator("#setting-url").fill("ftp://siem.example.com");
    page.locator("#setting-secret").fill("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqr");
    page.locator("#setting-owner").fill("bob");
    page.getByTestId("component-save").click();
    assertThat(page.getByTestId("setting-url")).containsText("https://");
    page.locator("#setting-url").fill("https://siem.example.com/in");
    page.getByTestId("component-save").click();
    assertThat(page.getByTestId("view-header")).hasText("siem");
    assertThat(realm.gate("/subscribers").get().expect(200).json().path(0).path("owner").asText())
        .isEqualTo("bob");
  }

  @Test
  void whatHasHappenedIsShown() {
    String user = story.newUser();
    granted(user);
    console.openOurs("/activity?type=binding.activated");
    assertThat(row(user)).containsText("Granted");
    assertThat(page.locator(".tg-chart")).isVisible();
    console.picture("console-activity");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/bindings",
        "/coverage",
        "/coverage/jobs",
        "/reviews?all=true",
        "/rules",
        "/rules/new",
        "/systems",
        "/systems/new",
        "/break-glass",
        "/subscribers",
        "/activity"
      })
  void nothingSeriousHindersPeopleWhoDoNotSeeOrPoint(String path) {
    granted(story.newUser());
    console.openOurs(path);
    page.waitForLoadState(LoadState.NETWORKIDLE);
    assertThat(console.hindrances()).isEmpty();
  }

  @Test
  void aRefusedAssignmentAsksForTheTicketAndGoesOn() {
    String user = story.newUser();
    Pushed wrong = story.ticketFor("alice").push();
    Pushed ticket = story.ticketFor(user).push();
    console.open("/users/" + realm.userId(user) + "/role-mapping");
    console.assignRole(Story.ROLE);
    page.locator("#prompt-ticket").fill(wrong.ref());
    page.getByTestId("prompt-check").click();
    assertThat(page.getByTestId("ticket-prompt")).containsText("is for another subject");
    console.picture("console-prompt");
    page.locator("#prompt-ticket").fill(ticket.ref());
    page.getByTestId("prompt-go").click();

    assertThat(console.message()).contains("User role mapping successfully updated");
    assertThat(realm.directRoles(user)).contains(Story.ROLE);
    JsonNode binding = realm.gate("/bindings?user=" + user).get().expect(200).json().path(0);
    assertThat(binding.path("ticket").asText()).isEqualTo(ticket.ref());
    assertThat(binding.path("grantedBy").asText()).isEqualTo(OSCAR);
  }

  @Test
  void theConsolesOwnPagesSayWhatIsProtectedAndUnderWhichTicketItIsHeld() {
    String user = story.newUser();
    granted(user);
    console.open("/users/" + realm.userId(user) + "/role-mapping");
    assertThat(page.getByTestId("ticket-gate-mark")).containsText(Story.ROLE + " · demo:CHG-");
    console.picture("console-mark");
    console.open("/roles/" + realm.roleId(Story.ROLE) + "/details");
    assertThat(page.getByTestId("ticket-gate-mark")).containsText("rule prod-admins");
    console.open("/users/" + realm.userId("alice") + "/role-mapping");
    assertThat(page.getByTestId("view-header")).hasText("alice");
    assertThat(page.getByTestId("ticket-gate-mark")).hasCount(0);
  }
}
