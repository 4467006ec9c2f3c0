package io.ticketgate.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.Person;
import io.ticketgate.spi.EntitlementName;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OcsfEventsTest {

  private static final Instant NOW = Instant.parse("2026-11-30T08:00:00.123Z");

  /** What the schema requires of every event, and of its classes. */
  private static final List<String> REQUIRED =
      List.of(
          "activity_id",
          "category_uid",
          "class_uid",
          "type_uid",
          "severity_id",
          "time",
          "metadata");

  private static Map<String, Object> of(EventType type, Map<String, Object> more) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("binding", "b-1");
    data.put("ticket", "snow:CHG1");
    data.put("subject", Map.of("kind", "user", "id", "u-alice", "name", "alice"));
    data.put(
        "entitlement", Map.of("id", "r-1", "clientRole", Map.of("client", "a/b", "role", "c")));
    data.putAll(more);
    return OcsfEvents.of(
        new GateEvent(
            "e-1",
            type,
            "bindings/b-1",
            NOW,
            List.of("prod-admins"),
            new EntitlementName.ClientRole("a/b", "c"),
            data),
        "r-id",
        "prod");
  }

  private static int number(Map<String, Object> ocsf, String field) {
    return (int) Objects.requireNonNull(ocsf.get(field));
  }

  @ParameterizedTest
  @EnumSource(EventType.class)
  void everyEventHasWhatTheSchemaRequires(EventType type) {
    Map<String, Object> ocsf = of(type, Map.of("name", "n", "id", "i", "change", "updated"));

    assertThat(ocsf).containsKeys(REQUIRED.toArray(String[]::new));
    assertThat(ocsf)
        .containsEntry("type_uid", number(ocsf, "class_uid") * 100L + number(ocsf, "activity_id"))
        .containsEntry("time", NOW.toEpochMilli());
    assertThat((Map<String, Object>) ocsf.get("metadata"))
        .containsEntry("version", "1.8.0")
        .containsEntry("uid", "e-1")
        .containsEntry("event_code", type.word())
        .containsEntry("tenant_uid", "r-id")
        .containsKey("product");
    if (number(ocsf, "activity_id") == 99) {
      assertThat(ocsf.get("activity_name")).isNotEqualTo("Other");
    }
    switch (number(ocsf, "class_uid")) {
      case 3005 -> assertThat(ocsf).containsKeys("user", "privileges");
      case 3004 -> assertThat(ocsf).containsKey("entity");
      default -> assertThat(type).isEqualTo(EventType.SUBSCRIBER_TEST);
    }
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "BINDING_AUTHORIZED,-,99,Authorize",
        "BINDING_ACTIVATED,AUTHORIZED,1,Assign Privileges",
        "BINDING_RESUMED,SUSPENDED,1,Assign Privileges",
        "BINDING_EXTENDED,ACTIVE,99,Extend",
        "BINDING_SUSPENDED,ACTIVE,2,Revoke Privileges",
        "BINDING_REVOKED,ACTIVE,2,Revoke Privileges",
        "BINDING_EXPIRED,ACTIVE,2,Revoke Privileges",
        "BINDING_REVOKED,AUTHORIZED,99,Withdraw",
        "BINDING_EXPIRED,SUSPENDED,99,Withdraw"
      })
  void aStepOfABindingIsUserAccessManagement(
      EventType type, @Nullable String from, int activity, String name) {
    assertThat(of(type, from == null ? Map.of() : Map.of("previousStatus", from)))
        .containsEntry("class_uid", 3005)
        .containsEntry("activity_id", activity)
        .containsEntry("activity_name", name);
  }

  @Test
  void saysWhoWhatWhyAndByWhom() {
    Map<String, Object> ocsf =
        of(
            EventType.BINDING_REVOKED,
            Map.of(
                "previousStatus", "ACTIVE",
                "cause", "ticket_closed",
                "actor", Map.of("id", "u-carol", "name", "carol")));

    assertThat(ocsf)
        .containsEntry("privileges", List.of("role:a\\/b/c"))
        .containsEntry(
            "user", Map.of("uid", "u-alice", "name", "alice", "type_id", 1, "type", "User"))
        .containsEntry("actor", Map.of("user", Map.of("uid", "u-carol", "name", "carol")))
        .containsEntry("status_detail", "ticket_closed")
        .containsEntry("message", "Revoke Privileges: role:a\\/b/c under ticket snow:CHG1.");
    assertThat((Map<String, Object>) ocsf.get("unmapped"))
        .containsEntry("ticket", "snow:CHG1")
        .containsEntry("realm", Map.of("id", "r-id", "name", "prod"))
        .containsEntry("about", "bindings/b-1");
  }

  @Test
  void whereNobodyIsLoggedInTheGateIsTheActor() {
    assertThat(of(EventType.BINDING_EXPIRED, Map.of()))
        .containsEntry("actor", Map.of("app_name", "Keycloak Ticket Gate"));
  }

  @ParameterizedTest
  @CsvSource({"service_account,4", "client,4", "group,99", "role,99"})
  void whatIsNoPersonIsAnotherTypeOfUser(String kind, int type) {
    Map<String, Object> ocsf =
        of(
            EventType.BINDING_ACTIVATED,
            Map.of("subject", Map.of("kind", kind, "id", "x", "name", "y")));

    assertThat((Map<String, Object>) ocsf.get("user")).containsEntry("type_id", type);
  }

  @ParameterizedTest
  @CsvSource({"CREATED,1", "UPDATED,3", "DELETED,4"})
  void aChangeOfTheConfigurationIsEntityManagement(
      ConfigurationEvents.Change change, int activity) {
    GateEvent event =
        ConfigurationEvents.of(
            EventType.SYSTEM_CHANGED,
            change,
            "systems",
            "s-1",
            "snow",
            List.of("baseUrl"),
            new Person("u-carol", "carol"),
            NOW);

    assertThat(OcsfEvents.of(event, "r-id", "prod"))
        .containsEntry("class_uid", 3004)
        .containsEntry("activity_id", activity)
        .containsEntry(
            "entity", Map.of("type_id", 99, "type", "ITSM system", "uid", "s-1", "name", "snow"));
  }

  @Test
  void driftIsForSomebodyToLookAt() {
    assertThat(of(EventType.COVERAGE_DRIFT, Map.of("finding", "grant_without_binding")))
        .containsEntry("severity_id", 3)
        .containsEntry("class_uid", 3004);
  }
}
