package io.ticketgate.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.ticketgate.it.harness.KeycloakOptions;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our pages on a server below a path, under a strict content security policy, and beside a theme
 * with scripts of its own.
 */
@Tag("browser")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleSurroundingsIT {

  private static final Pattern INLINE_SCRIPT =
      Pattern.compile("<script(?![^>]*\\ssrc=)([^>]*)>(.*?)</script>", Pattern.DOTALL);
  private static final String OSCAR = "oscar";
  private static final String BRAND = "brand";

  private KeycloakServer server;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    KeycloakOptions gated = KeycloakOptions.gated();
    server =
        KeycloakServer.start(
            gated
                .withJars(gated.jars().get(0), brand(folder.resolve("brand-theme.jar")))
                .withRelativePath("/auth"));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /** A theme of both consoles, whose script says that it has run. */
  private static Path brand(Path jar) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      entry(
          out,
          "META-INF/keycloak-themes.json",
          "{\"themes\": [{\"name\": \"brand\", \"types\": [\"admin\", \"account\"]}]}");
      for (Map.Entry<String, String> type :
          Map.of("admin", "keycloak.v2", "account", "keycloak.v3").entrySet()) {
        String theme = "theme/brand/" + type.getKey();
        entry(
            out,
            theme + "/theme.properties",
            "parent=" + type.getValue() + "\nimport=common/keycloak\nscripts=js/brand.js\n");
        entry(
            out,
            theme + "/resources/js/brand.js",
            "document.documentElement.dataset.brand = \"here\";");
      }
    }
    return jar;
  }

  private static void entry(JarOutputStream out, String name, String text) throws IOException {
    out.putNextEntry(new JarEntry(name));
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.closeEntry();
  }

  private RealmFixture realm(Map<String, ?> representation) {
    RealmFixture realm = server.newRealm(representation);
    new Story(realm).rule(Map.of());
    realm.grantManagement(realm.createUser(OSCAR), "realm-admin");
    return realm;
  }

  private static void assertPagesWork(AdminConsole console) {
    Page page = console.page();
    console.openOurs("/rules");
    assertThat(page.getByTestId("row")).hasCount(1);
    page.getByTestId("nav-item-ticket-gate-bindings").click();
    assertThat(page.getByTestId("view-header")).hasText("Bindings");
    page.goBack();
    assertThat(page.getByTestId("view-header")).hasText("Rules");
    page.locator("#nav-item-users").click();
    assertThat(page.getByTestId("view-header")).hasText("Users");
    assertThat(console.errors()).isEmpty();
  }

  private static void assertMyAccessWorks(RealmFixture realm) {
    try (Chromium chromium = Chromium.open()) {
      Page page = chromium.page();
      page.navigate(realm.server().baseUri() + "/realms/" + realm.name() + "/account/");
      chromium.login(OSCAR, RealmFixture.PASSWORD);
      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("My access")).click();
      assertThat(page.locator("ticket-gate-account [data-testid=empty-state]")).isVisible();
      assertThat(chromium.errors()).isEmpty();
    }
  }

  @Test
  void belowAPath() {
    assertThat(server.baseUri().getPath()).isEqualTo("/auth");
    try (RealmFixture realm = realm(Map.of())) {
      try (AdminConsole console = AdminConsole.login(realm, OSCAR)) {
        assertPagesWork(console);
      }
      assertMyAccessWorks(realm);
    }
  }

  @Test
  void besideAThemeWithScriptsOfItsOwn() {
    try (RealmFixture realm = realm(Map.of("adminTheme", BRAND, "accountTheme", BRAND))) {
      try (AdminConsole console = AdminConsole.login(realm, OSCAR)) {
        assertPagesWork(console);
        assertThat(console.page().evaluate("document.documentElement.dataset.brand"))
            .isEqualTo("here");
      }
      assertMyAccessWorks(realm);
    }
  }

  /** As strict as Keycloak's own pages bear: no inline script but those that they come with. */
  @Test
  void underAStrictContentSecurityPolicy() {
    try (RealmFixture realm = realm(Map.of())) {
      Set<String> sources = new LinkedHashSet<>();
      sources.addAll(inlineScripts(realm, "/admin/" + realm.name() + "/console/"));
      String own = "/realms/" + realm.name();
      sources.addAll(inlineScripts(realm, own + "/account/"));
      // In these frames Keycloak's consoles look for cookies and sessions.
      String frames = own + "/protocol/openid-connect/";
      for (String frame : List.of("3p-cookies/step1", "3p-cookies/step2", "login-status-iframe")) {
        sources.addAll(inlineScripts(realm, frames + frame + ".html"));
      }
      String policy =
          "default-src 'self'; script-src 'self' "
              + String.join(" ", sources)
              + "; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-src 'self';"
              + " frame-ancestors 'self'; object-src 'none'; base-uri 'self'";
      realm
          .api("")
          .put(Map.of("browserSecurityHeaders", Map.of("contentSecurityPolicy", policy)))
          .expect(204);
      try (AdminConsole console = AdminConsole.login(realm, OSCAR)) {
        assertPagesWork(console);
        Object ran =
            console
                .page()
                .evaluate(
                    "() => { const it = document.createElement('script');"
                        + " it.textContent = 'window.ranInline = true';"
                        + " document.body.append(it); return !!window.ranInline; }");
        assertThat(ran).as("an inline script ran under %s", policy).isEqualTo(false);
      }
      assertMyAccessWorks(realm);
    }
  }

  private Set<String> inlineScripts(RealmFixture realm, String page) {
    Set<String> sources = new LinkedHashSet<>();
    Matcher script = INLINE_SCRIPT.matcher(server.http().to(page).get().expect(200).body());
    while (script.find()) {
      if (!script.group(1).contains("application/json")) {
        sources.add("'sha256-" + digest(script.group(2)) + "'");
      }
    }
    assertThat(sources).as("inline scripts of %s in %s", page, realm.name()).isNotEmpty();
    return sources;
  }

  private static String digest(String script) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
