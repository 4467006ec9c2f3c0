package io.ticketgate.core.ledger;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.Detail;
import io.ticketgate.core.binding.Transition;
import io.ticketgate.core.ticket.MadeRequest;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the ledger says of what happens. */
public final class Entries {

  private Entries() {}

  /**
   * A step in the life of a binding, with all that the decision relied on.
   *
   * @param recorded the time of now
   */
  public static Entry of(
      String id, String realm, Binding binding, Transition step, Instant recorded, String salt) {
    Map<String, Object> open = new TreeMap<>();
    open.put("binding", binding.id());
    put(open, "from", step.from() == null ? null : step.from().name());
    open.put("to", step.to().name());
    put(open, "cause", step.cause() == null ? null : step.cause().word());
    open.put("notBefore", binding.notBefore().toString());
    put(open, "expiresAt", binding.standing() ? null : binding.expiresAt().toString());
    put(open, "reviewDueAt", text(binding.schedule().reviewDueAt()));
    open.put("ruleDigest", binding.ruleDigest());
    if (binding.ephemeral()) {
      open.put("ephemeral", true);
    }
    Detail detail = step.detail();
    put(open, "code", detail == null ? null : detail.code());

    Map<String, Object> names = new TreeMap<>();
    names.put("subject", subject(binding.subject()));
    names.put("entitlement", entitlement(binding.entitlement()));
    names.put("ticket", binding.ticket().toString());
    names.put("ticketVersion", writable(binding.evidence().ticketVersion()));
    names.put("ticketDigest", binding.evidence().digest());
    names.put("rules", binding.rules().stream().map(Entries::writable).toList());
    put(names, "requestedBy", binding.requestedBy());
    person(names, "grantedBy", binding.grantedBy());
    person(names, "owner", binding.owner());
    names.put("approvers", people(binding.approvers()));
    put(names, "justification", binding.justification());
    person(names, "actor", step.actor());
    if (detail != null) {
      put(names, "detail", detail.sentence());
      if (detail instanceof Detail.Reviewed reviewed) {
        open.put("outcome", reviewed.outcome().word());
        put(names, "riskAnalysis", reviewed.riskAnalysis());
      }
    }
    return new Entry(id, realm, type(step), step.at(), recorded, open, names, salt);
  }

  /**
   * That somebody has asked for access in self-service, and under which ticket.
   *
   * @param recorded the time of now
   */
  public static Entry of(
      String id, String realm, MadeRequest request, Instant recorded, String salt) {
    Map<String, Object> open = new TreeMap<>();
    open.put("request", request.id());
    put(open, "notBefore", text(request.from()));
    put(open, "expiresAt", text(request.until()));

    Map<String, Object> names = new TreeMap<>();
    names.put("subject", subject(request.subject()));
    names.put("entitlement", entitlement(request.entitlement()));
    names.put("ticket", request.ticket().toString());
    names.put("rules", request.rules().stream().map(Entries::writable).toList());
    put(names, "justification", request.justification());
    person(names, "actor", request.by());
    return new Entry(id, realm, "request.made", request.at(), recorded, open, names, salt);
  }

  /**
   * A rule, ITSM system, subscriber or key of the log that was made, changed or removed.
   *
   * @param what {@code rule}, {@code system}, {@code subscriber} or {@code key}
   * @param name null where it is not known any more
   * @param settings what it says now, without secrets; null when it was removed
   * @param by null for the server itself
   */
  public static Entry of(
      String id,
      String realm,
      String what,
      String component,
      @Nullable String name,
      @Nullable Map<String, ?> settings,
      @Nullable Person by,
      Instant at,
      String salt) {
    Map<String, Object> names = new TreeMap<>();
    put(names, "name", name);
    if (settings != null) {
      names.put("settings", settings);
    }
    person(names, "actor", by);
    return new Entry(
        id,
        realm,
        what + (settings == null ? ".removed" : ".changed"),
        at,
        at,
        Map.of("component", component),
        names,
        salt);
  }

  private static String type(Transition step) {
    if (step.ofReview()) {
      return step.detail() instanceof Detail.EmergencyReviewed ? "review.done" : "review.overdue";
    }
    if (step.to().live() && step.detail() instanceof Detail.Reviewed) {
      return "binding.certified";
    }
    if (step.handsOver()) {
      return "binding.reassigned";
    }
    if (step.detail() instanceof Detail.ReviewDemanded) {
      return "review.demanded";
    }
    if (step.movesTheEnd()) {
      return "binding.extended";
    }
    String word =
        switch (step.to()) {
          case AUTHORIZED -> "authorized";
          case ACTIVE -> step.from() == BindingStatus.SUSPENDED ? "resumed" : "activated";
          case SUSPENDED -> "suspended";
          case REVOKED -> "revoked";
          case EXPIRED -> "expired";
        };
    return "binding." + word;
  }

  private static Map<String, Object> subject(Subject subject) {
    return named(
        "kind", subject.kind().name().toLowerCase(Locale.ROOT),
        "id", subject.id(),
        "name", subject.name());
  }

  private static Map<String, Object> entitlement(Entitlement entitlement) {
    return named("id", entitlement.id(), "name", entitlement.name().toString());
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }

  private static Map<String, Object> named(String... pairs) {
    Map<String, Object> map = new TreeMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i], writable(pairs[i + 1]));
    }
    return map;
  }

  private static List<Map<String, Object>> people(List<Person> people) {
    return people.stream().map(each -> named("id", each.id(), "name", each.name())).toList();
  }

  private static void person(Map<String, Object> map, String field, @Nullable Person person) {
    if (person != null) {
      map.put(field, named("id", person.id(), "name", person.name()));
    }
  }

  private static void put(Map<String, Object> map, String field, @Nullable String value) {
    if (value != null) {
      map.put(field, writable(value));
    }
  }

  private static String writable(String text) {
    return Json.writable(text);
  }
}
