package io.ticketgate.core.event;

import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.Detail;
import io.ticketgate.core.binding.Transition;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What kind of thing happened. */
public enum EventType {
  /** A ticket has approved a grant, and nobody has activated it yet. */
  BINDING_AUTHORIZED,
  BINDING_ACTIVATED,
  BINDING_SUSPENDED,
  BINDING_RESUMED,
  /** A live binding has another end. */
  BINDING_EXTENDED,
  /** Somebody else answers for a live binding. */
  BINDING_REASSIGNED,
  BINDING_REVOKED,
  BINDING_EXPIRED,
  /** An active binding ends soon, as soon as its rule wants that announced. */
  BINDING_ENDING,
  /** Somebody has made an emergency grant, without a ticket. */
  BREAKGLASS_USED,
  /** A binding is to be reviewed soon. */
  REVIEW_DUE,
  /** Nobody has reviewed a binding in time: it ends. */
  REVIEW_OVERDUE,
  /** Somebody has reviewed a binding. */
  REVIEW_DONE,
  /** Somebody has asked for access in self-service, and there is a ticket for it. */
  REQUEST_MADE,
  /** Something of the realm is not as its bindings and rules say. */
  COVERAGE_DRIFT,
  RULE_CHANGED,
  SYSTEM_CHANGED,
  SUBSCRIBER_CHANGED,
  /** An ITSM system does not answer. */
  ITSM_DOWN,
  /** It answers again. */
  ITSM_UP,
  /** Nothing happened: an administrator tries a subscriber out. */
  SUBSCRIBER_TEST;

  private static final String PREFIX = "io.ticketgate.";

  private final String word = PREFIX + name().toLowerCase(Locale.ROOT).replace('_', '.');

  /** The type in an event, for example {@code io.ticketgate.binding.revoked}. */
  public String word() {
    return word;
  }

  /** The type with that word; empty when there is none. */
  public static Optional<EventType> ofWord(String word) {
    return Arrays.stream(values()).filter(type -> type.word.equals(word)).findFirst();
  }

  /** The types that a subscriber may choose from. */
  public static List<EventType> choosable() {
    return Arrays.stream(values()).filter(type -> type != SUBSCRIBER_TEST).toList();
  }

  /** What a step of a binding is announced as. */
  public static EventType of(Transition step) {
    if (step.ofReview()) {
      return step.detail() instanceof Detail.EmergencyReviewed ? REVIEW_DONE : REVIEW_OVERDUE;
    }
    if (step.to().live() && step.detail() instanceof Detail.Reviewed) {
      return REVIEW_DONE;
    }
    if (step.handsOver()) {
      return BINDING_REASSIGNED;
    }
    if (step.detail() instanceof Detail.ReviewDemanded) {
      return REVIEW_DUE;
    }
    return switch (step.to()) {
      case AUTHORIZED -> step.movesTheEnd() ? BINDING_EXTENDED : BINDING_AUTHORIZED;
      case ACTIVE -> step.movesTheEnd() ? BINDING_EXTENDED : ofActive(step.from());
      case SUSPENDED -> BINDING_SUSPENDED;
      case REVOKED -> BINDING_REVOKED;
      case EXPIRED -> BINDING_EXPIRED;
    };
  }

  private static EventType ofActive(@Nullable BindingStatus from) {
    return from == BindingStatus.SUSPENDED ? BINDING_RESUMED : BINDING_ACTIVATED;
  }
}
