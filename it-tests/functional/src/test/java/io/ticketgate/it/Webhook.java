package io.ticketgate.it;

import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.RealmFixture;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A webhook as ITSM systems sign and send them. Immutable: each change answers a copy. */
record Webhook(RealmFixture realm, String system, byte[] body, Map<String, String> headers) {

  /** Of Standard Webhooks. */
  static final String SECRET = standardSecret("the present secret of 32 bytes..");

  /** The one after it. */
  static final String NEXT_SECRET = standardSecret("the coming secret of 32 bytes...");

  /** Of the schemes that take a secret as it is. */
  static final String PLAIN_SECRET = "a plain secret of more than 24 bytes";

  private static String standardSecret(String bytes) {
    return "whsec_" + Base64.getEncoder().encodeToString(bytes.getBytes(StandardCharsets.US_ASCII));
  }

  /** About a ticket of a system, as {@code rest} finds it by default; not signed. */
  static Webhook about(RealmFixture realm, String system, String key) {
    return of(realm, system, "{\"ticket\":\"" + key + "\",\"state\":\"closed\"}");
  }

  static Webhook of(RealmFixture realm, String system, String body) {
    return new Webhook(realm, system, body.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  Webhook body(byte[] other) {
    return new Webhook(realm, system, other, headers);
  }

  Webhook to(String other) {
    return new Webhook(realm, other, body, headers);
  }

  Webhook with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Webhook(realm, system, body, more);
  }

  /** With a new id, signed now. */
  Webhook signed() {
    return signed(SECRET, Instant.now());
  }

  Webhook signed(String secret, Instant at) {
    String id = "msg_" + UUID.randomUUID();
    byte[] key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
    byte[] head = (id + "." + at.getEpochSecond() + ".").getBytes(StandardCharsets.UTF_8);
    return with("webhook-id", id)
        .with("webhook-timestamp", String.valueOf(at.getEpochSecond()))
        .with(
            "webhook-signature",
            "v1," + Base64.getEncoder().encodeToString(mac("HmacSHA256", key, head, body)));
  }

  /** As the word of a scheme that takes a secret as it is says. */
  Webhook signedBy(String scheme) {
    byte[] key = PLAIN_SECRET.getBytes(StandardCharsets.UTF_8);
    byte[] nothing = new byte[0];
    String sha256 = HexFormat.of().formatHex(mac("HmacSHA256", key, body, nothing));
    String id = UUID.randomUUID().toString();
    return switch (scheme) {
      case "x-hub-signature-256" ->
          with("X-Hub-Signature-256", "sha256=" + sha256).with("X-GitHub-Delivery", id);
      case "x-hub-signature" ->
          with("X-Hub-Signature", "sha256=" + sha256).with("X-Atlassian-Webhook-Identifier", id);
      case "x-hub-signature-sha1" ->
          with(
                  "X-Hub-Signature",
                  "sha1=" + HexFormat.of().formatHex(mac("HmacSHA1", key, body, nothing)))
              .with("X-Zammad-Delivery", id);
      case "x-glpi-signature" -> {
        String time = String.valueOf(Instant.now().getEpochSecond());
        yield with("X-GLPI-timestamp", time)
            .with(
                "X-GLPI-signature",
                HexFormat.of()
                    .formatHex(
                        mac("HmacSHA256", key, body, time.getBytes(StandardCharsets.UTF_8))));
      }
      default -> throw new IllegalArgumentException(scheme);
    };
  }

  Webhook bearer(String token) {
    return with("Authorization", "Bearer " + token);
  }

  Answer send() {
    Http.Call call = realm.open("/ticket-gate/webhooks/" + Http.encode(system));
    for (Map.Entry<String, String> header : headers.entrySet()) {
      call = call.header(header.getKey(), header.getValue());
    }
    return call.post(body);
  }

  private static byte[] mac(String algorithm, byte[] key, byte[] first, byte[] second) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key, algorithm));
      mac.update(first);
      return mac.doFinal(second);
    } catch (GeneralSecurityException unusable) {
      throw new AssertionError(unusable);
    }
  }
}
