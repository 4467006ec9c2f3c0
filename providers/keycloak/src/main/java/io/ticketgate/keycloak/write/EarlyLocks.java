package io.ticketgate.keycloak.write;

import io.ticketgate.core.access.Subject;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Mode;
import io.ticketgate.keycloak.calls.Caller;
import io.ticketgate.keycloak.calls.Jobs;
import io.ticketgate.keycloak.config.GateRule;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.keycloak.realm.TicketGate;
import io.ticketgate.keycloak.write.change.AttemptedChange;
import io.ticketgate.keycloak.write.change.Gain;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Locks ticket and subject before a protected mapping or credential is written, not only when it is
 * judged: a closing of the ticket locks them first and the mapping last, and the two would wait for
 * each other. The ticket is read from its ITSM before that, since it may be slow.
 *
 * <p>A hint only: what is not found here is locked when it is judged. It is called inside a flush,
 * where this session must not be queried, so everything is looked up in another one.
 */
final class EarlyLocks {

  private static final Logger LOG = Logger.getLogger(EarlyLocks.class);
  private static final String ATTRIBUTE = EarlyLocks.class.getName();

  private final KeycloakSession session;
  private final Mode serverMode;

  private EarlyLocks(KeycloakSession session, Mode serverMode) {
    this.session = session;
    this.serverMode = serverMode;
  }

  /** What to lock, in this order. */
  private record Plan(List<TicketRef> tickets, String subjectId) {}

  static void take(KeycloakSession session, Mode serverMode, AttemptedChange change) {
    Gain gain = change.gain();
    RealmModel realm = gain == null ? null : session.getContext().getRealm();
    if (gain == null
        || realm == null
        || realm.getComponentsStream(realm.getId(), GateRule.class.getName()).findAny().isEmpty()) {
      return;
    }
    Set<String> taken = taken(session);
    if (taken.add(gain.subjectId())
        && !new EarlyLocks(session, serverMode).take(realm, gain)
        && !gain.onlyOne()) {
      taken.remove(gain.subjectId()); // the next role may be a protected one
    }
  }

  @SuppressWarnings("unchecked") // an attribute of our own
  private static Set<String> taken(KeycloakSession session) {
    Set<String> taken = session.getAttribute(ATTRIBUTE, Set.class);
    if (taken == null) {
      taken = new HashSet<>();
      session.setAttribute(ATTRIBUTE, taken);
    }
    return taken;
  }

  private boolean take(RealmModel realm, Gain gain) {
    RealmGate gate = RealmGate.of(session, realm, serverMode);
    if (gate.bindings().holdsLock(gain.subjectId())) {
      return true; // the gate's own work, which has locked what it needs
    }
    TicketRef named = named();
    Optional<Plan> plan =
        Jobs.call(
            session.getKeycloakSessionFactory(), own -> plan(own, realm.getId(), gain, named));
    if (plan.isEmpty()) {
      return false;
    }
    if (named != null) {
      session
          .getProvider(TicketGate.class)
          .tickets(realm)
          .readAhead(named, Caller.person(session), Instant.ofEpochMilli(Time.currentTimeMillis()));
    }
    plan.get().tickets().forEach(gate.tickets()::lock);
    gate.bindings().lockSubject(plan.get().subjectId());
    return true;
  }

  private Optional<Plan> plan(
      KeycloakSession own, String realmId, Gain gain, @Nullable TicketRef named) {
    RealmModel realm = own.realms().getRealm(realmId);
    if (realm == null) {
      return Optional.empty(); // made in this transaction
    }
    RealmGate gate = RealmGate.of(own, realm, serverMode);
    try {
      if (gain.entitlements().apply(new KeycloakContents(own, realm, gate.roles())).stream()
          .allMatch(role -> gate.evaluator().rulesFor(role).isEmpty())) {
        return Optional.empty();
      }
    } catch (GateException unreadableRule) {
      LOG.debugf("No early locks in realm %s: %s", realmId, unreadableRule.getMessage());
      return Optional.empty();
    }
    Subject subject = new Subject(Subject.Kind.USER, gain.subjectId(), "");
    Set<TicketRef> tickets =
        named == null ? gate.bindings().authorisedUnder(subject) : Set.of(named);
    return Optional.of(
        new Plan(
            tickets.stream().sorted((a, b) -> a.toString().compareTo(b.toString())).toList(),
            gain.subjectId()));
  }

  private @Nullable TicketRef named() {
    try {
      return Caller.namedTicket(session);
    } catch (GateException malformed) {
      LOG.debugf("Left to the judging: %s", malformed.getMessage());
      return null;
    }
  }
}
