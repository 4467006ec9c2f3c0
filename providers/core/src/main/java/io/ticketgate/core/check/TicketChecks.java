package io.ticketgate.core.check;

import io.ticketgate.core.access.Directory;
import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.condition.Conditions;
import io.ticketgate.core.refusal.CheckResult;
import io.ticketgate.core.refusal.CheckResult.Id;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.core.ticket.Asked;
import io.ticketgate.core.ticket.KnownTicket;
import io.ticketgate.spi.Ticket;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates one rule against one ticket, for one grant. Every check always answers, so that a dry
 * run shows every failure and not only the first.
 */
final class TicketChecks {

  private final Rule rule;
  private final GrantRequest request;
  private final @Nullable Person owner;
  private final Set<Entitlement> granted;
  private final KnownTicket known;
  private final Ticket ticket;
  private final @Nullable Asked asked;
  private final Directory directory;
  private final Conditions conditions;
  private final Instant now;
  private final Findings findings;
  private final Beneficiary beneficiary;
  private final ApprovalChecks approvals;

  /**
   * @param owner who is to answer for the binding; null for nobody
   * @param granted what the subject gains: the entitlement and everything that it contains
   * @param asked what the ticket was made for in self-service; null for any other ticket
   */
  TicketChecks(
      Rule rule,
      GrantRequest request,
      @Nullable Person owner,
      Set<Entitlement> granted,
      KnownTicket known,
      @Nullable Asked asked,
      Directory directory,
      Conditions conditions,
      Instant now) {
    this.conditions = conditions;
    this.asked = asked;
    this.rule = rule;
    this.request = request;
    this.owner = owner;
    this.granted = granted;
    this.known = known;
    this.ticket = known.ticket();
    this.directory = directory;
    this.now = now;
    this.findings = new Findings(rule.name());
    this.beneficiary = new Beneficiary(rule, request.subject(), known, directory);
    this.approvals =
        new ApprovalChecks(rule, request, known, asked, beneficiary, directory, findings);
  }

  List<CheckResult> run(Lifespan lifespan, int uses) {
    structure();
    open();
    kind();
    identity();
    subject();
    entitlement();
    RequestChecks.check(asked, rule, request, known, directory, findings);
    approvals.run();
    ExclusiveRoles.check(
        rule, request.subject(), request.entitlement(), granted, directory, findings);
    demands();
    window();
    uses(uses);
    lifetime(lifespan);
    owner();
    new ConditionCheck(rule, request, known, directory, conditions)
        .run(approvals.counting(), lifespan, now, findings);
    return findings.all();
  }

  /** The eligible approvers; complete after {@link #run}. */
  List<Person> approvers() {
    return approvals.counted();
  }

  private void structure() {
    findings.optional(
        Id.STRUCTURE,
        request.subject().structure(),
        rule.structuralGrants(),
        "The rule allows groups and composite roles to carry the role.",
        "The rule does not allow "
            + request.subject().label()
            + " to carry "
            + request.entitlement().label()
            + " (structuralGrants is off). Assign it to each person under a ticket of their own.");
  }

  private void open() {
    findings.check(
        Id.TICKET_OPEN,
        ticket.open(),
        "The ticket is open.",
        "Ticket "
            + ticket.ref()
            + " is closed ("
            + ticket.state()
            + "); request the access under an open ticket.");
  }

  private void kind() {
    List<String> systems = rule.tickets().systems();
    if (!directory.delegated(ticket.ref().system(), rule.name())) {
      findings.fail(
          Id.SYSTEM,
          "Tickets of "
              + ticket.ref().system()
              + " do not count for rule "
              + rule.name()
              + ": the setting rules of that ITSM system leaves it out. Use a ticket of another"
              + " system, or have the setting changed.");
    } else {
      findings.optional(
          Id.SYSTEM,
          !systems.isEmpty(),
          systems.contains(ticket.ref().system()),
          "The ticket comes from " + ticket.ref().system() + ".",
          "The rule accepts tickets of "
              + systems
              + ", and this one is of "
              + ticket.ref().system()
              + ".");
    }
    List<String> types = rule.tickets().types();
    findings.optional(
        Id.TYPE,
        !types.isEmpty(),
        types.contains(ticket.type()),
        "The ticket is a " + ticket.type() + ".",
        "The rule accepts tickets of type " + types + ", and this one is a " + ticket.type() + ".");
  }

  /** What the ticket names must be what it named when it came in. */
  private void identity() {
    boolean otherEntitlement =
        ticket.entitlements().contains(request.entitlement().name())
            && !known.asksFor(request.entitlement());
    boolean renamedEntitlement =
        known.asksFor(request.entitlement())
            && !known.asksByName(request.entitlement(), directory::entitlement);
    boolean newEntitlement =
        otherEntitlement
            && known.identities().entitlementId(request.entitlement().name()).isEmpty();
    boolean lateSubject = !beneficiary.isSubject() && beneficiary.tookANameThatNobodyHad();
    boolean onlyEarly = !approvals.anyCounts() && known.approvedBefore(request.subject());
    boolean nobodyThen = newEntitlement || lateSubject || onlyEarly;
    boolean voided =
        known.identities().changed() && known.hasVoidApprovals() && !approvals.anyCounts();
    findings.check(
        Id.IDENTITY,
        !otherEntitlement
            && !renamedEntitlement
            && !nobodyThen
            && !beneficiary.tookTheNameOfAnother()
            && !voided,
        "Every name means whom and what it meant when the ticket came in.",
        nobodyThen
            ? "When ticket "
                + ticket.ref()
                + " came in and was approved, "
                + (newEntitlement
                    ? "there was no " + request.entitlement().label()
                    : "nobody had the name that it is for")
                + ". Have a newer version of it approved"
                + (newEntitlement || request.subject().structure()
                    ? "."
                    : "; or set tickets.lateSubjects in the rule, for accounts that are made after"
                        + " their ticket.")
            : "A name in ticket "
                + ticket.ref()
                + " means somebody or something else than when the ticket came in; have a new"
                + " version of it approved.");
  }

  private void subject() {
    if (request.baseline()) {
      findings.check(
          Id.SUBJECT,
          known.isBaseline(),
          "The ticket is for what exists: it names no beneficiary.",
          "Ticket "
              + ticket.ref()
              + " is for one subject. A ticket that is to cover what exists names no beneficiary:"
              + " leave its requestedFor empty.");
      return;
    }
    String requestedFor = ticket.requestedFor();
    findings.check(
        Id.SUBJECT,
        beneficiary.isSubject(),
        "The ticket was made for this subject.",
        requestedFor == null
            ? "Ticket " + ticket.ref() + " names no beneficiary; fill in its requestedFor."
            : "Ticket " + ticket.ref() + " is for another subject; name a ticket for this one.");
  }

  private void entitlement() {
    findings.check(
        Id.ENTITLEMENT,
        known.asksFor(request.entitlement()),
        "The ticket asks for " + request.entitlement().label() + ".",
        "Ticket " + ticket.ref() + " does not ask for " + request.entitlement().label() + ".");
  }

  private void demands() {
    // Only the ticket's own words were approved; what the caller adds is kept with the binding and
    // proves nothing.
    String justification = ticket.justification();
    findings.optional(
        Id.JUSTIFICATION,
        rule.tickets().requireJustification(),
        justification != null && !justification.isBlank(),
        "The ticket gives a business justification.",
        "Ticket " + ticket.ref() + " gives no business justification; fill in its justification.");

    String item = ticket.configurationItem();
    String attribute = rule.tickets().configurationItemAttribute();
    boolean named = item != null && !item.isBlank();
    findings.optional(
        Id.CONFIGURATION_ITEM,
        rule.tickets().requireConfigurationItem(),
        named
            && (attribute == null
                || directory
                    .attribute(request.subject(), attribute)
                    .filter(value -> Objects.equals(value, item))
                    .isPresent()),
        "The ticket is about the right configuration item.",
        attribute == null
            ? "Ticket "
                + ticket.ref()
                + " names no configuration item; fill in its configurationItem."
            : "The ticket's configuration item must equal attribute "
                + attribute
                + " of the subject, and does not.");
  }

  private void window() {
    Instant start = ticket.plannedStart();
    Instant end = ticket.plannedEnd();
    if (start == null && end == null && !rule.tickets().requireWindow()) {
      findings.notApplicable(
          Id.WINDOW, "The ticket has no change window, and the rule asks for none.");
      return;
    }
    if (rule.tickets().requireWindow() && (start == null || end == null)) {
      findings.fail(
          Id.WINDOW,
          "Ticket "
              + ticket.ref()
              + " has no change window; fill in its plannedStart and plannedEnd.");
      return;
    }
    Instant wished = request.startsAt();
    Instant begin = wished == null ? now : wished;
    boolean early =
        (request.activate() || wished != null) && start != null && begin.isBefore(start);
    boolean late = end != null && !begin.isBefore(end);
    findings.check(
        Id.WINDOW,
        !early && !late,
        "Within the change window.",
        late
            ? "The change window of "
                + ticket.ref()
                + (now.isBefore(end) ? " ends at " : " ended at ")
                + end
                + "; request the access in a new window."
            : "The change window of "
                + ticket.ref()
                + " begins at "
                + start
                + (wished == null
                    ? "; authorise the grant now, and have it given then: send that time, or a"
                        + " later one, as startsAt."
                    : "; startsAt may lie no earlier."));
  }

  private void uses(int uses) {
    int most = rule.tickets().maxUses();
    findings.check(
        Id.USES,
        uses < most,
        "Used " + uses + " of " + most + " times.",
        "Ticket "
            + ticket.ref()
            + " has been used "
            + uses
            + " of "
            + most
            + " times for this subject and entitlement; a new grant needs a new ticket.");
  }

  private void lifetime(Lifespan lifespan) {
    Instant review = request.reviewBy();
    if (review != null) {
      Instant latest = Lifespan.latestReview(lifespan.start(), known.ticket());
      findings.check(
          Id.LIFETIME,
          !review.isAfter(latest) && review.isAfter(lifespan.start()),
          "The review is in time.",
          "reviewBy must lie between " + lifespan.start() + " and " + latest + ".");
      return;
    }
    Instant wished = request.expiresAt();
    if (wished == null) {
      findings.notApplicable(
          Id.LIFETIME, "The request names no end, so the rule's default applies.");
      return;
    }
    findings.check(
        Id.LIFETIME,
        !wished.isAfter(lifespan.limit()) && wished.isAfter(lifespan.start()),
        "The requested end is within the limits.",
        "expiresAt must lie between "
            + lifespan.start()
            + " and "
            + (lifespan.limit().equals(Binding.NO_END) ? "any later time" : lifespan.limit())
            + "; the change window and the rule's lifetime.max allow no other end.");
  }

  private void owner() {
    Rule.Ownership asked = rule.ownership();
    if (asked == null || !request.subject().ownable()) {
      findings.notApplicable(Id.OWNER, "The rule does not require this.");
      return;
    }
    Optional<Person> known =
        request.owner() != null
            ? directory.enabledById(request.owner().id())
            : directory
                .attribute(request.subject(), asked.attribute())
                .flatMap(directory::enabledPerson);
    Optional<OwnerDuty.WithoutRole> unfit =
        known.flatMap(
            person ->
                new OwnerDuty(directory)
                    .lacking(owner == null ? person.id() : owner.id(), List.of(rule)));
    findings.check(
        Id.OWNER,
        known.isPresent() && unfit.isEmpty(),
        "The service account has an owner.",
        unfit
            .map(OwnerDuty.WithoutRole::sentence)
            .orElse(
                "The service account has no owner: set attribute "
                    + asked.attribute()
                    + " of its client to the name of an enabled user."));
  }
}
