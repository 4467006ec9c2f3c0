package io.ticketgate.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.spi.EntitlementName.ClientCredential;
import io.ticketgate.spi.EntitlementName.ClientRole;
import io.ticketgate.spi.EntitlementName.Configuration;
import io.ticketgate.spi.EntitlementName.RealmRole;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntitlementNameTest {

  @Test
  void aSlashPartsClientAndRole() {
    assertThat(EntitlementName.role("db-admin")).isEqualTo(new RealmRole("db-admin"));
    assertThat(EntitlementName.role("orders/refund")).isEqualTo(new ClientRole("orders", "refund"));
  }

  @Test
  void aSlashInsideANameIsEscaped() {
    assertThat(EntitlementName.role("cab\\/approver")).isEqualTo(new RealmRole("cab/approver"));
    assertThat(EntitlementName.role("https:\\/\\/sp.example.com\\/saml/ops\\/admin"))
        .isEqualTo(new ClientRole("https://sp.example.com/saml", "ops/admin"));
    assertThat(EntitlementName.role("DOMAIN\\admins")).isEqualTo(new RealmRole("DOMAIN\\admins"));
  }

  @Test
  void whatCanBeReadInTwoWaysIsRefusedWithBoth() {
    assertThatThrownBy(() -> EntitlementName.role("https://sp.example.com/saml/admin"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> EntitlementName.role("a/b/c"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("role 'b/c' of client 'a'")
        .hasMessageContaining("role 'c' of client 'a/b'")
        .hasMessageContaining("\\/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "/refund", "orders/", "/"})
  void anEmptyPartIsNoName(String text) {
    assertThatThrownBy(() -> EntitlementName.role(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    Random random = new Random(7);
    String letters = "ab/\\ -";
    for (int i = 0; i < 5000; i++) {
      String one = name(random, letters);
      String other = name(random, letters);
      for (EntitlementName name : List.of(new RealmRole(one), new ClientRole(one, other))) {
        assertThat(EntitlementName.role(name.toString())).isEqualTo(name);
      }
    }
  }

  private static String name(Random random, String letters) {
    StringBuilder name = new StringBuilder("x");
    for (int length = random.nextInt(6); length > 0; length--) {
      name.append(letters.charAt(random.nextInt(letters.length())));
    }
    return name.toString();
  }

  @Test
  void aTicketsTextIsReadByTheSameRule() {
    assertThat(
            EntitlementName.parseAll(
                "role:db-admin, role:orders/refund; role:cab\\/approver\nrole:a/b/c, client:ci-1,"
                    + " configuration:keys, configuration: ",
                false))
        .containsExactly(
            new RealmRole("db-admin"),
            new ClientRole("orders", "refund"),
            new RealmRole("cab/approver"),
            new ClientCredential("ci-1"),
            new Configuration("keys"));
  }
}
