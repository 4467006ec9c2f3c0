package io.ticketgate.keycloak.calls;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Tag;
import io.ticketgate.core.gate.Route;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.rule.Rule;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.RealmModel;

/**
 * What the gate counts, in the registry that Keycloak publishes at {@code /metrics}. Nobody is
 * named: a label is a realm, a rule, a route or a code.
 */
public final class GateMetrics {

  /** How the resource path of what the reconciler reports ends. */
  private static final String DRIFT = "/drift";

  /** The detail by which an event tells that a review has changed no state. */
  public static final String REVIEW = "review";

  private static final Map<String, AtomicLong> GAUGES = new ConcurrentHashMap<>();
  private static final Map<String, AtomicLong> WAITING = new ConcurrentHashMap<>();

  private GateMetrics() {}

  /** Counts {@code ticket_gate_would_refuse_total}, once for each rule. */
  public static void wouldRefuse(RealmModel realm, Route route, Collection<Rule> rules) {
    for (Rule rule : rules) {
      Metrics.counter(
              "ticket_gate.would_refuse",
              List.of(
                  Tag.of("realm", realm.getName()),
                  Tag.of("rule", rule.name()),
                  Tag.of("route", route.word())))
          .increment();
    }
  }

  /** Counts {@code ticket_gate_log_witness_total}. */
  public static void witnessed(String realm, String witness, String result) {
    Metrics.counter(
            "ticket_gate.log.witness",
            List.of(Tag.of("realm", realm), Tag.of("witness", witness), Tag.of("result", result)))
        .increment();
  }

  /** What became of a note for an ITSM. */
  public enum NoteOutcome {
    WRITTEN,
    /** It is tried again. */
    FAILED,
    GIVEN_UP
  }

  /**
   * Counts {@code ticket_gate_notes_total}.
   *
   * @param realm the realm's name
   */
  public static void notes(String realm, String system, NoteOutcome outcome, int many) {
    Metrics.counter(
            "ticket_gate.notes",
            List.of(
                Tag.of("realm", realm),
                Tag.of("system", system),
                Tag.of("outcome", outcome.name().toLowerCase(Locale.ROOT))))
        .increment(many);
  }

  /** Counts {@code ticket_gate_refused_total}. */
  public static void refused(RealmModel realm, ErrorCode code) {
    Metrics.counter(
            "ticket_gate.refused",
            List.of(Tag.of("realm", realm.getName()), Tag.of("code", code.code())))
        .increment();
  }

  /** What became of cleaning up after a subject's bindings. */
  public enum CleanUpOutcome {
    DONE,
    /** It is tried again. */
    FAILED
  }

  /** Counts {@code ticket_gate_clean_ups_total}, once for each subject. */
  public static void cleanUps(CleanUpOutcome outcome) {
    Metrics.counter(
            "ticket_gate.clean_ups",
            List.of(Tag.of("outcome", outcome.name().toLowerCase(Locale.ROOT))))
        .increment();
  }

  /** What is counted of emergency grants. */
  public enum BreakGlassStep {
    USED,
    /** Nobody has reviewed it by its deadline. */
    OVERDUE
  }

  /** Counts {@code ticket_gate_break_glass_total}. */
  public static void breakGlass(RealmModel realm, BreakGlassStep step) {
    Metrics.counter(
            "ticket_gate.break_glass",
            List.of(
                Tag.of("realm", realm.getName()),
                Tag.of("step", step.name().toLowerCase(Locale.ROOT))))
        .increment();
  }

  /** What became of telling an application that a session has ended. */
  public enum LogoutOutcome {
    SENT,
    /** It is tried again. */
    FAILED,
    GIVEN_UP
  }

  /** Counts {@code ticket_gate_logouts_total}, once for each application and session. */
  public static void logouts(LogoutOutcome outcome, int many) {
    Metrics.counter(
            "ticket_gate.logouts",
            List.of(Tag.of("outcome", outcome.name().toLowerCase(Locale.ROOT))))
        .increment(many);
  }

  /** Counts {@code ticket_gate_trust_base_changes_total}: what did not come through the gate. */
  public static void trustBaseChanged(RealmModel realm, String area, int many) {
    Metrics.counter(
            "ticket_gate.trust_base_changes",
            List.of(Tag.of("realm", realm.getName()), Tag.of("area", area)))
        .increment(many);
  }

  /**
   * Counts {@code ticket_gate_transitions_total}, for each step of a binding, and {@code
   * ticket_gate_drift_total}, for what the reconciler finds. To be called once it is committed.
   *
   * @param event one of the gate's
   */
  static void announced(AdminEvent event) {
    Map<String, String> details = event.getDetails();
    String realm = String.valueOf(event.getRealmName());
    if (details.containsKey(REVIEW)) {
      return; // it changes no state of its binding
    }
    if (event.getOperationType() != OperationType.ACTION) {
      Metrics.counter(
              "ticket_gate.transitions",
              List.of(
                  Tag.of("realm", realm),
                  Tag.of("to", word(details, "status").toLowerCase(Locale.ROOT)),
                  Tag.of("cause", word(details, "cause"))))
          .increment();
    } else if (String.valueOf(event.getResourcePath()).endsWith(DRIFT)) {
      Metrics.counter(
              "ticket_gate.drift",
              List.of(Tag.of("realm", realm), Tag.of("kind", word(details, "audit"))))
          .increment();
    }
  }

  /** One of a closed set of words; empty where the event has none. */
  private static String word(Map<String, String> details, String name) {
    return details.getOrDefault(name, "");
  }

  /**
   * Publishes {@code ticket_gate_clean_up_waiting} and {@code ticket_gate_clean_up_failing}, which
   * every node reads from the database for all realms.
   *
   * @param waiting bindings that have ended, and of which something is still in Keycloak
   * @param failing those of them with which it has failed at least once
   */
  public static void cleanUpWaits(long waiting, long failing) {
    published("ticket_gate.clean_up.waiting").set(waiting);
    published("ticket_gate.clean_up.failing").set(failing);
  }

  /**
   * Publishes {@code ticket_gate_look_seconds}: what the reconciler's last look through a realm
   * took this node, from begin to end.
   */
  public static void looked(Duration took) {
    published("ticket_gate.look.seconds").set(took.toSeconds());
  }

  /** What a gauge shows; it is registered at the first call. */
  private static AtomicLong published(String name) {
    return GAUGES.computeIfAbsent(
        name, first -> Objects.requireNonNull(Metrics.gauge(first, new AtomicLong())));
  }

  /**
   * Sets {@code ticket_gate_owners_missing}: how many ITSM systems and subscribers of a realm have
   * an owner who is gone, disabled or in a directory that does not answer.
   */
  public static void ownersMissing(RealmModel realm, int many) {
    WAITING
        .computeIfAbsent(
            realm.getName() + "//owners",
            any ->
                Metrics.gauge(
                    "ticket_gate.owners.missing",
                    List.of(Tag.of("realm", realm.getName())),
                    new AtomicLong()))
        .set(many);
  }

  /** What becomes of a webhook. */
  public enum DeliveryResult {
    /** No valid signature or token, or no such system. */
    REFUSED,
    LIMITED,
    TOO_LARGE,
    /** It names no ticket. */
    IGNORED,
    DUPLICATE,
    /** It has no id, and its ticket is to be read anyway. */
    COALESCED,
    ACCEPTED,
    /** An accepted one: reading the ticket brought something new. */
    CONFIRMED,
    /** An accepted delivery that failed, or read nothing new, at every try. */
    GIVEN_UP
  }

  /**
   * Counts {@code ticket_gate_deliveries_total}.
   *
   * @param system empty unless it is known to exist: a stranger must not choose a label
   */
  public static void deliveries(String realm, String system, DeliveryResult result, int count) {
    Metrics.counter(
            "ticket_gate.deliveries",
            List.of(
                Tag.of("realm", realm),
                Tag.of("system", system),
                Tag.of("result", result.name().toLowerCase(Locale.ROOT))))
        .increment(count);
  }

  /** What became of an event for a subscriber. */
  public enum EventOutcome {
    DELIVERED,
    /** It is tried again. */
    FAILED,
    /** It is a dead letter. */
    DEAD
  }

  /**
   * Counts {@code ticket_gate_events_total}.
   *
   * @param realm the realm's name
   * @param subscriber the subscriber's name
   */
  public static void events(String realm, String subscriber, EventOutcome outcome, int many) {
    Metrics.counter(
            "ticket_gate.events",
            List.of(
                Tag.of("realm", realm),
                Tag.of("subscriber", subscriber),
                Tag.of("outcome", outcome.name().toLowerCase(Locale.ROOT))))
        .increment(many);
  }

  /**
   * Counts {@code ticket_gate_events_passed_on_total}, once for each receiver that a subscriber
   * passes an event on to.
   *
   * @param realm the realm's name
   * @param subscriber the subscriber's name
   * @param word what became of it there, of a closed set of words
   */
  public static void passedOn(String realm, String subscriber, String receiver, String word) {
    Metrics.counter(
            "ticket_gate.events.passed_on",
            List.of(
                Tag.of("realm", realm),
                Tag.of("subscriber", subscriber),
                Tag.of("receiver", receiver),
                Tag.of("outcome", word)))
        .increment();
  }

  /**
   * Sets {@code ticket_gate_events_waiting}: how many events wait for a subscriber, as this node
   * last counted them.
   */
  public static void eventsWaiting(String realm, String subscriber, long waiting) {
    WAITING
        .computeIfAbsent(
            realm + "/" + subscriber,
            any ->
                Metrics.gauge(
                    "ticket_gate.events.waiting",
                    List.of(Tag.of("realm", realm), Tag.of("subscriber", subscriber)),
                    new AtomicLong()))
        .set(waiting);
  }
}
