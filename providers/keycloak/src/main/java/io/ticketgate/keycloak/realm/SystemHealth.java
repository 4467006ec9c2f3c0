package io.ticketgate.keycloak.realm;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Tag;
import io.ticketgate.core.event.Outages;
import io.ticketgate.spi.ItsmException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.RealmModel;

/**
 * How the ITSM systems do, as this node sees it: each node reaches them by itself. Published at
 * {@code GET /} and as the metrics {@code ticket_gate_itsm_requests_total} and {@code
 * ticket_gate_itsm_up}.
 */
public final class SystemHealth {

  private final Map<String, Kept> reports = new ConcurrentHashMap<>();
  private final Set<String> published = ConcurrentHashMap.newKeySet();

  /**
   * What was last heard of a system.
   *
   * @param up whether it answers; one that knows no such ticket does
   * @param since when it began to be so; null when nobody knows
   * @param lastAnswer when it last answered; null when it never has
   * @param problem why it is down: the kind of failure in one word; null when it is up
   * @param message the failure in a sentence; null when it is up
   */
  public record Report(
      boolean up,
      @Nullable Instant since,
      @Nullable Instant lastAnswer,
      @Nullable String problem,
      @Nullable String message) {}

  private record Kept(String realmId, Report report) {}

  /** What was last heard of it; empty when this node has not asked it yet. */
  public Optional<Report> of(ComponentModel system) {
    return Optional.ofNullable(reports.get(system.getId())).map(Kept::report);
  }

  /** What was last heard of every system that this node has asked. */
  public List<Outages.State> states() {
    return reports.entrySet().stream()
        .map(
            each -> {
              Report report = each.getValue().report();
              return new Outages.State(
                  each.getValue().realmId(), each.getKey(), report.up(), since(report));
            })
        .toList();
  }

  private static Instant since(Report report) {
    return report.since() == null ? Instant.EPOCH : report.since();
  }

  /** A system that was removed. */
  public void forget(String systemId) {
    reports.remove(systemId);
  }

  /** Notes that it answered. */
  public void answered(RealmModel realm, ComponentModel system) {
    Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());
    count(realm, system, "ok");
    gauge(realm, system);
    reports.compute(
        system.getId(),
        (id, kept) -> {
          Report before = kept == null ? null : kept.report();
          return new Kept(
              realm.getId(),
              new Report(
                  true, before != null && before.up() ? before.since() : now, now, null, null));
        });
  }

  /** Notes that it failed; that it knows no such ticket is an answer. */
  public void failed(RealmModel realm, ComponentModel system, ItsmException failure) {
    if (failure instanceof ItsmException.NotFound) {
      answered(realm, system);
      return;
    }
    Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());
    String problem = problem(failure);
    count(realm, system, problem);
    gauge(realm, system);
    reports.compute(
        system.getId(),
        (id, kept) -> {
          Report before = kept == null ? null : kept.report();
          return new Kept(
              realm.getId(),
              new Report(
                  false,
                  before != null && !before.up() ? before.since() : now,
                  before == null ? null : before.lastAnswer(),
                  problem,
                  failure.getMessage()));
        });
  }

  /** The kind of a failure in one word, for example {@code rate_limited}. */
  public static String problem(ItsmException failure) {
    return failure
        .getClass()
        .getSimpleName()
        .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
        .toLowerCase(Locale.ROOT);
  }

  private static List<Tag> tags(RealmModel realm, ComponentModel system) {
    return List.of(Tag.of("realm", realm.getName()), Tag.of("system", system.getName()));
  }

  private static void count(RealmModel realm, ComponentModel system, String result) {
    Metrics.counter(
            "ticket_gate.itsm.requests",
            List.of(
                Tag.of("realm", realm.getName()),
                Tag.of("system", system.getName()),
                Tag.of("result", result)))
        .increment();
  }

  private void gauge(RealmModel realm, ComponentModel system) {
    String id = system.getId();
    if (!published.add(id)) {
      return;
    }
    Metrics.gauge(
        "ticket_gate.itsm.up",
        tags(realm, system),
        reports,
        all -> {
          Kept kept = all.get(id);
          return kept == null || kept.report().up() ? 1 : 0;
        });
  }
}
