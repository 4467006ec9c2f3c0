package io.ticketgate.keycloak.write;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.classification.TrustRound.Key;
import io.ticketgate.core.gate.AttemptedExposure;
import io.ticketgate.core.gate.AttemptedGrant;
import io.ticketgate.core.gate.GuardedGrants;
import io.ticketgate.core.gate.TicketSecrecy;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Mode;
import io.ticketgate.core.rule.NamedRoles;
import io.ticketgate.keycloak.calls.BearerCaller;
import io.ticketgate.keycloak.calls.Caller;
import io.ticketgate.keycloak.calls.ImportCaller;
import io.ticketgate.keycloak.config.ItsmSystem;
import io.ticketgate.keycloak.config.RealmRules;
import io.ticketgate.keycloak.realm.EarlierTokens;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.keycloak.realm.TicketGate;
import io.ticketgate.keycloak.store.MeantIds;
import io.ticketgate.keycloak.store.TrustedRows;
import io.ticketgate.keycloak.write.change.AttemptedChange;
import io.ticketgate.keycloak.write.change.Families;
import io.ticketgate.keycloak.write.change.JudgedRealm;
import io.ticketgate.keycloak.write.change.MadeInTransaction;
import io.ticketgate.keycloak.write.mapper.HandedOutRoles;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Judges the changes of one realm, in the order of the questions of {@link AttemptedChange}. A
 * realm without rules is left at once, without a query.
 */
final class RealmChanges {

  /** The answer to whoever states a rule waits for these; a realm may have many more. */
  private static final int MOST_VOIDED_AT_ONCE = 100;

  private final KeycloakSession session;
  private final RealmModel realm;
  private final RealmGate gate;
  private final Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());

  RealmChanges(KeycloakSession session, RealmModel realm, Mode serverMode) {
    this.session = session;
    this.realm = realm;
    this.gate = RealmGate.of(session, realm, serverMode);
    gate.refresh();
  }

  void judge(List<AttemptedChange> changes) {
    ImportCaller.introduce(session);
    MadeInTransaction made = MadeInTransaction.by(changes);
    GateGuard guard = new GateGuard(gate, now);
    JudgedRealm judged = judged(gate, guard, made, now);
    List<AttemptedGrant> grants = grants(changes, judged);
    List<AttemptedExposure> exposures = exposures(changes, grants, judged);
    if (gate.serverMode() == Mode.ENFORCE && !made.isNewRealm()) {
      changes.forEach(change -> change.guard(judged));
      guard.requireHeld(
          Stream.concat(grants.stream().filter(grant -> !grant.found()), exposures.stream()),
          judged.protection().enforced());
      guard.requireTrustedApprovers(
          Stream.concat(grants.stream().filter(grant -> !grant.found()), exposures.stream())
              .toList(),
          judged.protection().named());
      markTrusted(changes, judged);
    }
    if (!gate.rules().all().isEmpty() && !made.isNewRealm()) {
      // Keycloak lets makers choose ids, and deletes some rows where nobody sees it.
      new MeantIds(session, realm.getId()).made(made.ids());
    }
    ConfigurationRecord.write(gate, changes, now);
    changes.forEach(change -> change.endWithSubject(judged));
    if (!RealmRules.any(realm, gate.serverMode())) {
      return;
    }
    changes.forEach(change -> change.remember(judged));
    if (gate.rules().all().isEmpty()) {
      return; // a rule that is off is remembered for, and does nothing else
    }
    gate.writeGate().judgeExposures(exposures, Caller.person(session), now);
    List<AttemptedChange> removals = changes.stream().filter(AttemptedChange::takesAway).toList();
    // In this order: a grant locks its ticket before the subject, a removal the subject alone.
    Stream<AttemptedGrant> staying =
        grants.stream()
            .filter(grant -> (removals.isEmpty() && !grant.found()) || stillThere(grant));
    grant(Stream.concat(guard.underTicket().stream(), staying).toList());
    removals.forEach(change -> change.endTaken(judged));
    changes.forEach(change -> change.suspendTakenOver(judged));
    if (changes.stream().anyMatch(change -> change.begins(judged))) {
      new EarlierTokens(gate).voidSome(MOST_VOIDED_AT_ONCE, now);
    }
  }

  /** The reconciler reports what is changed of the trust base without a mark. */
  private void markTrusted(List<AttemptedChange> changes, JudgedRealm judged) {
    List<Key> keys =
        changes.stream().map(AttemptedChange::trusted).filter(Objects::nonNull).distinct().toList();
    if (!keys.isEmpty() && judged.protection().enforced()) {
      new TrustedRows(session, realm.getId()).mark(keys);
    }
  }

  /** What changes may ask of the realm. */
  static JudgedRealm judged(RealmGate gate, GateGuard guard, MadeInTransaction made, Instant now) {
    KeycloakSession session = gate.session();
    RealmModel realm = gate.realm();
    return new JudgedRealm(
        new KeycloakContents(session, realm, gate.roles()),
        new KeycloakProtection(
            gate.rules(),
            gate.protectionMemory(),
            gate.protectedRoles(),
            new HandedOutRoles(session, realm, gate.roles(), gate.protectedRoles()),
            new NamedRoles(gate.rules()::all, gate.directory()::entitlement),
            judged -> reportExposedBefore(gate, judged, now)),
        guard,
        new BoundByTicket(
            session,
            realm,
            gate.rules(),
            gate.evaluator(),
            gate.bindings(),
            gate.endings(),
            gate.journal(),
            now),
        made);
  }

  private static void reportExposedBefore(RealmGate gate, JudgedRealm judged, Instant now) {
    if (gate.rules().all().isEmpty()) {
      return;
    }
    for (AttemptedExposure exposure : ExistingExposures.of(gate, judged)) {
      gate.journal()
          .exposedBefore(exposure, gate.evaluator().rulesFor(exposure.entitlement()), now);
    }
  }

  /** However much of a client was written, its credential is one grant, and comes first. */
  private static List<AttemptedGrant> grants(List<AttemptedChange> changes, JudgedRealm judged) {
    Set<AttemptedGrant> credentials = new LinkedHashSet<>();
    List<AttemptedGrant> roles = new ArrayList<>();
    changes.stream()
        .flatMap(change -> change.grants(judged).stream())
        .forEach(grant -> (grant.entitlement().credential() ? credentials : roles).add(grant));
    // What was written was not found there.
    roles.removeIf(grant -> grant.found() && roles.contains(grant.asWritten()));
    return Stream.concat(credentials.stream(), roles.stream()).toList();
  }

  private static List<AttemptedExposure> exposures(
      List<AttemptedChange> changes, List<AttemptedGrant> grants, JudgedRealm judged) {
    List<AttemptedExposure> exposures = new ArrayList<>();
    changes.forEach(change -> exposures.addAll(change.exposures(judged)));
    Set<Entitlement> ofStructures =
        grants.stream()
            .filter(grant -> grant.subject().structure())
            .map(AttemptedGrant::entitlement)
            .collect(Collectors.toSet());
    exposures.addAll(Families.handingOut(ofStructures, judged));
    return exposures;
  }

  private void grant(List<AttemptedGrant> grants) {
    GuardedGrants guarded = gate.writeGate().guarded(grants);
    if (guarded.isEmpty()) {
      return;
    }
    Person by = Caller.person(session);
    TicketRef named;
    try {
      named = namedTicket(by);
    } catch (GateException refusal) {
      // What is only audited is reported, also where the ticket cannot be looked at.
      gate.writeGate().refuse(guarded, told(refusal), by, now);
      return;
    }
    try {
      gate.writeGate().judge(guarded, named, by, now);
    } catch (GateException refusal) {
      throw told(refusal);
    }
  }

  /** Whoever may write is not yet one who may look at tickets. */
  private GateException told(GateException refusal) {
    TicketRef named;
    try {
      named = Caller.namedTicket(session);
    } catch (GateException malformed) {
      return refusal;
    }
    if (named == null) {
      return refusal;
    }
    GateException toStranger = TicketSecrecy.toStranger(refusal, named);
    return toStranger == refusal || BearerCaller.mayLook(session, realm) ? refusal : toStranger;
  }

  /**
   * A mapping that was removed again in this transaction needs no ticket, and must not come back.
   */
  private boolean stillThere(AttemptedGrant attempt) {
    return gate.roles().direct(attempt.subject()).contains(attempt.holding());
  }

  /** The ticket that the request names, read before any lock is taken: an ITSM may be slow. */
  private @Nullable TicketRef namedTicket(@Nullable Person by) {
    TicketRef named = Caller.namedTicket(session);
    if (named != null) {
      if (by != null) {
        ItsmSystem.accounts(realm).requireActing(by.id(), named.system(), true);
      }
      session.getProvider(TicketGate.class).tickets(realm).readNamed(named, by, now);
    }
    return named;
  }
}
