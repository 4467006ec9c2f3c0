package io.ticketgate.keycloak.store;

import io.ticketgate.core.access.Person;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.keycloak.store.ConcernedBindings.Position;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * Which rules were saved whose live bindings are to be judged anew, in {@code TG_RULE_CHECK}: one
 * row for each rule, whatever it protects. A row that another node works on is skipped.
 */
public final class RuleChecks {

  private final Rows rows;
  private final EntityManager em;

  /** A rule whose bindings are judged, claimed by this transaction. */
  public static final class Claimed {
    private final RuleCheckEntity row;

    private Claimed(RuleCheckEntity row) {
      this.row = row;
    }

    /** The rule. */
    public String ruleId() {
      return row.ruleId;
    }

    /** Digest of the rule as it was saved. */
    public String ruleDigest() {
      return row.ruleDigest;
    }

    /** Up to where bindings have been judged. */
    public Position upTo() {
      return new Position(
          row.lastEntitlementId == null ? Position.NONE : row.lastEntitlementId,
          row.lastId.equals(Position.NONE) ? null : row.lastId);
    }

    /** Who saved the rule; null for the server itself. */
    public @Nullable Person actor() {
      return BindingMapper.person(row.actorId, row.actorName);
    }
  }

  /** A rule whose bindings are to be judged. */
  public record Due(String id, String realmId) {}

  public RuleChecks(KeycloakSession session) {
    this.rows = new Rows(session);
    this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
  }

  /** From the beginning: a rule that is saved again before all are judged begins anew. */
  public void begin(String realmId, Rule rule, @Nullable Person actor, Instant now) {
    String id = RowKey.of(realmId, rule.id());
    rows.lockOrCreate(
        RuleCheckEntity.class,
        id,
        () -> {
          RuleCheckEntity empty = new RuleCheckEntity();
          empty.id = id;
          empty.realmId = realmId;
          empty.ruleId = rule.id();
          empty.lastId = Position.NONE;
          return empty;
        });
    // What the lock answers is detached: nobody writes it.
    em.createQuery(
            "update TgRuleCheck c set c.ruleDigest = :digest, c.lastId = :start, c.lastEntitlementId = :start, c.dueAt = :now,"
                + " c.actorId = :actorId, c.actorName = :actorName where c.id = :id")
        .setParameter("digest", rule.digest())
        .setParameter("start", Position.NONE)
        .setParameter("now", now.toEpochMilli())
        .setParameter("actorId", actor == null ? null : actor.id())
        .setParameter("actorName", actor == null ? null : actor.name())
        .setParameter("id", id)
        .executeUpdate();
  }

  /** The rule demands nothing of live bindings any more. */
  public void forget(String realmId, String ruleId) {
    em.createQuery("delete from TgRuleCheck c where c.id = :id")
        .setParameter("id", RowKey.of(realmId, ruleId))
        .executeUpdate();
  }

  /** Some that are due, longest ago first. */
  public List<Due> due(Instant now, int most) {
    return em
        .createQuery(
            "select c.id, c.realmId from TgRuleCheck c where c.dueAt <= :now order by c.dueAt, c.id",
            Object[].class)
        .setParameter("now", now.toEpochMilli())
        .setMaxResults(most)
        .getResultList()
        .stream()
        .map(row -> new Due((String) row[0], (String) row[1]))
        .toList();
  }

  /** Claims one until the transaction ends; empty where another node has it, or it is done. */
  public Optional<Claimed> claim(Due due) {
    return em
        .createQuery("select c from TgRuleCheck c where c.id = :id", RuleCheckEntity.class)
        .setParameter("id", due.id())
        .setLockMode(LockModeType.PESSIMISTIC_WRITE)
        .setHint("jakarta.persistence.lock.timeout", DueBindings.SKIP_LOCKED)
        .getResultList()
        .stream()
        .findFirst()
        .map(Claimed::new);
  }

  /** All up to there are judged. */
  public void judgedUpTo(Claimed claimed, Position there) {
    claimed.row.lastEntitlementId = there.entitlementId();
    claimed.row.lastId = there.bindingId() == null ? Position.NONE : there.bindingId();
  }

  /** Try again later. */
  public void later(Claimed claimed, Instant at) {
    claimed.row.dueAt = at.toEpochMilli();
  }

  /** All are judged. */
  public void done(Claimed claimed) {
    em.remove(claimed.row);
  }

  /** Forgets what was to be judged in a realm that is gone. */
  public void forgetRealm(String realmId) {
    em.createQuery("delete from TgRuleCheck c where c.realmId = :realmId")
        .setParameter("realmId", realmId)
        .executeUpdate();
  }
}
