package io.ticketgate.keycloak;

import io.ticketgate.core.Binding;
import io.ticketgate.core.CheckResult;
import io.ticketgate.core.Entitlement;
import io.ticketgate.core.GateException;
import io.ticketgate.core.Person;
import io.ticketgate.core.Ports;
import io.ticketgate.core.Subject;
import io.ticketgate.core.Transition;
import io.ticketgate.keycloak.internal.AdminEvents;
import io.ticketgate.keycloak.store.JpaBindings;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Writes each step of a binding to its history and to Keycloak's admin events. Both are rows of the
 * same transaction as the step itself.
 */
final class GateJournal implements Ports.Journal {

  private static final Logger LOG = Logger.getLogger(GateJournal.class);

  private final KeycloakSession session;
  private final RealmModel realm;
  private final JpaBindings bindings;

  GateJournal(KeycloakSession session, RealmModel realm, JpaBindings bindings) {
    this.session = session;
    this.realm = realm;
    this.bindings = bindings;
  }

  @Override
  public void record(Binding binding, Transition transition) {
    bindings.record(transition);
    OperationType operation =
        transition.from() == null
            ? OperationType.CREATE
            : transition.to().live() ? OperationType.UPDATE : OperationType.DELETE;
    Map<String, String> details = new LinkedHashMap<>();
    details.put("ticket", binding.ticket().toString());
    details.put("subject", binding.subject().id());
    details.put("entitlement", binding.entitlement().name().toString());
    details.put("rule", String.join(",", binding.rules()));
    details.put("status", transition.to().name());
    details.put("expires_at", binding.expiresAt().toString());
    if (transition.cause() != null) {
      details.put("cause", transition.cause().word());
    }
    send(operation, binding.id(), transition.actor(), transition.at(), details);
  }

  @Override
  public void wouldRefuse(
      Subject subject,
      Entitlement entitlement,
      GateException refusal,
      @Nullable Person by,
      Instant now) {
    LOG.warnf(
        "Audit: realm %s, subject %s, role %s would have been refused: %s",
        realm.getId(), subject.id(), entitlement.id(), refusal.code().code());
    Map<String, String> details = new LinkedHashMap<>();
    details.put("audit", "would_refuse");
    details.put("code", refusal.code().code());
    details.put("subject", subject.id());
    details.put("entitlement", entitlement.name().toString());
    if (refusal instanceof GateException.Refused refused) {
      details.put(
          "failed_checks",
          refused.checks().stream()
              .filter(CheckResult::failed)
              .map(check -> check.rule() + ":" + check.id().word())
              .collect(Collectors.joining(",")));
    }
    send(OperationType.ACTION, "audit", by, now, details);
  }

  private void send(
      OperationType operation,
      String bindingId,
      @Nullable Person actor,
      Instant at,
      Map<String, String> details) {
    AdminEvents.send(
        session,
        realm,
        operation,
        "ticket-gate/bindings/" + bindingId,
        actor == null ? null : actor.id(),
        at,
        details);
  }
}
