package io.ticketgate.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.IsInViewportOptions;
import com.microsoft.playwright.options.AriaRole;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.RealmFixture;
import java.util.List;

/** A realm's Admin Console, in Chromium, used by one administrator. */
final class AdminConsole implements AutoCloseable {

  private final Chromium chromium;
  private final Page page;
  private final String home;

  private AdminConsole(Chromium chromium, RealmFixture realm) {
    this.chromium = chromium;
    this.page = chromium.page();
    this.home =
        realm.server().baseUri()
            + "/admin/"
            + realm.name()
            + "/console/#/"
            + Http.encode(realm.name());
  }

  /** Opens a browser and logs in. */
  static AdminConsole login(RealmFixture realm, String user) {
    return login(realm, user, Chromium.open());
  }

  /** Logs in with this browser, which is closed with the console. */
  static AdminConsole login(RealmFixture realm, String user, Chromium chromium) {
    AdminConsole console = new AdminConsole(chromium, realm);
    console.open("/users");
    chromium.login(user, RealmFixture.PASSWORD);
    console.named("view-header").waitFor();
    return console;
  }

  Page page() {
    return page;
  }

  /** What seriously hinders people on our page that is open. */
  List<String> hindrances() {
    return chromium.hindrances("ticket-gate-console");
  }

  /** What scripts have failed with so far. */
  List<String> errors() {
    return chromium.errors();
  }

  /** Opens one of our pages, and waits until it is drawn. */
  void openOurs(String path) {
    open("/ticket-gate" + path);
    page.locator("ticket-gate-console [data-testid=view-header]").waitFor();
  }

  /** Says no to the question for a ticket. */
  void nameNoTicket() {
    page.locator("[role=dialog]:has([data-testid=ticket-prompt])").getByText("Cancel").click();
  }

  /** Loads a page of the realm afresh, so that no earlier message is left on it. */
  void open(String path) {
    page.navigate("about:blank");
    page.navigate(home + path);
  }

  /** Clicks what the console's own tests know by this name. */
  void click(String testId) {
    named(testId).click();
  }

  /** Clicks an entry of the open dialogue. */
  void choose(String text) {
    dialogue().getByText(text, new Locator.GetByTextOptions().setExact(true)).click();
  }

  void fill(String field, String value) {
    page.locator("#" + field).fill(value);
  }

  /** Opens the dialogue of the page's button "Assign role", and assigns a realm role. */
  void assignRole(String role) {
    click("add-role-mapping-button");
    click("roles-role");
    dialogue()
        .getByRole(AriaRole.ROW)
        .filter(new Locator.FilterOptions().setHasText(role))
        // A checkbox, or a radio button where only one role can be chosen.
        .locator("input")
        .check();
    dialogue().getByTestId("assign").click();
  }

  /** What the latest message says, when it has come and can be read as a whole. */
  String message() {
    Locator message = named("last-alert");
    assertThat(message).isInViewport(new IsInViewportOptions().setRatio(1));
    return message.innerText();
  }

  /** Keeps a picture of the page, if {@code ticketgate.it.screenshots} names a folder for them. */
  void picture(String name) {
    chromium.picture(name);
  }

  private Locator dialogue() {
    return page.getByRole(AriaRole.DIALOG);
  }

  private Locator named(String testId) {
    return page.getByTestId(testId);
  }

  /** Closes the browser too. */
  @Override
  public void close() {
    chromium.close();
  }
}
