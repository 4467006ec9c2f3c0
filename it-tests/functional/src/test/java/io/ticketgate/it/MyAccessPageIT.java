package io.ticketgate.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** "My access" in the Account Console: what people do there about what they hold, and want. */
@Tag("browser")
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MyAccessPageIT {

  private static final String ALICE = "alice";
  private static final String EMPLOYEE = "employee";

  private RealmFixture realm;
  private Story story;
  private Chromium chromium;
  private Page page;

  @BeforeAll
  void prepare(KeycloakServer server) {
    server
        .admin()
        .to("/admin/realms")
        .post(Map.of("realm", "people", "displayName", "People", "enabled", true))
        .expect(201);
    realm = server.realm("people");
    story = new Story(realm);
    realm.createRole(EMPLOYEE);
    realm.createUser(
        ALICE, Map.of("firstName", "Alice", "lastName", "Archer", "email", "alice@example.com"));
    realm.assign(ALICE, EMPLOYEE).expect(204);
    realm
        .gate("/systems")
        .post(
            Map.of(
                "name",
                "desk",
                "connector",
                "push",
                "config",
                Map.of("requestType", "access_request")))
        .expect(201);
    story.rule(
        Map.of(
            "tickets",
            Map.of("minApprovals", 2),
            "provisioning",
            "automatic",
            "request",
            Map.of("allowed", List.of(EMPLOYEE))));
    chromium = Chromium.open();
    page = chromium.page();
    open("");
    chromium.login(ALICE, RealmFixture.PASSWORD);
    heading().waitFor();
  }

  @AfterAll
  void close() {
    try {
      chromium.close();
    } finally {
      realm.close();
    }
  }

  private void open(String tab) {
    page.navigate("about:blank");
    page.navigate(
        realm.server().baseUri() + "/realms/" + realm.name() + "/account/my-access" + tab);
  }

  private Locator heading() {
    return page.getByTestId("page-heading")
        .filter(new Locator.FilterOptions().setHasText("My access"));
  }

  private Locator row(String text) {
    return page.getByTestId("row").filter(new Locator.FilterOptions().setHasText(text)).first();
  }

  private void press(String button) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button).setExact(true))
        .first()
        .click();
  }

  @Test
  void itIsInTheNavigationOfTheAccountConsole() {
    page.navigate(realm.server().baseUri() + "/realms/" + realm.name() + "/account/");
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("My access")).click();
    heading().waitFor();
    assertThat(chromium.errors()).isEmpty();
  }

  @Test
  void whatWasAuthorisedIsTakenUpAndGivenBack() {
    Pushed ticket = story.ticketFor(ALICE).push();
    String binding = story.bind(ticket, ALICE, Map.of("activate", false)).expect(201).createdId();
    open("");
    assertThat(row(ticket.ref())).containsText("Authorised");
    chromium.picture("account-held");
    assertThat(chromium.hindrances("ticket-gate-account")).isEmpty();
    row(ticket.ref()).getByText("Take up").click();
    page.getByTestId("ask-do").click();
    assertThat(row(ticket.ref())).containsText("Active");
    assertThat(realm.directRoles(ALICE)).contains(Story.ROLE);

    row(ticket.ref()).getByText("Give back").click();
    page.locator("#ask-reason").fill("done");
    page.getByTestId("ask-do").click();
    assertThat(page.getByTestId("ask-do")).isHidden();
    assertThat(story.binding(binding).path("cause").asText()).isEqualTo("given_back");
    assertThat(realm.directRoles(ALICE)).doesNotContain(Story.ROLE);
  }

  @Test
  void accessIsAskedForFollowedTakenUpAndGivenBack() {
    open("?tab=ask");
    assertThat(row(Story.ROLE)).containsText("desk");
    row(Story.ROLE).getByText("Ask for it").click();
    page.locator("#ask-justification").fill("rotate TDE keys");
    chromium.picture("account-ask");
    page.getByTestId("ask-do").click();
    assertThat(row(Story.ROLE)).containsText("awaits approval");

    String ticket = row(Story.ROLE).locator("td").nth(1).innerText().strip();
    approve(ticket);
    open("?tab=requests");
    assertThat(row(ticket)).containsText("approved");
    chromium.picture("account-requests");
    row(ticket).getByText("Take up").click();
    page.getByTestId("ask-do").click();
    assertThat(row(ticket)).containsText("granted");
    assertThat(realm.directRoles(ALICE)).contains(Story.ROLE);

    open("");
    row(ticket).getByText("Give back").click();
    page.getByTestId("ask-do").click();
    assertThat(page.getByTestId("ask-do")).isHidden();
    assertThat(realm.directRoles(ALICE)).doesNotContain(Story.ROLE);
  }

  /** What the ITSM says once bob and carol have approved. */
  private void approve(String ticket) {
    String key = ticket.substring(ticket.indexOf(':') + 1);
    JsonNode stored = realm.gate("/tickets/desk/" + key).get().expect(200).json();
    realm
        .gate("/tickets/desk/" + key)
        .put(
            Map.of(
                "type",
                stored.path("type").asText(),
                "state",
                "approved",
                "open",
                true,
                "version",
                "2",
                "requester",
                ALICE,
                "requestedFor",
                ALICE,
                "entitlements",
                List.of(Map.of("realmRole", Story.ROLE)),
                "justification",
                "rotate TDE keys",
                "approvals",
                List.of(approval("bob"), approval("carol"))))
        .expect(200);
  }

  private static Map<String, String> approval(String name) {
    return Map.of("approver", name, "decision", "approved", "at", "2026-12-01T08:00:00Z");
  }
}
