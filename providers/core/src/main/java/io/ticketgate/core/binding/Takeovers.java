package io.ticketgate.core.binding;

import io.ticketgate.core.access.Person;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a binding when somebody else can log in as its holder: it grants nothing until
 * somebody who may grant has made sure whose account it is. That is somebody else than whoever
 * brought the doubt about.
 */
public final class Takeovers {

  private final Bindings bindings;
  private final Endings endings;
  private final Journal journal;

  public Takeovers(Bindings bindings, Endings endings, Journal journal) {
    this.bindings = bindings;
    this.endings = endings;
    this.journal = journal;
  }

  /**
   * Suspends a binding that grants something, or could be activated. One that is suspended already
   * stays so, and its history says that its holder was taken over meanwhile.
   *
   * @param actor the person who caused it; null for the gate itself
   */
  public void note(Binding candidate, @Nullable Person actor, Instant now) {
    bindings.lockSubject(candidate.subject());
    Optional<Binding> live =
        bindings.liveOf(candidate.subject()).stream()
            .filter(binding -> binding.id().equals(candidate.id()))
            .filter(binding -> now.isBefore(binding.endsAt()))
            .findFirst();
    if (live.isEmpty()) {
      return;
    }
    Binding binding = live.get();
    switch (binding.status()) {
      case ACTIVE -> endings.suspend(binding, EndCause.TAKEOVER, actor, null, now);
      case AUTHORIZED -> {
        Binding suspended = binding.suspended();
        bindings.update(suspended);
        record(suspended, binding.status(), actor, now);
      }
      case SUSPENDED -> record(binding, binding.status(), actor, now);
      case REVOKED, EXPIRED -> {
        // Nothing is left to be had.
      }
    }
  }

  private void record(Binding binding, BindingStatus from, @Nullable Person actor, Instant now) {
    journal.record(
        binding,
        new Transition(
            binding.id(),
            from,
            binding.status(),
            EndCause.TAKEOVER,
            binding.notEarlier(now),
            actor,
            null));
  }

  /**
   * Refuses that a binding is resumed by somebody who has set what its holder logs in with since it
   * was last active.
   *
   * @param history the steps of the binding, oldest first
   * @throws GateException.Refused {@code not_permitted}
   */
  public static void requireAnother(List<Transition> history, Person by) {
    boolean own = false;
    for (Transition step : history) {
      if (step.to() == BindingStatus.ACTIVE) {
        own = false;
      } else if (step.cause() == EndCause.TAKEOVER
          && step.actor() != null
          && step.actor().id().equals(by.id())) {
        own = true;
      }
    }
    if (own) {
      throw new GateException.Refused(
          ErrorCode.NOT_PERMITTED,
          "You have set what the holder of this binding logs in with. Have somebody else make sure"
              + " that the account is its owner's, and resume the binding.",
          List.of());
    }
  }
}
