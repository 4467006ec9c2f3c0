package io.ticketgate.keycloak.server;

import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Ending;
import io.ticketgate.core.binding.Selection;
import io.ticketgate.core.gate.Dormancies;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.keycloak.realm.RealmJobs;
import io.ticketgate.keycloak.store.DueSteps;
import io.ticketgate.keycloak.store.DueSteps.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;

/**
 * Reports, suspends or ends active bindings that nobody has used for as long as their rules allow.
 * Each has a transaction of its own, so that a lock on one keeps no other.
 */
public final class DormancySweep implements Runnable {

  private static final Logger LOG = Logger.getLogger(DormancySweep.class);

  private final RealmJobs jobs;

  public DormancySweep(RealmJobs jobs) {
    this.jobs = jobs;
  }

  @Override
  public void run() {
    DueWork work = new DueWork(jobs, Kind.DORMANT);
    work.through(
        (realmId, ids) -> {
          if (jobs.in(realmId, gate -> true).isEmpty()) {
            work.forget(realmId);
            return 0;
          }
          return (int) ids.stream().filter(id -> !judged(realmId, id)).count();
        });
  }

  /** Returns false for what is left for the next pass. */
  private boolean judged(String realmId, String bindingId) {
    try {
      jobs.run(realmId, gate -> judge(gate, bindingId));
      return true;
    } catch (RuntimeException failure) { // it keeps no other
      LOG.warnf(failure, "Realm %s: dormant binding %s is looked at again", realmId, bindingId);
      return false;
    }
  }

  private static void judge(RealmGate gate, String bindingId) {
    Instant now = now();
    DueSteps due = new DueSteps(gate.session());
    List<Binding> still = due.stillDue(Kind.DORMANT, gate.realm().getId(), List.of(bindingId), now);
    if (still.isEmpty()) { // another node was first
      return;
    }
    Binding binding = still.get(0);
    List<Rule> rules = gate.evaluator().rulesFor(binding.entitlement());
    Dormancies decision = Dormancies.of(binding, rules, now);
    if (decision instanceof Dormancies.Later later) {
      due.dormantLater(bindingId, later.after(), later.at(), now);
      return;
    }
    if (!(decision instanceof Dormancies.Dormant dormant)) {
      due.told(bindingId, now);
      return;
    }
    if (dormant.action() == Rule.OnDormant.REVOKE) {
      int ended =
          gate.endings()
              .end(new Selection.Unused(Set.of(bindingId), now), Ending.by(EndCause.DORMANT, now));
      if (ended > 0) {
        report(gate, binding, rules, now);
      }
      return;
    }
    // Before the row: a transaction that holds the subject may be about to write it.
    gate.bindings().lockSubject(binding.subject());
    if (!due.told(bindingId, now)) {
      return;
    }
    report(gate, binding, rules, now);
    if (dormant.action() == Rule.OnDormant.SUSPEND) {
      suspend(gate, binding, now);
    }
  }

  private static void report(RealmGate gate, Binding binding, List<Rule> rules, Instant now) {
    LOG.warnf(
        "Realm %s: nobody has used binding %s for as long as its rules allow",
        gate.realm().getId(), binding.id());
    gate.journal().dormant(binding, rules, now);
  }

  private static void suspend(RealmGate gate, Binding binding, Instant now) {
    try {
      gate.endings().suspend(binding, EndCause.DORMANT, null, null, now);
    } catch (GateException.Conflict meanwhile) {
      LOG.debugf("Binding %s is not active any more", binding.id());
    }
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Time.currentTimeMillis());
  }
}
