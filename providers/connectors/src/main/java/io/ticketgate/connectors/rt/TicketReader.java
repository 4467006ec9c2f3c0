package io.ticketgate.connectors.rt;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.spi.Approval;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a ticket, the tickets that it depends on, and the history of all of them. */
final class TicketReader {

  private static final int TRIES = 3;

  private final RtApi api;
  private final RtSettings settings;

  public TicketReader(RtApi api, RtSettings settings) {
    this.api = api;
    this.settings = settings;
  }

  /**
   * @param known what the gate knows of the ticket; null when it never saw it
   * @param versions order of versions
   */
  Ticket read(TicketRef ref, @Nullable Ticket known, Comparator<String> versions) {
    for (int tries = 0; tries < TRIES; tries++) {
      Optional<Ticket> ticket = attempt(ref, known, versions);
      if (ticket.isPresent()) {
        return ticket.get();
      }
    }
    throw new ItsmException.Unavailable(
        "Ticket " + ref + " changed while it was read. Try again.", null, null);
  }

  /** Reads once; empty when something changed while the parts were read. */
  private Optional<Ticket> attempt(
      TicketRef ref, @Nullable Ticket known, Comparator<String> versions) {
    RtApi.Newest newest = api.ticket(ref.key());
    try {
      return whole(ref, newest);
    } catch (ItsmException.Malformed | ItsmException.NotPermitted unreadable) {
      return Optional.of(closed(ref, newest, known, versions).orElseThrow(() -> unreadable));
    }
  }

  /** A ticket that is known; empty unless RT shows that it is closed. */
  private Optional<Ticket> closed(
      TicketRef ref, RtApi.Newest newest, @Nullable Ticket known, Comparator<String> versions) {
    JsonNode json = newest.ticket();
    if (known == null || !Json.text(json, "id").equals(ref.key()) || settings.isOpen(json)) {
      return Optional.empty();
    }
    String version = String.valueOf(newest.transaction());
    boolean older = versions.compare(version, known.version()) < 0;
    return Optional.of(known.closed(Json.text(json, "Status"), older ? known.version() : version));
  }

  private Optional<Ticket> whole(TicketRef ref, RtApi.Newest newest) {
    String key = ref.key();
    RtTicket ticket = new RtTicket(ref, newest.ticket(), settings);
    List<JsonNode> dependencies = api.dependencies(key);
    refuseUnseen(ref, ticket.dependsOn(), dependencies);
    List<ApprovalRecord> approvals = new ArrayList<>(approvals(dependencies, true));
    History history = History.of(api, withTicket(key, approvals));
    if (history.any(key, change -> change.isMerge())) {
      throw new ItsmException.NotFound(
          "Another ticket was merged into "
              + ref
              + ", so the approvals of the two cannot be told apart. Ask for the entitlement in a"
              + " new ticket.",
          null);
    }
    List<ApprovalRecord> unlinked = unlinked(ref, history, dependencies);
    if (!unlinked.isEmpty()) {
      history = history.with(History.of(api, ids(unlinked)));
      approvals.addAll(unlinked);
    }
    // The ticket changed after it was read.
    if (history.any(key, change -> change.id() > newest.transaction())) {
      return Optional.empty();
    }
    ApprovalRecord.Terms terms =
        new ApprovalRecord.Terms(
            key, settings.approvals(), ticket.lastChange(history), ticket.othersAsking(history));
    List<Approval> decided = new ArrayList<>();
    for (ApprovalRecord approval : approvals) {
      Optional<Approval> one = approval.decided(history, terms);
      if (one.isEmpty()) {
        return Optional.empty();
      }
      decided.add(one.get());
    }
    return Optional.of(ticket.with(decided, history.version(), api.page(key)));
  }

  /**
   * Every linked ticket must be found. RT answers that a ticket has no approvals when the account
   * may not see them, but it still links them.
   */
  private static void refuseUnseen(TicketRef ref, Set<String> linked, List<JsonNode> found) {
    Set<String> seen =
        found.stream().map(item -> Json.text(item, "id")).collect(Collectors.toSet());
    linked.stream()
        .filter(id -> !seen.contains(id))
        .findFirst()
        .ifPresent(
            id -> {
              throw new ItsmException.NotPermitted(
                  "Ticket "
                      + ref
                      + " depends on ticket "
                      + id
                      + ", which the connector's account may not see. It may be an approval: give"
                      + " the account SeeQueue and ShowTicket on the queue of approvals.",
                  null);
            });
  }

  /** Approvals that the ticket depended on until somebody removed the link. */
  private List<ApprovalRecord> unlinked(
      TicketRef ref, History history, List<JsonNode> dependencies) {
    Set<String> cut =
        history
            .of(ref.key())
            .flatMap(change -> change.noLongerDependsOn().stream())
            .collect(Collectors.toSet());
    dependencies.forEach(item -> cut.remove(Json.text(item, "id")));
    if (cut.isEmpty()) {
      return List.of();
    }
    List<JsonNode> found = api.tickets(cut);
    refuseUnseen(ref, cut, found);
    return approvals(found, false);
  }

  private static List<ApprovalRecord> approvals(List<JsonNode> tickets, boolean linked) {
    return tickets.stream()
        .filter(item -> Json.text(item, "Type").equals(RtApi.APPROVAL))
        .map(item -> ApprovalRecord.of(item, linked))
        .toList();
  }

  private static List<String> withTicket(String key, List<ApprovalRecord> approvals) {
    List<String> ids = new ArrayList<>(List.of(key));
    ids.addAll(ids(approvals));
    return ids;
  }

  private static List<String> ids(List<ApprovalRecord> approvals) {
    return approvals.stream().map(ApprovalRecord::id).toList();
  }
}
