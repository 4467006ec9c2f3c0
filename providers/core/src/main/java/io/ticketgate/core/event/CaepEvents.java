package io.ticketgate.core.event;

import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.EndCause;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which security event of OpenID CAEP 1.0 tells applications that something was taken from a person
 * or a client. It has the ticket and the cause, and no names of roles, rules or people: an
 * application needs none of them to let go of what it holds.
 *
 * @see <a href="https://openid.net/specs/openid-caep-1_0-final.html">CAEP 1.0, sections 2, 3.1 and
 *     3.3</a>
 */
public final class CaepEvents {

  /** An application ends its sessions of the person. */
  public static final String SESSION_REVOKED =
      "https://schemas.openid.net/secevent/caep/event-type/session-revoked";

  /** What a client authenticates with is good no longer. */
  public static final String CREDENTIAL_CHANGE =
      "https://schemas.openid.net/secevent/caep/event-type/credential-change";

  private static final Set<String> KINDS =
      Set.of(
          word(Subject.Kind.USER), word(Subject.Kind.SERVICE_ACCOUNT), word(Subject.Kind.CLIENT));

  private CaepEvents() {}

  /**
   * The event as {@link io.ticketgate.spi.EventFormat#CAEP}; empty where there is nothing to tell:
   * what was never exercised takes nothing away when it ends, what was suspended is gone already,
   * and for the members of a group or the right to change configuration CAEP has no event.
   */
  public static Optional<Map<String, Object>> of(GateEvent event) {
    if (event.type() == EventType.SUBSCRIBER_TEST) {
      return Optional.of(Map.of("event", event.id()));
    }
    Map<String, Object> data = event.data();
    Map<?, ?> subject = map(data.get("subject"));
    Map<?, ?> entitlement = map(data.get("entitlement"));
    if (!BindingStatus.ACTIVE.name().equals(data.get("previousStatus"))
        || BindingStatus.ACTIVE.name().equals(data.get("status"))
        || !KINDS.contains(String.valueOf(subject.get("kind")))
        || entitlement.containsKey("configuration")) {
      return Optional.empty();
    }
    boolean credential = entitlement.containsKey("clientCredential");
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("event", event.id());
    json.put("type", credential ? CREDENTIAL_CHANGE : SESSION_REVOKED);
    json.put("subject", Map.of("kind", subject.get("kind"), "id", subject.get("id")));
    json.put("attributes", attributes(event, credential));
    return Optional.of(json);
  }

  private static Map<String, Object> attributes(GateEvent event, boolean credential) {
    Map<String, Object> data = event.data();
    String ticket = String.valueOf(data.get("ticket"));
    String cause = String.valueOf(data.get("cause"));
    Map<String, Object> attributes = new LinkedHashMap<>();
    if (credential) {
      // CAEP 3.3.1: or any other type that both sides know.
      attributes.put("credential_type", "client-credential");
      attributes.put("change_type", "revoke");
    }
    attributes.put("event_timestamp", event.at().getEpochSecond());
    attributes.put("initiating_entity", initiator(data, cause));
    attributes.put(
        "reason_admin",
        Map.of(
            "en",
            (BindingStatus.SUSPENDED.name().equals(data.get("status")) ? "Suspended" : "Ended")
                + " under ticket "
                + ticket
                + ": "
                + cause.replace('_', ' ')
                + "."));
    Map<String, Object> own = new LinkedHashMap<>();
    own.put("event", event.id());
    own.put("binding", data.get("binding"));
    own.put("ticket", ticket);
    own.put("cause", cause);
    attributes.put("ticket_gate", own);
    return attributes;
  }

  /** CAEP 2: {@code admin}, {@code user}, {@code policy} or {@code system}. */
  private static String initiator(Map<String, Object> data, String cause) {
    if (cause.equals(EndCause.ADMIN.word()) || cause.equals(EndCause.GRANT_REMOVED.word())) {
      @Nullable Object actor = map(data.get("actor")).get("id");
      if (actor == null) {
        return "system";
      }
      return actor.equals(map(data.get("subject")).get("id")) ? "user" : "admin";
    }
    if (cause.equals(EndCause.GIVEN_BACK.word())) {
      return "user";
    }
    return Set.of(EndCause.DRIFT.word(), EndCause.SUBJECT_REMOVED.word(), EndCause.TAKEOVER.word())
            .contains(cause)
        ? "system"
        : "policy";
  }

  private static String word(Subject.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }
}
