package io.ticketgate.keycloak.store;

import io.ticketgate.core.ledger.Cosigning;
import io.ticketgate.core.ledger.SignedNote;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;

/** What witnesses have cosigned of logs. */
public final class WitnessedLog {

  private static final int LONGEST = 2000;

  private final Rows rows;

  public WitnessedLog(KeycloakSession session) {
    this.rows = new Rows(session);
  }

  /** A witness that has not cosigned the log as it was last signed. */
  public record Due(String realmId, String witnessId) {}

  /**
   * What is known of a witness.
   *
   * @param size that it is known to have cosigned; 0 for none
   * @param checkpoint that one with its cosignature; null for none
   * @param tries how often in a row it has not cosigned
   * @param problem why, in one word; null when it has
   * @param message the same in a sentence
   */
  public record Known(
      String witnessId,
      long size,
      @Nullable SignedNote checkpoint,
      int tries,
      @Nullable String problem,
      @Nullable String message) {}

  /**
   * Witnesses that are to be asked.
   *
   * @param type of the components of witnesses
   */
  public List<Due> due(String type, Instant now, int most) {
    return rows
        .em()
        .createQuery(
            "select c.realm.id, c.id from ComponentEntity c, TgLog g where c.providerType = :type"
                + " and g.id = c.realm.id and g.checkpoint is not null and not exists (select w.id"
                + " from TgLogWitness w where w.id = c.id and (w.size >= g.size or w.dueAt >"
                + " :now)) order by c.id",
            Object[].class)
        .setParameter("type", type)
        .setParameter("now", now.toEpochMilli())
        .setMaxResults(most)
        .getResultList()
        .stream()
        .map(row -> new Due((String) row[0], (String) row[1]))
        .toList();
  }

  /**
   * Takes one that is due for a while, unless another node has.
   *
   * @return what is known of it; empty where another node was first
   */
  public Optional<Known> claim(Due due, Instant now, Duration lease) {
    LogWitnessEntity fresh = new LogWitnessEntity();
    fresh.id = due.witnessId();
    fresh.realmId = due.realmId();
    NewRow.insertMissing(em(), fresh);
    int claimed =
        em().createQuery(
                "update TgLogWitness w set w.dueAt = :until where w.id = :id and w.dueAt <= :now")
            .setParameter("until", now.plus(lease).toEpochMilli())
            .setParameter("id", due.witnessId())
            .setParameter("now", now.toEpochMilli())
            .executeUpdate();
    return claimed == 1
        ? Optional.ofNullable(rows.find(LogWitnessEntity.class, due.witnessId()))
            .map(WitnessedLog::known)
        : Optional.empty();
  }

  /** It has cosigned a checkpoint, and may be asked for the next one. */
  public void cosigned(String witnessId, long size, SignedNote checkpoint) {
    em().createQuery(
            "update TgLogWitness w set w.size = :size, w.checkpoint = :note, w.dueAt = 0, w.tries"
                + " = 0, w.problem = null, w.message = null where w.id = :id")
        .setParameter("size", size)
        .setParameter("note", checkpoint.toString())
        .setParameter("id", witnessId)
        .executeUpdate();
  }

  /** It has not, and is asked again at that time. */
  public void failed(String witnessId, Instant again, String problem, String message) {
    em().createQuery(
            "update TgLogWitness w set w.dueAt = :again, w.tries = w.tries + 1, w.problem ="
                + " :problem, w.message = :message where w.id = :id")
        .setParameter("again", again.toEpochMilli())
        .setParameter("problem", problem)
        .setParameter("message", message.substring(0, Math.min(message.length(), LONGEST)))
        .setParameter("id", witnessId)
        .executeUpdate();
  }

  /** What is known of the witnesses of a realm. */
  public List<Known> of(String realmId) {
    return em()
        .createQuery(
            "select w from TgLogWitness w where w.realmId = :realmId order by w.id",
            LogWitnessEntity.class)
        .setParameter("realmId", realmId)
        .getResultList()
        .stream()
        .map(
            row -> {
              em().detach(row);
              return known(row);
            })
        .toList();
  }

  /**
   * A log as readers see it.
   *
   * @param checkpoint with the cosignatures of those witnesses that have seen this very one
   * @param older the checkpoints that the others have cosigned last
   */
  public record Shown(SignedNote checkpoint, List<SignedNote> older) {}

  /**
   * A log with what the witnesses of its realm say of it.
   *
   * @param witnessIds ids of those that the realm has now
   */
  public Shown shown(String realmId, RealmLog.Signed signed, Set<String> witnessIds) {
    SignedNote checkpoint = SignedNote.parse(signed.checkpoint());
    List<SignedNote> now = new ArrayList<>();
    List<SignedNote> older = new ArrayList<>();
    for (Known known : witnessIds.isEmpty() ? List.<Known>of() : of(realmId)) {
      SignedNote note = known.checkpoint();
      if (note != null && witnessIds.contains(known.witnessId())) {
        if (note.text().equals(checkpoint.text())) {
          now.add(note);
        } else if (known.size() < signed.size()) {
          older.add(note);
        }
      }
    }
    return new Shown(Cosigning.together(checkpoint, now), older);
  }

  /** Forgets witnesses whose components are gone. */
  public void tidy() {
    em().createQuery(
            "delete from TgLogWitness w where not exists (select c.id from ComponentEntity c where"
                + " c.id = w.id)")
        .executeUpdate();
  }

  /** A witness that is no more: what it has cosigned is shown no longer. */
  public void forget(String witnessId) {
    em().createQuery("delete from TgLogWitness w where w.id = :id")
        .setParameter("id", witnessId)
        .executeUpdate();
  }

  /** The witnesses of a realm that is no more. */
  public void forgetRealm(String realmId) {
    em().createQuery("delete from TgLogWitness w where w.realmId = :realmId")
        .setParameter("realmId", realmId)
        .executeUpdate();
  }

  private static Known known(LogWitnessEntity row) {
    return new Known(
        row.id,
        row.size,
        row.checkpoint == null ? null : SignedNote.parse(row.checkpoint),
        row.tries,
        row.problem,
        row.message);
  }

  private EntityManager em() {
    return rows.em();
  }
}
