package io.ticketgate.it.token;

import java.time.Instant;
import java.util.Optional;

/**
 * A user and a service account in one state.
 *
 * @param role the protected role that both hold or have held
 * @param end of the binding; empty if there never was one
 */
record Person(State state, String role, Optional<Instant> end) {

  String user() {
    return state.name().toLowerCase(java.util.Locale.ROOT);
  }

  /** The client behind the service account. */
  String client() {
    return "robot-" + user();
  }

  Person until(Instant instant) {
    return new Person(state, role, Optional.of(instant));
  }
}
