package io.ticketgate.conditions;

import io.ticketgate.core.condition.Facts;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The request that the expressions of the tests are about, and changes of it. */
final class FactsOfATest {

  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

  private final Map<String, String> said = new HashMap<>();

  /**
   * @param changes each {@code ticket.risk=low}; an empty value for what is absent; approvals are
   *     {@code name@time}, separated by blanks
   */
  static Facts facts(String... changes) {
    FactsOfATest facts = new FactsOfATest();
    for (String change : changes) {
      int equals = change.indexOf('=');
      facts.said.put(change.substring(0, equals), change.substring(equals + 1));
    }
    return facts.made();
  }

  private Facts made() {
    Instant now = Instant.parse(required("now", NOW.toString()));
    return new Facts(
        new Facts.OfTicket(
            required("ticket.system", "snow"),
            required("ticket.id", "CHG0040001"),
            required("ticket.type", "change_request"),
            required("ticket.state", "Implement"),
            value("ticket.requester", "alice"),
            value("ticket.requesterId", "id-alice"),
            value("ticket.requestedFor", "bob"),
            list(required("ticket.entitlements", "db-admin orders/refund")),
            list(
                    required(
                        "ticket.approvals",
                        "dba-1@2026-11-30T11:00:00Z dba-2@2026-11-30T10:00:00Z carol@"
                            + "2026-11-30T12:00:00Z"))
                .stream()
                .map(FactsOfATest::approval)
                .toList(),
            value("ticket.justification", "The disk is full."),
            value("ticket.risk", "high"),
            value("ticket.configurationItem", ""),
            time("ticket.plannedStart", now.minusSeconds(3600)),
            time("ticket.plannedEnd", now.plusSeconds(7200))),
        new Facts.OfSubject(
            required("subject.kind", "user"),
            required("subject.id", "id-bob"),
            required("subject.name", "bob"),
            attributes()),
        new Facts.OfEntitlement(
            required("entitlement.kind", "client_role"),
            required("entitlement.name", "orders/refund"),
            value("entitlement.client", "orders")),
        new Facts.OfRequest(
            Boolean.parseBoolean(required("request.activate", "true")),
            now,
            now.plus(Duration.parse(required("request.lifetime", "PT1H"))),
            value("request.by", "id-admin"),
            value("request.actor", "")),
        now);
  }

  private Map<String, List<String>> attributes() {
    Map<String, List<String>> attributes = new LinkedHashMap<>();
    attributes.put("department", List.of("IT", "DB"));
    said.forEach(
        (name, value) -> {
          if (name.startsWith("subject.attributes.")) {
            String attribute = name.substring("subject.attributes.".length());
            attributes.remove(attribute);
            if (!value.isEmpty()) {
              attributes.put(attribute, list(value));
            }
          }
        });
    return attributes;
  }

  private static Facts.OfApproval approval(String text) {
    String[] parts = text.split("@", -1);
    return new Facts.OfApproval(
        "id-" + parts[0], parts[0], parts.length == 1 ? null : Instant.parse(parts[1]));
  }

  private static List<String> list(String text) {
    return text.isEmpty() ? List.of() : Arrays.asList(text.split(" ", -1));
  }

  private @Nullable Instant time(String name, Instant byDefault) {
    String text = value(name, byDefault.toString());
    return text == null ? null : Instant.parse(text);
  }

  private @Nullable String value(String name, String byDefault) {
    String value = required(name, byDefault);
    return value.isEmpty() ? null : value;
  }

  private String required(String name, String byDefault) {
    return said.getOrDefault(name, byDefault);
  }
}
