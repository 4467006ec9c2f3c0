package io.ticketgate.core.ledger;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Something that has happened, before the log has taken it in. What names a person, ticket, role or
 * client is in the log as a salted digest alone: whoever deletes salt and names has deleted them,
 * and the log still verifies.
 *
 * @param id of the entry
 * @param realm id of the realm
 * @param type for example {@code binding.activated}
 * @param at when it happened
 * @param recorded when it was written down
 * @param open what the log says in so many words: ids and states, no names
 * @param names what it says as digests, by name of the field
 * @param salt of those digests
 */
public record Entry(
    String id,
    String realm,
    String type,
    Instant at,
    Instant recorded,
    Map<String, Object> open,
    Map<String, Object> names,
    String salt) {

  /** So many bytes has a salt. */
  public static final int SALT_BYTES = 32;

  /** The largest entry that a log can have, C2SP tlog-tiles. */
  public static final int MOST_BYTES = 65_535;

  static final String SEALED = "sealed";
  private static final int VERSION = 1;

  public Entry {
    open = Map.copyOf(open);
    names = Map.copyOf(names);
  }

  /** A salt out of random bytes. */
  public static String salt(byte[] random) {
    if (random.length < SALT_BYTES) {
      throw new IllegalArgumentException("A salt has 32 bytes.");
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  /** The record, canonical. */
  public String record() {
    Map<String, Object> record = new TreeMap<>(open);
    record.put("v", VERSION);
    record.put("id", id);
    record.put("realm", realm);
    record.put("type", type);
    record.put("at", at.toString());
    record.put("recorded", recorded.toString());
    Map<String, Object> sealed = new TreeMap<>();
    names.forEach((field, value) -> sealed.put(field, digest(salt, field, value)));
    record.put(SEALED, sealed);
    return Json.canonical(record);
  }

  /**
   * The entry of the log, canonical: the record, and when the log took it in.
   *
   * @param record as {@link #record()} makes it
   */
  public static byte[] logged(String record, Instant logged) {
    return ("{\"logged\":" + Json.canonical(logged.toString()) + ",\"record\":" + record + "}")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** What stands in the log for the value of a field. */
  public static String digest(String salt, String field, @Nullable Object value) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(Base64.getUrlDecoder().decode(salt), "HmacSHA256"));
      byte[] message = (field + "\0" + Json.canonical(value)).getBytes(StandardCharsets.UTF_8);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(message));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every Java platform has HMAC-SHA-256.", impossible);
    }
  }
}
