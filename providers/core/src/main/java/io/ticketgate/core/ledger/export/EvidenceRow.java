package io.ticketgate.core.ledger.export;

import io.ticketgate.core.ledger.Entry;
import io.ticketgate.core.ledger.Hash;
import io.ticketgate.core.ledger.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the log with the names that belong to it, a line of {@code entries.jsonl}.
 *
 * @param index its place in the log
 * @param entry as it is in the log
 * @param salt of the digests; null when it was deleted
 * @param names what the digests stand for; null when they were deleted
 */
public record EvidenceRow(
    long index,
    Map<String, Object> entry,
    @Nullable String salt,
    @Nullable Map<String, Object> names) {

  /** Out of what is stored. */
  public static EvidenceRow of(
      long index, byte[] logged, @Nullable String salt, @Nullable String names) {
    return new EvidenceRow(
        index,
        Json.object(new String(logged, StandardCharsets.UTF_8)),
        salt,
        names == null ? null : Json.object(names));
  }

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static EvidenceRow parse(String line) {
    Map<String, Object> row = Json.object(line);
    if (!(row.get("index") instanceof Long index)) {
      throw new IllegalArgumentException("A row has an index.");
    }
    Object salt = row.get("salt");
    Object names = row.get("names");
    Map<String, Object> entry = Json.object(row.get("entry"));
    Json.object(entry.get("record"));
    if (row.size() != 2 + (salt == null ? 0 : 1) + (names == null ? 0 : 1)) {
      throw new IllegalArgumentException("A row has an index, an entry, a salt and names alone.");
    }
    return new EvidenceRow(
        index,
        entry,
        salt == null ? null : salt.toString(),
        names == null ? null : Json.object(names));
  }

  /** As a line, without its break. */
  public String line() {
    return Json.canonical(members());
  }

  /** Its members. */
  public Map<String, Object> members() {
    Map<String, Object> row = new TreeMap<>();
    row.put("index", index);
    row.put("entry", entry);
    if (salt != null) {
      row.put("salt", salt);
    }
    if (names != null) {
      row.put("names", names);
    }
    return row;
  }

  /** The hash of the entry in the tree. */
  public Hash leaf() {
    return Hash.leaf(Json.canonical(entry).getBytes(StandardCharsets.UTF_8));
  }

  /** What the record says openly; empty for what it does not say. */
  public String open(String field) {
    return Objects.toString(record().get(field), "");
  }

  /** When the log took it in. */
  public String logged() {
    return Objects.toString(entry.get("logged"), "");
  }

  private Map<String, Object> record() {
    return Json.object(entry.get("record"));
  }

  /**
   * A name for people. Empty where the record has none, {@code (deleted)} where it was deleted; of
   * a person, role or client the name.
   */
  public String name(String field) {
    if (!Json.object(record().get("sealed")).containsKey(field)) {
      return "";
    }
    return names == null || !names.containsKey(field) ? "(deleted)" : text(names.get(field));
  }

  private static String text(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(EvidenceRow::text).collect(Collectors.joining(", "));
    }
    if (value instanceof Map<?, ?> map) {
      return map.get("name") == null ? Json.canonical(map) : String.valueOf(map.get("name"));
    }
    return String.valueOf(value);
  }

  /** The first name that is not what the log has a digest of; empty where all are. */
  public Optional<String> changedName() {
    Map<String, Object> sealed = Json.object(record().get("sealed"));
    if (names == null) {
      return Optional.empty();
    }
    String with = salt;
    if (with == null) {
      return Optional.of("salt");
    }
    return names.entrySet().stream()
        .filter(name -> !matches(sealed.get(name.getKey()), with, name.getKey(), name.getValue()))
        .map(Map.Entry::getKey)
        .findFirst()
        .or(() -> sealed.keySet().stream().filter(field -> !names.containsKey(field)).findFirst());
  }

  private static boolean matches(
      @Nullable Object digest, String salt, String field, @Nullable Object value) {
    try {
      return Entry.digest(salt, field, value).equals(digest);
    } catch (IllegalArgumentException noSalt) {
      return false;
    }
  }
}
