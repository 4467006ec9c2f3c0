package io.ticketgate.keycloak.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.keycloak.Fake;
import io.ticketgate.keycloak.events.NoticeLink.Reader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

class NoticeLinkTest {

  @Test
  void theHolderActsInTheAccountConsole() {
    assertThat(NoticeLink.page("https://kc.example.com/auth/", "people", "b-1", Reader.HOLDER))
        .isEqualTo("https://kc.example.com/auth/realms/people/account/my-access");
  }

  /** Reached by {@link Fake}. */
  public record Realm(@Nullable String frontendUrl) {
    public String getName() {
      return "people";
    }

    public @Nullable String getAttribute(String name) {
      return name.equals("frontendUrl") ? frontendUrl : null;
    }
  }

  /** Reached by {@link Fake}. */
  public static final class NoHostname {
    public @Nullable Object getProvider(Class<?> type) {
      return null;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "https://login.example.com, https://login.example.com/realms/people/account/my-access",
    "javascript:alert(1)//, ''",
    "login.example.com, ''"
  })
  void theRealmsOwnAddressLeadsToNothingButAPage(String frontendUrl, String link) {
    assertThat(
            NoticeLink.of(
                Fake.of(KeycloakSession.class, new NoHostname()),
                Fake.of(RealmModel.class, new Realm(frontendUrl)),
                "b-1",
                Reader.HOLDER))
        .isEqualTo(link);
  }

  @Test
  void theOwnerActsForTheServiceAccountThere() {
    assertThat(NoticeLink.page("https://kc.example.com", "people", "b-1", Reader.OWNER))
        .isEqualTo("https://kc.example.com/realms/people/account/my-access?tab=accounts");
  }

  @Test
  void everybodyElseActsOnTheBindingInTheAdminConsole() {
    assertThat(NoticeLink.page("https://kc.example.com", "my realm", "b-1", Reader.OTHER))
        .isEqualTo(
            "https://kc.example.com/admin/my%20realm/console/#/my%20realm/ticket-gate/bindings/b-1");
  }
}
