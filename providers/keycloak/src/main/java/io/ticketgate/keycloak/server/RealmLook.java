package io.ticketgate.keycloak.server;

import static java.util.stream.Collectors.toSet;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.Detail;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Ending;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Mode;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.keycloak.calls.GateMetrics;
import io.ticketgate.keycloak.realm.BindingCounts;
import io.ticketgate.keycloak.realm.EarlierTokens;
import io.ticketgate.keycloak.realm.HeldTogether;
import io.ticketgate.keycloak.realm.Owners;
import io.ticketgate.keycloak.realm.ReadableSecrets;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.keycloak.realm.RealmJobs;
import io.ticketgate.keycloak.realm.RoleHolders;
import io.ticketgate.keycloak.realm.RoleHolders.UnboundPage;
import io.ticketgate.keycloak.store.HolderPages.Position;
import io.ticketgate.keycloak.store.HolderPages.Ungranted;
import io.ticketgate.keycloak.store.UnboundGrants;
import io.ticketgate.keycloak.store.UnboundGrants.Grant;
import io.ticketgate.keycloak.store.UnboundGrants.Known;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;

/**
 * One look through a realm, in steps of one transaction each. What a step finds is acted upon after
 * it, each in a transaction of its own, so a lock on one subject does not keep another's grant.
 */
final class RealmLook {

  private static final Logger LOG = Logger.getLogger(RealmLook.class);

  /** More than this found in a step is told in one line of the log, and not in a line each. */
  private static final int MOST_LINES = 10;

  private final RealmJobs jobs;
  private final BindingCounts counts;
  private final String realmId;
  private final int page;
  private final long began = System.nanoTime();
  private final Deque<Step> left = new ArrayDeque<>();

  /** Answers what is to be done after its transaction; what is left to look at it puts in front. */
  private interface Step {
    List<Consumer<RealmGate>> in(RealmGate gate);
  }

  RealmLook(RealmJobs jobs, BindingCounts counts, String realmId, int page) {
    this.jobs = jobs;
    this.counts = counts;
    this.realmId = realmId;
    this.page = page;
    left.add(this::begin);
  }

  /**
   * Makes the next step.
   *
   * @return false where another node makes one in this realm
   */
  boolean step() {
    Step step = left.removeFirst();
    List<Consumer<RealmGate>> found = new ArrayList<>();
    boolean claimed =
        jobs.in(
                realmId,
                gate -> {
                  boolean mine = new UnboundGrants(gate.session(), realmId).claim();
                  if (mine) {
                    found.addAll(step.in(gate));
                  }
                  return mine;
                })
            .orElse(true);
    if (!claimed) {
      left.addFirst(step);
      return false;
    }
    long failed = found.stream().filter(action -> !act(action)).count();
    if (failed > 0) {
      LOG.warnf(
          "Realm %s: %d of %d findings could not be acted upon; the next look tries again",
          realmId, failed, found.size());
    }
    return true;
  }

  /** What cannot be done for one subject keeps nobody else; the next look finds it again. */
  private boolean act(Consumer<RealmGate> action) {
    try {
      jobs.run(realmId, action);
      return true;
    } catch (RuntimeException failure) {
      LOG.debugf(failure, "Realm %s: what was found of one subject is tried again", realmId);
      return false;
    }
  }

  /** Whether there is a step to make. */
  boolean goesOn() {
    return !left.isEmpty();
  }

  /** How long it has taken until now. */
  Duration took() {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /** What does not depend on how many people and bindings there are. */
  private List<Consumer<RealmGate>> begin(RealmGate gate) {
    gate.protectionMemory().rememberAllMarked();
    Set<Entitlement> roles = Set.copyOf(gate.protectedRoles().existing());
    UnboundGrants reported = new UnboundGrants(gate.session(), realmId);
    Set<Grant> known =
        reported.knownBeside(roles.stream().map(Entitlement::id).collect(toSet())).keySet();
    Set<Grant> over = new HashSet<>(known);
    over.removeIf(grant -> grant.entitlementId().equals(OwnerLook.KEY)); // a step of its own
    EarlierTokens tokens = new EarlierTokens(gate);
    List<Consumer<RealmGate>> actions = new ArrayList<>();
    for (EarlierTokens.Found client : tokens.clients(now())) {
      Grant grant = new Grant(client.subject().id(), client.entitlement().id());
      over.remove(grant);
      if (!known.contains(grant)) {
        tokens.report(client, now());
      }
      Known before =
          reported.among(Set.of(grant.subjectId()), grant.entitlementId()).get(grant.subjectId());
      if (before == null || !before.voided()) {
        actions.add(later -> new EarlierTokens(later).voidOne(client, now()));
      }
    }
    actions.addAll(new ChangedCredentials(gate).found(known, over));
    for (HeldTogether held : HeldTogether.of(gate.rules().all(), gate.roles())) {
      Grant grant = new Grant(held.subject().id(), held.key());
      over.remove(grant);
      if (!known.contains(grant)) {
        reported.add(grant, now());
        gate.journal().heldTogether(held, now());
      }
    }
    reportReadable(gate, reported, known, over);
    reportOwners(gate, reported, known, over);
    reported.forget(over);
    for (Entitlement role : roles) {
      left.add(holders(role, Position.START));
      left.add(findings(role, ""));
      left.add(bindings(role, ""));
    }
    left.add(owners(""));
    left.add(ownersBack(""));
    left.add(this::renamed);
    left.add(this::count);
    return actions;
  }

  private Step holders(Entitlement role, Position from) {
    return gate -> {
      UnboundPage looked = new RoleHolders(gate.session(), gate.realm(), role).unbound(from, page);
      if (looked.next() != null) {
        left.addFirst(holders(role, looked.next()));
      }
      return unbound(gate, role, looked.people());
    };
  }

  private List<Consumer<RealmGate>> unbound(
      RealmGate gate, Entitlement role, List<Subject> people) {
    List<Rule> protecting = gate.rules().protecting(role);
    Predicate<Rule> enforcing = rule -> rule.mode() == Mode.ENFORCE;
    boolean enforced = protecting.stream().anyMatch(enforcing);
    boolean remove =
        protecting.stream().filter(enforcing).anyMatch(rule -> rule.unbound().remove());
    UnboundGrants reported = new UnboundGrants(gate.session(), realmId);
    Map<String, Known> known = reported.among(people.stream().map(Subject::id).toList(), role.id());
    List<Subject> fresh = people.stream().filter(who -> !known.containsKey(who.id())).toList();
    for (Subject subject : fresh) {
      reported.add(new Grant(subject.id(), role.id()), now());
      gate.journal().unbound(subject, role, protecting, null, now());
      if (fresh.size() <= MOST_LINES) {
        LOG.warnf(
            "Realm %s: subject %s holds role %s without a ticket",
            realmId, subject.id(), role.id());
      }
    }
    if (fresh.size() > MOST_LINES) {
      LOG.warnf(
          "Realm %s: %d more subjects hold role %s without a ticket; GET ticket-gate/coverage lists"
              + " them",
          realmId, fresh.size(), role.id());
    }
    List<Consumer<RealmGate>> actions = new ArrayList<>();
    for (Subject subject : people) {
      Known before = known.get(subject.id());
      if (enforced && (before == null || !before.voided())) {
        EarlierTokens.Found found = new EarlierTokens.Found(subject, role);
        actions.add(later -> new EarlierTokens(later).voidOne(found, now()));
      }
      if (remove) {
        actions.add(later -> take(later, subject, role));
      }
    }
    return actions;
  }

  /** Forgets who has a binding by now, or the role no more. */
  private Step findings(Entitlement role, String after) {
    return gate -> {
      UnboundGrants reported = new UnboundGrants(gate.session(), realmId);
      List<String> found = reported.subjectsOf(role.id(), after, page);
      Set<String> over = new HashSet<>(found);
      over.removeAll(new RoleHolders(gate.session(), gate.realm(), role).unboundAmong(found));
      reported.forget(over.stream().map(id -> new Grant(id, role.id())).collect(toSet()));
      if (found.size() == page) {
        left.addFirst(findings(role, found.get(page - 1)));
      }
      return List.of();
    };
  }

  private Step bindings(Entitlement role, String after) {
    return gate -> {
      Ungranted looked = new RoleHolders(gate.session(), gate.realm(), role).ungranted(after, page);
      if (looked.last() != null) {
        left.addFirst(bindings(role, looked.last()));
      }
      return looked.lost().stream().map(RealmLook::ending).toList();
    };
  }

  private static Consumer<RealmGate> ending(String bindingId) {
    return later -> end(later, bindingId);
  }

  private Step owners(String after) {
    return gate -> {
      OwnerLook look = new OwnerLook(gate, page);
      OwnerLook.People looked = look.people(after);
      if (looked.last() != null) {
        left.addFirst(owners(looked.last()));
      }
      looked.suspects().forEach(owner -> left.addFirst(owned(owner, "")));
      warn(
          look.report(looked.away(), now()).stream()
              .map(owner -> "nothing is known of user " + owner + ", who owns bindings")
              .toList());
      return List.of();
    };
  }

  private Step owned(String ownerId, String after) {
    return gate -> {
      OwnerLook.Owned looked = new OwnerLook(gate, page).owned(ownerId, after);
      if (looked.last() != null) {
        left.addFirst(owned(ownerId, looked.last()));
      }
      return looked.found().stream().map(found -> ownerless(found.binding(), ownerId)).toList();
    };
  }

  private Consumer<RealmGate> ownerless(Binding binding, String ownerId) {
    return later ->
        new OwnerLook(later, page)
            .suspend(binding, ownerId, now())
            .ifPresent(found -> logSuspended(later, binding, EndCause.OWNER_LEFT, found.why()));
  }

  /** Of those who were reported as unknown. */
  private Step ownersBack(String after) {
    return gate -> {
      String last = new OwnerLook(gate, page).forget(after);
      if (last != null) {
        left.addFirst(ownersBack(last));
      }
      return List.of();
    };
  }

  /** Many findings are one line. */
  private void warn(List<String> findings) {
    if (findings.size() > MOST_LINES) {
      LOG.warnf(
          "Realm %s: %d more findings, of which the first is: %s",
          realmId, findings.size(), findings.get(0));
    } else {
      findings.forEach(finding -> LOG.warnf("Realm %s: %s", realmId, finding));
    }
  }

  private List<Consumer<RealmGate>> count(RealmGate gate) {
    counts.count(realmId, gate.bindings().lists()::counts);
    return List.of();
  }

  /** Roles and clients that changed their names, while no rule was enforced or past the gate. */
  private List<Consumer<RealmGate>> renamed(RealmGate gate) {
    RenamedGrants grants = new RenamedGrants(gate, page);
    List<Entitlement> approved = grants.approved();
    grants.composites(approved).forEach(composite -> left.addFirst(renamedParts(composite, "")));
    return suspending(grants.found(approved));
  }

  private Step renamedParts(Entitlement composite, String after) {
    return gate -> {
      RenamedGrants.Page looked = new RenamedGrants(gate, page).partsOf(composite, after);
      if (looked.last() != null) {
        left.addFirst(renamedParts(composite, looked.last()));
      }
      return suspending(looked.found());
    };
  }

  private static List<Consumer<RealmGate>> suspending(List<RenamedGrants.Found> found) {
    return found.stream()
        .map(each -> suspending(each.binding(), EndCause.DRIFT, each.why()))
        .toList();
  }

  private static Consumer<RealmGate> suspending(
      Binding binding, EndCause cause, @Nullable Detail why) {
    return later -> suspend(later, binding, cause, why);
  }

  /** Anyone who reads the secret of a client that acts for the gate can close and open tickets. */
  private static void reportReadable(
      RealmGate gate, UnboundGrants reported, Set<Grant> known, Set<Grant> over) {
    if (gate.rules().all().stream().noneMatch(rule -> rule.mode() == Mode.ENFORCE)) {
      return;
    }
    for (Subject client : ReadableSecrets.of(gate.session(), gate.realm())) {
      Grant grant = new Grant(client.id(), ReadableSecrets.KEY);
      over.remove(grant);
      if (!known.contains(grant)) {
        reported.add(grant, now());
        gate.journal().secretReadable(client, now());
      }
    }
  }

  /** An automation that nobody answers for goes on; that is for people to say. */
  private void reportOwners(
      RealmGate gate, UnboundGrants reported, Set<Grant> known, Set<Grant> over) {
    List<Owners.Finding> findings = new Owners(gate.session(), gate.realm()).findings();
    GateMetrics.ownersMissing(gate.realm(), findings.size());
    List<String> fresh = new ArrayList<>();
    for (Owners.Finding finding : findings) {
      Grant grant = new Grant(finding.id(), finding.key());
      over.remove(grant);
      if (!known.contains(grant)) {
        reported.add(grant, now());
        gate.journal().ownerMissing(finding, now());
        fresh.add(finding.sentence());
      }
    }
    warn(fresh);
  }

  private static void take(RealmGate gate, Subject subject, Entitlement role) {
    if (gate.endings().takeUnbound(subject, role, now())) {
      LOG.infof(
          "Realm %s: removed role %s from subject %s, which had no ticket for it",
          gate.realm().getId(), role.id(), subject.id());
      gate.journal().unboundTaken(subject, role, gate.rules().protecting(role), now());
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

  private static void suspend(
      RealmGate gate, Binding binding, EndCause cause, @Nullable Detail why) {
    try {
      gate.endings().suspend(binding, cause, null, why, now());
      logSuspended(gate, binding, cause, why);
    } catch (GateException.Conflict meanwhile) {
      LOG.debugf("Binding %s is not active any more", binding.id());
    }
  }

  private static void logSuspended(
      RealmGate gate, Binding binding, EndCause cause, @Nullable Detail why) {
    LOG.infof(
        "Realm %s: suspended binding %s (%s)",
        gate.realm().getId(), binding.id(), why == null ? cause.word() : why.code());
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Time.currentTimeMillis());
  }
}
