package io.ticketgate.keycloak.server;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Ending;
import io.ticketgate.core.gate.CredentialDesk;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Mode;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.keycloak.calls.Jobs;
import io.ticketgate.keycloak.config.GateRule;
import io.ticketgate.keycloak.realm.ClientCredentials;
import io.ticketgate.keycloak.realm.EarlierTokens;
import io.ticketgate.keycloak.realm.HeldTogether;
import io.ticketgate.keycloak.realm.KeycloakRoles.UnboundPage;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.keycloak.realm.RealmJobs;
import io.ticketgate.keycloak.store.Holders;
import io.ticketgate.keycloak.store.UnboundGrants;
import io.ticketgate.keycloak.store.UnboundGrants.Grant;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;

/**
 * Finds drift that no hook sees, because it existed before the rule or was written past Keycloak's
 * entities. It reports a protected grant without a binding once, or removes it if the rule says so.
 * It reports people who hold roles together that a rule excludes, and takes none away. It reports a
 * client that authenticates with what none of its tickets accounts for, and what was changed of the
 * trust base past the gate. It ends a binding whose grant is gone, and suspends a binding whose
 * owner is gone.
 *
 * <p>One node at a time reconciles a realm; a realm without rules is skipped.
 */
public final class Reconciler implements Runnable {

  private static final Logger LOG = Logger.getLogger(Reconciler.class);

  /** Of the holders of one role so many are looked at in a run; the next run goes on there. */
  private static final int MOST_HOLDERS = 1000;

  private final RealmJobs jobs;
  private final TrustWatch trust;
  private final int mostHolders;
  private final Map<Looked, HolderRound> rounds = new ConcurrentHashMap<>();

  /** A role of a realm. */
  private record Looked(String realmId, String roleId) {}

  /**
   * One look through all holders of a role, over as many runs as it takes. Another node, or this
   * one after a crash, begins anew: nothing is lost by that.
   *
   * @param seen the grants without a binding that have been found so far
   */
  private record HolderRound(Holders.Position position, Set<Grant> seen) {}

  public Reconciler(RealmJobs jobs) {
    this(jobs, MOST_HOLDERS);
  }

  /**
   * @param mostHolders of one role, in one run
   */
  Reconciler(RealmJobs jobs, int mostHolders) {
    this.jobs = jobs;
    this.trust = new TrustWatch(jobs);
    this.mostHolders = mostHolders;
  }

  @Override
  public void run() {
    List<String> realms =
        Jobs.call(
            jobs.sessions(),
            session -> UnboundGrants.realmsWith(session, GateRule.class.getName()));
    trust.forgetAllBut(realms);
    for (String realmId : realms) {
      try {
        reconcile(realmId);
        trust.look(realmId);
      } catch (RuntimeException failure) {
        LOG.errorf(failure, "Realm %s could not be reconciled; it is tried again.", realmId);
      }
    }
  }

  private void reconcile(String realmId) {
    Map<Grant, Found> unwanted = new LinkedHashMap<>();
    List<EarlierTokens.Found> earlier = new ArrayList<>();
    Set<String> ungranted = new HashSet<>();
    List<Binding> orphaned = new ArrayList<>();
    jobs.run(
        realmId,
        gate -> {
          if (new UnboundGrants(gate.session(), realmId).claim()) {
            report(gate, unwanted, earlier);
            gate.protectedRoles()
                .existing()
                .forEach(role -> ungranted.addAll(gate.roles().bindingsWithoutGrant(role)));
            gate.bindings().owners().stream()
                .filter(owner -> gate.directory().enabledPerson(owner).isEmpty())
                .forEach(owner -> orphaned.addAll(gate.bindings().ownedBy(owner)));
          }
        });
    // Each has its own transaction, so a lock on one subject does not keep another's grant.
    earlier.forEach(
        found -> jobs.run(realmId, gate -> new EarlierTokens(gate).voidOne(found, now())));
    unwanted.values().forEach(found -> jobs.run(realmId, gate -> take(gate, found)));
    ungranted.forEach(id -> jobs.run(realmId, gate -> end(gate, id)));
    orphaned.forEach(binding -> jobs.run(realmId, gate -> suspend(gate, binding)));
  }

  private record Found(Subject subject, Entitlement entitlement) {
    Grant grant() {
      return new Grant(subject.id(), entitlement.id());
    }
  }

  private void report(
      RealmGate gate, Map<Grant, Found> unwanted, List<EarlierTokens.Found> earlier) {
    gate.protectionMemory().rememberAllMarked();
    UnboundGrants reported = new UnboundGrants(gate.session(), gate.realm().getId());
    Map<Grant, Instant> known = reported.known();
    Set<Grant> over = new HashSet<>(known.keySet());
    Set<Grant> voided = reported.voided();
    EarlierTokens tokens = new EarlierTokens(gate);
    for (EarlierTokens.Found client : tokens.clients(now())) {
      Grant grant = new Grant(client.subject().id(), client.entitlement().id());
      over.remove(grant);
      if (!known.containsKey(grant)) {
        tokens.report(client, now());
      }
      if (!voided.contains(grant)) {
        earlier.add(client);
      }
    }
    for (Entitlement role : gate.protectedRoles().existing()) {
      List<Rule> protecting = gate.rules().protecting(role);
      boolean enforced = protecting.stream().anyMatch(rule -> rule.mode() == Mode.ENFORCE);
      boolean remove =
          protecting.stream()
              .anyMatch(rule -> rule.mode() == Mode.ENFORCE && rule.unbound().remove());
      Looked looked = new Looked(gate.realm().getId(), role.id());
      HolderRound round =
          rounds.getOrDefault(looked, new HolderRound(Holders.Position.START, new HashSet<>()));
      UnboundPage page = gate.roles().unboundFrom(round.position(), role, now(), mostHolders);
      for (Subject subject : page.people()) {
        Found found = new Found(subject, role);
        round.seen().add(found.grant());
        if (!known.containsKey(found.grant())) {
          reported.add(found.grant(), now());
          gate.journal().unbound(subject, role, protecting, null, now());
        }
        if (enforced && !voided.contains(found.grant())) {
          earlier.add(new EarlierTokens.Found(subject, role));
        }
        if (remove) {
          unwanted.put(found.grant(), found);
        }
      }
      Holders.Position next = page.next();
      // Who is on no page of the round has a binding by now, or the role no more.
      over.removeIf(
          grant ->
              grant.entitlementId().equals(role.id())
                  && (next != null || round.seen().contains(grant)));
      if (next == null) {
        rounds.remove(looked);
      } else {
        rounds.put(looked, new HolderRound(next, round.seen()));
      }
    }
    reportCredentials(gate, reported, known.keySet(), over);
    for (HeldTogether held : HeldTogether.of(gate.rules().all(), gate.roles())) {
      Grant grant = new Grant(held.subject().id(), held.key());
      over.remove(grant);
      if (!known.containsKey(grant)) {
        reported.add(grant, now());
        gate.journal().heldTogether(held, now());
      }
    }
    reported.forget(over);
  }

  /** A client whose tickets do not account for what it authenticates with gets no token by that. */
  private static void reportCredentials(
      RealmGate gate, UnboundGrants reported, Set<Grant> known, Set<Grant> over) {
    Map<Subject, List<Binding>> byClient =
        gate.bindings().liveCredentials().stream()
            .collect(groupingBy(Binding::subject, LinkedHashMap::new, toList()));
    byClient.forEach(
        (client, live) -> {
          Entitlement credential = live.get(0).entitlement();
          List<Rule> protecting = gate.rules().protecting(credential);
          ClientModel found = gate.realm().getClientById(client.id());
          if (found == null
              || protecting.isEmpty()
              || live.stream().noneMatch(binding -> binding.covers(now()))
              || CredentialDesk.accountedFor(live, ClientCredentials.whole(found), now())) {
            return;
          }
          Grant grant = new Grant(client.id(), credential.id());
          over.remove(grant);
          if (!known.contains(grant)) {
            reported.add(grant, now());
            gate.journal().credentialChanged(client, credential, protecting, now());
          }
        });
  }

  private static void take(RealmGate gate, Found found) {
    if (gate.endings().takeUnbound(found.subject(), found.entitlement(), now())) {
      LOG.infof(
          "Realm %s: removed role %s from subject %s, which had no ticket for it",
          gate.realm().getId(), found.entitlement().id(), found.subject().id());
      gate.journal()
          .unboundTaken(
              found.subject(),
              found.entitlement(),
              gate.rules().protecting(found.entitlement()),
              now());
    }
  }

  private static void end(RealmGate gate, String bindingId) {
    Optional<Binding> binding = gate.bindings().find(bindingId);
    if (binding.isEmpty()) {
      return;
    }
    gate.bindings().lockSubject(binding.get().subject());
    if (!gate.roles().has(binding.get().subject(), binding.get().entitlement())) {
      gate.endings().end(binding.get(), Ending.by(EndCause.DRIFT, now()));
    }
  }

  private static void suspend(RealmGate gate, Binding binding) {
    try {
      gate.endings().suspend(binding, EndCause.OWNER_LEFT, null, null, now());
      LOG.infof(
          "Realm %s: suspended binding %s because its owner left",
          gate.realm().getId(), binding.id());
    } catch (GateException.Conflict meanwhile) {
      LOG.debugf("Binding %s is not active any more", binding.id());
    }
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Time.currentTimeMillis());
  }
}
