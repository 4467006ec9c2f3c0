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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * How many clicks three daily jobs take, from the first page of a console on. The documentation
 * states the numbers that are counted here.
 */
@Tag("browser")
@ExtendWith(KeycloakExtension.class)
class ConsoleClicksIT {

  private static final String OSCAR = "oscar";
  private static final String ALICE = "alice";

  /** Counts what a person presses; it survives that a page is loaded anew. */
  private static final String COUNTER =
      "addEventListener('pointerdown', (event) => { if (event.isTrusted)"
          + " sessionStorage.setItem('clicks', 1 + Number(sessionStorage.getItem('clicks'))); },"
          + " true)";

  private final KeycloakServer server;
  private RealmFixture realm;
  private Story story;
  private Page page;

  ConsoleClicksIT(KeycloakServer server) {
    this.server = server;
  }

  @BeforeEach
  void prepare() {
    realm = server.newRealm();
    story = new Story(realm);
    realm.createUser(ALICE, Map.of("firstName", "Alice", "lastName", "Archer"));
    realm.grantManagement(realm.createUser(OSCAR), "realm-admin");
  }

  @AfterEach
  void close() {
    realm.close();
  }

  private void begin(Page of) {
    page = of;
    page.addInitScript(COUNTER);
    page.reload();
    page.evaluate("sessionStorage.removeItem('clicks')");
  }

  /** Compares what was clicked with what the documentation says of a job. */
  private void assertClicks(String job) throws IOException {
    int clicks = Integer.parseInt((String) page.evaluate("sessionStorage.getItem('clicks')"));
    System.out.println("Clicks: " + clicks + ", " + job);
    Path docs = Path.of(System.getProperty("ticketgate.it.docs"), "console.md");
    Matcher row =
        Pattern.compile("\\| " + Pattern.quote(job) + "[^|]*\\| (\\d+) \\|")
            .matcher(Files.readString(docs));
    assertThat(row.find()).as("%s has a row for: %s", docs, job).isTrue();
    assertThat(clicks).as(job).isEqualTo(Integer.parseInt(row.group(1)));
  }

  private void press(String button) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button).setExact(true))
        .first()
        .click();
  }

  private Locator row(String text) {
    return page.getByTestId("row").filter(new Locator.FilterOptions().setHasText(text)).first();
  }

  @Test
  void anAdministratorFindsWhyAliceHoldsARoleAndEndsIt() throws IOException {
    story.rule(Map.of());
    Pushed ticket = story.ticketFor(ALICE).push();
    String binding = story.bind(ticket, ALICE).expect(201).createdId();
    try (AdminConsole console = AdminConsole.login(realm, OSCAR)) {
      begin(console.page());
      page.getByTestId("nav-item-ticket-gate-bindings").click();
      row(ALICE).getByRole(AriaRole.BUTTON).first().click();
      assertThat(page.locator("ticket-gate-console")).containsText(ticket.ref());
      assertThat(page.locator("ticket-gate-console")).containsText("bob, carol");
      press("Action");
      page.getByRole(AriaRole.MENUITEM, new Page.GetByRoleOptions().setName("Revoke")).click();
      page.getByTestId("ask-do").click();
      assertThat(page.getByTestId("view-header")).containsText("Revoked");
      assertClicks("find why alice holds db-admin, and end it");
    }
    assertThat(story.binding(binding).path("status").asText()).isEqualTo("REVOKED");
  }

  @Test
  void aReviewerCertifiesThirtyGrants() throws IOException {
    realm.createRole("reviewers");
    for (String name : List.of("bob", "carol", OSCAR)) {
      realm.assign(name, "reviewers").expect(204);
    }
    story.rule(
        Map.of(
            "tickets", Map.of("minApprovals", 1, "approverRole", "reviewers"),
            "lifetime", Map.of("max", "P30D", "reviewEvery", "P7D"),
            "reviews", Map.of("by", "approverRole")));
    List<String> bindings = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      String user = story.newUser();
      bindings.add(story.bind(story.ticketFor(user).push(), user).expect(201).createdId());
    }
    try (AdminConsole console = AdminConsole.login(realm, OSCAR)) {
      begin(console.page());
      page.getByTestId("nav-item-ticket-gate-reviews").click();
      page.locator("thead input[type=checkbox]").click();
      page.getByTestId("certify-chosen").click();
      page.getByTestId("ask-do").click();
      assertThat(page.getByTestId("ask-do")).isHidden();
      assertClicks("certify thirty grants");
    }
    for (String binding : bindings) {
      JsonNode history = realm.gate("/bindings/" + binding + "/history").get().expect(200).json();
      assertThat(history.path(history.size() - 1).path("detailCode").asText())
          .isEqualTo("reviewed");
    }
  }

  @Test
  void alicesAskGetAndGiveBack() throws IOException {
    realm
        .gate("/systems")
        .post(
            Map.of(
                "name", "desk",
                "connector", "push",
                "config", Map.of("requestType", "access_request")))
        .expect(201);
    realm.createRole("employee");
    realm.assign(ALICE, "employee").expect(204);
    story.rule(
        Map.of("provisioning", "automatic", "request", Map.of("allowed", List.of("employee"))));
    try (Chromium chromium = Chromium.open()) {
      chromium.page().navigate(server.baseUri() + "/realms/" + realm.name() + "/account/");
      chromium.login(ALICE, RealmFixture.PASSWORD);
      chromium.page().getByRole(AriaRole.LINK, link("My access")).waitFor();
      begin(chromium.page());
      page.getByRole(AriaRole.LINK, link("My access")).click();
      tab("Ask for access");
      row(Story.ROLE).getByText("Ask for it").click();
      page.locator("#ask-justification").focus();
      page.keyboard().type("rotate TDE keys");
      page.getByTestId("ask-do").click();
      assertThat(row(Story.ROLE)).containsText("awaits approval");
      approve(row(Story.ROLE).locator("td").nth(1).innerText().strip());
      press("Look again");
      row(Story.ROLE).getByText("Take up").click();
      page.getByTestId("ask-do").click();
      assertThat(row(Story.ROLE)).containsText("granted");
      assertThat(realm.directRoles(ALICE)).contains(Story.ROLE);
      tab("What I hold");
      row(Story.ROLE).getByText("Give back").click();
      page.getByTestId("ask-do").click();
      assertThat(page.getByTestId("ask-do")).isHidden();
      assertThat(realm.directRoles(ALICE)).doesNotContain(Story.ROLE);
      assertClicks("ask for a role, take it up, and give it back");
    }
  }

  private static Page.GetByRoleOptions link(String name) {
    return new Page.GetByRoleOptions().setName(name);
  }

  private void tab(String name) {
    page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName(name)).click();
  }

  /** What the ITSM says once bob has approved. */
  private void approve(String ticket) {
    String key = ticket.substring(ticket.indexOf(':') + 1);
    realm
        .gate("/tickets/desk/" + key)
        .put(
            Map.ofEntries(
                Map.entry("type", "access_request"),
                Map.entry("state", "approved"),
                Map.entry("open", true),
                Map.entry("version", "2"),
                Map.entry("requester", ALICE),
                Map.entry("requestedFor", ALICE),
                Map.entry("entitlements", List.of(Map.of("realmRole", Story.ROLE))),
                Map.entry("justification", "rotate TDE keys"),
                Map.entry(
                    "approvals",
                    List.of(
                        Map.of(
                            "approver", "bob",
                            "decision", "approved",
                            "at", "2026-12-01T08:00:00Z")))))
        .expect(200);
  }
}
