package io.ticketgate.keycloak.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.keycloak.events.NoticeLink.Reader;
import org.junit.jupiter.api.Test;

class NoticeLinkTest {

  @Test
  void theHolderActsInTheAccountConsole() {
    assertThat(NoticeLink.page("https://kc.example.com/auth/", "people", "b-1", Reader.HOLDER))
        .isEqualTo("https://kc.example.com/auth/realms/people/account/my-access");
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
