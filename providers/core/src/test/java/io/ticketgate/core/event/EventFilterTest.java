package io.ticketgate.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.spi.EntitlementName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventFilterTest {

  private static GateEvent event(
      EventType type, List<String> rules, @Nullable EntitlementName entitlement) {
    return new GateEvent("e-1", type, "bindings/b-1", Instant.EPOCH, rules, entitlement, Map.of());
  }

  private static final GateEvent REVOKED =
      event(
          EventType.BINDING_REVOKED,
          List.of("prod-admins", "all"),
          new EntitlementName.RealmRole("db-admin"));
  private static final GateEvent OF_CLIENT =
      event(
          EventType.BINDING_REVOKED,
          List.of("all"),
          new EntitlementName.ClientRole("orders", "refund"));
  private static final GateEvent RULE = event(EventType.RULE_CHANGED, List.of("prod-admins"), null);

  private static boolean hears(
      List<String> types, List<String> rules, List<String> entitlements, GateEvent event) {
    return EventFilter.parse(types, rules, entitlements).matches(event);
  }

  @Test
  void withoutAFilterASubscriberHearsEverything() {
    assertThat(hears(List.of(), List.of(), List.of(), REVOKED)).isTrue();
    assertThat(hears(List.of(), List.of(), List.of(), RULE)).isTrue();
  }

  @Test
  void typesAreWholeWords() {
    List<String> revoked = List.of("io.ticketgate.binding.revoked");

    assertThat(hears(revoked, List.of(), List.of(), REVOKED)).isTrue();
    assertThat(hears(revoked, List.of(), List.of(), RULE)).isFalse();
  }

  @Test
  void oneRuleOfTheEventIsEnough() {
    assertThat(hears(List.of(), List.of("prod-*"), List.of(), REVOKED)).isTrue();
    assertThat(hears(List.of(), List.of("prod-*"), List.of(), OF_CLIENT)).isFalse();
    assertThat(hears(List.of(), List.of("prod-admins"), List.of(), RULE)).isTrue();
  }

  @Test
  void entitlementsAreMatchedAsTicketsWriteThem() {
    assertThat(hears(List.of(), List.of(), List.of("role:db-*"), REVOKED)).isTrue();
    assertThat(hears(List.of(), List.of(), List.of("role:orders/*"), OF_CLIENT)).isTrue();
    assertThat(hears(List.of(), List.of(), List.of("role:orders/*"), REVOKED)).isFalse();
    assertThat(
            hears(
                List.of(),
                List.of(),
                List.of("client:ci-*"),
                event(
                    EventType.BINDING_ACTIVATED,
                    List.of(),
                    new EntitlementName.ClientCredential("ci-deployer"))))
        .isTrue();
    assertThat(hears(List.of(), List.of(), List.of("role:*"), RULE))
        .describedAs("an event without an entitlement")
        .isFalse();
  }

  @Test
  void whatNoEventMatchesIsRefusedByName() {
    assertThatThrownBy(
            () ->
                EventFilter.parse(List.of("io.ticketgate.binding.exploded"), List.of(), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("types: ")
        .hasMessageContaining("io.ticketgate.binding.revoked")
        .hasMessageNotContaining("subscriber.test");
    assertThatThrownBy(() -> EventFilter.parse(List.of(), List.of(" "), List.of()))
        .hasMessageStartingWith("rules: ");
    assertThatThrownBy(() -> EventFilter.parse(List.of(), List.of(), List.of("db-admin")))
        .hasMessageStartingWith("entitlements: ");
    assertThatThrownBy(() -> EventFilter.parse(List.of(), List.of(), List.of("role:")))
        .hasMessageStartingWith("entitlements: ");
  }
}
