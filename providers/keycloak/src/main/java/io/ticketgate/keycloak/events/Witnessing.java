package io.ticketgate.keycloak.events;

import io.ticketgate.core.event.Backoff;
import io.ticketgate.core.ledger.Cosigning;
import io.ticketgate.core.ledger.SignedNote;
import io.ticketgate.core.ledger.WitnessKey;
import io.ticketgate.keycloak.calls.GateMetrics;
import io.ticketgate.keycloak.calls.Jobs;
import io.ticketgate.keycloak.config.LogWitnesses;
import io.ticketgate.keycloak.store.RealmLog;
import io.ticketgate.keycloak.store.WitnessedLog;
import io.ticketgate.keycloak.store.WitnessedLog.Due;
import io.ticketgate.keycloak.store.WitnessedLog.Known;
import io.ticketgate.spi.LogWitness;
import io.ticketgate.spi.LogWitnessFactory;
import io.ticketgate.spi.WitnessAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.component.ComponentModel;
import org.keycloak.component.ComponentValidationException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;

/**
 * Has the witnesses of each realm cosign its log once it has grown. Nobody who grants or closes
 * waits for that, and a log is published whether its witnesses answer or not. No transaction is
 * open while a witness is asked.
 */
public final class Witnessing implements Runnable {

  private static final Logger LOG = Logger.getLogger(Witnessing.class);

  /** Far longer than a witness may take, twice. */
  private static final Duration LEASE = Duration.ofMinutes(2);

  private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(5));
  private static final int AT_ONCE = 100;

  private final KeycloakSessionFactory factory;

  public Witnessing(KeycloakSessionFactory factory) {
    this.factory = factory;
  }

  @Override
  public void run() {
    Jobs.call(factory, session -> new WitnessedLog(session).due(LogWitnesses.TYPE, now(), AT_ONCE))
        .forEach(this::witness);
  }

  private void witness(Due due) {
    try {
      Jobs.call(factory, session -> new WitnessedLog(session).claim(due, now(), LEASE))
          .ifPresent(known -> ask(due, known));
    } catch (RuntimeException failure) { // it keeps no other witness
      LOG.errorf(
          failure,
          "Realm %s: witness %s of the log could not be asked; it is asked again.",
          due.realmId(),
          due.witnessId());
    }
  }

  private void ask(Due due, Known known) {
    Outcome outcome = send(due, known.size());
    if (outcome.answer() instanceof WitnessAnswer.Knows other) {
      // It has cosigned more than this gate knows, or forgotten what it had: asked from there.
      outcome = send(due, other.size());
    }
    settle(due, known, outcome);
  }

  /**
   * What came of a request.
   *
   * @param realm name of the realm; null when the witness is no more
   * @param cosigned what it has cosigned; null for nothing
   */
  private record Outcome(
      @Nullable String realm,
      String witness,
      WitnessAnswer answer,
      @Nullable SignedNote cosigned,
      long size) {

    static Outcome refused(RealmModel realm, ComponentModel witness, String word, String why) {
      return new Outcome(
          realm.getName(),
          String.valueOf(witness.getName()),
          new WitnessAnswer.Refused(word, why),
          null,
          0);
    }
  }

  private Outcome send(Due due, long older) {
    return Jobs.call(
        factory,
        session -> {
          RealmModel realm = session.realms().getRealm(due.realmId());
          ComponentModel witness =
              realm == null ? null : LogWitnesses.find(realm, due.witnessId()).orElse(null);
          Optional<RealmLog.Signed> signed = new RealmLog(session, due.realmId()).signed();
          if (realm == null || witness == null || signed.isEmpty()) {
            return new Outcome(null, "", new WitnessAnswer.Refused("gone", ""), null, 0);
          }
          session.getContext().setRealm(realm);
          long size = signed.get().size();
          if (older > size) {
            return Outcome.refused(
                realm,
                witness,
                "log_shrunk",
                "The witness has cosigned "
                    + older
                    + " entries of this log, which has "
                    + size
                    + ": entries were removed, or a backup was restored. Tell the auditors, and"
                    + " give the log a new key and the witness a new origin.");
          }
          SignedNote checkpoint = SignedNote.parse(signed.get().checkpoint());
          byte[] request =
              Cosigning.request(older, new RealmLog(session, due.realmId()).tree(size), checkpoint);
          return send(session, realm, witness, request, checkpoint, size);
        });
  }

  /** It ends the transaction of the session, in which nothing was written. */
  private static Outcome send(
      KeycloakSession session,
      RealmModel realm,
      ComponentModel witness,
      byte[] request,
      SignedNote checkpoint,
      long size) {
    LogWitnessFactory kind =
        LogWitnesses.factory(session, String.valueOf(witness.getProviderId())).orElse(null);
    if (kind == null) {
      return Outcome.refused(
          realm,
          witness,
          "kind_missing",
          "This server has no witnesses of the kind '" + witness.getProviderId() + "'.");
    }
    String realmName = realm.getName();
    try (LogWitness made = kind.create(session, witness)) {
      WitnessKey key = LogWitnesses.key(witness);
      session.getTransactionManager().commit();
      WitnessAnswer answer = made.add(request);
      SignedNote cosigned = null;
      if (answer instanceof WitnessAnswer.Cosigned lines) {
        cosigned = Cosigning.cosigned(checkpoint, key, lines.lines()).orElse(null);
        if (cosigned == null) {
          answer =
              new WitnessAnswer.Refused(
                  "not_cosigned",
                  "The witness answered without a cosignature that verifierKey verifies. Ask its"
                      + " operator for its key.");
        }
      }
      return new Outcome(realmName, String.valueOf(witness.getName()), answer, cosigned, size);
    } catch (ComponentValidationException | IllegalArgumentException unusable) {
      return Outcome.refused(realm, witness, "settings", String.valueOf(unusable.getMessage()));
    }
  }

  private void settle(Due due, Known known, Outcome outcome) {
    String realm = outcome.realm();
    if (realm == null) {
      in(log -> log.forget(due.witnessId()));
      return;
    }
    SignedNote cosigned = outcome.cosigned();
    if (cosigned != null) {
      in(
          log -> {
            log.cosigned(due.witnessId(), outcome.size(), cosigned);
            log.tidy();
          });
      GateMetrics.witnessed(realm, outcome.witness(), "cosigned");
      if (known.problem() != null) {
        LOG.infof("Realm %s: witness %s cosigns the log again", realm, due.witnessId());
      }
      return;
    }
    WitnessAnswer.Refused refused =
        outcome.answer() instanceof WitnessAnswer.Refused said
            ? said
            : new WitnessAnswer.Refused(
                "conflict", "The witness names another size each time it is asked.");
    Duration pause = BACKOFF.after(known.tries() + 1, ThreadLocalRandom.current().nextDouble());
    in(log -> log.failed(due.witnessId(), now().plus(pause), refused.word(), refused.sentence()));
    GateMetrics.witnessed(realm, outcome.witness(), refused.word());
    LOG.logf(
        refused.word().equals(known.problem()) ? Logger.Level.DEBUG : Logger.Level.WARN,
        "Realm %s: witness %s does not cosign the log (%s), which is published without: %s",
        due.realmId(),
        due.witnessId(),
        refused.word(),
        refused.sentence());
  }

  private void in(Consumer<WitnessedLog> work) {
    Jobs.run(factory, session -> work.accept(new WitnessedLog(session)));
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Time.currentTimeMillis());
  }
}
