package io.ticketgate.keycloak.rest;

import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_ADMIN;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_REVIEW;

import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BreakGlass;
import io.ticketgate.core.binding.Detail;
import io.ticketgate.core.event.EventType;
import io.ticketgate.core.gate.BreakGlassReviews;
import io.ticketgate.core.gate.BreakGlassReviews.Verdict;
import io.ticketgate.core.gate.ReviewDesk;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.keycloak.config.ItsmSystem;
import io.ticketgate.keycloak.itsm.RequestedTickets;
import io.ticketgate.keycloak.realm.GateJournal;
import io.ticketgate.keycloak.store.JpaBindings;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reviews bindings for a caller. The order is always the same: the tickets from their ITSM, then
 * all locks, then one review after the other. What is wrong with one keeps no other.
 */
final class Reviewing {

  static final int LONGEST_COMMENT = 2000;

  private final Call call;
  private final JpaBindings bindings;
  private final RequestedTickets tickets;
  private final ReviewDesk desk;
  private final BreakGlassReviews emergencies;
  private final GateJournal journal;

  Reviewing(
      Call call,
      JpaBindings bindings,
      RequestedTickets tickets,
      ReviewDesk desk,
      BreakGlassReviews emergencies,
      GateJournal journal) {
    this.call = call;
    this.bindings = bindings;
    this.tickets = tickets;
    this.desk = desk;
    this.emergencies = emergencies;
    this.journal = journal;
  }

  /**
   * What became of one review.
   *
   * @param binding as it is now; null where the review was refused
   * @param refusal why it was; null otherwise
   */
  record Outcome(@Nullable Binding binding, @Nullable GateException refusal) {}

  /** Certifies one binding. */
  Binding certify(String id, @Nullable String comment) {
    Binding binding = binding(id);
    desk.requireReviewer(binding, acting());
    tickets.read(binding.ticket(), Duration.ZERO, call.caller().person(), call.now());
    return desk.certify(binding, acting(), comment, call.now());
  }

  /** Reviews one emergency grant. */
  Binding review(String id, Verdict verdict) {
    requireReviewable(id);
    TicketRef ticket = verdict.ticket();
    if (verdict.outcome() == BreakGlass.Outcome.CONFIRMED && ticket != null) {
      requireActing(ticket);
      tickets.read(ticket, Duration.ZERO, call.caller().person(), call.now());
    }
    return emergencies.review(id, verdict, call.now());
  }

  private void requireReviewable(String id) {
    Call.requireId(id);
    call.caller().requireAny(TICKET_GATE_REVIEW);
    call.caller().requirePerson();
    emergencies.requireReviewable(id, call.caller().person());
  }

  /** Certifies several bindings, in the order of the ids. */
  Map<String, Outcome> certify(Collection<String> ids, @Nullable String comment) {
    Map<String, Binding> found = new LinkedHashMap<>();
    Map<String, Outcome> outcomes = new LinkedHashMap<>();
    for (String id : ids) {
      outcomes.put(
          id,
          outcome(
              id,
              each -> {
                Binding binding = binding(each);
                desk.requireReviewer(binding, acting());
                found.put(each, binding);
                return binding;
              }));
    }
    Set<TicketRef> refs = found.values().stream().map(Binding::ticket).collect(Collectors.toSet());
    Map<TicketRef, GateException> unread =
        tickets.readEach(refs, call.caller().person(), call.now());
    desk.lock(found.values());
    found.forEach(
        (id, binding) -> {
          GateException failure = unread.get(binding.ticket());
          outcomes.put(
              id,
              failure == null
                  ? outcome(id, each -> desk.certify(binding, acting(), comment, call.now()))
                  : new Outcome(null, failure));
        });
    return outcomes;
  }

  /** Ends several bindings, in the order of the ids; of an emergency grant that is a rejection. */
  Map<String, Outcome> revoke(Collection<String> ids, @Nullable String comment) {
    Map<String, Binding> found = new LinkedHashMap<>();
    Map<String, Outcome> outcomes = new LinkedHashMap<>();
    for (String id : ids) {
      outcomes.put(
          id,
          outcome(
              id,
              each -> {
                Binding binding = binding(each);
                if (binding.emergency()) {
                  requireReviewable(each);
                }
                found.put(each, binding);
                return binding;
              }));
    }
    desk.lock(found.values().stream().filter(Binding::emergency).toList());
    found.forEach((id, binding) -> outcomes.put(id, outcome(id, each -> revoke(binding, comment))));
    return outcomes;
  }

  private Binding revoke(Binding binding, @Nullable String comment) {
    if (binding.emergency()) {
      Verdict rejected =
          new Verdict(BreakGlass.Outcome.REJECTED, null, comment, call.caller().person());
      return emergencies.review(binding.id(), rejected, call.now());
    }
    Detail.Reviewed said = desk.revoke(binding, acting(), comment, call.now());
    Binding ended = binding(binding.id());
    journal.reviewed(EventType.REVIEW_DONE, ended, call.caller().person(), said, call.now());
    return ended;
  }

  private static Outcome outcome(String id, Function<String, Binding> review) {
    try {
      return new Outcome(review.apply(id), null);
    } catch (GateException refused) {
      return new Outcome(null, refused);
    }
  }

  private ReviewDesk.Acting acting() {
    return new ReviewDesk.Acting(
        call.caller().person(), call.caller().isHuman(), call.caller().has(TICKET_GATE_ADMIN));
  }

  /** A binding under a ticket of a system for which the caller may act. */
  private Binding binding(String id) {
    Binding binding =
        bindings
            .find(id)
            .orElseThrow(
                () ->
                    new GateException.NotFound(
                        ErrorCode.BINDING_NOT_LIVE, "There is no binding " + id + "."));
    requireActing(binding.ticket());
    return binding;
  }

  private void requireActing(TicketRef ticket) {
    ItsmSystem.accounts(call.realm())
        .requireActing(call.caller().person().id(), ticket.system(), true);
  }
}
