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

  /** The greatest of the numbers, or the latest of the times, at the configured places. */
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
          "What versions point at is nothing, or numbers beside times. Let all point at numbers, or"
              + " all at times.",
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
