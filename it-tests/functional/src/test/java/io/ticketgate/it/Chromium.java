package io.ticketgate.it;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ScreenshotAnimations;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A browser of its own with one page: the one of the system, or else one that Playwright fetches.
 */
final class Chromium implements AutoCloseable {

  private static final Path INSTALLED = Path.of("/usr/bin/chromium");
  private static final boolean DARK = Boolean.getBoolean("ticketgate.it.dark");
  private static final int WIDTH = 1300;
  private static final int HEIGHT = 860;

  /** Milliseconds. Servers and browsers of several tests share two cores. */
  private static final int PATIENCE = 20_000;

  private final Playwright playwright;
  private final Page page;
  private final List<String> errors = new ArrayList<>();

  private Chromium(Playwright playwright, Page page) {
    this.playwright = playwright;
    this.page = page;
    page.setDefaultTimeout(2 * PATIENCE);
    page.setDefaultNavigationTimeout(2 * PATIENCE);
    page.onPageError(errors::add);
  }

  /**
   * On a wide screen, for somebody who reads English: in light colours, or with {@code
   * ticketgate.it.dark=true} in dark ones.
   */
  static Chromium open() {
    return open(WIDTH, DARK);
  }

  /**
   * Opens one.
   *
   * @param width of its page, in pixels
   * @param dark whether the person prefers dark colours
   */
  static Chromium open(int width, boolean dark) {
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE);
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
    BrowserContext context =
        playwright
            .chromium()
            .launch(options)
            .newContext(
                new NewContextOptions()
                    .setViewportSize(width, HEIGHT)
                    .setLocale("en")
                    .setColorScheme(dark ? ColorScheme.DARK : ColorScheme.LIGHT));
    return new Chromium(playwright, context.newPage());
  }

  Page page() {
    return page;
  }

  /** What scripts have failed with so far. */
  List<String> errors() {
    return errors;
  }

  /** Fills in Keycloak's login. */
  void login(String user, String password) {
    page.locator("#username").fill(user);
    page.locator("#password").fill(password);
    page.locator("#kc-login").click();
  }

  /** Keeps a picture of the page, if {@code ticketgate.it.screenshots} names a folder for them. */
  void picture(String name) {
    String folder = System.getProperty("ticketgate.it.screenshots", "");
    if (!folder.isEmpty()) {
      // Or else what happens to be below the pointer is shown in another colour.
      page.mouse().move(0, 0);
      page.evaluate("document.querySelectorAll('main').forEach((it) => it.scrollTo(0, 0))");
      page.screenshot(
          new Page.ScreenshotOptions()
              .setAnimations(ScreenshotAnimations.DISABLED)
              .setPath(Path.of(folder, name + (DARK ? "-dark" : "") + ".png")));
    }
  }

  /**
   * What seriously hinders people who do not see, or do not point, in a part of the page, as
   * axe-core finds it.
   *
   * @param selector of that part
   */
  List<String> hindrances(String selector) {
    page.evaluate(script("/axe.min.js"));
    Object found =
        page.evaluate(
            "async (part) => (await axe.run(part)).violations"
                + ".filter((it) => it.impact === 'serious' || it.impact === 'critical')"
                + ".flatMap((it) => it.nodes.map((node) => it.id + ': ' + node.html.slice(0, 200)))",
            selector);
    return ((List<?>) found).stream().map(String::valueOf).toList();
  }

  private static String script(String resource) {
    try (InputStream in = Chromium.class.getResourceAsStream(resource)) {
      return new String(
          Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    playwright.close();
  }
}
