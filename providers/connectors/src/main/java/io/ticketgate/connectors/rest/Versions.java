package io.ticketgate.connectors.rest;

import io.ticketgate.spi.ItsmException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The versions of tickets. */
final class Versions {

  private static final String INTEGER = "\\d{1,64}";

  private Versions() {}

  /** The greatest number, or the latest time, at the configured places. */
  static String newest(Mapping mapping, Answers answers) {
    List<String> numbers = new ArrayList<>();
    List<Instant> times = new ArrayList<>();
    for (Place place : mapping.versions()) {
      for (String text : mapping.values().texts(place, answers.at(place))) {
        if (text.matches(INTEGER)) {
          numbers.add(text);
        } else {
          times.add(mapping.values().time(place, text));
        }
      }
    }
    if (numbers.isEmpty() == times.isEmpty()) {
      throw new ItsmException.Malformed(
          "The values of versions must be numbers, or must be times, and at least one. Correct"
              + " versions.",
          null);
    }
    return times.isEmpty()
        ? numbers.stream()
            .map(BigInteger::new)
            .max(Comparator.naturalOrder())
            .orElseThrow()
            .toString()
        : times.stream().max(Comparator.naturalOrder()).orElseThrow().toString();
  }
}
