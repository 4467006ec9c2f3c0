package io.ticketgate.keycloak.store;

import io.ticketgate.core.ticket.Identities;
import io.ticketgate.core.ticket.KnownTicket;
import io.ticketgate.core.ticket.Tickets;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;

/** The tickets of one realm, in {@code TG_TICKET}. */
public final class JpaTickets implements Tickets {

  private final Rows rows;
  private final String realmId;
  private final MeantIds meant;

  public JpaTickets(KeycloakSession session, String realmId) {
    this.rows = new Rows(session);
    this.realmId = realmId;
    this.meant = new MeantIds(session, realmId);
  }

  /**
   * Forgets every ticket of a realm that is removed: another realm may come to have its id, and
   * nothing was approved for that.
   */
  public void forgetRealm() {
    meant.forgetRealm();
    rows.em()
        .createQuery("delete from TgTicket t where t.realmId = :realmId")
        .setParameter("realmId", realmId)
        .executeUpdate();
  }

  @Override
  public Optional<KnownTicket> find(TicketRef ref) {
    return known(ref, rows.find(TicketEntity.class, id(ref)));
  }

  /** Of several tickets those that the gate knows. */
  public Map<TicketRef, KnownTicket> find(Collection<TicketRef> refs) {
    Map<String, TicketRef> ids = new HashMap<>();
    refs.forEach(ref -> ids.put(id(ref), ref));
    Map<TicketRef, KnownTicket> found = new HashMap<>();
    if (!ids.isEmpty()) {
      for (TicketEntity row :
          rows.em()
              .createQuery("select t from TgTicket t where t.id in :ids", TicketEntity.class)
              .setParameter("ids", ids.keySet())
              .getResultList()) {
        TicketRef ref = ids.get(row.id);
        rows.detached(row);
        if (ref != null) {
          known(ref, row).ifPresent(known -> found.put(ref, known));
        }
      }
    }
    return found;
  }

  @Override
  public Optional<Instant> readAt(TicketRef ref) {
    TicketEntity row = rows.find(TicketEntity.class, id(ref));
    return row == null || row.snapshot == null
        ? Optional.empty()
        : Optional.of(Instant.ofEpochMilli(row.readAt));
  }

  @Override
  public Optional<KnownTicket> lock(TicketRef ref) {
    Optional<KnownTicket> read = rows.readUnder(id(ref));
    return read.isPresent() ? read : held(ref, rows.lock(TicketEntity.class, id(ref)));
  }

  @Override
  public Optional<KnownTicket> lockOrCreate(TicketRef ref) {
    return held(ref, rows.lockOrCreate(TicketEntity.class, id(ref), () -> empty(ref)));
  }

  @Override
  public void save(KnownTicket ticket, Instant readAt) {
    rows.em()
        .createQuery(
            "update TgTicket t set t.version = :version, t.open = :open, t.digest = :digest,"
                + " t.snapshot = :snapshot, t.voided = :voided, t.identities = :identities,"
                + " t.readAt = :readAt,"
                + " t.missingSince = null where t.id = :id")
        .setParameter("version", ticket.ticket().version())
        .setParameter("open", ticket.ticket().open())
        .setParameter("digest", ticket.digest())
        .setParameter("snapshot", TicketJson.write(ticket.ticket()))
        .setParameter("voided", TicketJson.writeApprovals(ticket.voided()))
        .setParameter("identities", TicketJson.writeIdentities(ticket.identities()))
        .setParameter("readAt", readAt.toEpochMilli())
        .setParameter("id", id(ticket.ticket().ref()))
        .executeUpdate();
    meant.keep(id(ticket.ticket().ref()), ticket);
    rows.readUnder(id(ticket.ticket().ref()), Optional.of(ticket));
  }

  @Override
  public Optional<Instant> missingSince(TicketRef ref) {
    TicketEntity row = rows.find(TicketEntity.class, id(ref));
    return row == null
        ? Optional.empty()
        : Optional.ofNullable(row.missingSince).map(Instant::ofEpochMilli);
  }

  @Override
  public void missing(TicketRef ref, Instant since) {
    rows.em()
        .createQuery("update TgTicket t set t.missingSince = :since where t.id = :id")
        .setParameter("since", since.toEpochMilli())
        .setParameter("id", id(ref))
        .executeUpdate();
  }

  /**
   * Notes that the ITSM was asked again and said nothing new.
   *
   * @return how many rows it changed: none where the ticket was read later than that
   */
  public int readAgain(TicketRef ref, Instant readAt) {
    return rows.em()
        .createQuery(
            "update TgTicket t set t.readAt = :readAt, t.missingSince = null where t.id = :id and"
                + " t.readAt < :readAt")
        .setParameter("readAt", readAt.toEpochMilli())
        .setParameter("id", id(ref))
        .executeUpdate();
  }

  private Optional<KnownTicket> held(TicketRef ref, @Nullable TicketEntity row) {
    TicketEnds.settle(rows, realmId, ref, row);
    Optional<KnownTicket> known = known(ref, row);
    if (row != null) {
      rows.held(row.id);
      rows.readUnder(row.id, known);
    }
    return known;
  }

  private Optional<KnownTicket> known(TicketRef ref, @Nullable TicketEntity row) {
    if (row == null || row.snapshot == null) {
      return Optional.empty();
    }
    KnownTicket stored =
        new KnownTicket(
            TicketJson.readTicket(ref, row.snapshot),
            row.voided == null ? Set.of() : Set.copyOf(TicketJson.readApprovals(row.voided)),
            row.identities == null ? Identities.NONE : TicketJson.readIdentities(row.identities));
    return Optional.of(stored.without(meant.removedOf(row.id)));
  }

  private TicketEntity empty(TicketRef ref) {
    TicketEntity row = new TicketEntity();
    row.id = id(ref);
    row.realmId = realmId;
    row.system = ref.system();
    row.key = ref.key();
    return row;
  }

  private String id(TicketRef ref) {
    return ticketId(realmId, ref);
  }

  static String ticketId(String realmId, TicketRef ref) {
    return RowKey.of(realmId, ref.system(), ref.key());
  }
}
