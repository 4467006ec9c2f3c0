package io.ticketgate.keycloak.events;

import io.ticketgate.core.ledger.Checkpoint;
import io.ticketgate.core.ledger.Entry;
import io.ticketgate.core.ledger.Hash;
import io.ticketgate.core.ledger.SignedNote;
import io.ticketgate.core.ledger.SigningKey;
import io.ticketgate.core.ledger.Tiles;
import io.ticketgate.keycloak.calls.Jobs;
import io.ticketgate.keycloak.config.LogKeys;
import io.ticketgate.keycloak.store.RealmLog;
import io.ticketgate.keycloak.store.RealmLog.Queued;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;

/**
 * Takes what the ledger has into the log of its realm, and signs the log. Each realm's log is
 * claimed for a batch, by whichever node comes first; entries, tiles and checkpoint are one
 * transaction, so that a crash leaves the log as it was.
 */
public final class Sequencer implements Runnable {

  private static final Logger LOG = Logger.getLogger(Sequencer.class);

  /** So many entries become part of a log at once. */
  private static final int BATCH = 1000;

  /** So many entries are looked at for realms that wait. */
  private static final int LOOK = 1000;

  /** One line in so long says that a log cannot be written: it is tried again each second. */
  private static final Duration QUIET = Duration.ofMinutes(5);

  private final KeycloakSessionFactory factory;

  /** Only the thread that sequences reads and writes it. */
  private final Map<String, Instant> warned = new HashMap<>();

  public Sequencer(KeycloakSessionFactory factory) {
    this.factory = factory;
  }

  @Override
  public void run() {
    // What is claimed elsewhere, or fails, waits for the next run and keeps no other realm waiting.
    List<String> done = new ArrayList<>(List.of(""));
    List<String> waiting = waiting(done);
    while (!waiting.isEmpty()) {
      waiting.forEach(this::sequence);
      done.addAll(waiting);
      waiting = waiting(done);
    }
  }

  private List<String> waiting(List<String> except) {
    return Jobs.call(factory, session -> RealmLog.waiting(session, except, LOOK));
  }

  private void sequence(String realmId) {
    try {
      Jobs.run(factory, session -> new RealmLog(session, realmId).open());
      boolean more;
      do {
        more = Jobs.call(factory, session -> batch(session, realmId));
      } while (more);
    } catch (RuntimeException failure) {
      Instant now = now();
      Instant before = warned.put(realmId, now);
      if (before == null || now.isAfter(before.plus(QUIET))) {
        LOG.warnf(failure, "Realm %s: the log is written later", realmId);
      } else {
        warned.put(realmId, before);
      }
    }
  }

  /** Returns whether there may be more. */
  private static boolean batch(KeycloakSession session, String realmId) {
    RealmLog log = new RealmLog(session, realmId);
    Optional<Long> size = log.claim();
    if (size.isEmpty()) {
      return false;
    }
    RealmModel realm = session.realms().getRealm(realmId);
    if (realm == null) {
      log.forsake();
      return false;
    }
    session.getContext().setRealm(realm);
    List<Queued> entries = log.queued(BATCH);
    if (entries.isEmpty()) {
      return false;
    }
    List<SigningKey> keys = keys(session, realm);
    Instant now = notBefore(log.lastLogged(size.get()));
    Tiles tree = log.tree(size.get());
    entries.forEach(entry -> tree.append(Hash.leaf(Entry.logged(entry.record(), now))));
    Checkpoint checkpoint = new Checkpoint(LogKeys.origin(realm), tree.size(), tree.root());
    log.integrated(
        entries, size.get(), now, tree, SignedNote.sign(checkpoint.text(), keys).toString());
    return entries.size() == BATCH;
  }

  /** The time. The clocks of two nodes differ, and the log goes forward. */
  private static Instant notBefore(Instant last) {
    Instant now = now();
    return now.isBefore(last) ? last : now;
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Time.currentTimeMillis());
  }

  private static List<SigningKey> keys(KeycloakSession session, RealmModel realm) {
    List<SigningKey> keys = LogKeys.signing(realm);
    if (keys.isEmpty()) {
      // The rules are of a time when the server was switched off: nothing has made a key then.
      LogKeys.ensure(session, realm);
      keys = LogKeys.signing(realm);
      LOG.infof("Realm %s: the log has a new key, %s", realm.getId(), keys);
    }
    return keys;
  }
}
