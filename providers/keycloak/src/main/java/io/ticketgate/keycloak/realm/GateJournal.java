package io.ticketgate.keycloak.realm;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Presence;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.Detail;
import io.ticketgate.core.binding.Journal;
import io.ticketgate.core.binding.Transition;
import io.ticketgate.core.binding.WorkNote;
import io.ticketgate.core.classification.TrustRound.Found;
import io.ticketgate.core.event.BindingEvents;
import io.ticketgate.core.event.EventType;
import io.ticketgate.core.event.GateEvent;
import io.ticketgate.core.gate.Attempt;
import io.ticketgate.core.gate.AttemptedExposure;
import io.ticketgate.core.gate.Reports;
import io.ticketgate.core.refusal.CheckResult;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.keycloak.calls.AdminEvents;
import io.ticketgate.keycloak.calls.GateMetrics;
import io.ticketgate.keycloak.config.EventOutbox;
import io.ticketgate.keycloak.config.ItsmSystem;
import io.ticketgate.keycloak.store.EndNotices;
import io.ticketgate.keycloak.store.JpaBindings;
import io.ticketgate.keycloak.store.Notes;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Writes each step of a binding to its history, to Keycloak's admin events, to the notes that the
 * ITSM is to get, and to the events that subscribers are to get. All are rows of the same
 * transaction as the step itself.
 */
public final class GateJournal implements Journal, Reports {

  /** An event and a log line name as many; the rest is counted. */
  private static final int MOST_ROWS = 20;

  private static final Logger LOG = Logger.getLogger(GateJournal.class);

  private final KeycloakSession session;
  private final RealmModel realm;
  private final JpaBindings bindings;
  private final EventOutbox outbox;

  GateJournal(KeycloakSession session, RealmModel realm, JpaBindings bindings) {
    this.session = session;
    this.realm = realm;
    this.bindings = bindings;
    this.outbox = new EventOutbox(session, realm);
  }

  @Override
  public void record(Binding binding, Transition transition) {
    bindings.record(binding, transition);
    if (ItsmSystem.writesBack(session, realm, binding.ticket().system())) {
      new Notes(session)
          .queue(
              realm.getId(), binding.ticket(), WorkNote.of(binding, transition), transition.at());
    }
    announce(binding, transition);
    if (transition.to() == BindingStatus.ACTIVE) {
      outbox
          .endAnnounced(binding, transition.at())
          .ifPresent(at -> new EndNotices(session).plan(realm.getId(), binding.id(), at));
    }
    OperationType operation =
        transition.from() == null
            ? OperationType.CREATE
            : transition.to().live() || transition.ofReview()
                ? OperationType.UPDATE
                : OperationType.DELETE;
    Map<String, String> details = new LinkedHashMap<>();
    details.put("ticket", binding.ticket().toString());
    details.put("subject", binding.subject().id());
    details.put("entitlement", binding.entitlement().name().toString());
    details.put("rule", String.join(",", binding.rules()));
    details.put("status", transition.to().name());
    Detail detail = transition.detail();
    if (transition.ofReview() && detail != null) {
      details.put(GateMetrics.REVIEW, detail.facts().getOrDefault("outcome", "overdue"));
    }
    if (!binding.standing()) {
      details.put("expires_at", binding.expiresAt().toString());
    }
    Instant due = binding.schedule().reviewDueAt();
    if (due != null) {
      details.put("review_due_at", due.toString());
    }
    if (transition.cause() != null) {
      details.put("cause", transition.cause().word());
    }
    send(operation, binding.id(), transition.actor(), transition.at(), details);
  }

  /**
   * Queues the event of a step alone, for subscribers; the same step again is the same event. Its
   * history follows where it cannot be written yet.
   */
  public void announce(Binding binding, Transition transition) {
    outbox.announce(BindingEvents.of(binding, transition));
  }

  /**
   * Queues an event about a review, for subscribers.
   *
   * @param by the reviewer; null where nobody has reviewed it
   * @param said what the reviewer decided; null where nobody has
   */
  public void reviewed(
      EventType type, Binding binding, @Nullable Person by, @Nullable Detail said, Instant at) {
    outbox.announce(BindingEvents.review(type, binding, by, said, at));
  }

  /** Reports that nobody has used a binding for as long as its rules allow. */
  public void dormant(Binding binding, Collection<Rule> rules, Instant now) {
    Map<String, String> details = about(binding.subject(), binding.entitlement(), rules, "dormant");
    details.put("binding", binding.id());
    details.put("ticket", binding.ticket().toString());
    Instant used = binding.lastUsedAt();
    if (used != null) {
      details.put("last_used_at", used.toString());
    }
    drift(null, now, details);
  }

  @Override
  public void wouldRefuse(
      Attempt attempt,
      Collection<Rule> audited,
      GateException refusal,
      @Nullable Person by,
      Instant now) {
    LOG.warnf(
        "Audit: realm %s, route %s, subject %s, role %s would have been refused: %s",
        realm.getId(),
        attempt.route().word(),
        attempt.subject().id(),
        attempt.entitlement().id(),
        refusal.code().code());
    GateMetrics.wouldRefuse(realm, attempt.route(), audited);
    Map<String, String> details =
        about(attempt.subject(), attempt.entitlement(), audited, "would_refuse");
    details.put("code", refusal.code().code());
    details.put("route", attempt.route().word());
    details.put("failed_checks", failedChecks(audited, refusal));
    send(OperationType.ACTION, "audit", by, now, details);
  }

  /** {@code rule:check}; where no ticket was looked at, {@code rule:code}. */
  private static String failedChecks(Collection<Rule> audited, GateException refusal) {
    Stream<String> failed =
        refusal instanceof GateException.Refused refused && !refused.checks().isEmpty()
            ? refused.checks().stream()
                .filter(CheckResult::failed)
                .map(check -> check.rule() + ":" + check.id().word())
            : audited.stream().map(rule -> rule.name() + ":" + refusal.code().code()).sorted();
    return failed.collect(Collectors.joining(","));
  }

  @Override
  public void unbound(
      Subject subject,
      Entitlement entitlement,
      Collection<Rule> protecting,
      @Nullable Person by,
      Instant now) {
    drift(by, now, about(subject, entitlement, protecting, "grant_without_binding"));
  }

  /** Reports that no ticket accounts for what a client authenticates with. */
  public void credentialChanged(
      Subject client, Entitlement credential, Collection<Rule> protecting, Instant now) {
    LOG.warnf(
        "Realm %s: what client %s authenticates with was changed without a ticket",
        realm.getId(), client.id());
    drift(null, now, about(client, credential, protecting, "credential_changed"));
  }

  /** Reports that a client acts for the gate by a secret which Keycloak shows. */
  public void secretReadable(Subject client, Instant now) {
    LOG.warnf(
        "Realm %s: client %s acts for the gate, and anyone with view-clients can read its secret."
            + " Let it prove itself by a key",
        realm.getId(), client.id());
    Map<String, String> details = new LinkedHashMap<>();
    details.put("audit", "secret_readable");
    details.put("subject", client.id());
    details.put("subject_kind", client.kind().name().toLowerCase(Locale.ROOT));
    drift(null, now, details);
  }

  /** Reports that an ITSM system or a subscriber has no owner any more, or that nobody can tell. */
  public void ownerMissing(Owners.Finding finding, Instant now) {
    boolean unknown = finding.state() == Presence.UNKNOWN;
    String kind = finding.system() ? "system" : "subscriber";
    Map<String, String> details = new LinkedHashMap<>();
    details.put("audit", unknown ? "owner_unknown" : "owner_missing");
    details.put("subject", finding.id());
    details.put("subject_kind", kind);
    details.put("name", finding.name());
    drift(null, now, details);
  }

  /**
   * Reports that nothing is known of somebody who answers for service accounts or clients.
   *
   * @param bindings ids of what they own, the first ones where they are many
   */
  public void ownerAway(String ownerId, List<String> bindings, Instant now) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("audit", "owner_unknown");
    details.put("subject", ownerId);
    details.put("subject_kind", "owner");
    details.put("bindings", String.join(",", bindings));
    drift(null, now, details);
  }

  /**
   * Reports what was changed of the trust base past the gate, an event for each area.
   *
   * @param found sorted by area
   */
  public void trustBaseChanged(List<Found> found, Instant now) {
    Map<String, List<Found>> byArea =
        found.stream()
            .collect(
                Collectors.groupingBy(
                    each -> each.part().area(), LinkedHashMap::new, Collectors.toList()));
    byArea.forEach(
        (area, changes) -> {
          String rows =
              changes.stream()
                  .limit(MOST_ROWS)
                  .map(
                      each ->
                          each.part().key().entity()
                              + " "
                              + each.part().key().id()
                              + " "
                              + each.difference().name().toLowerCase(Locale.ROOT))
                  .collect(Collectors.joining(", "));
          LOG.warnf(
              "Realm %s, area %s: %d changes of the trust base did not come through the gate: %s",
              realm.getId(), area, changes.size(), rows);
          GateMetrics.trustBaseChanged(realm, area, changes.size());
          Map<String, String> details = new LinkedHashMap<>();
          details.put("audit", "trust_base_changed");
          details.put("area", area);
          details.put("changes", String.valueOf(changes.size()));
          details.put("rows", rows);
          drift(null, now, details);
        });
  }

  /** Reports that somebody holds roles which a rule lets nobody combine. */
  public void heldTogether(HeldTogether held, Instant now) {
    LOG.warnf(
        "Realm %s: subject %s holds roles together that rule %s excludes",
        realm.getId(), held.subject().id(), held.rule().id());
    Map<String, String> details = new LinkedHashMap<>();
    details.put("audit", "exclusive_roles_held");
    details.put("subject", held.subject().id());
    details.put("subject_kind", held.subject().kind().name().toLowerCase(Locale.ROOT));
    details.put("entitlement", String.join(",", held.roles()));
    details.put("rule", held.rule().name());
    drift(null, now, details);
  }

  /** Reports configuration from before the rule that gives a protected role to people. */
  public void exposedBefore(AttemptedExposure exposure, Collection<Rule> protecting, Instant now) {
    Map<String, String> details =
        about(exposure.subject(), exposure.entitlement(), protecting, "exposed_before_rule");
    details.put("route", exposure.route().word());
    details.put("configuration", exposure.subject().name());
    drift(null, now, details);
  }

  /** Reports that somebody else can log in as the holder of a binding that goes on. */
  public void takenOver(
      Binding binding, Collection<Rule> protecting, @Nullable Person by, Instant now) {
    drift(by, now, about(binding.subject(), binding.entitlement(), protecting, "takeover"));
  }

  /** Reports that a person who held a protected role without a binding has lost it. */
  public void unboundTaken(
      Subject subject, Entitlement entitlement, Collection<Rule> protecting, Instant now) {
    drift(null, now, about(subject, entitlement, protecting, "grant_taken"));
  }

  /**
   * Reports that what an ended binding left in Keycloak could not be removed; it is tried again.
   */
  public void cleanUpFailed(Binding ended, Instant now) {
    Map<String, String> details = about(ended.subject(), ended.entitlement(), "clean_up_failed");
    details.put("rule", String.join(",", ended.rules()));
    details.put("ticket", ended.ticket().toString());
    send(OperationType.ACTION, ended.id(), null, now, details);
  }

  private static Map<String, String> about(
      Subject subject, Entitlement entitlement, Collection<Rule> rules, String finding) {
    Map<String, String> details = about(subject, entitlement, finding);
    details.put("rule", rules.stream().map(Rule::name).sorted().collect(Collectors.joining(",")));
    return details;
  }

  private static Map<String, String> about(
      Subject subject, Entitlement entitlement, String finding) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("audit", finding);
    details.put("subject", subject.id());
    details.put("subject_kind", subject.kind().name().toLowerCase(Locale.ROOT));
    details.put("entitlement", entitlement.name().toString());
    return details;
  }

  /** Something is not as bindings and rules say. */
  private void drift(@Nullable Person by, Instant now, Map<String, String> details) {
    send(OperationType.ACTION, "drift", by, now, details);
    String rules = details.getOrDefault("rule", "");
    Map<String, Object> data = new LinkedHashMap<>(details);
    data.put("finding", data.remove("audit"));
    outbox.announce(
        new GateEvent(
            UUID.randomUUID().toString(),
            EventType.COVERAGE_DRIFT,
            "coverage",
            now,
            rules.isEmpty() ? List.of() : List.of(rules.split(",")),
            null,
            data));
  }

  private void send(
      OperationType operation,
      String bindingId,
      @Nullable Person actor,
      Instant at,
      Map<String, String> details) {
    AdminEvents.send(
        session,
        realm,
        operation,
        "ticket-gate/bindings/" + bindingId,
        actor == null ? null : actor.id(),
        at,
        details);
  }
}
