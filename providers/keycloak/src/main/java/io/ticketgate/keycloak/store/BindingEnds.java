package io.ticketgate.keycloak.store;

import io.ticketgate.core.access.Person;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.Bindings;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Ending;
import io.ticketgate.core.binding.Remains;
import io.ticketgate.core.binding.Selection;
import io.ticketgate.core.binding.Transition;
import io.ticketgate.keycloak.store.HistoryMapper.DetailColumns;
import io.ticketgate.spi.TicketRef;
import jakarta.persistence.Query;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Ends bindings by one statement, and keeps with each what it was before until somebody has cleaned
 * up after it.
 */
final class BindingEnds {

  static final Set<BindingStatus> LIVE =
      EnumSet.of(BindingStatus.AUTHORIZED, BindingStatus.ACTIVE, BindingStatus.SUSPENDED);

  /**
   * To be added to a status in a query that requests wait for. The names stand in it, since
   * Hibernate translates a query with a list of parameters anew each time.
   */
  static final String IN_LIVE =
      LIVE.stream()
          .map(status -> BindingStatus.class.getName() + "." + status)
          .collect(Collectors.joining(", ", " in (", ")"));

  /** When what administers is due: before everything else. */
  static final long FIRST = 1;

  private final Rows rows;
  private final String realmId;

  BindingEnds(Rows rows, String realmId) {
    this.rows = rows;
    this.realmId = realmId;
  }

  /** How many it ended. */
  int end(Selection which, Ending how) {
    Map<String, Object> parameters = new HashMap<>();
    String where = where(which, parameters);
    if (how.cause() == EndCause.EXPIRED) {
      where += " and b.expiresAt <= :at"; // somebody may have moved its end since it was found
    }
    // What it was comes first: MariaDB assigns from left to right.
    Query update =
        rows.em()
            .createQuery(
                "update TgBinding b set b.cleanUp = b.status, b.cleanUpAt = case when"
                    + " b.administers = true then :first else :at end, b.cleanUpTries = 0,"
                    + " b.status = :status, b.cause = :cause, b.endedAt = case when b.createdAt >"
                    + " :at then b.createdAt else :at end, b.endedById = :actorId, b.endedByName ="
                    + " :actorName, b.endDetailCode = :code, b.endDetail = :text, b.endDetailFacts ="
                    + " :facts"
                    + ScheduleColumns.OVER
                    + " where b.realmId = :realmId and b.status"
                    + IN_LIVE
                    + " and "
                    + where);
    Person actor = how.actor();
    DetailColumns detail = HistoryMapper.columns(how.detail());
    parameters.forEach(update::setParameter);
    return update
        .setParameter("at", how.at().toEpochMilli())
        .setParameter("first", FIRST)
        .setParameter("status", how.status())
        .setParameter("cause", how.cause())
        .setParameter("actorId", actor == null ? null : actor.id())
        .setParameter("actorName", actor == null ? null : actor.name())
        .setParameter("code", detail.code())
        .setParameter("text", detail.text())
        .setParameter("facts", detail.facts())
        .setParameter("realmId", realmId)
        .executeUpdate();
  }

  /** On what the live bindings under a ticket rest. */
  Set<Selection.Basis> bases(TicketRef ticket) {
    Set<Selection.Basis> bases = new HashSet<>();
    rows.committed(
            Object[].class,
            "select distinct b.ticketDigest, b.approvers from TgBinding b where b.realmId ="
                + " :realmId and b.status in :live and b.ticketId = :ticketId",
            Map.of(
                "realmId", realmId, "live", LIVE, "ticketId", JpaTickets.ticketId(realmId, ticket)))
        .forEach(
            row ->
                bases.add(
                    new Selection.Basis((String) row[0], TicketJson.readPeople((String) row[1]))));
    return bases;
  }

  /** What bindings of a subject left behind, oldest first. */
  List<Remains> remains(String subjectId) {
    return rows
        .em()
        .createQuery(
            "select b from TgBinding b where b.realmId = :realmId and b.subjectId = :subjectId and"
                + " b.cleanUp"
                + IN_LIVE
                + " order by b.endedAt, b.id",
            BindingEntity.class)
        .setParameter("realmId", realmId)
        .setParameter("subjectId", subjectId)
        .setMaxResults(Bindings.MOST_REMAINS)
        .getResultList()
        .stream()
        .map(rows::detached)
        .map(BindingEnds::remains)
        .toList();
  }

  private static Remains remains(BindingEntity row) {
    Binding ended = BindingMapper.binding(row);
    Transition end = end(row);
    BindingStatus was = row.cleanUp;
    row.status = was == null ? row.status : was;
    row.endedAt = null;
    row.cause = null;
    return new Remains(BindingMapper.binding(row), ended, end);
  }

  /** The step by which a binding ended that is not cleaned up yet. */
  static Transition end(BindingEntity row) {
    return new Transition(
        row.id,
        row.cleanUp,
        row.status,
        row.cause,
        Instant.ofEpochMilli(row.endedAt == null ? 0 : row.endedAt),
        BindingMapper.person(row.endedById, row.endedByName),
        HistoryMapper.detail(
            new DetailColumns(row.endDetailCode, row.endDetail, row.endDetailFacts)));
  }

  void cleanedUp(Set<String> ids) {
    Map<String, Object> parameters = new HashMap<>();
    Query update =
        rows.em()
            .createQuery(
                "update TgBinding b set b.cleanUp = null, b.cleanUpAt = null, b.cleanUpTries ="
                    + " null where b.realmId = :realmId and "
                    + Rows.among("b.id", ids, parameters));
    parameters.forEach(update::setParameter);
    update.setParameter("realmId", realmId).executeUpdate();
  }

  /** The condition that a row, called {@code b}, belongs to a selection; with its parameters. */
  private String where(Selection which, Map<String, Object> parameters) {
    return where(realmId, which, parameters);
  }

  static String where(String realmId, Selection which, Map<String, Object> parameters) {
    if (which instanceof Selection.UnderTicket under) {
      parameters.put("ticketId", JpaTickets.ticketId(realmId, under.ticket()));
      return "b.ticketId = :ticketId";
    }
    if (which instanceof Selection.OnBasis on) {
      parameters.put("ticketId", JpaTickets.ticketId(realmId, on.ticket()));
      parameters.put("digest", on.basis().digest());
      parameters.put("approvers", TicketJson.writePeople(on.basis().approvers()));
      return "b.ticketId = :ticketId and b.ticketDigest = :digest and b.approvers = :approvers";
    }
    if (which instanceof Selection.OfSubjects of) {
      parameters.put("subjectIds", of.subjectIds());
      return "b.subjectId in :subjectIds";
    }
    if (which instanceof Selection.ForEntitlements to) {
      parameters.put("entitlementIds", to.entitlementIds());
      return "b.entitlementId in :entitlementIds";
    }
    if (which instanceof Selection.These these) {
      return Rows.among("b.id", these.ids(), parameters);
    }
    if (which instanceof Selection.Overdue overdue) {
      parameters.put("ids", overdue.ids());
      parameters.put("by", overdue.by().toEpochMilli());
      return "b.id in :ids and b.reviewDueAt <= :by";
    }
    if (which instanceof Selection.Unused unused) {
      parameters.put("ids", unused.ids());
      parameters.put("by", unused.by().toEpochMilli());
      return "b.id in :ids and b.dormantAt <= :by";
    }
    return "b.realmId = :realmId"; // OfRealm
  }
}
