package io.ticketgate.keycloak.store;

import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.keycloak.store.BindingEntity.EntitlementKind;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.jpa.entities.UserGroupMembershipEntity;

/**
 * The grants of one realm that nobody has used for a time, and who else in the teams of their
 * holders has the like. Read without a lock; a request looks at so many bindings at most, whichever
 * of them were used.
 */
public final class UnusedGrants {

  /** Of groups, composite roles and configuration nothing tells whether they are used. */
  private static final Set<Subject.Kind> USERS_OF_TOKENS =
      Set.of(
          Subject.Kind.USER, Subject.Kind.SERVICE_ACCOUNT, Subject.Kind.CLIENT, Subject.Kind.AGENT);

  private static final String MEMBERSHIP = UserGroupMembershipEntity.class.getSimpleName();

  private static final String COVERING =
      "b.realmId = :realmId and b.status = :active and b.expiresAt > :now"
          + ScheduleColumns.IN_TIME
          + TicketEnds.NOT_ENDED;

  private final Rows rows;
  private final String realmId;
  private final int mostLookedAt;

  public UnusedGrants(KeycloakSession session, String realmId) {
    this(session, realmId, 10_000);
  }

  UnusedGrants(KeycloakSession session, String realmId, int mostLookedAt) {
    this.rows = new Rows(session);
    this.realmId = realmId;
    this.mostLookedAt = mostLookedAt;
  }

  /**
   * Some of them, in the order of the bindings' ids.
   *
   * @param next where the next page begins; null when there is none. A page may be empty and have a
   *     next one
   */
  public record Page(List<Binding> unused, @Nullable String next) {

    public Page {
      unused = List.copyOf(unused);
    }
  }

  /**
   * The bindings that make a grant rightful now, on which no token has relied since then, and which
   * were there then.
   *
   * @param after {@link Page#next}; empty to begin
   */
  public Page since(Instant then, Instant now, String after, int most) {
    String last = endOfLook(after, now);
    String until = last == null ? "" : " and b.id <= :last";
    TypedQuery<BindingEntity> query =
        rows.em()
            .createQuery(
                "select b from TgBinding b where "
                    + COVERING
                    + " and b.id > :after"
                    + until
                    + " and coalesce(b.lastUsedAt, b.notBefore) < :then and b.subjectKind in :kinds"
                    + " and b.entitlementKind <> :configuration order by b.id",
                BindingEntity.class);
    covering(query, now)
        .setParameter("after", after)
        .setParameter("then", then.toEpochMilli())
        .setParameter("kinds", USERS_OF_TOKENS)
        .setParameter("configuration", EntitlementKind.CONFIGURATION)
        .setMaxResults(most);
    if (last != null) {
      query.setParameter("last", last);
    }
    List<BindingEntity> found = query.getResultList();
    found.forEach(rows::detached);
    List<Binding> unused = found.stream().map(BindingMapper::binding).toList();
    return new Page(unused, unused.size() == most ? unused.get(most - 1).id() : last);
  }

  /** The last binding that is looked at from there on; null where the realm's last one is. */
  private @Nullable String endOfLook(String after, Instant now) {
    TypedQuery<String> query =
        rows.em()
            .createQuery(
                "select b.id from TgBinding b where "
                    + COVERING
                    + " and b.id > :after order by b.id",
                String.class);
    return covering(query, now)
        .setParameter("after", after)
        .setFirstResult(mostLookedAt - 1)
        .setMaxResults(1)
        .getResultStream()
        .findFirst()
        .orElse(null);
  }

  /** The groups that a user is a member of directly, as Keycloak itself keeps them. */
  public List<String> teamsOf(String userId, int most) {
    return rows.em()
        .createQuery(
            "select m.groupId from " + MEMBERSHIP + " m where m.user.id = :user order by m.groupId",
            String.class)
        .setParameter("user", userId)
        .setMaxResults(most)
        .getResultList();
  }

  /** How many are members of a group directly. */
  public long membersOf(String groupId) {
    return rows.em()
        .createQuery(
            "select count(m) from " + MEMBERSHIP + " m where m.groupId = :groupId", Long.class)
        .setParameter("groupId", groupId)
        .getSingleResult();
  }

  /** How many of them have such a binding, used or not. */
  public long holdersIn(String groupId, String entitlementId, Instant now) {
    TypedQuery<Long> query =
        rows.em()
            .createQuery(
                "select count(distinct m.user.id) from "
                    + MEMBERSHIP
                    + " m, TgBinding b where m.groupId = :groupId and b.subjectId = m.user.id and"
                    + " b.entitlementId = :entitlementId and "
                    + COVERING,
                Long.class);
    return covering(query, now)
        .setParameter("groupId", groupId)
        .setParameter("entitlementId", entitlementId)
        .getSingleResult();
  }

  private <T> TypedQuery<T> covering(TypedQuery<T> query, Instant now) {
    return query
        .setParameter("realmId", realmId)
        .setParameter("active", BindingStatus.ACTIVE)
        .setParameter("now", now.toEpochMilli());
  }
}
