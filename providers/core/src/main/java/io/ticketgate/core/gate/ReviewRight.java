package io.ticketgate.core.gate;

import io.ticketgate.core.access.Directory;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.Reviewer;
import io.ticketgate.core.check.Evaluator;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.spi.EntitlementName;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may review a binding: an enabled person who is its reviewer, or holds the role that
 * reviews it, and never its beneficiary. Where that leaves nobody, somebody who stands in may.
 */
final class ReviewRight {

  private final Evaluator evaluator;
  private final Directory directory;

  ReviewRight(Evaluator evaluator, Directory directory) {
    this.evaluator = evaluator;
    this.directory = directory;
  }

  /**
   * @throws GateException.Refused {@code not_permitted}
   * @throws GateException.Conflict for an emergency grant
   */
  void require(Binding binding, ReviewDesk.Acting acting) {
    if (binding.emergency()) {
      throw new GateException.Conflict(
          ErrorCode.INVALID_REQUEST,
          "Binding "
              + binding.id()
              + " is an emergency grant, which nobody certifies. Review it by POST"
              + " bindings/{id}/review, which confirms it under a ticket or rejects it.");
    }
    Person person = acting.person();
    if (isBeneficiary(binding, person.id())) {
      throw refused(
          "Binding "
              + binding.id()
              + " is your own, or that of another account of yours. Somebody else has to review"
              + " it.");
    }
    if (!acting.human()) {
      throw refused("A service account reviews nothing. Log in as a person.");
    }
    Reviewer reviewer = binding.schedule().reviewer();
    boolean vacant = vacant(binding, reviewer);
    if (vacant ? acting.standsIn() : reviewer != null && is(person, reviewer)) {
      return;
    }
    throw refused(
        "Binding "
            + binding.id()
            + (vacant || reviewer == null
                ? " has no reviewer of its own, so ticket-gate-admin reviews it."
                : " is to be reviewed by " + reviewer.label() + "."));
  }

  /** Whether an account is the beneficiary's, or that of the same person by the rules. */
  private boolean isBeneficiary(Binding binding, String account) {
    Subject subject = binding.subject();
    boolean ofPerson = subject.kind() == Subject.Kind.USER || subject.kind() == Subject.Kind.AGENT;
    return ofPerson
        && evaluator.perhapsOnePerson(binding.entitlement(), account, subject.beneficiaryId());
  }

  private boolean is(Person person, Reviewer reviewer) {
    return switch (reviewer.kind()) {
      case PERSON -> reviewer.id().equals(person.id());
      case ROLE -> isStill(reviewer) && directory.holds(person.id(), reviewer.name());
    };
  }

  /** Returns whether nobody can act as the reviewer. */
  private boolean vacant(Binding binding, @Nullable Reviewer reviewer) {
    if (reviewer == null) {
      return true;
    }
    return switch (reviewer.kind()) {
      case PERSON ->
          isBeneficiary(binding, reviewer.id()) || directory.enabledById(reviewer.id()).isEmpty();
      case ROLE -> !isStill(reviewer);
    };
  }

  /** Another role that took the name later reviews nothing. */
  private boolean isStill(Reviewer role) {
    try {
      Optional<String> now = directory.entitlement(EntitlementName.role(role.name()));
      return now.filter(role.id()::equals).isPresent();
    } catch (IllegalArgumentException unreadable) {
      return false;
    }
  }

  private static GateException.Refused refused(String message) {
    return new GateException.Refused(ErrorCode.NOT_PERMITTED, message, List.of());
  }
}
