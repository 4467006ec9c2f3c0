package io.ticketgate.core.check;

import io.ticketgate.core.access.Directory;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.core.ticket.KnownTicket;
import io.ticketgate.spi.Ticket;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether a ticket is for the subject of a request: for whom it was made by what its names meant
 * when it came in, or else for an account that was made for it later, where the rule allows that.
 */
final class Beneficiary {

  private final Rule rule;
  private final Subject subject;
  private final KnownTicket known;
  private final Ticket ticket;
  private final Directory directory;

  Beneficiary(Rule rule, Subject subject, KnownTicket known, Directory directory) {
    this.rule = rule;
    this.subject = subject;
    this.known = known;
    this.ticket = known.ticket();
    this.directory = directory;
  }

  /** Returns whether the ticket is for the subject. */
  boolean isSubject() {
    Optional<String> id = meant();
    return id.isPresent() ? id.get().equals(subject.id()) : mayComeLate() && meansSubjectNow();
  }

  /** Returns whether the beneficiary's name means the subject now, and meant nobody before. */
  boolean tookANameThatNobodyHad() {
    return meant().isEmpty() && meansSubjectNow();
  }

  /** Returns whether the beneficiary's name means the subject now, and meant another before. */
  boolean tookTheNameOfAnother() {
    return meant().filter(id -> !id.equals(subject.id())).isPresent() && meansSubjectNow();
  }

  /** Returns whether approvals count that were given before somebody had the name. */
  boolean countsEarlyApprovals() {
    return since().isEmpty() || mayComeLate();
  }

  /**
   * Whom a name in the ticket means among people, also where it is the beneficiary's who came
   * later; empty for nobody.
   */
  Optional<String> person(String name) {
    Optional<String> id = known.identities().personId(name);
    return id.isEmpty() && name.equalsIgnoreCase(ticket.requestedFor()) && isLate()
        ? Optional.of(subject.id())
        : id;
  }

  private boolean isLate() {
    return since().isPresent() && isSubject();
  }

  private Optional<String> meant() {
    return known.identities().subject(ticket.requestedFor(), subject);
  }

  private Optional<Instant> since() {
    return known.identities().nobodySince(ticket.requestedFor(), subject);
  }

  /**
   * An account that was there already has only got another name, perhaps from its own user. Nothing
   * tells how old a client, a group or a role is.
   */
  private boolean mayComeLate() {
    return rule.tickets().lateSubjects()
        && (subject.kind() == Subject.Kind.USER || subject.kind() == Subject.Kind.SERVICE_ACCOUNT)
        && since()
            .flatMap(then -> directory.madeAt(subject).filter(made -> !made.isBefore(then)))
            .isPresent();
  }

  private boolean meansSubjectNow() {
    String requestedFor = ticket.requestedFor();
    return requestedFor != null && directory.means(ticket.ref().system(), requestedFor, subject);
  }
}
