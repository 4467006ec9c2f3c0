package io.ticketgate.keycloak.task;

import io.ticketgate.core.Binding;
import io.ticketgate.core.Mode;
import io.ticketgate.keycloak.RealmGate;
import io.ticketgate.keycloak.store.DueBindings;
import io.ticketgate.keycloak.store.DueBindings.Due;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Ends the bindings that have run out. It runs on every node: each subject with something due is
 * claimed for one transaction, and skipped by whoever comes second, so nodes share the work and a
 * node that dies gives it back.
 */
public final class Expiry implements Runnable {

  private static final Logger LOG = Logger.getLogger(Expiry.class);
  private static final int BATCH = 100;

  private final KeycloakSessionFactory factory;
  private final Mode serverMode;

  public Expiry(KeycloakSessionFactory factory, Mode serverMode) {
    this.factory = factory;
    this.serverMode = serverMode;
  }

  @Override
  public void run() {
    // What failed, or is claimed elsewhere, stays due: it is passed over until the next run, so
    // that
    // it keeps nobody behind it waiting.
    int passedOver = 0;
    List<Due> due;
    do {
      int skip = passedOver;
      due =
          KeycloakModelUtils.runJobInTransactionWithResult(
              factory, session -> new DueBindings(session).due(now(), skip, BATCH));
      for (Due one : due) {
        if (!expire(one)) {
          passedOver++;
        }
      }
    } while (due.size() == BATCH);
  }

  private boolean expire(Due due) {
    try {
      return KeycloakModelUtils.runJobInTransactionWithResult(
          factory, session -> new DueBindings(session).claim(due) && expireClaimed(session, due));
    } catch (RuntimeException failure) {
      LOG.errorf(
          failure,
          "The bindings of subject %s in realm %s could not be ended; they are tried again.",
          due.subjectId(),
          due.realmId());
      return false;
    }
  }

  private boolean expireClaimed(KeycloakSession session, Due due) {
    RealmModel realm = session.realms().getRealm(due.realmId());
    if (realm == null) {
      return false; // being removed by another transaction, which ends its bindings
    }
    session.getContext().setRealm(realm);
    RealmGate gate = RealmGate.of(session, realm, serverMode);
    List<Binding> live = gate.bindings().liveOf(due.subjectId());
    if (!live.isEmpty()) {
      gate.endings().expire(live.get(0).subject(), now());
      LOG.debugf(
          "Ended what had run out for subject %s in realm %s", due.subjectId(), realm.getId());
    }
    return true;
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Time.currentTimeMillis());
  }
}
