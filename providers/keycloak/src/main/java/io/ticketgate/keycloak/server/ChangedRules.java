package io.ticketgate.keycloak.server;

import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.Detail;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Ending;
import io.ticketgate.core.binding.Selection;
import io.ticketgate.core.check.Standing;
import io.ticketgate.core.refusal.CheckResult;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.keycloak.calls.Jobs;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.keycloak.realm.RealmJobs;
import io.ticketgate.keycloak.store.ConcernedBindings;
import io.ticketgate.keycloak.store.RuleChecks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;

/**
 * Judges the live bindings of a rule that was saved, where it says {@code onChange: revoke} or
 * {@code review}, and ends those that no longer fulfil it, or has them reviewed. A page is one
 * transaction, on whichever node claims it: what was ended stays ended, and after a crash the next
 * page is where the last one ended. It reads no ITSM.
 */
public final class ChangedRules implements Runnable {

  private static final Logger LOG = Logger.getLogger(ChangedRules.class);
  private static final int PAGE = 50;
  private static final int MOST_RULES = 20;
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private final RealmJobs jobs;

  public ChangedRules(RealmJobs jobs) {
    this.jobs = jobs;
  }

  @Override
  public void run() {
    List<RuleChecks.Due> due =
        Jobs.call(jobs.sessions(), session -> new RuleChecks(session).due(now(), MOST_RULES));
    for (RuleChecks.Due each : due) {
      try {
        while (jobs.in(each.realmId(), gate -> step(gate, each)).orElse(false)) {
          // each page is a transaction of its own
        }
      } catch (RuntimeException failure) {
        LOG.errorf(
            failure,
            "Realm %s: the bindings of a changed rule could not all be judged; it is tried again.",
            each.realmId());
        jobs.run(each.realmId(), gate -> rest(gate, each));
      }
    }
  }

  private static void rest(RealmGate gate, RuleChecks.Due due) {
    RuleChecks checks = new RuleChecks(gate.session());
    checks.claim(due).ifPresent(claimed -> checks.later(claimed, now().plus(PAUSE)));
  }

  /** Judges a page; answers whether there is another. */
  private static boolean step(RealmGate gate, RuleChecks.Due due) {
    RuleChecks checks = new RuleChecks(gate.session());
    Optional<RuleChecks.Claimed> claimed = checks.claim(due);
    if (claimed.isEmpty()) {
      return false;
    }
    Optional<Rule> rule =
        gate.rules().stated().rules().stream()
            .filter(each -> each.id().equals(claimed.get().ruleId()))
            .findFirst();
    if (rule.isEmpty()) {
      checks.done(claimed.get());
      return false;
    }
    if (!rule.get().digest().equals(claimed.get().ruleDigest())) {
      checks.later(claimed.get(), now().plus(PAUSE)); // this node still knows an older one
      return false;
    }
    ConcernedBindings concerned =
        new ConcernedBindings(
            gate.bindings().lists(),
            entitlement ->
                gate.evaluator().rulesFor(entitlement).stream()
                    .anyMatch(each -> each.id().equals(rule.get().id())));
    ConcernedBindings.Page page = concerned.page(claimed.get().upTo(), PAGE);
    judge(gate, rule.get(), claimed.get(), page.bindings());
    ConcernedBindings.Position upTo = page.upTo();
    if (upTo == null) {
      checks.done(claimed.get());
      return false;
    }
    checks.judgedUpTo(claimed.get(), upTo);
    return true;
  }

  private static void judge(
      RealmGate gate, Rule rule, RuleChecks.Claimed claimed, List<Binding> page) {
    Standing standing = new Standing(gate.evaluator(), rule.id());
    Map<CheckResult.Id, List<Binding>> failing = new TreeMap<>();
    for (Binding binding : page) {
      gate.tickets()
          .find(binding.ticket())
          .flatMap(known -> standing.failures(binding, known, now()))
          .flatMap(found -> found.stream().map(CheckResult::id).min(CheckResult.Id::compareTo))
          .ifPresent(check -> failing.computeIfAbsent(check, id -> new ArrayList<>()).add(binding));
    }
    int changed =
        rule.onChange().action() == Rule.OnChange.REVOKE
            ? end(gate, rule, claimed, failing)
            : demandReview(gate, rule, claimed, failing);
    if (changed > 0) {
      LOG.infof(
          "Realm %s: %d bindings no longer fulfil rule %s, and %s",
          gate.realm().getId(),
          changed,
          rule.id(),
          rule.onChange().action() == Rule.OnChange.REVOKE ? "end" : "are to be reviewed");
    }
  }

  private static int end(
      RealmGate gate,
      Rule rule,
      RuleChecks.Claimed claimed,
      Map<CheckResult.Id, List<Binding>> failing) {
    int ended = 0;
    for (Map.Entry<CheckResult.Id, List<Binding>> each : failing.entrySet()) {
      Set<String> ids = each.getValue().stream().map(Binding::id).collect(Collectors.toSet());
      Detail why = new Detail.NotFulfilled(rule.name(), each.getKey().word());
      ended +=
          gate.endings()
              .end(
                  new Selection.These(ids),
                  new Ending(EndCause.RULE_CHANGED, claimed.actor(), why, now()));
    }
    return ended;
  }

  /** In the order of the subjects, which are locked. */
  private static int demandReview(
      RealmGate gate,
      Rule rule,
      RuleChecks.Claimed claimed,
      Map<CheckResult.Id, List<Binding>> failing) {
    Map<Binding, CheckResult.Id> checks =
        new TreeMap<>(
            Comparator.comparing((Binding each) -> each.subject().id()).thenComparing(Binding::id));
    failing.forEach((check, those) -> those.forEach(each -> checks.put(each, check)));
    int demanded = 0;
    for (Map.Entry<Binding, CheckResult.Id> each : checks.entrySet()) {
      boolean done =
          gate.reviewDesk().demand(each.getKey(), rule, each.getValue(), claimed.actor(), now());
      demanded += done ? 1 : 0;
    }
    return demanded;
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Time.currentTimeMillis());
  }
}
