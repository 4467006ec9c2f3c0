package io.ticketgate.core.gate;

import io.ticketgate.core.access.Directory;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.Bindings;
import io.ticketgate.core.binding.Detail;
import io.ticketgate.core.binding.Detail.Reviewed.Outcome;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Ending;
import io.ticketgate.core.binding.Endings;
import io.ticketgate.core.binding.Journal;
import io.ticketgate.core.binding.Schedule;
import io.ticketgate.core.binding.Transition;
import io.ticketgate.core.check.Evaluator;
import io.ticketgate.core.refusal.CheckResult;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Closures;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.core.ticket.KnownTicket;
import io.ticketgate.core.ticket.Tickets;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Certifies bindings until their next review, or ends them because a reviewer says so. */
public final class ReviewDesk {

  private final Evaluator evaluator;
  private final Tickets tickets;
  private final Bindings bindings;
  private final Journal journal;
  private final Endings endings;
  private final ReviewRight right;
  private final Rejudging rejudging;

  public ReviewDesk(
      Evaluator evaluator,
      Tickets tickets,
      Bindings bindings,
      Directory directory,
      Journal journal,
      Endings endings) {
    this.evaluator = evaluator;
    this.tickets = tickets;
    this.bindings = bindings;
    this.journal = journal;
    this.endings = endings;
    this.right = new ReviewRight(evaluator, directory);
    this.rejudging = new Rejudging(evaluator);
  }

  /**
   * A reviewer who acts.
   *
   * @param human false for a service account
   * @param standsIn whether they may review where nobody else can
   */
  public record Acting(Person person, boolean human, boolean standsIn) {}

  /**
   * @throws GateException.Refused {@code not_permitted} when somebody else has to review it
   * @throws GateException.Conflict for an emergency grant, which is reviewed in another way
   */
  public void requireReviewer(Binding binding, Acting reviewer) {
    right.require(binding, reviewer);
  }

  /**
   * Locks what several reviews need: tickets before subjects, each in one order, so that two
   * requests do not wait for each other.
   */
  public void lock(Collection<Binding> several) {
    Map<String, TicketRef> refs = new TreeMap<>();
    Map<String, Subject> subjects = new TreeMap<>();
    for (Binding binding : several) {
      if (!binding.emergency()) {
        refs.put(binding.ticket().toString(), binding.ticket());
      }
      subjects.put(binding.subject().id(), binding.subject());
    }
    refs.values().forEach(tickets::lock);
    subjects.values().forEach(bindings::lockSubject);
  }

  /**
   * Certifies a binding: its ticket and its rules are judged again, and its next review is set.
   *
   * @param candidate the binding as it was before its ticket was read
   * @param comment the reviewer's own words; null for none
   * @throws GateException.Refused {@code not_permitted} when somebody else has to review it;
   *     otherwise when a check fails
   * @throws GateException.Conflict {@code review_overdue} when it was due before, {@code
   *     binding_not_live} when it has ended
   */
  public Binding certify(
      Binding candidate, Acting reviewer, @Nullable String comment, Instant now) {
    right.require(candidate, reviewer);
    KnownTicket known =
        tickets
            .lock(candidate.ticket())
            .orElseThrow(
                () ->
                    new GateException.NotFound(
                        ErrorCode.TICKET_NOT_FOUND,
                        "There is no ticket " + candidate.ticket() + "."));
    bindings.lockSubject(candidate.subject());
    Closures closures = evaluator.closures();
    Person by = reviewer.person();
    Binding live =
        bindings.liveOf(candidate.subject()).stream()
            .filter(each -> each.id().equals(candidate.id()))
            .findFirst()
            .orElseThrow(() -> ended(candidate, known, closures, by, now));
    requireInTime(live, now);
    Optional<Rejudging.Kept> kept = rejudging.judge(live, known, closures, by, now);
    List<Rule> rules = kept.map(each -> each.allowed().rules()).orElse(List.of());
    Instant expires = kept.map(Rejudging.Kept::expires).orElse(live.expiresAt());
    Binding shortened = live.scheduled(live.schedule(), expires);
    Schedule asked = evaluator.schedule(shortened, rules, now);
    Instant due = asked.reviewDueAt();
    // Only the review is made; nobody has used it by that. A grant without an end keeps its
    // reviews.
    Schedule next =
        due == null && shortened.standing() ? live.schedule() : live.schedule().withReviewOf(asked);
    Binding certified = live.scheduled(next, expires);
    bindings.update(certified);
    journal.record(
        certified,
        new Transition(
            certified.id(),
            live.status(),
            live.status(),
            null,
            now.isBefore(live.createdAt()) ? live.createdAt() : now,
            by,
            new Detail.Reviewed(Outcome.CERTIFIED, comment, analyses(rules), next.reviewDueAt())));
    return certified;
  }

  /**
   * Has a binding reviewed that does not fulfil a changed rule any more. It is good until then.
   *
   * @param check the first check that fails
   * @param actor who changed the rule; null for the server itself
   * @return whether anything has changed: nothing where it has ended, or is to be reviewed as soon
   */
  public boolean demand(
      Binding candidate, Rule rule, CheckResult.Id check, @Nullable Person actor, Instant now) {
    bindings.lockSubject(candidate.subject());
    Binding live =
        bindings.liveOf(candidate.subject()).stream()
            .filter(each -> each.id().equals(candidate.id()) && each.ranOut(now).isEmpty())
            .findFirst()
            .orElse(null);
    if (live == null) {
      return false;
    }
    Instant due = now.plus(rule.onChange().reviewWithin());
    Schedule next =
        evaluator.scheduleDemanded(live, evaluator.rulesFor(live.entitlement()), now, due);
    if (next.equals(live.schedule())) {
      return false;
    }
    Binding demanded = live.scheduled(next, live.expiresAt());
    bindings.update(demanded);
    journal.record(
        demanded,
        new Transition(
            live.id(),
            live.status(),
            live.status(),
            EndCause.RULE_CHANGED,
            now.isBefore(live.createdAt()) ? live.createdAt() : now,
            actor,
            new Detail.ReviewDemanded(rule.name(), check.word(), due.toString())));
    return true;
  }

  /** Why a binding that has ended is not certified: by the checks where its ticket ended it. */
  private GateException ended(
      Binding candidate, KnownTicket known, Closures closures, Person by, Instant now) {
    if (candidate.status().live() && candidate.ranOut(now).isEmpty()) {
      rejudging.judge(candidate, known, closures, by, now);
    }
    return notLive(candidate);
  }

  private static void requireInTime(Binding live, Instant now) {
    EndCause over = live.ranOut(now).orElse(null);
    if (over == EndCause.NOT_CERTIFIED) {
      throw new GateException.Conflict(
          ErrorCode.REVIEW_OVERDUE,
          "The review of binding "
              + live.id()
              + " was due at "
              + live.schedule().reviewDueAt()
              + ", so the binding is over. Grant anew under a ticket.");
    }
    if (over != null) {
      throw notLive(live);
    }
  }

  /**
   * Ends a binding because its reviewer says so.
   *
   * @return what its history says of it
   * @throws GateException.Refused {@code not_permitted} when somebody else has to review it
   * @throws GateException.Conflict {@code binding_not_live} when it has ended already
   */
  public Detail.Reviewed revoke(
      Binding candidate, Acting reviewer, @Nullable String comment, Instant now) {
    right.require(candidate, reviewer);
    Detail.Reviewed said =
        new Detail.Reviewed(
            Outcome.REVOKED, comment, analyses(evaluator.rulesFor(candidate.entitlement())), null);
    Ending how = new Ending(EndCause.NOT_CERTIFIED, reviewer.person(), said, now);
    if (endings.end(candidate, how).isEmpty()) {
      throw notLive(candidate);
    }
    return said;
  }

  private static GateException.Conflict notLive(Binding binding) {
    return new GateException.Conflict(
        ErrorCode.BINDING_NOT_LIVE, "Binding " + binding.id() + " has ended already.");
  }

  private static @Nullable String analyses(List<Rule> rules) {
    String all =
        rules.stream()
            .map(rule -> rule.lifetime().reviews())
            .filter(Objects::nonNull)
            .map(Rule.Reviews::riskAnalysis)
            .filter(Objects::nonNull)
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    return all.isEmpty() ? null : all;
  }
}
