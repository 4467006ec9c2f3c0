package io.ticketgate.core;

import io.ticketgate.core.ticket.KnownTicket;
import io.ticketgate.core.ticket.Tickets;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tickets in memory, which are written under their locks only. */
public final class InMemoryTickets implements Tickets, InMemoryLocks.State {

  private final InMemoryLocks locks;
  private Map<TicketRef, Optional<KnownTicket>> tickets = new LinkedHashMap<>();
  private Map<TicketRef, Instant> readAt = new HashMap<>();
  private Map<TicketRef, Instant> missingSince = new HashMap<>();

  public InMemoryTickets(InMemoryLocks locks) {
    this.locks = locks;
  }

  @Override
  public Optional<KnownTicket> find(TicketRef ref) {
    locks.called("find ticket " + ref);
    return Optional.ofNullable(tickets.get(ref)).flatMap(known -> known);
  }

  @Override
  public Optional<KnownTicket> lock(TicketRef ref) {
    locks.ticket(ref);
    return Optional.ofNullable(tickets.get(ref)).flatMap(known -> known);
  }

  @Override
  public Optional<KnownTicket> lockOrCreate(TicketRef ref) {
    locks.ticket(ref);
    return tickets.computeIfAbsent(ref, missing -> Optional.empty());
  }

  @Override
  public void save(KnownTicket ticket, Instant at) {
    TicketRef ref = ticket.ticket().ref();
    locks.requireTicket(ref, "it is saved");
    locks.called("save ticket " + ref);
    tickets.put(ref, Optional.of(ticket));
    readAt.put(ref, at);
    missingSince.remove(ref);
  }

  /** For a rival transaction: what it does is committed, whatever becomes of the other one. */
  public void commitElsewhere(KnownTicket ticket) {
    tickets.put(ticket.ticket().ref(), Optional.of(ticket));
  }

  /** Somebody or something of this id is removed; who comes to have it later is another one. */
  public void removed(String id) {
    tickets.replaceAll(
        (ref, known) ->
            known.map(ticket -> ticket.ticket().open() ? ticket.without(Set.of(id)) : ticket));
  }

  @Override
  public Optional<Instant> readAt(TicketRef ref) {
    return Optional.ofNullable(readAt.get(ref));
  }

  @Override
  public Optional<Instant> missingSince(TicketRef ref) {
    return Optional.ofNullable(missingSince.get(ref));
  }

  @Override
  public void missing(TicketRef ref, Instant since) {
    locks.requireTicket(ref, "it is written");
    missingSince.put(ref, since);
  }

  @Override
  public Runnable snapshot() {
    var ticketsBefore = new LinkedHashMap<>(tickets);
    var readAtBefore = new HashMap<>(readAt);
    var missingBefore = new HashMap<>(missingSince);
    return () -> {
      tickets = ticketsBefore;
      readAt = readAtBefore;
      missingSince = missingBefore;
    };
  }
}
