package io.ticketgate.keycloak.store;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.Bindings;
import io.ticketgate.core.binding.Ending;
import io.ticketgate.core.binding.Remains;
import io.ticketgate.core.binding.Selection;
import io.ticketgate.core.binding.Transition;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * The bindings of one realm, in {@code TG_BINDING}, and their history, in {@code TG_HISTORY}.
 *
 * <p>Bindings are guarded by the lock on their subject. They are not locked themselves before it is
 * held: two closings that share a subject would each hold the row that the other needs next.
 */
public final class JpaBindings implements Bindings {

  private static final Set<BindingStatus> LIVE = BindingEnds.LIVE;

  /** Steps of one millisecond: a binding begins before it changes, and ends last. */
  private static final Comparator<Transition> IN_ORDER =
      Comparator.comparing(Transition::at)
          .thenComparing(step -> step.from() == null ? 0 : step.to().live() ? 1 : 2);

  private final KeycloakSession session;
  private final Rows rows;
  private final String realmId;
  private final BindingEnds ends;
  private final UnnotedTokens unnoted;

  public JpaBindings(KeycloakSession session, String realmId) {
    this.session = session;
    this.rows = new Rows(session);
    this.realmId = realmId;
    this.ends = new BindingEnds(rows, realmId);
    this.unnoted = new UnnotedTokens(rows, realmId);
  }

  @Override
  public void lockSubject(Subject subject) {
    lockSubject(subject.id());
  }

  /** As {@link #lockSubject(Subject)}. */
  public void lockSubject(String subjectId) {
    String id = subjectRow(subjectId);
    if (!rows.holds(id)) {
      rows.lockOrCreate(SubjectEntity.class, id, () -> emptyRow(subjectId));
      rows.held(id);
    }
  }

  /** Returns whether this session holds the lock on the subject. */
  boolean holdsLock(String subjectId) {
    return rows.holds(subjectRow(subjectId));
  }

  private String subjectRow(String subjectId) {
    return RowKey.of(realmId, subjectId);
  }

  private SubjectEntity emptyRow(String subjectId) {
    SubjectEntity row = new SubjectEntity();
    row.id = subjectRow(subjectId);
    row.realmId = realmId;
    row.subjectId = subjectId;
    return row;
  }

  /**
   * Locks a subject that has or had bindings.
   *
   * @return false when it never had any
   */
  public boolean lockKnownSubject(String subjectId) {
    String id = subjectRow(subjectId);
    if (rows.holds(id)) {
      return true;
    }
    if (rows.find(SubjectEntity.class, id) == null || rows.lock(SubjectEntity.class, id) == null) {
      return false;
    }
    rows.held(id);
    return true;
  }

  @Override
  public void insert(Binding binding) {
    rows.insert(BindingMapper.row(realmId, binding));
    changed(binding);
  }

  @Override
  public int restUnnoted(Set<String> ids) {
    return unnoted.restOn(ids);
  }

  @Override
  public boolean anyUnnoted(Set<String> ids) {
    return unnoted.any(ids);
  }

  @Override
  public void update(Binding binding) {
    BindingEntity row = BindingMapper.row(realmId, binding);
    int updated =
        ScheduleColumns.parameters(
                rows.em()
                    .createQuery(
                        "update TgBinding b set b.status = :status, b.grantedById = :grantedById,"
                            + " b.grantedByName = :grantedByName, b.expiresAt = :expiresAt,"
                            + " b.ownerId = :ownerId, b.ownerName = :ownerName,"
                            + " b.ruleNames = :ruleNames, b.ruleDigest = :ruleDigest,"
                            + " b.ticketVersion = :ticketVersion,"
                            + " b.endedAt = :endedAt, b.cause = :cause, b.credentialMarks ="
                            + " :credentialMarks, b.credentialAt = :credentialAt,"
                            + " b.credentialUntil = :credentialUntil"
                            + ScheduleColumns.SET
                            + " where b.id = :id and b.status"
                            + BindingEnds.IN_LIVE
                            + TicketEnds.NOT_ENDED),
                row)
            .setParameter("status", row.status)
            .setParameter("grantedById", row.grantedById)
            .setParameter("grantedByName", row.grantedByName)
            .setParameter("expiresAt", row.expiresAt)
            .setParameter("ownerId", row.ownerId)
            .setParameter("ownerName", row.ownerName)
            .setParameter("ruleNames", row.ruleNames)
            .setParameter("ruleDigest", row.ruleDigest)
            .setParameter("ticketVersion", row.ticketVersion)
            .setParameter("endedAt", row.endedAt)
            .setParameter("cause", row.cause)
            .setParameter("credentialMarks", row.credentialMarks)
            .setParameter("credentialAt", row.credentialAt)
            .setParameter("credentialUntil", row.credentialUntil)
            .setParameter("id", row.id)
            .executeUpdate();
    if (updated == 0) {
      throw LockFailure.conflict();
    }
    changed(binding);
  }

  @Override
  public int end(Selection which, Ending how) {
    TicketEnds.Ended ended =
        which instanceof Selection.UnderTicket under
            ? TicketEnds.end(rows, realmId, under.ticket(), how)
            : new TicketEnds.Ended(ends.end(which, how), false);
    if (ended.bindings() > 0) {
      if (which instanceof Selection.These these && these.ids().size() == ended.bindings()) {
        rows.changeReads(read -> without(these.ids(), read));
      } else {
        rows.forgetReads();
      }
      BindingChanges.ended(session, realmId, which, ended.unwritten());
    }
    return ended.bindings();
  }

  /** What was read of a subject, without some of its bindings; what else was read as it is. */
  private static Object without(Set<String> ids, Object read) {
    return read instanceof List<?> list
        ? list.stream()
            .filter(each -> !(each instanceof Binding binding && ids.contains(binding.id())))
            .toList()
        : read;
  }

  @Override
  public Set<Selection.Basis> bases(TicketRef ticket) {
    return ends.bases(ticket);
  }

  @Override
  public List<Remains> remains(Subject subject) {
    return remains(subject.id());
  }

  /** As {@link #remains(Subject)}. */
  public List<Remains> remains(String subjectId) {
    return ends.remains(subjectId);
  }

  @Override
  public void cleanedUp(List<Remains> remains) {
    if (remains.isEmpty()) {
      return;
    }
    Set<String> ids = remains.stream().map(each -> each.ended().id()).collect(Collectors.toSet());
    ends.cleanedUp(ids);
    BindingChanges.cleanedUp(session, realmId, ids);
  }

  @Override
  public boolean takeOverdue(Binding binding, Instant now) {
    boolean taken = ScheduleColumns.takeOverdue(rows.em(), binding.id(), now);
    changed(binding);
    return taken;
  }

  @Override
  public void reviewed(Binding binding) {
    ScheduleColumns.reviewed(rows.em(), binding.id());
    changed(binding);
  }

  /** How many bindings under a ticket have ended and are not cleaned up yet. */
  public long uncleaned(TicketRef ticket) {
    return TicketEnds.uncleaned(rows.em(), realmId, JpaTickets.ticketId(realmId, ticket));
  }

  private void changed(Binding binding) {
    rows.readUnder(subjectRow(binding.subject().id()), Optional.empty());
    BindingChanges.note(session, BindingChanges.key(realmId, binding.subject().id()));
  }

  @Override
  public Optional<Binding> find(String id) {
    BindingEntity row = rows.find(BindingEntity.class, id);
    if (row == null || !row.realmId.equals(realmId)) {
      return Optional.empty();
    }
    TicketEnds.apply(rows.em(), List.of(row));
    return Optional.of(BindingMapper.binding(row));
  }

  @Override
  public List<Binding> liveOf(Subject subject) {
    return liveOf(subject.id());
  }

  /** The live bindings of a subject, locked, that may no longer exist. */
  public List<Binding> liveOf(String subjectId) {
    String lock = subjectRow(subjectId);
    return rows.<List<Binding>>readUnder(lock)
        .orElseGet(
            () -> {
              List<Binding> live = readLiveOf(subjectId);
              rows.readUnder(lock, Optional.of(live));
              return live;
            });
  }

  private List<Binding> readLiveOf(String subjectId) {
    return rows
        .current(
            BindingEntity.class,
            "from TgBinding b where b.realmId = :realmId and b.subjectId = :subjectId"
                + " and b.status"
                + BindingEnds.IN_LIVE
                + TicketEnds.NOT_ENDED
                + " order by b.id",
            Map.of("realmId", realmId, "subjectId", subjectId))
        .stream()
        .filter(row -> row.status.live())
        .map(BindingMapper::binding)
        .toList();
  }

  @Override
  public Set<TicketRef> authorisedUnder(Subject subject) {
    List<Binding> bindings =
        rows.holds(subjectRow(subject.id()))
            ? liveOf(subject)
            : committedLive("b.subjectId = :id", subject.id());
    return bindings.stream()
        .filter(binding -> binding.status() == BindingStatus.AUTHORIZED)
        .map(Binding::ticket)
        .collect(Collectors.toSet());
  }

  /** The live bindings of an entitlement, read without a lock. */
  public List<Binding> liveFor(String entitlementId) {
    return committedLive("b.entitlementId = :id", entitlementId);
  }

  /** The live bindings of a subject, read without a lock. */
  List<Binding> liveUnlocked(String subjectId) {
    return committedLive("b.subjectId = :id", subjectId);
  }

  /** The live bindings of credentials of clients, read without a lock. */
  public List<Binding> liveCredentials() {
    return rows
        .em()
        .createQuery(
            "select b from TgBinding b where b.realmId = :realmId and b.status in :live and"
                + " b.entitlementKind = :kind"
                + TicketEnds.NOT_ENDED
                + " order by b.id",
            BindingEntity.class)
        .setParameter("realmId", realmId)
        .setParameter("live", LIVE)
        .setParameter("kind", BindingEntity.EntitlementKind.CLIENT_CREDENTIAL)
        .getResultList()
        .stream()
        .map(rows::detached)
        .map(BindingMapper::binding)
        .toList();
  }

  /** Returns whether a live binding rests on a ticket of that ITSM system. */
  public boolean anyLiveOf(String system) {
    return !rows.em()
        .createQuery(
            "select b.id from TgBinding b where b.realmId = :realmId and b.status in :live"
                + " and b.ticketSystem = :system"
                + TicketEnds.NOT_ENDED,
            String.class)
        .setParameter("realmId", realmId)
        .setParameter("live", LIVE)
        .setParameter("system", system)
        .setMaxResults(1)
        .getResultList()
        .isEmpty();
  }

  @Override
  public int uses(TicketRef ticket, Subject subject, Entitlement entitlement) {
    Set<String> used = new HashSet<>();
    // Two queries, each by an index on subjects: a ticket for what exists has very many bindings.
    used.addAll(
        uses("b.subjectId = :subjectId", Map.of("subjectId", subject.id()), ticket, entitlement));
    used.addAll(
        uses(
            "b.subjectName = :subjectName and b.subjectKind = :subjectKind",
            Map.of("subjectName", subject.name(), "subjectKind", subject.kind()),
            ticket,
            entitlement));
    return used.size();
  }

  private List<String> uses(
      String ofSubject, Map<String, Object> subject, TicketRef ticket, Entitlement entitlement) {
    Map<String, Object> parameters = new HashMap<>(subject);
    String named = BindingMapper.conditions(entitlement.name(), parameters);
    parameters.put("realmId", realmId);
    parameters.put("ticketId", JpaTickets.ticketId(realmId, ticket));
    parameters.put("entitlementId", entitlement.id());
    String forThem =
        " and b.realmId = :realmId and "
            + ofSubject
            + " and (b.entitlementId = :entitlementId or ("
            + named
            + "))";
    return Stream.of(
            "select b.id from TgBinding b where b.ticketId = :ticketId",
            // An emergency grant that was confirmed under it is a grant under it.
            "select b.id from TgBreakGlass g, TgBinding b where g.reviewTicketId = :ticketId and"
                + " g.outcome = 'CONFIRMED' and b.id = g.bindingId")
        .flatMap(under -> rows.committed(String.class, under + forThem, parameters).stream())
        .toList();
  }

  private List<Binding> committedLive(String where, String id) {
    Map<String, BindingEntity> found = new TreeMap<>();
    rows.committed(
            BindingEntity.class,
            "select b from TgBinding b where b.realmId = :realmId and b.status"
                + BindingEnds.IN_LIVE
                + " and "
                + where
                + TicketEnds.NOT_ENDED,
            Map.of("realmId", realmId, "id", id))
        .forEach(row -> found.put(row.id, row));
    return found.values().stream().map(BindingMapper::binding).toList();
  }

  /** Adds a row to the history, and an entry to the ledger. */
  public void record(Binding binding, Transition transition) {
    rows.insert(HistoryMapper.row(KeycloakModelUtils.generateId(), realmId, transition));
    new Ledger(rows, realmId).append(binding, transition);
  }

  /**
   * The transitions of a binding, oldest first. Its end is among them also where it is not written
   * yet, because nobody has cleaned up.
   */
  public List<Transition> history(String bindingId) {
    BindingEntity binding = rows.find(BindingEntity.class, bindingId);
    if (binding != null) {
      TicketEnds.apply(rows.em(), List.of(binding));
    }
    Stream<Transition> unwritten =
        binding == null || !binding.realmId.equals(realmId) || binding.cleanUp == null
            ? Stream.empty()
            : Stream.of(BindingEnds.end(binding));
    return Stream.concat(written(bindingId), unwritten).sorted(IN_ORDER).toList();
  }

  private Stream<Transition> written(String bindingId) {
    return rows
        .em()
        .createQuery(
            "select h from TgHistory h where h.bindingId = :bindingId and h.realmId = :realmId"
                + " order by h.at",
            HistoryEntity.class)
        .setParameter("bindingId", bindingId)
        .setParameter("realmId", realmId)
        .getResultList()
        .stream()
        .map(rows::detached)
        .map(HistoryMapper::transition);
  }

  /** The emergency grants among them. */
  public JpaBreakGlasses emergencies() {
    return new JpaBreakGlasses(session, realmId);
  }

  /** The same bindings in pages. */
  public BindingLists lists() {
    return new BindingLists(rows, realmId);
  }
}
