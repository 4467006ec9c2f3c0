package io.ticketgate.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a ticket of self-service says, and that it is read as it was meant. */
class NewTicketTest {

  private static final Instant NOON = Instant.parse("2026-12-01T12:00:00Z");

  private static NewTicket of(EntitlementName entitlement) {
    return new NewTicket("id-1", "alice", "alice", entitlement, "why", null, null);
  }

  static List<EntitlementName> names() {
    return List.of(
        new EntitlementName.RealmRole("db-admin"),
        new EntitlementName.RealmRole("a/b \\ c"),
        new EntitlementName.ClientRole("or/ders", "re/fund"),
        new EntitlementName.ClientCredential("ci-deployer"),
        new EntitlementName.Configuration("authentication"));
  }

  @ParameterizedTest
  @MethodSource("names")
  void itsTextIsReadAsTheEntitlement(EntitlementName name) {
    assertThat(EntitlementName.parseAll(of(name).entitlement().text(), false))
        .containsExactly(name);
    assertThat(EntitlementName.parseAll(name.text(), true)).containsExactly(name);
  }

  @Test
  void aNameThatWouldBeReadAsSeveralIsRefused() {
    for (String name : List.of("a,role:root", "a;b", "a\nclient:x", " padded ")) {
      assertThatThrownBy(() -> of(new EntitlementName.RealmRole(name)))
          .as(name)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void refusesAnIdThatWouldNeedQuotesAndAWindowThatIsNone() {
    EntitlementName role = new EntitlementName.RealmRole("db-admin");
    for (String id : List.of("", "a b", "a'b", "x".repeat(37))) {
      assertThatThrownBy(() -> new NewTicket(id, "alice", "alice", role, "why", null, null))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new NewTicket("1", "alice", "alice", role, "why", NOON, NOON))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new NewTicket("1", " ", "alice", role, "why", null, null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void itsSummaryIsOneLineWithTheId() {
    assertThat(of(new EntitlementName.RealmRole("db-admin")).summary())
        .isEqualTo("Access: role:db-admin for alice [id-1]");
    NewTicket odd =
        new NewTicket(
            "1", "a", "x\ny" + "z".repeat(200), new EntitlementName.RealmRole("r"), "", null, null);
    assertThat(odd.summary()).doesNotContain("\n").hasSizeLessThan(150);
  }
}
