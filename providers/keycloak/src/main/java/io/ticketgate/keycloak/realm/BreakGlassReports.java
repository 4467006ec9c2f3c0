package io.ticketgate.keycloak.realm;

import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BreakGlass;
import io.ticketgate.core.binding.BreakGlassAlarm;
import io.ticketgate.core.event.BindingEvents;
import io.ticketgate.keycloak.calls.AdminEvents;
import io.ticketgate.keycloak.calls.GateMetrics;
import io.ticketgate.keycloak.config.EventOutbox;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Tells of emergency grants by an event for subscribers, an admin event, a line in the log and a
 * metric, in the transaction that makes them.
 */
final class BreakGlassReports implements BreakGlassAlarm {

  private static final Logger LOG = Logger.getLogger(BreakGlassReports.class);

  private final KeycloakSession session;
  private final RealmModel realm;
  private final EventOutbox outbox;

  BreakGlassReports(KeycloakSession session, RealmModel realm) {
    this.session = session;
    this.realm = realm;
    this.outbox = new EventOutbox(session, realm);
  }

  @Override
  public void used(Binding binding, BreakGlass used) {
    LOG.warnf(
        "Realm %s: user %s has made the emergency grant %s of %s to %s, without a ticket, until %s."
            + " It is to be reviewed until %s",
        realm.getId(),
        used.usedBy().id(),
        binding.id(),
        binding.entitlement().id(),
        binding.subject().id(),
        binding.expiresAt(),
        used.reviewDueAt());
    GateMetrics.breakGlass(realm, GateMetrics.BreakGlassStep.USED);
    outbox.announce(BindingEvents.ofEmergency(binding, used));
    send("break_glass_used", binding, used, used.usedBy().id(), used.usedAt());
  }

  @Override
  public void overdue(Binding binding, BreakGlass used, Instant now) {
    LOG.warnf(
        "Realm %s: nobody has reviewed the emergency grant %s of user %s by %s. Until somebody has,"
            + " this user makes no other one",
        realm.getId(), binding.id(), used.usedBy().id(), used.reviewDueAt());
    GateMetrics.breakGlass(realm, GateMetrics.BreakGlassStep.OVERDUE);
    send("break_glass_overdue", binding, used, null, now);
  }

  private void send(
      String finding, Binding binding, BreakGlass used, @Nullable String by, Instant at) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("audit", finding);
    details.put("subject", binding.subject().id());
    details.put("entitlement", binding.entitlement().name().toString());
    details.put("rule", String.join(",", binding.rules()));
    details.put("used_by", used.usedBy().id());
    details.put("expires_at", binding.expiresAt().toString());
    details.put("review_due_at", used.reviewDueAt().toString());
    AdminEvents.send(
        session,
        realm,
        OperationType.ACTION,
        "ticket-gate/bindings/" + binding.id(),
        by,
        at,
        details);
  }
}
