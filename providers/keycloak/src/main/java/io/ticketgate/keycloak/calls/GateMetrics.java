package io.ticketgate.keycloak.calls;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Tag;
import io.ticketgate.core.gate.Route;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.rule.Rule;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.keycloak.models.RealmModel;

/**
 * What the gate counts, in the registry that Keycloak publishes at {@code /metrics}. Nobody is
 * named: a label is a realm, a rule, a route or a code.
 */
public final class GateMetrics {

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
}
