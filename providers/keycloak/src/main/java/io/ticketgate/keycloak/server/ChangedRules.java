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
import io.ticketgate.keycloak.store.RuleChecks;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;

/**
 * Judges the live bindings of a rule that was saved, where it says {@code onChange: revoke}, and
 * ends those that no longer fulfil it. A page is one transaction, on whichever node claims it: what
 * was ended stays ended, and after a crash the next page is where the last one ended. It reads no
 * ITSM.
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
    List<Binding> page = gate.bindings().lists().live(claimed.get().after(), PAGE);
    end(gate, rule.get(), claimed.get(), page);
    if (page.size() < PAGE) {
      checks.done(claimed.get());
      return false;
    }
    checks.judgedUpTo(claimed.get(), page.get(page.size() - 1).id());
    return true;
  }

  private static void end(
      RealmGate gate, Rule rule, RuleChecks.Claimed claimed, List<Binding> page) {
    Standing standing = new Standing(gate.evaluator(), rule.id());
    Map<CheckResult.Id, Set<String>> failing = new TreeMap<>();
    for (Binding binding : page) {
      gate.tickets()
          .find(binding.ticket())
          .flatMap(known -> standing.failures(binding, known, now()))
          .flatMap(found -> found.stream().map(CheckResult::id).min(CheckResult.Id::compareTo))
          .ifPresent(
              check -> failing.computeIfAbsent(check, id -> new HashSet<>()).add(binding.id()));
    }
    failing.forEach(
        (check, ids) ->
            gate.endings()
                .end(
                    new Selection.These(ids),
                    new Ending(
                        EndCause.RULE_CHANGED,
                        claimed.actor(),
                        new Detail.NotFulfilled(rule.name(), check.word()),
                        now())));
    int ended = failing.values().stream().mapToInt(Set::size).sum();
    if (ended > 0) {
      LOG.infof(
          "Realm %s: %d bindings no longer fulfil rule %s, and end",
          gate.realm().getId(), ended, rule.id());
    }
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Time.currentTimeMillis());
  }
}
