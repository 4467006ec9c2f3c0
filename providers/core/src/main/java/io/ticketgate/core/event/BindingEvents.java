package io.ticketgate.core.event;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BreakGlass;
import io.ticketgate.core.binding.Detail;
import io.ticketgate.core.binding.Reviewer;
import io.ticketgate.core.binding.Transition;
import io.ticketgate.spi.EntitlementName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The event of a step in the life of a binding. Names are those of the admin API. */
public final class BindingEvents {

  private BindingEvents() {}

  /**
   * @param binding as the step left it
   */
  public static GateEvent of(Binding binding, Transition step) {
    return new GateEvent(
        id(step),
        EventType.of(step),
        "bindings/" + binding.id(),
        step.at(),
        binding.rules(),
        binding.entitlement().name(),
        data(binding, step));
  }

  /** The event that somebody has made an emergency grant. */
  public static GateEvent ofEmergency(Binding binding, BreakGlass used) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("binding", binding.id());
    data.put("ticket", binding.ticket().toString());
    data.put("subject", subject(binding.subject()));
    data.put("entitlement", entitlement(binding.entitlement()));
    data.put("rules", binding.rules());
    put(data, "usedBy", person(used.usedBy()));
    put(data, "justification", binding.justification());
    data.put("expiresAt", binding.expiresAt().toString());
    data.put("reviewDueAt", used.reviewDueAt().toString());
    return new GateEvent(
        named(binding.id() + " used"),
        EventType.BREAKGLASS_USED,
        "bindings/" + binding.id(),
        used.usedAt(),
        binding.rules(),
        binding.entitlement().name(),
        data);
  }

  /**
   * A binding is to be reviewed, was not reviewed in time, or was reviewed.
   *
   * @param by the reviewer; null where nobody has reviewed it
   * @param said what the reviewer decided; null where nobody has
   */
  public static GateEvent review(
      EventType type, Binding binding, @Nullable Person by, @Nullable Detail said, Instant at) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("binding", binding.id());
    data.put("status", binding.status().name());
    put(data, "actor", person(by));
    put(data, "detail", detail(said));
    about(data, binding);
    // The same due time is told of once, also where two servers do it.
    Instant due = binding.schedule().reviewDueAt();
    return new GateEvent(
        named(binding.id() + " " + type.word() + " " + (said != null || due == null ? at : due)),
        type,
        "bindings/" + binding.id(),
        at,
        binding.rules(),
        binding.entitlement().name(),
        data);
  }

  /** The event that an active binding ends soon; the same for the same end. */
  public static GateEvent ending(Binding binding, Instant now) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("binding", binding.id());
    data.put("status", binding.status().name());
    about(data, binding);
    return new GateEvent(
        named(binding.id() + " ends " + binding.expiresAt().toEpochMilli()),
        EventType.BINDING_ENDING,
        "bindings/" + binding.id(),
        now,
        binding.rules(),
        binding.entitlement().name(),
        data);
  }

  /** Of the step alone: an end that is announced again, after a crash, is the same event. */
  private static String id(Transition step) {
    String text =
        step.bindingId() + " " + step.from() + " " + step.to() + " " + step.at().toEpochMilli();
    return named(text);
  }

  private static String named(String text) {
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private static Map<String, Object> data(Binding binding, Transition step) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("binding", binding.id());
    data.put("status", step.to().name());
    put(data, "previousStatus", step.from() == null ? null : step.from().name());
    put(data, "cause", step.cause() == null ? null : step.cause().word());
    put(data, "actor", person(step.actor()));
    put(data, "detail", detail(step.detail()));
    about(data, binding);
    return data;
  }

  private static void about(Map<String, Object> data, Binding binding) {
    data.put("ticket", binding.ticket().toString());
    data.put("subject", subject(binding.subject()));
    data.put("entitlement", entitlement(binding.entitlement()));
    data.put("rules", binding.rules());
    put(data, "requestedBy", binding.requestedBy());
    put(data, "grantedBy", person(binding.grantedBy()));
    put(data, "owner", person(binding.owner()));
    data.put("approvers", binding.approvers().stream().map(BindingEvents::person).toList());
    data.put("notBefore", binding.notBefore().toString());
    put(data, "expiresAt", binding.standing() ? null : binding.expiresAt().toString());
    Instant due = binding.schedule().reviewDueAt();
    Reviewer reviewer = binding.schedule().reviewer();
    put(data, "ephemeral", binding.ephemeral() ? Boolean.TRUE : null);
    put(data, "reviewDueAt", due == null ? null : due.toString());
    put(data, "reviewer", reviewer == null ? null : reviewer(reviewer));
    data.put(
        "evidence",
        Map.of(
            "ticketVersion", binding.evidence().ticketVersion(),
            "digest", binding.evidence().digest(),
            "ruleDigest", binding.ruleDigest()));
  }

  private static Map<String, Object> reviewer(Reviewer reviewer) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kind", reviewer.kind().name().toLowerCase(Locale.ROOT));
    json.put("id", reviewer.id());
    json.put("name", reviewer.name());
    return json;
  }

  /** A subject as every event names one. */
  static Map<String, Object> subject(Subject subject) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kind", subject.kind().name().toLowerCase(Locale.ROOT));
    json.put("id", subject.id());
    json.put("name", subject.name());
    return json;
  }

  /** An entitlement as every event names one. */
  static Map<String, Object> entitlement(Entitlement entitlement) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", entitlement.id());
    EntitlementName name = entitlement.name();
    if (name instanceof EntitlementName.RealmRole role) {
      json.put("realmRole", role.role());
    } else if (name instanceof EntitlementName.ClientRole role) {
      json.put("clientRole", Map.of("client", role.client(), "role", role.role()));
    } else if (name instanceof EntitlementName.ClientCredential credential) {
      json.put("clientCredential", credential.clientId());
    } else if (name instanceof EntitlementName.Configuration configuration) {
      json.put("configuration", configuration.area());
    }
    return json;
  }

  private static @Nullable Map<String, Object> person(@Nullable Person person) {
    if (person == null) {
      return null;
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", person.id());
    json.put("name", person.name());
    return json;
  }

  private static @Nullable Map<String, Object> detail(@Nullable Detail detail) {
    if (detail == null) {
      return null;
    }
    Map<String, Object> json = new LinkedHashMap<>();
    put(json, "code", detail.code());
    json.put("sentence", detail.sentence());
    return json;
  }

  private static void put(Map<String, Object> data, String name, @Nullable Object value) {
    if (value != null) {
      data.put(name, value);
    }
  }
}
