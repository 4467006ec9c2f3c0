package io.ticketgate.core.ledger.export;

import io.ticketgate.core.ledger.Json;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A binding as the server's table has it, a line of {@code bindings.jsonl}: what a verifier
 * compares with the log.
 *
 * @param createdAt in milliseconds since 1970
 * @param expiresAt in milliseconds since 1970
 * @param pending whether a step of it is not in the log yet, or not written down yet
 */
public record ListedBinding(
    String id,
    String status,
    String ticket,
    String subjectId,
    String entitlementId,
    long createdAt,
    long expiresAt,
    boolean pending) {

  /** As a line, without its break. */
  public String line() {
    Map<String, Object> line = new TreeMap<>();
    line.put("id", id);
    line.put("status", status);
    line.put("ticket", Json.writable(ticket));
    line.put("subjectId", Json.writable(subjectId));
    line.put("entitlementId", Json.writable(entitlementId));
    line.put("createdAt", createdAt);
    line.put("expiresAt", expiresAt);
    line.put("pending", pending);
    return Json.canonical(line);
  }

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static ListedBinding parse(String line) {
    Map<String, Object> map = Json.object(line);
    if (!(map.get("createdAt") instanceof Long createdAt)
        || !(map.get("expiresAt") instanceof Long expiresAt)
        || !(map.get("pending") instanceof Boolean pending)) {
      throw new IllegalArgumentException("A binding has times, and says whether it is pending.");
    }
    return new ListedBinding(
        text(map, "id"),
        text(map, "status"),
        text(map, "ticket"),
        text(map, "subjectId"),
        text(map, "entitlementId"),
        createdAt,
        expiresAt,
        pending);
  }

  private static String text(Map<String, Object> map, String field) {
    return String.valueOf(Objects.requireNonNullElse(map.get(field), ""));
  }
}
