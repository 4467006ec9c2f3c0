package io.ticketgate.keycloak.write;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Ending;
import io.ticketgate.core.binding.Endings;
import io.ticketgate.core.binding.Selection;
import io.ticketgate.core.binding.Takeovers;
import io.ticketgate.core.check.Evaluator;
import io.ticketgate.core.rule.Mode;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.keycloak.calls.Caller;
import io.ticketgate.keycloak.calls.LoginCaller;
import io.ticketgate.keycloak.config.RealmRules;
import io.ticketgate.keycloak.realm.GateJournal;
import io.ticketgate.keycloak.store.BoundEntitlements;
import io.ticketgate.keycloak.store.JpaBindings;
import io.ticketgate.keycloak.store.MeantIds;
import io.ticketgate.keycloak.store.NamedPeople;
import io.ticketgate.keycloak.write.change.LiveBindings;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** The bindings of one realm, which end when their subject or grant is gone. */
final class BoundByTicket implements LiveBindings {

  private final KeycloakSession session;
  private final RealmModel realm;
  private final RealmRules rules;
  private final Evaluator evaluator;
  private final JpaBindings bindings;
  private final Endings endings;
  private final GateJournal journal;
  private final Instant now;
  private final Takeovers takeovers;

  BoundByTicket(
      KeycloakSession session,
      RealmModel realm,
      RealmRules rules,
      Evaluator evaluator,
      JpaBindings bindings,
      Endings endings,
      GateJournal journal,
      Instant now) {
    this.session = session;
    this.realm = realm;
    this.rules = rules;
    this.evaluator = evaluator;
    this.bindings = bindings;
    this.endings = endings;
    this.journal = journal;
    this.now = now;
    this.takeovers = new Takeovers(bindings, endings, journal);
  }

  @Override
  public boolean lockedAndEnforced(String userId) {
    return !rules.all().isEmpty()
        && bindings.lockKnownSubject(userId)
        && bindings.liveOf(userId).stream()
            .map(Binding::entitlement)
            .flatMap(entitlement -> evaluator.rulesFor(entitlement).stream())
            .anyMatch(rule -> rule.mode() == Mode.ENFORCE);
  }

  @Override
  public void grantRemoved(Subject subject, Entitlement role) {
    if (!evaluator.rulesFor(role).isEmpty()) {
      endings.grantRemoved(subject, role, caller(), now);
    }
  }

  @Override
  public void takenOver(String userId) {
    if (rules.all().isEmpty()) {
      return;
    }
    suspend(userId);
    // Whoever has what a client logs in with acts for the people for whom it may.
    bindings.lists().agentsOf(userId).forEach(this::suspend);
  }

  private void suspend(String subjectId) {
    if (!bindings.lockKnownSubject(subjectId)) {
      return;
    }
    for (Binding binding : bindings.liveOf(subjectId)) {
      List<Rule> enforced =
          evaluator.rulesFor(binding.entitlement()).stream()
              .filter(rule -> rule.mode() == Mode.ENFORCE)
              .toList();
      if (enforced.isEmpty() || binding.ranOut(now).isPresent()) {
        continue;
      }
      if (enforced.stream().allMatch(Rule::reportTakeovers)) {
        journal.takenOver(binding, enforced, caller(), now);
      } else {
        takeovers.note(binding, caller(), now);
      }
    }
  }

  @Override
  public void namesFollow(String clientUuid) {
    ClientModel client = realm.getClientById(clientUuid);
    if (client != null) {
      new BoundEntitlements(session, realm.getId()).follow(client);
    }
  }

  @Override
  public void subjectRemoved(String subjectId) {
    Set<String> ids = new HashSet<>(bindings.lists().agentsOf(subjectId));
    ids.add(subjectId);
    endings.end(
        new Selection.OfSubjects(ids), new Ending(EndCause.SUBJECT_REMOVED, caller(), null, now));
    new MeantIds(session, realm.getId()).removed(Set.of(subjectId));
    new NamedPeople(session, realm.getId()).removed(subjectId);
  }

  /** In a login that goes on from an impersonated session, the impersonator. */
  private @Nullable Person caller() {
    return LoginCaller.impersonator(session).orElseGet(() -> Caller.person(session));
  }
}
