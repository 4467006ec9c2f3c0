package io.ticketgate.keycloak.store;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.TicketRef;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The bindings of one realm in pages, read without a lock, and their number. What a page costs
 * depends on the page, and on how deep it is only where it is found by a number.
 */
public final class BindingLists {

  private static final Comparator<Binding> NEWEST_FIRST =
      Comparator.comparing(Binding::createdAt).thenComparing(Binding::id).reversed();

  /** For a page that is deeper than this, whole realms are read rather than kept in memory. */
  private static final int MOST_MERGED = 2000;

  private static final Set<BindingStatus> LIVE = BindingEnds.LIVE;

  private final Rows rows;
  private final String realmId;

  BindingLists(Rows rows, String realmId) {
    this.rows = rows;
    this.realmId = realmId;
  }

  /** A page of the bindings that make a grant rightful now, in the order of their ids. */
  public List<Binding> covering(Instant now, int first, int max) {
    return list(
        rows.em()
            .createQuery(
                "select b from TgBinding b where b.realmId = :realmId and b.status = :active and"
                    + " b.expiresAt > :now"
                    + ScheduleColumns.IN_TIME
                    + TicketEnds.NOT_ENDED
                    + " order by b.id",
                BindingEntity.class)
            .setParameter("realmId", realmId)
            .setParameter("active", BindingStatus.ACTIVE)
            .setParameter("now", now.toEpochMilli())
            .setFirstResult(first)
            .setMaxResults(max));
  }

  /**
   * Some of the active bindings of an owner in the order of their ids, read without a lock.
   *
   * @param after id of the last one before; empty to begin
   */
  public List<Binding> ownedBy(String ownerId, String after, int most) {
    return list(
        rows.em()
            .createQuery(
                "select b from TgBinding b where b.realmId = :realmId and b.status = :active and"
                    + " b.ownerId = :ownerId and b.id > :after"
                    + TicketEnds.NOT_ENDED
                    + " order by b.id",
                BindingEntity.class)
            .setParameter("realmId", realmId)
            .setParameter("active", BindingStatus.ACTIVE)
            .setParameter("ownerId", ownerId)
            .setParameter("after", after)
            .setMaxResults(most));
  }

  /**
   * The ids of the subjects by which a service account acts for people, and which have live
   * bindings. Read without a lock; the index of subjects finds them by how they begin.
   */
  public Set<String> agentsOf(String accountId) {
    return Set.copyOf(
        rows.em()
            .createQuery(
                "select distinct b.subjectId from TgBinding b where b.realmId = :realmId"
                    + " and b.subjectId like :agents escape '!' and b.subjectKind = :agent"
                    + " and b.status in :live",
                String.class)
            .setParameter("realmId", realmId)
            .setParameter("agents", beginning(Subject.agentsOf(accountId)))
            .setParameter("agent", Subject.Kind.AGENT)
            .setParameter("live", LIVE)
            .getResultList());
  }

  /**
   * For whom reviews are listed.
   *
   * @param ids of the person, and of the roles by which that person reviews
   * @param personId what this person got, or made in an emergency, is for others to review
   */
  public record For(Set<String> ids, String personId) {}

  /**
   * Bindings whose review is awaited, the next one first: live ones that are to be certified, and
   * emergency grants that nobody has reviewed.
   *
   * @param reviewer null for anybody
   * @param before due before then; null for any time
   * @param kind null for both
   */
  public List<Binding> reviews(
      @Nullable For reviewer,
      @Nullable Instant before,
      @Nullable ReviewKind kind,
      int first,
      int max) {
    TypedQuery<BindingEntity> query =
        rows.em()
            .createQuery(
                "select b from TgBinding b where b.realmId = :realmId and b.reviewDueAt < :before"
                    + ScheduleColumns.AWAITED
                    + (reviewer == null
                        ? ""
                        : " and b.reviewerId in :reviewers and b.subjectId <> :person and"
                            + " (b.grantedById <> :person or b.grantedById is null or"
                            + " b.ticketSystem <> 'break-glass')")
                    + (kind == null ? "" : kind.condition)
                    + TicketEnds.NOT_ENDED
                    + " order by b.reviewDueAt, b.id",
                BindingEntity.class)
            .setParameter("realmId", realmId)
            .setParameter("live", LIVE)
            .setParameter(
                "before", before == null ? Long.valueOf(Long.MAX_VALUE) : before.toEpochMilli())
            .setFirstResult(first)
            .setMaxResults(max);
    if (reviewer != null) {
      query.setParameter("reviewers", reviewer.ids()).setParameter("person", reviewer.personId());
    }
    return list(query);
  }

  /**
   * The bindings of one person, newest first.
   *
   * @param liveOnly whether those that have ended are left out
   * @param after the last one of the page before; null to begin
   */
  public List<Binding> ofUser(String userId, boolean liveOnly, @Nullable Binding after, int most) {
    Map<String, Object> parameters = new HashMap<>();
    StringBuilder where =
        new StringBuilder(
            "b.realmId = :realmId and b.subjectId = :userId and b.subjectKind = :kind");
    parameters.put("realmId", realmId);
    parameters.put("userId", userId);
    parameters.put("kind", Subject.Kind.USER);
    if (liveOnly) {
      where.append(" and b.status in :live").append(TicketEnds.NOT_ENDED);
      parameters.put("live", LIVE);
    }
    from(after, where, parameters);
    return page(where, parameters, 0, most);
  }

  /** The next entitlement, in the order of their ids, that a binding is or was for. */
  Optional<Entitlement> entitlementAfter(String id) {
    String next =
        rows.em()
            .createQuery(
                "select min(b.entitlementId) from TgBinding b where b.realmId = :realmId and"
                    + " b.entitlementId > :id",
                String.class)
            .setParameter("realmId", realmId)
            .setParameter("id", id)
            .getSingleResult();
    return next == null
        ? Optional.empty()
        : list(
                rows.em()
                    .createQuery(
                        "select b from TgBinding b where b.realmId = :realmId and b.entitlementId ="
                            + " :id",
                        BindingEntity.class)
                    .setParameter("realmId", realmId)
                    .setParameter("id", next)
                    .setMaxResults(1))
            .stream()
            .map(Binding::entitlement)
            .findFirst();
  }

  /**
   * Some of the live bindings of an entitlement in the order of their ids.
   *
   * @param after id of the last one before
   */
  List<Binding> liveOf(String entitlementId, String after, int most) {
    return list(
        rows.em()
            .createQuery(
                "select b from TgBinding b where b.realmId = :realmId and b.entitlementId ="
                    + " :entitlementId and b.status in :live and b.id > :after"
                    + TicketEnds.NOT_ENDED
                    + " order by b.id",
                BindingEntity.class)
            .setParameter("realmId", realmId)
            .setParameter("entitlementId", entitlementId)
            .setParameter("live", LIVE)
            .setParameter("after", after)
            .setMaxResults(most));
  }

  /** How many bindings of the realm are in each state. */
  public Map<BindingStatus, Long> counts() {
    Map<BindingStatus, Long> counts = new EnumMap<>(BindingStatus.class);
    for (BindingStatus status : BindingStatus.values()) {
      counts.put(status, 0L);
    }
    rows.em()
        .createQuery(
            "select b.status, count(b) from TgBinding b where b.realmId = :realmId group by"
                + " b.status",
            Object[].class)
        .setParameter("realmId", realmId)
        .getResultList()
        .forEach(row -> counts.put((BindingStatus) row[0], (Long) row[1]));
    TicketEnds.unwritten(rows.em(), realmId)
        .forEach(
            (status, ended) -> {
              counts.merge(status, -ended, Long::sum);
              counts.merge(BindingStatus.REVOKED, ended, Long::sum);
            });
    return counts;
  }

  /**
   * The filter of a list; null or empty stands for any. Names match as they were when the binding
   * was made, so a subject or role that was removed or renamed since is found too. Users are found
   * with the agents that act for them, service accounts with those that they are.
   *
   * @param subjectKinds of the subject that has the name; empty for any
   * @param subjectId id of the subject that has the name now
   * @param entitlementId id of the role that has the name now
   */
  public record Filter(
      @Nullable TicketRef ticket,
      Set<Subject.Kind> subjectKinds,
      @Nullable String subjectName,
      @Nullable String subjectId,
      @Nullable EntitlementName entitlement,
      @Nullable String entitlementId,
      @Nullable BindingStatus status,
      @Nullable Instant expiringBefore) {

    /** What the entitlement's id finds, and what its name does. */
    private List<Filter> byIdAndByName() {
      return List.of(
          new Filter(
              ticket,
              subjectKinds,
              subjectName,
              subjectId,
              null,
              entitlementId,
              status,
              expiringBefore),
          new Filter(
              ticket,
              subjectKinds,
              subjectName,
              subjectId,
              entitlement,
              null,
              status,
              expiringBefore));
    }

    /** All bindings under one ticket. */
    public static Filter under(TicketRef ticket) {
      return new Filter(ticket, Set.of(), null, null, null, null, null, null);
    }
  }

  /** The bindings that match, newest first. */
  public List<Binding> list(Filter filter, int first, int max) {
    return list(filter, null, first, max);
  }

  /** As {@link #list}, from after a binding on; however deep that is, it costs the same. */
  public List<Binding> listAfter(Binding last, Filter filter, int max) {
    return list(filter, last, 0, max);
  }

  /**
   * By id and by name an index each answers at once; together the database would read a whole realm
   * to find the few of a role.
   */
  private List<Binding> list(Filter filter, @Nullable Binding after, int first, int max) {
    if (filter.entitlementId() == null || (long) first + max > MOST_MERGED) {
      return listed(filter, after, first, max);
    }
    Map<String, Binding> found = new HashMap<>();
    for (Filter either : filter.byIdAndByName()) {
      listed(either, after, 0, first + max).forEach(binding -> found.put(binding.id(), binding));
    }
    return found.values().stream().sorted(NEWEST_FIRST).skip(first).limit(max).toList();
  }

  private List<Binding> listed(Filter filter, @Nullable Binding after, int first, int max) {
    Map<String, Object> parameters = new HashMap<>();
    StringBuilder where = new StringBuilder("b.realmId = :realmId");
    parameters.put("realmId", realmId);
    if (filter.ticket() != null) {
      where.append(" and b.ticketId = :ticketId");
      parameters.put("ticketId", JpaTickets.ticketId(realmId, filter.ticket()));
    }
    if (filter.subjectName() != null) {
      subject(filter, filter.subjectName(), where, parameters);
    }
    if (filter.entitlement() != null) {
      String named = BindingMapper.conditions(filter.entitlement(), parameters);
      if (filter.entitlementId() == null) {
        where.append(" and ").append(named);
      } else {
        where.append(" and (b.entitlementId = :entitlementId or (").append(named).append("))");
        parameters.put("entitlementId", filter.entitlementId());
      }
    } else if (filter.entitlementId() != null) {
      where.append(" and b.entitlementId = :entitlementId");
      parameters.put("entitlementId", filter.entitlementId());
    }
    if (filter.status() != null) {
      where.append(" and b.status = :status");
      if (filter.status().live()) {
        where.append(TicketEnds.NOT_ENDED);
      }
      parameters.put("status", filter.status());
    }
    if (filter.expiringBefore() != null) {
      where.append(" and b.status in :live and b.expiresAt < :before").append(TicketEnds.NOT_ENDED);
      parameters.put("live", LIVE);
      parameters.put("before", filter.expiringBefore().toEpochMilli());
    }
    from(after, where, parameters);
    return page(where, parameters, first, max);
  }

  /** An agent is both the service account by which it acts, and the person for whom it does. */
  private static void subject(
      Filter filter, String name, StringBuilder where, Map<String, Object> parameters) {
    String id = filter.subjectId() == null ? "" : filter.subjectId();
    where.append(" and ((b.subjectName = :subjectName or b.subjectId = :subjectId)");
    if (!filter.subjectKinds().isEmpty()) {
      where.append(" and b.subjectKind in :subjectKinds");
      parameters.put("subjectKinds", filter.subjectKinds());
    }
    parameters.put("subjectName", name);
    parameters.put("subjectId", id);
    if (filter.subjectKinds().contains(Subject.Kind.USER)) {
      where.append(" or b.actsForId = :subjectId or b.actsForName = :subjectName");
    }
    if (filter.subjectKinds().contains(Subject.Kind.SERVICE_ACCOUNT) && !name.isBlank()) {
      where
          .append(" or b.subjectKind = :agent and (b.subjectName like :agentNames escape '!'")
          .append(" or b.subjectId like :agentIds escape '!')");
      parameters.put("agent", Subject.Kind.AGENT);
      parameters.put("agentNames", beginning(Subject.agentsNamed(name)));
      parameters.put("agentIds", beginning(Subject.agentsOf(id)));
    }
    where.append(")");
  }

  /** For {@code like .. escape '!'}: what begins with a text. */
  static String beginning(String text) {
    return text.replaceAll("[!%_]", "!$0") + "%";
  }

  private static void from(
      @Nullable Binding after, StringBuilder where, Map<String, Object> parameters) {
    if (after != null) {
      // The first part alone is what an index can begin at.
      where.append(
          " and b.createdAt <= :afterTime and (b.createdAt < :afterTime or b.id < :afterId)");
      parameters.put("afterTime", after.createdAt().toEpochMilli());
      parameters.put("afterId", after.id());
    }
  }

  private List<Binding> page(
      CharSequence where, Map<String, Object> parameters, int first, int max) {
    TypedQuery<BindingEntity> query =
        rows.em()
            .createQuery(
                "select b from TgBinding b where "
                    + where
                    + " order by b.createdAt desc, b.id desc",
                BindingEntity.class)
            .setFirstResult(first)
            .setMaxResults(max);
    parameters.forEach(query::setParameter);
    return list(query);
  }

  private List<Binding> list(TypedQuery<BindingEntity> query) {
    List<BindingEntity> found = query.getResultList();
    found.forEach(rows::detached);
    TicketEnds.apply(rows.em(), found);
    return found.stream().map(BindingMapper::binding).toList();
  }
}
