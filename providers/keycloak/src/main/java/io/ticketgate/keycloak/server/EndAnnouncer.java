package io.ticketgate.keycloak.server;

import io.ticketgate.core.event.BindingEvents;
import io.ticketgate.keycloak.calls.Jobs;
import io.ticketgate.keycloak.config.EventOutbox;
import io.ticketgate.keycloak.store.EndNotices;
import io.ticketgate.keycloak.store.EndNotices.Due;
import io.ticketgate.keycloak.store.JpaBindings;
import java.time.Instant;
import java.util.List;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;

/** Announces that bindings end soon, those whose rule wants it, each once, on any node. */
public final class EndAnnouncer implements Runnable {

  private static final int BATCH = 200;

  private final KeycloakSessionFactory factory;

  public EndAnnouncer(KeycloakSessionFactory factory) {
    this.factory = factory;
  }

  @Override
  public void run() {
    List<Due> due;
    do {
      due = Jobs.call(factory, session -> new EndNotices(session).due(now(), BATCH));
      due.forEach(each -> Jobs.run(factory, session -> announce(session, each)));
    } while (due.size() == BATCH);
  }

  private static void announce(KeycloakSession session, Due due) {
    Instant now = now();
    RealmModel realm = session.realms().getRealm(due.realmId());
    if (!new EndNotices(session).take(due, now) || realm == null) {
      return;
    }
    session.getContext().setRealm(realm);
    new JpaBindings(session, realm.getId())
        .find(due.bindingId())
        .filter(binding -> binding.covers(now))
        .map(binding -> BindingEvents.ending(binding, now))
        .ifPresent(new EventOutbox(session, realm)::announce);
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Time.currentTimeMillis());
  }
}
