package io.ticketgate.it.matrix;

import java.util.function.Predicate;

/**
 * One look at a realm after an attempt. It answers true on a Keycloak without the gate, so a false
 * one on a gated server means that the attempt left nothing.
 *
 * @param usable whether it sees the privilege itself, which ends with the ticket; otherwise it sees
 *     what was persisted on the way
 */
record Probe(String name, boolean usable, Predicate<Stage> test) {

  static Probe usable(String name, Predicate<Stage> test) {
    return new Probe(name, true, test);
  }

  static Probe persisted(String name, Predicate<Stage> test) {
    return new Probe(name, false, test);
  }

  boolean sees(Stage stage) {
    return test.test(stage);
  }
}
