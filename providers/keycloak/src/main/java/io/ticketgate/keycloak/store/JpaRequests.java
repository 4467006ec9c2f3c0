package io.ticketgate.keycloak.store;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.ticket.Asked;
import io.ticketgate.core.ticket.RequestRetention;
import io.ticketgate.core.ticket.Requests;
import io.ticketgate.spi.TicketRef;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;

/** What people of one realm asked for in self-service, in {@code TG_REQUEST}. */
public final class JpaRequests implements Requests {

  /** What is read as last committed may be there in two versions, the later one behind. */
  private static final Collector<RequestEntity, ?, Map<String, RequestEntity>> ONCE =
      Collectors.toMap(row -> row.id, row -> row, (earlier, later) -> later);

  private final Rows rows;
  private final String realmId;

  public JpaRequests(KeycloakSession session, String realmId) {
    this.rows = new Rows(session);
    this.realmId = realmId;
  }

  @Override
  public Optional<Asked> behind(TicketRef ticket) {
    return under(ticket).stream()
        .map(
            row ->
                new Asked(
                    row.id,
                    row.byId,
                    row.subjectKind,
                    row.subjectId,
                    row.entitlementId,
                    row.byId.equals(DueRequests.NOBODY)))
        .findFirst();
  }

  private List<RequestEntity> under(TicketRef ticket) {
    return found(
        rows.em()
            .createQuery(
                "select r from TgRequest r where r.ticketId = :ticketId", RequestEntity.class)
            .setParameter("ticketId", JpaTickets.ticketId(realmId, ticket)));
  }

  /** One of a person; empty for that of anybody else. */
  public Optional<StoredRequest> find(String id, String byId) {
    return Optional.ofNullable(rows.find(RequestEntity.class, id))
        .filter(row -> row.realmId.equals(realmId) && row.byId.equals(byId))
        .map(JpaRequests::stored);
  }

  /**
   * What a person asked for, newest first.
   *
   * @param after the last one of the page before; null to begin
   */
  public List<StoredRequest> by(String byId, @Nullable StoredRequest after, int most) {
    TypedQuery<RequestEntity> query =
        rows.em()
            .createQuery(
                "select r from TgRequest r where r.realmId = :realmId and r.byId = :byId"
                    + (after == null
                        ? ""
                        : " and r.createdAt <= :at and (r.createdAt < :at or r.id < :after)")
                    + " order by r.createdAt desc, r.id desc",
                RequestEntity.class)
            .setParameter("realmId", realmId)
            .setParameter("byId", byId)
            .setMaxResults(most);
    if (after != null) {
      query.setParameter("at", after.createdAt().toEpochMilli()).setParameter("after", after.id());
    }
    return found(query).stream().map(JpaRequests::stored).toList();
  }

  /**
   * What a person asked for since then, newest first, as last committed. The caller holds the lock
   * on this person.
   */
  public List<StoredRequest> since(String byId, Instant since) {
    return rows
        .committed(
            RequestEntity.class,
            "select r from TgRequest r where r.realmId = :realmId and r.byId = :byId"
                + " and r.createdAt >= :since",
            Map.of("realmId", realmId, "byId", byId, "since", since.toEpochMilli()))
        .stream()
        .collect(ONCE)
        .values()
        .stream()
        .map(JpaRequests::stored)
        .sorted(Comparator.comparing(StoredRequest::createdAt).reversed())
        .toList();
  }

  /**
   * The newest requests of a person for one thing, as last committed. The caller holds the lock on
   * this person.
   */
  public List<StoredRequest> of(String byId, Subject subject, Entitlement entitlement, int most) {
    return rows
        .committed(
            RequestEntity.class,
            "select r from TgRequest r where r.realmId = :realmId and r.byId = :byId"
                + " and r.subjectId = :subjectId and r.entitlementId = :entitlementId",
            Map.of(
                "realmId",
                realmId,
                "byId",
                byId,
                "subjectId",
                subject.id(),
                "entitlementId",
                entitlement.id()))
        .stream()
        .collect(ONCE)
        .values()
        .stream()
        .map(JpaRequests::stored)
        .sorted(Comparator.comparing(StoredRequest::createdAt).reversed())
        .limit(most)
        .toList();
  }

  /** Stores a request whose ticket is yet to be made. */
  public void insert(StoredRequest request, Instant claimedUntil) {
    RequestEntity row = new RequestEntity();
    row.id = request.id();
    row.realmId = realmId;
    row.byId = request.byId();
    row.subjectKind = request.subject().kind();
    row.subjectId = request.subject().id();
    row.subjectName = request.subject().name();
    BindingEntity named = new BindingEntity();
    BindingMapper.name(named, request.entitlement().name());
    row.entitlementKind = named.entitlementKind;
    row.entitlementId = request.entitlement().id();
    row.entitlementClient = named.entitlementClient;
    row.entitlementName = named.entitlementName;
    row.justification = request.justification();
    row.startsAt = millis(request.from());
    row.endsAt = millis(request.until());
    row.createdAt = request.createdAt().toEpochMilli();
    row.system = request.system();
    row.claimedUntil = claimedUntil.toEpochMilli();
    row.forgetAt = RequestRetention.firstLook(request.createdAt()).toEpochMilli();
    rows.insert(row);
  }

  /**
   * Takes it on to have the ticket made.
   *
   * @return false where somebody else is at it, or the ticket is there
   */
  public boolean claim(String id, Instant now, Instant until) {
    return rows.em()
            .createQuery(
                "update TgRequest r set r.claimedUntil = :until where r.id = :id"
                    + " and r.ticketId is null and r.claimedUntil < :now")
            .setParameter("until", until.toEpochMilli())
            .setParameter("now", now.toEpochMilli())
            .setParameter("id", id)
            .executeUpdate()
        > 0;
  }

  /** Lets others have the ticket made: it was not. */
  public void release(String id) {
    rows.em()
        .createQuery(
            "update TgRequest r set r.claimedUntil = 0 where r.id = :id and r.ticketId is null")
        .setParameter("id", id)
        .executeUpdate();
  }

  /**
   * Keeps the ticket that was made for it.
   *
   * @return false where the ticket was made for another request, or this one is gone
   */
  public boolean made(String id, TicketRef ticket, @Nullable String url) {
    if (under(ticket).stream().anyMatch(row -> !row.id.equals(id))) {
      return false;
    }
    return rows.em()
            .createQuery(
                "update TgRequest r set r.ticketId = :ticketId, r.key = :key, r.url = :url,"
                    + " r.claimedUntil = 0 where r.id = :id")
            .setParameter("ticketId", JpaTickets.ticketId(realmId, ticket))
            .setParameter("key", ticket.key())
            .setParameter("url", url)
            .setParameter("id", id)
            .executeUpdate()
        > 0;
  }

  /**
   * Forgets what a person asked for who is removed. That there were tickets stays known: they give
   * nothing from now on, also one that the ITSM is making at this moment.
   */
  public void forgetPerson(String byId) {
    rows.em()
        .createQuery(DueRequests.WIPED + " where r.realmId = :realmId and r.byId = :byId")
        .setParameter("nobody", DueRequests.NOBODY)
        .setParameter("realmId", realmId)
        .setParameter("byId", byId)
        .executeUpdate();
  }

  /** Forgets every request of a realm that is removed. */
  public void forgetRealm() {
    rows.em()
        .createQuery("delete from TgRequest r where r.realmId = :realmId")
        .setParameter("realmId", realmId)
        .executeUpdate();
  }

  private List<RequestEntity> found(TypedQuery<RequestEntity> query) {
    List<RequestEntity> found = query.getResultList();
    found.forEach(rows::detached);
    return found;
  }

  private static StoredRequest stored(RequestEntity row) {
    BindingEntity named = new BindingEntity();
    named.entitlementKind = row.entitlementKind;
    named.entitlementClient = row.entitlementClient;
    named.entitlementName = row.entitlementName;
    return new StoredRequest(
        row.id,
        row.byId,
        new Subject(row.subjectKind, row.subjectId, row.subjectName),
        new Entitlement(row.entitlementId, BindingMapper.name(named)),
        row.justification,
        instant(row.startsAt),
        instant(row.endsAt),
        Instant.ofEpochMilli(row.createdAt),
        row.system,
        row.key == null ? null : new TicketRef(row.system, row.key),
        row.url);
  }

  private static @Nullable Long millis(@Nullable Instant instant) {
    return instant == null ? null : instant.toEpochMilli();
  }

  private static @Nullable Instant instant(@Nullable Long millis) {
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }
}
