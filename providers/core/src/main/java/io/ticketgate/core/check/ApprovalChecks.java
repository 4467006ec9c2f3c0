package io.ticketgate.core.check;

import io.ticketgate.core.access.Directory;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.condition.Facts;
import io.ticketgate.core.refusal.CheckResult.Id;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.core.ticket.Approvals;
import io.ticketgate.core.ticket.Asked;
import io.ticketgate.core.ticket.KnownTicket;
import io.ticketgate.spi.Approval;
import io.ticketgate.spi.Ticket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks that the right people have approved a ticket: enough of them, each eligible, none for
 * themselves, with no change since.
 */
final class ApprovalChecks {

  private final Rule rule;
  private final GrantRequest request;
  private final KnownTicket known;
  private final Ticket ticket;
  private final @Nullable Asked asked;
  private final Beneficiary beneficiary;
  private final Approvals records;
  private final Directory directory;
  private final Findings findings;
  private final Persons persons;
  private final List<Person> counted = new ArrayList<>();
  private final Map<String, Instant> times = new HashMap<>();

  ApprovalChecks(
      Rule rule,
      GrantRequest request,
      KnownTicket known,
      @Nullable Asked asked,
      Beneficiary beneficiary,
      Directory directory,
      Findings findings) {
    this.rule = rule;
    this.request = request;
    this.known = known;
    this.asked = asked;
    this.ticket = known.ticket();
    this.beneficiary = beneficiary;
    this.records =
        beneficiary.countsEarlyApprovals() ? Approvals.of(known) : Approvals.ofSomebody(known);
    this.directory = directory;
    this.findings = findings;
    this.persons = new Persons(rule.separationOfDuties().personAttribute(), directory);
  }

  /** The eligible approvers; complete after {@link #run}. */
  List<Person> counted() {
    return counted;
  }

  /** The approvals by these; complete after {@link #run}. */
  List<Facts.OfApproval> counting() {
    return counted.stream()
        .map(person -> new Facts.OfApproval(person.id(), person.name(), times.get(person.id())))
        .toList();
  }

  /** Returns whether somebody has approved it, eligible or not. */
  boolean anyCounts() {
    return !records.withDecision(Approval.Decision.APPROVED).isEmpty();
  }

  void run() {
    // What covers everybody who has a role is approved by somebody with a name, whatever the rule.
    int least = Math.max(rule.tickets().minApprovals(ticket.risk()), request.baseline() ? 1 : 0);
    List<String> approved = records.withDecision(Approval.Decision.APPROVED);
    List<String> rejected = records.withDecision(Approval.Decision.REJECTED);
    List<String> pending = records.withDecision(Approval.Decision.PENDING);

    boolean missing = approved.size() < least;
    findings.check(
        Id.UNCHANGED,
        !(missing && known.hasVoidApprovals()),
        "Nothing has changed since the approvals.",
        "Ticket "
            + ticket.ref()
            + " was changed or closed after its approval; have it approved again.");
    findings.check(
        Id.APPROVALS,
        !missing && rejected.isEmpty() && pending.isEmpty(),
        approved.size() + " of " + least + " needed approvals, none rejected, none open.",
        "Ticket "
            + ticket.ref()
            + " is not approved: "
            + approved.size()
            + " of "
            + least
            + " approvals, "
            + rejected.size()
            + " rejected, "
            + pending.size()
            + " open.");
    approvers(approved, least);
  }

  private void approvers(List<String> approved, int least) {
    if (approved.isEmpty()) {
      findings.notApplicable(Id.SEPARATION_OF_DUTIES, "The ticket has no approval.");
      findings.notApplicable(Id.APPROVERS, "The ticket has no approval.");
      return;
    }
    String role = rule.tickets().approverRole();
    String undecided = whyNobodyCanTellThemApart();
    int notEligible = 0;
    boolean selfApproved = false;
    for (String name : approved) {
      selfApproved |= isRequesterOrBeneficiary(name);
      Optional<Person> person = person(name);
      if (person.isPresent() && (role == null || directory.holds(person.get().id(), role))) {
        Optional<String> id = Optional.of(person.get().id());
        if (counted.stream().noneMatch(other -> persons.one(Optional.of(other.id()), id))) {
          counted.add(person.get());
          records.at(name).ifPresent(at -> times.put(person.get().id(), at));
        }
      } else {
        notEligible++;
      }
    }
    findings.check(
        Id.SEPARATION_OF_DUTIES,
        !selfApproved && undecided == null,
        "No approver is the requester or the beneficiary.",
        selfApproved || undecided == null
            ? "Ticket "
                + ticket.ref()
                + " was approved by its requester or its beneficiary; another person must approve"
                + " it."
            : undecided);
    findings.check(
        Id.APPROVERS,
        counted.size() >= Math.min(least, approved.size()),
        counted.size() + " distinct eligible approvers.",
        "Of "
            + approved.size()
            + " approvals only "
            + counted.size()
            + " count, and "
            + least
            + " are needed. Of the others, "
            + notEligible
            + " name no enabled user of this realm"
            + (role == null ? "" : " with role " + role)
            + ", and "
            + (approved.size() - counted.size() - notEligible)
            + " name a person who is counted already.");
  }

  /** Null where it is known of each whether they are another person. */
  private @Nullable String whyNobodyCanTellThemApart() {
    Rule.Duties duties = rule.separationOfDuties();
    Optional<String> requester = identity(ticket.requester());
    if (duties.approverNotRequester() && requester.isEmpty()) {
      return "Ticket "
          + ticket.ref()
          + (ticket.requester() == null
              ? " names no requester; fill in its requester."
              : " has a requester who is no user of this realm, so nobody can say that the"
                  + " approver is another person.");
    }
    if (duties.approverNotRequester() && persons.unknown(requester)) {
      return "The requester of ticket " + ticket.ref() + " " + persons.why() + ".";
    }
    if (duties.approverNotBeneficiary()
        && (persons.unknown(beneficiary()) || persons.unknown(identity(ticket.requestedFor())))) {
      return "Whom ticket " + ticket.ref() + " is for " + persons.why() + ".";
    }
    return records.withDecision(Approval.Decision.APPROVED).stream()
            .anyMatch(name -> persons.unknown(identity(name)))
        ? "An approver of ticket " + ticket.ref() + " " + persons.why() + "."
        : null;
  }

  /** The subject's account where it is a person's, or that of the person an agent acts for. */
  private Optional<String> beneficiary() {
    return switch (request.subject().kind()) {
      case USER, AGENT -> Optional.of(request.subject().beneficiaryId());
      default -> Optional.empty();
    };
  }

  private boolean isRequesterOrBeneficiary(String approver) {
    if (rule.separationOfDuties().approverNotBeneficiary()
        && (identity(approver).filter(request.subject().beneficiaryId()::equals).isPresent()
            || persons.one(identity(approver), beneficiary())
            || samePerson(approver, ticket.requestedFor()))) {
      return true;
    }
    return rule.separationOfDuties().approverNotRequester()
        && (samePerson(approver, ticket.requester()) || askedForIt(approver));
  }

  /** In self-service, whomever the ticket names as its requester now. */
  private boolean askedForIt(String approver) {
    return asked != null && persons.one(identity(approver), Optional.of(asked.byId()));
  }

  private boolean samePerson(String approver, @Nullable String other) {
    if (other == null) {
      return false;
    }
    if (approver.equalsIgnoreCase(other)) {
      return true;
    }
    return persons.one(identity(approver), identity(other));
  }

  /** Whom a name meant when it came in, enabled or not. */
  private Optional<String> identity(@Nullable String name) {
    return name == null ? Optional.empty() : beneficiary.person(name);
  }

  /** The enabled user whom an approver's name meant when it came in: nobody approves beforehand. */
  private Optional<Person> person(String name) {
    return known.identities().personId(name).flatMap(directory::enabledById);
  }
}
