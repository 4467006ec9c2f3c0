package io.ticketgate.keycloak.realm;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.rule.Mode;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.keycloak.store.RoleNames;
import io.ticketgate.keycloak.store.UnboundGrants;
import io.ticketgate.keycloak.store.UnboundGrants.Grant;
import io.ticketgate.keycloak.store.UnboundGrants.Known;
import io.ticketgate.spi.EntitlementName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.keycloak.common.util.Time;

/**
 * What was issued before an enforced rule came to protect a role or credential. Keycloak takes such
 * tokens until they expire; voided, they are refused wherever the server is asked: by not-before of
 * the client and of the user, which every endpoint looks at, also for tokens that another client
 * got by exchange. Each grant is voided once: who logs in again has what the rule lets them have.
 */
public final class EarlierTokens {

  private static final long MILLIS = 1000L;

  private final RealmGate gate;
  private final RoleNames names;
  private final UnboundGrants known;

  /**
   * One grant without a binding.
   *
   * @param subject the person, service account or client
   */
  public record Found(Subject subject, Entitlement entitlement) {
    Grant grant() {
      return new Grant(subject.id(), entitlement.id());
    }
  }

  public EarlierTokens(RealmGate gate) {
    this.gate = gate;
    String realmId = gate.realm().getId();
    this.names = new RoleNames(gate.session(), realmId);
    this.known = new UnboundGrants(gate.session(), realmId);
  }

  /** The protected clients that have no live binding, whose rule is enforced. */
  public List<Found> clients(Instant now) {
    List<Found> found = new ArrayList<>();
    if (gate.rules().all().stream().noneMatch(EarlierTokens::mayProtectClients)) {
      return found;
    }
    for (Entitlement credential : names.credentials()) {
      if (gate.rules().protection().protectsByNameOrMemory(credential)
          && enforced(credential)
          && gate.bindings().liveFor(credential.id()).stream()
              .filter(binding -> binding.entitlement().credential())
              .noneMatch(binding -> binding.covers(now))) {
        String clientId = ((EntitlementName.ClientCredential) credential.name()).clientId();
        found.add(
            new Found(new Subject(Subject.Kind.CLIENT, credential.id(), clientId), credential));
      }
    }
    return found;
  }

  private static boolean mayProtectClients(Rule rule) {
    return rule.mode() == Mode.ENFORCE
        && (!rule.protects().clientCredentials().isEmpty()
            || rule.protects().attributeName() != null);
  }

  /**
   * Voids the earlier tokens of some, in this transaction; the reconciler does the others. Nothing
   * where the reconciler is at work in the realm.
   *
   * @param most how many
   */
  public void voidSome(int most, Instant now) {
    if (gate.rules().all().stream().noneMatch(rule -> rule.mode() == Mode.ENFORCE)
        || !known.claim()) {
      return;
    }
    List<Found> found = new ArrayList<>(clients(now));
    for (Entitlement role : gate.protectedRoles().existing()) {
      if (found.size() > most) {
        break;
      }
      if (enforced(role)) {
        gate.roles().unbound(role, null, now).forEach(who -> found.add(new Found(who, role)));
      }
    }
    found.stream()
        .filter(each -> known(each).filter(Known::voided).isEmpty())
        .limit(most)
        .forEach(
            each -> {
              if (known(each).isEmpty()) {
                report(each, now);
              }
              voidOne(each, now);
            });
    if (!found.isEmpty()) {
      waitForTheNextSecond();
    }
  }

  private Optional<Known> known(Found found) {
    String subjectId = found.subject().id();
    return Optional.ofNullable(
        known.among(Set.of(subjectId), found.entitlement().id()).get(subjectId));
  }

  /**
   * Keycloak compares whole seconds: what is issued in this one looks like what was issued before.
   * Whoever hears that the rule is there can get a good token at once.
   */
  private static void waitForTheNextSecond() {
    try {
      Thread.sleep(MILLIS - Time.currentTimeMillis() % MILLIS + 1);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Notes what is found for the first time, and tells of it; of a client nobody is told. */
  public void report(Found found, Instant now) {
    known.add(found.grant(), now);
    if (!found.entitlement().credential()) {
      gate.journal()
          .unbound(
              found.subject(),
              found.entitlement(),
              gate.rules().protecting(found.entitlement()),
              null,
              now);
    }
  }

  /** Voids what one subject was issued before, unless a binding has come meanwhile. */
  public void voidOne(Found found, Instant now) {
    gate.bindings().lockSubject(found.subject());
    boolean bound =
        gate.bindings().liveOf(found.subject()).stream()
            .filter((Binding binding) -> binding.covers(now))
            .anyMatch(
                binding -> binding.approved(gate.roles()::closure).contains(found.entitlement()));
    if (!bound) {
      gate.roles().endSessions(found.subject());
      known.markVoided(found.grant(), now);
    }
  }

  /** Returns whether an enforced rule protects it. */
  public boolean enforced(Entitlement entitlement) {
    return gate.rules().protecting(entitlement).stream()
        .anyMatch(rule -> rule.mode() == Mode.ENFORCE);
  }
}
