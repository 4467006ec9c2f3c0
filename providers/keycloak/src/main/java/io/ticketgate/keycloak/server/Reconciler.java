package io.ticketgate.keycloak.server;

import io.ticketgate.keycloak.calls.GateMetrics;
import io.ticketgate.keycloak.calls.Jobs;
import io.ticketgate.keycloak.config.GateRule;
import io.ticketgate.keycloak.realm.NodeState;
import io.ticketgate.keycloak.realm.RealmJobs;
import io.ticketgate.keycloak.store.UnboundGrants;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Finds drift that no hook sees, because it existed before the rule or was written past Keycloak's
 * entities. It reports a protected grant without a binding once, or removes it if the rule says so.
 * It reports people who hold roles together that a rule excludes, and takes none away. It reports a
 * client that authenticates with what none of its tickets accounts for, and what was changed of the
 * trust base past the gate. It ends a binding whose grant is gone, and suspends a binding whose
 * owner is gone, or whose role or client has another name than was approved.
 *
 * <p>It looks through a realm in short steps, for as long as a run may take; the next run goes on
 * there. A realm that is small is looked through in each. One node at a time makes a step in a
 * realm; a realm without rules is skipped.
 */
public final class Reconciler implements Runnable {

  private static final Logger LOG = Logger.getLogger(Reconciler.class);

  /** So many holders, bindings or findings are looked at in a step. */
  private static final int PAGE = 500;

  private final RealmJobs jobs;
  private final TrustWatch trust;
  private final NodeState node;
  private final Duration budget;

  /** Where the look through a realm is, by the realm's id; only one thread runs at a time. */
  private final Map<String, RealmLook> looks = new HashMap<>();

  /** The realm with which the next run begins; empty for any. */
  private String next = "";

  /**
   * @param node is told how long each look through a realm took, and what was counted
   * @param budget for how long a run may go on
   */
  public Reconciler(RealmJobs jobs, NodeState node, Duration budget) {
    this.jobs = jobs;
    this.trust = new TrustWatch(jobs);
    this.node = node;
    this.budget = budget;
  }

  @Override
  public synchronized void run() {
    long until = System.nanoTime() + budget.toNanos();
    List<String> realms =
        new ArrayList<>(
            Jobs.call(
                jobs.sessions(),
                session -> UnboundGrants.realmsWith(session, GateRule.class.getName())));
    trust.forgetAllBut(realms);
    looks.keySet().retainAll(realms);
    node.looks().retain(realms);
    node.counts().retain(realms);
    Collections.sort(realms);
    Collections.rotate(realms, -Math.max(0, realms.indexOf(next)));
    next = "";
    for (String realmId : realms) {
      if (!look(realmId, until) || System.nanoTime() >= until) {
        next = looks.containsKey(realmId) ? realmId : after(realmId, realms);
        return;
      }
    }
  }

  private static String after(String realmId, List<String> realms) {
    return realms.get((realms.indexOf(realmId) + 1) % realms.size());
  }

  /**
   * Goes on with the look through a realm.
   *
   * @return whether it is done with the realm for this run
   */
  private boolean look(String realmId, long until) {
    try {
      RealmLook look =
          looks.computeIfAbsent(realmId, id -> new RealmLook(jobs, node.counts(), id, PAGE));
      do {
        if (!look.step()) {
          return true;
        }
      } while (look.goesOn() && System.nanoTime() < until);
      if (look.goesOn()) {
        return false;
      }
      looks.remove(realmId);
      node.looks().finished(realmId, look.took());
      GateMetrics.looked(look.took());
      trust.look(realmId);
    } catch (RuntimeException failure) {
      looks.remove(realmId);
      LOG.errorf(failure, "Realm %s could not be reconciled; it is tried again.", realmId);
    }
    return true;
  }
}
