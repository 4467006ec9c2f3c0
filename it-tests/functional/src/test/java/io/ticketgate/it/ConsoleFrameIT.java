package io.ticketgate.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * How our pages get into the Admin Console, on whichever Keycloak it is; and that the console goes
 * on working where they do not.
 */
@Tag("browser")
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleFrameIT {

  private static final Pattern SCRIPTS = Pattern.compile("/assets/ticket-gate-[^/]*\\.js$");

  private RealmFixture realm;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    new Story(realm).rule(Map.of());
    realm.createUser("alice");
    realm.grantManagement(realm.createUser("oscar"), "realm-admin");
    realm.grantManagement(realm.createUser("vera"), "view-users", "query-users", "view-realm");
    realm.grantManagement(realm.createUser("victor"), "ticket-gate-view", "query-users");
  }

  @AfterAll
  void close() {
    realm.close();
  }

  private AdminConsole login(String user) {
    return AdminConsole.login(realm, user);
  }

  private static void assertStockPageWorks(AdminConsole console) {
    console.open("/users");
    assertThat(console.page().getByTestId("view-header")).hasText("Users");
    assertThat(console.page().getByText("oscar").first()).isVisible();
  }

  @Test
  void aPageIsOpenedByItsAddressAndByTheNavigationAndLeftByBack() {
    try (AdminConsole console = login("oscar")) {
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
  }

  @Test
  void whoeverMayNotLookAtTheGateSeesTheConsoleAsItWas() {
    try (AdminConsole console = login("vera")) {
      assertStockPageWorks(console);
      assertThat(console.page().getByTestId("nav-item-ticket-gate-bindings")).isHidden();
      console.openOurs("/bindings");
      assertThat(console.page().getByTestId("problem")).containsText("not_permitted");
    }
  }

  @Test
  void whoeverMayOnlyLookIsOfferedNothingElse() {
    try (AdminConsole console = login("victor")) {
      Page page = console.page();
      console.openOurs("/rules");
      assertThat(page.getByTestId("row")).hasCount(1);
      assertThat(page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Add rule")))
          .hasCount(0);
    }
  }

  @Test
  void onANarrowDarkScreenThePagesAreThere() {
    try (AdminConsole console = AdminConsole.login(realm, "oscar", Chromium.open(390, true))) {
      console.openOurs("/bindings");
      Object overflow =
          console.page().evaluate("document.documentElement.scrollWidth > window.innerWidth");
      assertThat(overflow).isEqualTo(false);
      console.picture("console-narrow");
    }
  }

  @Test
  void theConsoleWorksWhereOurScriptIsBroken() {
    assertWorksWithout(script -> "this is no script");
  }

  @Test
  void theConsoleWorksWhereItsRouterHasAnotherShape() {
    assertWorksWithout(script -> script.replace("patchRoutes", "addRoutesOfLater"));
  }

  @Test
  void theConsoleWorksWhereItsReactCannotBeFound() {
    assertWorksWithout(script -> script.replace("__reactContainer$", "__reactOfLater$"));
  }

  private void assertWorksWithout(UnaryOperator<String> change) {
    Chromium chromium = Chromium.open();
    boolean[] changed = {false};
    chromium
        .page()
        .route(
            SCRIPTS,
            route -> {
              String script = route.fetch().text();
              String other = change.apply(script);
              changed[0] |= !script.equals(other);
              route.fulfill(
                  new Route.FulfillOptions().setBody(other).setContentType("text/javascript"));
            });
    try (AdminConsole console = AdminConsole.login(realm, "oscar", chromium)) {
      assertStockPageWorks(console);
      assertThat(changed[0]).as("the script was changed").isTrue();
      console.open("/ticket-gate/bindings");
      assertThat(console.page().getByText("Page not found")).isVisible();
      assertThat(console.page().locator("ticket-gate-console")).hasCount(0);
      assertStockPageWorks(console);
    }
  }
}
