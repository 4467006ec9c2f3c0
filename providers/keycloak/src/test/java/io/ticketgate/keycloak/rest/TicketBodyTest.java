package io.ticketgate.keycloak.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.spi.Approval;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The body of {@code PUT /tickets/{system}/{key}}. */
class TicketBodyTest {

  private static final TicketRef REF = new TicketRef("demo", "CHG-1");

  private static Map<String, Object> record() {
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("type", "change_request");
    record.put("open", true);
    record.put("version", "1");
    return record;
  }

  private static Ticket read(Map<String, Object> record) {
    return RequestBody.read(Malformed.body(record), TicketBody.class, ErrorCode.INVALID_REQUEST)
        .ticket(REF);
  }

  static Stream<Arguments> wrongRecords() {
    List<Arguments> cases = new ArrayList<>();
    cases.add(arguments("type", null, "type"));
    cases.add(arguments("type", " ", "type"));
    cases.add(arguments("type", "x".repeat(256), "type"));
    cases.add(arguments("open", null, "open"));
    for (Object open : new Object[] {"true", "", 1, 0.0}) {
      cases.add(arguments("open", open, "open"));
    }
    for (Object version : new Object[] {null, "", 7}) {
      cases.add(arguments("version", version, "version"));
    }
    for (String field : List.of("plannedStart", "plannedEnd")) {
      for (Object at : new Object[] {"soon", "2026-11-22", "+1000000-01-01T00:00:00Z", 5}) {
        cases.add(arguments(field, at, field));
      }
    }
    for (String field :
        List.of("state", "requester", "requestedFor", "risk", "configurationItem")) {
      cases.add(arguments(field, 5, field));
      cases.add(arguments(field, "x".repeat(256), field));
    }
    cases.add(arguments("justification", "x".repeat(4001), "justification"));
    for (Object url :
        new Object[] {
          "https://itsm.example/" + "x".repeat(2001),
          "javascript:alert(1)",
          "data:text/html,x",
          "//itsm.example/CHG-1",
          "CHG-1",
          "https:CHG-1",
          "https://itsm example/",
          5
        }) {
      cases.add(arguments("url", url, "url"));
    }
    cases.add(arguments("entitlements", "db-admin", "entitlements"));
    cases.add(arguments("entitlements", Map.of("realmRole", "db-admin"), "entitlements"));
    cases.add(arguments("entitlements", Arrays.asList((Object) null), "entitlements.0"));
    cases.add(arguments("entitlements", List.of("db-admin"), "entitlements.0"));
    cases.add(arguments("entitlements", List.of(Map.of()), "entitlements.0"));
    cases.add(
        arguments(
            "entitlements",
            List.of(Map.of("realmRole", "a"), Map.of("realmRole", "a", "clientCredential", "b")),
            "entitlements.1"));
    cases.add(arguments("entitlements", many(Map.of("realmRole", "a")), "entitlements"));
    cases.add(arguments("approvals", Map.of("approver", "bob"), "approvals"));
    cases.add(arguments("approvals", Arrays.asList((Object) null), "approvals.0"));
    cases.add(
        arguments("approvals", List.of(Map.of("decision", "approved")), "approvals.0.approver"));
    cases.add(arguments("approvals", List.of(Map.of("approver", "bob")), "approvals.0.decision"));
    cases.add(
        arguments(
            "approvals",
            List.of(Map.of("approver", "bob", "decision", true)),
            "approvals.0.decision"));
    cases.add(
        arguments(
            "approvals",
            List.of(Map.of("approver", "bob", "decision", "approved", "at", "noon")),
            "approvals.0.at"));
    cases.add(
        arguments(
            "approvals",
            List.of(Map.of("approver", "bob", "decision", "approved", "approved", true)),
            "approvals.0.approved"));
    cases.add(
        arguments(
            "approvals", many(Map.of("approver", "bob", "decision", "approved")), "approvals"));
    return cases.stream();
  }

  private static List<Object> many(Object entry) {
    return Collections.nCopies(201, entry);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("wrongRecords")
  void refusesAWrongRecordAndNamesTheField(String field, @Nullable Object value, String named) {
    Map<String, Object> record = record();
    record.put(field, value);

    Malformed.refused(ErrorCode.INVALID_REQUEST, named, () -> read(record));
  }

  @Test
  void refusesAWindowThatEndsBeforeItBegins() {
    Map<String, Object> record = record();
    record.put("plannedStart", "2026-11-22T12:00:00Z");
    record.put("plannedEnd", "2026-11-22T11:00:00Z");

    Malformed.refused(ErrorCode.INVALID_REQUEST, "plannedEnd", () -> read(record));
  }

  @Test
  void readsARecord() {
    Map<String, Object> record = record();
    record.put("state", "implement");
    record.put("requester", "alice");
    record.put("requestedFor", "bella");
    record.put("entitlements", List.of(Map.of("realmRole", "db-admin")));
    record.put(
        "approvals",
        List.of(Map.of("approver", "bob", "decision", "approved", "at", "2026-11-22T08:00:00Z")));
    record.put("justification", "rotate keys");
    record.put("risk", "moderate");
    record.put("configurationItem", "pg-prod-01");
    record.put("plannedStart", "2026-11-22T09:00:00Z");
    record.put("plannedEnd", "2026-11-22T12:00:00Z");
    record.put("url", "https://itsm.example/CHG-1");

    assertThat(read(record))
        .isEqualTo(
            new Ticket(
                REF,
                "change_request",
                "implement",
                true,
                "1",
                "alice",
                "bella",
                List.of(new EntitlementName.RealmRole("db-admin")),
                List.of(
                    new Approval(
                        "bob", Approval.Decision.APPROVED, Instant.parse("2026-11-22T08:00:00Z"))),
                "rotate keys",
                "moderate",
                "pg-prod-01",
                Instant.parse("2026-11-22T09:00:00Z"),
                Instant.parse("2026-11-22T12:00:00Z"),
                "https://itsm.example/CHG-1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"APPROVED!", "ok", "Genehmigt"})
  void takesAnUnknownWordForNoDecisionYet(String word) {
    Map<String, Object> record = record();
    record.put("approvals", List.of(Map.of("approver", "bob", "decision", word)));

    assertThat(read(record).approvals())
        .extracting(Approval::decision)
        .containsExactly(Approval.Decision.PENDING);
  }
}
