package io.ticketgate.keycloak.store;

import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BreakGlass;
import io.ticketgate.core.binding.BreakGlass.Review;
import io.ticketgate.core.binding.BreakGlasses;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;

/** The emergency grants of one realm, in {@code TG_BREAK_GLASS}. */
public final class JpaBreakGlasses implements BreakGlasses {

  private final Rows rows;
  private final String realmId;

  public JpaBreakGlasses(KeycloakSession session, String realmId) {
    this.rows = new Rows(session);
    this.realmId = realmId;
  }

  /**
   * How many wait for their review.
   *
   * @param unreviewed all of them
   * @param overdue those of them whose deadline has passed
   */
  public record Waiting(long unreviewed, long overdue) {}

  @Override
  public void insert(BreakGlass used) {
    BreakGlassEntity row = new BreakGlassEntity();
    row.bindingId = used.bindingId();
    row.realmId = realmId;
    row.subjectKind = used.subject().kind();
    row.subjectId = used.subject().id();
    row.subjectName = used.subject().name();
    row.usedById = used.usedBy().id();
    row.usedByName = used.usedBy().name();
    row.usedAt = used.usedAt().toEpochMilli();
    row.reviewDueAt = used.reviewDueAt().toEpochMilli();
    rows.insert(row);
  }

  @Override
  public Optional<BreakGlass> find(String bindingId) {
    return Optional.ofNullable(rows.find(BreakGlassEntity.class, bindingId))
        .filter(row -> row.realmId.equals(realmId))
        .map(JpaBreakGlasses::emergency);
  }

  /** The emergency grants among these bindings, by the id of the binding; mostly none is asked. */
  public Map<String, BreakGlass> among(Collection<Binding> bindings) {
    Set<String> ids =
        bindings.stream()
            .filter(binding -> binding.ticket().reserved())
            .map(Binding::id)
            .collect(Collectors.toSet());
    Map<String, BreakGlass> found = new HashMap<>();
    if (!ids.isEmpty()) {
      rows
          .em()
          .createQuery(
              "from TgBreakGlass g where g.realmId = :realmId and g.bindingId in :ids",
              BreakGlassEntity.class)
          .setParameter("realmId", realmId)
          .setParameter("ids", ids)
          .getResultList()
          .stream()
          .map(rows::detached)
          .forEach(row -> found.put(row.bindingId, emergency(row)));
    }
    return found;
  }

  @Override
  public List<BreakGlass> unreviewedOf(Subject subject) {
    Map<String, BreakGlassEntity> found = new HashMap<>();
    rows.committed(
            BreakGlassEntity.class,
            "select g from TgBreakGlass g where g.realmId = :realmId and g.outcome = :open and"
                + " (g.subjectId = :id or (g.subjectKind = :kind and g.subjectName = :name))",
            Map.of(
                "realmId",
                realmId,
                "open",
                BreakGlassEntity.OPEN,
                "id",
                subject.id(),
                "kind",
                subject.kind(),
                "name",
                subject.name()))
        .forEach(row -> found.put(row.bindingId, row));
    return found.values().stream().map(JpaBreakGlasses::emergency).toList();
  }

  @Override
  public boolean anyOverdue(String personId, Instant now) {
    return !rows.em()
        .createQuery(
            "select g.bindingId from TgBreakGlass g where g.realmId = :realmId and g.outcome ="
                + " :open and g.reviewDueAt <= :now and g.usedById = :id",
            String.class)
        .setParameter("realmId", realmId)
        .setParameter("open", BreakGlassEntity.OPEN)
        .setParameter("now", now.toEpochMilli())
        .setParameter("id", personId)
        .setMaxResults(1)
        .getResultList()
        .isEmpty();
  }

  @Override
  public boolean review(String bindingId, Review review) {
    TicketRef ticket = review.ticket();
    return rows.em()
            .createQuery(
                "update TgBreakGlass g set g.outcome = :outcome, g.reviewedAt = :at, g.reviewedById ="
                    + " :byId, g.reviewedByName = :byName, g.reviewTicketId = :ticketId,"
                    + " g.reviewSystem = :system, g.reviewKey = :key, g.reviewComment = :comment"
                    + " where g.bindingId = :id and g.realmId = :realmId and g.outcome = :open")
            .setParameter("outcome", review.outcome().name())
            .setParameter("at", review.at().toEpochMilli())
            .setParameter("byId", review.by().id())
            .setParameter("byName", review.by().name())
            .setParameter("ticketId", ticket == null ? null : JpaTickets.ticketId(realmId, ticket))
            .setParameter("system", ticket == null ? null : ticket.system())
            .setParameter("key", ticket == null ? null : ticket.key())
            .setParameter("comment", review.comment())
            .setParameter("id", bindingId)
            .setParameter("realmId", realmId)
            .setParameter("open", BreakGlassEntity.OPEN)
            .executeUpdate()
        == 1;
  }

  /** How many wait for their review. */
  public Waiting waiting(Instant now) {
    Object[] counted =
        rows.em()
            .createQuery(
                "select count(g), count(case when g.reviewDueAt <= :now then 1 end) from"
                    + " TgBreakGlass g where g.realmId = :realmId and g.outcome = :open",
                Object[].class)
            .setParameter("realmId", realmId)
            .setParameter("open", BreakGlassEntity.OPEN)
            .setParameter("now", now.toEpochMilli())
            .getSingleResult();
    return new Waiting((Long) counted[0], (Long) counted[1]);
  }

  /** Forgets those of a realm that is removed: nobody can review them. */
  public void forgetRealm() {
    rows.em()
        .createQuery("delete from TgBreakGlass g where g.realmId = :realmId")
        .setParameter("realmId", realmId)
        .executeUpdate();
  }

  private static BreakGlass emergency(BreakGlassEntity row) {
    return new BreakGlass(
        row.bindingId,
        new Subject(row.subjectKind, row.subjectId, row.subjectName),
        new Person(row.usedById, row.usedByName),
        Instant.ofEpochMilli(row.usedAt),
        Instant.ofEpochMilli(row.reviewDueAt),
        review(row));
  }

  private static @Nullable Review review(BreakGlassEntity row) {
    Person by = BindingMapper.person(row.reviewedById, row.reviewedByName);
    if (by == null || row.reviewedAt == null) {
      return null;
    }
    Instant at = Instant.ofEpochMilli(row.reviewedAt);
    return new Review(
        BreakGlass.Outcome.valueOf(row.outcome),
        by,
        at,
        row.reviewSystem == null || row.reviewKey == null
            ? null
            : new TicketRef(row.reviewSystem, row.reviewKey),
        row.reviewComment,
        row.reviewedAt >= row.reviewDueAt);
  }
}
