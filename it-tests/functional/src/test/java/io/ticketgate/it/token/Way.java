package io.ticketgate.it.token;

import java.util.function.BiFunction;

/**
 * One way to a token.
 *
 * @param kind how far it depends on what the person holds now
 * @param before what has to be had while the person still is what the state says they were
 * @param ask with what was had before, which is empty for logins
 */
record Way(String id, Kind kind, BiFunction<Flows, Person, String> before, Ask ask) {

  /** Asks for the token. */
  interface Ask {
    Obtained of(Flows flows, Person person, String had);
  }

  static Way now(String id, Kind kind, BiFunction<Flows, Person, Obtained> ask) {
    return new Way(
        id, kind, (flows, person) -> "", (flows, person, had) -> ask.apply(flows, person));
  }

  @Override
  public String toString() {
    return id;
  }
}
