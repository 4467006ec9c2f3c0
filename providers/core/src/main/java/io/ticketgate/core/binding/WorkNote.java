package io.ticketgate.core.binding;

import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The note that people who work on a ticket read about a binding under it: one line of text, with
 * names as the admin API spells them and times in UTC.
 */
public final class WorkNote {

  private static final int LONGEST_REASON = 500;

  private WorkNote() {}

  /**
   * The note of one step.
   *
   * @param binding as the step left it
   * @return for example {@code Ticket gate, 2026-11-22T08:00:00Z: role db-admin for user alice is
   *     granted until 2026-11-22T12:00:00Z, by admin. (rule prod-admins, binding 5f..)}
   */
  public static String of(Binding binding, Transition step) {
    StringBuilder note = new StringBuilder("Ticket gate, ").append(time(step.at())).append(": ");
    note.append(binding.entitlement().label());
    if (binding.subject().kind() != Subject.Kind.CLIENT) {
      note.append(" for ").append(who(binding.subject()));
    }
    note.append(' ').append(happened(binding, step));
    EndCause cause = step.cause();
    if (cause != null && step.to() != BindingStatus.EXPIRED) {
      note.append(", because ")
          .append(because(cause))
          .append(" (")
          .append(cause.word())
          .append(')');
    }
    Person actor = step.actor();
    if (actor != null) {
      note.append(", by ").append(actor.name());
    }
    Detail detail = step.detail();
    String said = detail == null ? "" : oneLine(detail.sentence()).replaceFirst("\\.$", "");
    if (!said.isEmpty()) {
      note.append(detail instanceof Detail.Reason ? ", with the reason: " : ". ")
          .append(shortened(said));
    }
    note.append(". (")
        .append(binding.rules().size() == 1 ? "rule " : "rules ")
        .append(String.join(", ", binding.rules()))
        .append(", binding ")
        .append(binding.id())
        .append(')');
    return oneLine(note.toString());
  }

  private static String who(Subject subject) {
    return subject.kind() == Subject.Kind.USER ? "user " + subject.name() : subject.label();
  }

  private static String happened(Binding binding, Transition step) {
    String until = time(binding.standing() ? binding.endsAt() : binding.expiresAt());
    if (step.ofReview()) {
      return "has been granted without a ticket";
    }
    if (step.to().live() && step.detail() instanceof Detail.Reviewed) {
      return "was reviewed, and stays good until " + time(binding.endsAt());
    }
    if (step.handsOver() && binding.owner() != null) {
      return "has another owner, " + binding.owner().name();
    }
    if (step.detail() instanceof Detail.ReviewDemanded) {
      return "is to be reviewed by " + time(binding.endsAt());
    }
    BindingStatus from = step.from();
    if (step.movesTheEnd()) {
      return from == BindingStatus.ACTIVE
          ? "is granted for longer, until " + until
          : "stays authorised for longer, until " + until;
    }
    return switch (step.to()) {
      case AUTHORIZED -> "is authorised, not yet granted, until " + until;
      case ACTIVE ->
          from == BindingStatus.SUSPENDED
              ? "is granted again until " + until
              : "is granted until " + until;
      case SUSPENDED -> "is suspended; it may be resumed until " + until;
      case REVOKED ->
          (from == BindingStatus.AUTHORIZED ? "is no longer authorised" : "is revoked")
              + " under this ticket; "
              + (binding.standing() ? "it had no planned end" : "its planned end was " + until);
      case EXPIRED ->
          (from == BindingStatus.AUTHORIZED ? "was never granted;" : "has run out;")
              + " its time under this ticket ended at "
              + until;
    };
  }

  private static String because(EndCause cause) {
    return switch (cause) {
      case TICKET_CLOSED -> "this ticket was closed";
      case TICKET_CHANGED -> "this ticket changed after its approval";
      case EXPIRED -> "its end has passed";
      case ADMIN -> "an administrator decided so";
      case RULE_CHANGED -> "the rule has changed";
      case OWNER_LEFT -> "its owner has left";
      case NOT_CERTIFIED -> "it was not certified";
      case DORMANT -> "nobody used it";
      case REVIEW_OVERDUE -> "its review is overdue";
      case DRIFT -> "the grant was missing in Keycloak";
      case GRANT_REMOVED -> "the grant was removed in Keycloak";
      case TAKEOVER ->
          "somebody else has set a password, an e-mail address or a secret of the holder";
      case START_REFUSED -> "when it was to start, this ticket or a rule did not allow it any more";
      case GIVEN_BACK -> "its holder has given it back";
      case SUBJECT_REMOVED -> "its subject was removed from Keycloak";
    };
  }

  private static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** A line break in a name or a reason would let its writer add a note of their own. */
  private static String oneLine(String text) {
    return text.replaceAll("[\\p{Z}\\p{C}]+", " ").strip();
  }

  private static String shortened(String reason) {
    return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON) + "...";
  }
}
