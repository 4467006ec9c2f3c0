package io.ticketgate.chaos;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

/**
 * In which states a binding may be, by what was asked of the servers and what they answered. A
 * request without an answer may have done its work or not. Immutable.
 */
final class Expected {

  /** A state of a binding, or that there is none. */
  enum State {
    ABSENT,
    AUTHORIZED,
    ACTIVE,
    SUSPENDED,
    REVOKED,
    EXPIRED;

    boolean ended() {
      return this == REVOKED || this == EXPIRED;
    }

    boolean live() {
      return this != ABSENT && !ended();
    }
  }

  /** How a request came out. */
  enum Outcome {
    /** Answered 2xx. */
    DONE,
    /** Answered 4xx, or never sent: nothing has changed. */
    REFUSED,
    /** Answered 5xx, or not at all. */
    UNKNOWN
  }

  private final Set<State> states;

  private Expected(Set<State> states) {
    this.states = states;
  }

  /** Before anything is asked. */
  static Expected nothing() {
    return new Expected(EnumSet.of(State.ABSENT));
  }

  /** After a request that leads to this state. */
  Expected after(State wanted, Outcome outcome) {
    if (outcome == Outcome.REFUSED) {
      return this;
    }
    Set<State> next =
        outcome == Outcome.DONE ? EnumSet.noneOf(State.class) : EnumSet.copyOf(states);
    for (State state : states) {
      // An end makes no binding, and nothing leads out of an end.
      boolean stays = state.ended() || (state == State.ABSENT && wanted.ended());
      next.add(stays ? state : wanted);
    }
    return new Expected(next);
  }

  /** Once a binding that ends at this time has had the time to end. */
  Expected expiringAt(Instant end, Instant now, Instant surely) {
    if (now.isBefore(end)) {
      return this;
    }
    Set<State> next = EnumSet.copyOf(states);
    if (!now.isBefore(surely)) {
      next.removeIf(State::live);
    }
    if (states.stream().anyMatch(State::live)) {
      next.add(State.EXPIRED);
    }
    return new Expected(next);
  }

  boolean allows(State state) {
    return states.contains(state);
  }

  /** Whether it can only be that. */
  boolean isOnly(State state) {
    return states.equals(EnumSet.of(state));
  }

  /** Whether there is a binding for certain, and it has ended. */
  boolean hasEnded() {
    return states.stream().allMatch(State::ended);
  }

  /** Whether a request was left without an answer. */
  boolean isDoubtful() {
    return states.size() > 1;
  }

  @Override
  public String toString() {
    return states.toString();
  }
}
