package io.ticketgate.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser.NewPageOptions;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.LocatorAssertions.IsInViewportOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ScreenshotAnimations;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.RealmFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A realm's Admin Console as Keycloak ships it, in Chromium, used by one administrator. */
final class AdminConsole implements AutoCloseable {

  private static final Path INSTALLED = Path.of("/usr/bin/chromium");
  private static final int WIDTH = 1200;
  private static final int HEIGHT = 800;

  private final Playwright playwright;
  private final Page page;
  private final String home;

  private AdminConsole(Playwright playwright, Page page, RealmFixture realm) {
    this.playwright = playwright;
    this.page = page;
    this.home =
        realm.server().baseUri()
            + "/admin/"
            + realm.name()
            + "/console/#/"
            + Http.encode(realm.name());
  }

  /** Opens a browser: the one of the system, or else one that Playwright fetches. */
  static AdminConsole login(RealmFixture realm, String user) {
    boolean installed = Files.isExecutable(INSTALLED);
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions()
                .setEnv(installed ? Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1") : Map.of()));
    LaunchOptions options =
        new LaunchOptions()
            // Chromium's sandbox does not start as root, which containers of CI run as.
            .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-background-networking"));
    if (installed) {
      options.setExecutablePath(INSTALLED);
    }
    Page page =
        playwright
            .chromium()
            .launch(options)
            .newPage(new NewPageOptions().setViewportSize(WIDTH, HEIGHT).setLocale("en"));
    AdminConsole console = new AdminConsole(playwright, page, realm);
    console.open("/users");
    page.locator("#username").fill(user);
    page.locator("#password").fill(RealmFixture.PASSWORD);
    page.locator("#kc-login").click();
    console.named("view-header").waitFor();
    return console;
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
    String folder = System.getProperty("ticketgate.it.screenshots", "");
    if (!folder.isEmpty()) {
      // Or else what happens to be below the pointer is shown in another colour.
      page.mouse().move(0, 0);
      page.screenshot(
          new Page.ScreenshotOptions()
              .setAnimations(ScreenshotAnimations.DISABLED)
              .setPath(Path.of(folder, name + ".png")));
    }
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
    playwright.close();
  }
}
