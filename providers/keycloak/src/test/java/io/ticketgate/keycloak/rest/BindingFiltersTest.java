package io.ticketgate.keycloak.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.keycloak.store.BindingLists;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The query of {@code GET /bindings}. */
class BindingFiltersTest {

  private final SmallRealm realm = new SmallRealm();
  private final BindingFilters filters = new BindingFilters(realm.lookup());

  private BindingLists.Filter read(String field, String value) {
    return filters.read(
        given("ticket", field, value),
        given("user", field, value),
        given("client", field, value),
        given("role", field, value),
        given("status", field, value),
        given("expiringBefore", field, value));
  }

  private static @Nullable String given(String name, String field, String value) {
    return name.equals(field) ? value : null;
  }

  @ParameterizedTest
  @CsvSource({
    "ticket, demo",
    "ticket, ''",
    "status, alive",
    "status, ''",
    "expiringBefore, soon",
    "expiringBefore, +1000000-01-01T00:00:00Z",
    "role, orders/",
    "role, /refund",
    "role, ''"
  })
  void refusesAMalformedFilterAndNamesIt(String field, String value) {
    Malformed.refused(ErrorCode.INVALID_REQUEST, field, () -> read(field, value));
  }

  @Test
  void refusesToFilterByUserAndByClient() {
    Malformed.refused(
        ErrorCode.INVALID_REQUEST,
        "user",
        () -> filters.read(null, "bob", "orders", null, null, null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "x", "1.5", "99999999999"})
  void refusesAPageThatBeginsNowhere(String first) {
    Malformed.refused(ErrorCode.INVALID_REQUEST, "first", () -> Endpoint.first(first));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1001", "all", "-1"})
  void refusesAPageThatIsTooLongOrEmpty(String max) {
    Malformed.refused(ErrorCode.INVALID_REQUEST, "max", () -> Endpoint.max(max));
  }

  @Test
  void showsTheFirstHundredUnlessToldOtherwise() {
    assertThat(Endpoint.first(null)).isZero();
    assertThat(Endpoint.first("7")).isEqualTo(7);
    assertThat(Endpoint.max(" ")).isEqualTo(100);
    assertThat(Endpoint.max("1000")).isEqualTo(1000);
  }

  @Test
  void filtersByNothingUnlessAsked() {
    assertThat(filters.read(null, null, null, null, null, null))
        .isEqualTo(new BindingLists.Filter(null, Set.of(), null, null, null, null, null, null));
  }

  @Test
  void findsAPersonByNameAndById() {
    BindingLists.Filter filter = read("user", "alice");

    assertThat(filter.subjectKinds()).containsExactly(Subject.Kind.USER);
    assertThat(filter.subjectName()).isEqualTo("alice");
    assertThat(filter.subjectId()).isEqualTo("u-alice");
    // One who is gone is found by the name that the binding remembers.
    assertThat(read("user", "gone").subjectName()).isEqualTo("gone");
    assertThat(read("user", "gone").subjectId()).isNull();
  }

  @Test
  void findsOfAClientItsServiceAccountAndItsCredential() {
    BindingLists.Filter filter = read("client", "orders");

    assertThat(filter.subjectKinds())
        .containsExactlyInAnyOrder(Subject.Kind.SERVICE_ACCOUNT, Subject.Kind.CLIENT);
    assertThat(filter.subjectName()).isEqualTo("orders");
    assertThat(filter.subjectId()).isEqualTo("u-service-account-orders");
    assertThat(read("client", "gone").subjectId()).isNull();
  }

  @Test
  void findsARoleByNameAndById() {
    assertThat(read("role", "db-admin").entitlement())
        .isEqualTo(new EntitlementName.RealmRole("db-admin"));
    assertThat(read("role", "db-admin").entitlementId()).isEqualTo("r-db-admin");
    assertThat(read("role", "orders/refund").entitlement())
        .isEqualTo(new EntitlementName.ClientRole("orders", "refund"));
    assertThat(read("role", "nothing").entitlementId()).isNull();
  }

  @Test
  void readsTheOtherFiltersAsTheyAre() {
    assertThat(read("ticket", "demo:CHG-1").ticket()).isEqualTo(TicketRef.parse("demo:CHG-1"));
    assertThat(read("status", "active").status()).isEqualTo(BindingStatus.ACTIVE);
    assertThat(read("expiringBefore", "2026-11-22T12:00:00Z").expiringBefore())
        .isEqualTo(Instant.parse("2026-11-22T12:00:00Z"));
  }
}
