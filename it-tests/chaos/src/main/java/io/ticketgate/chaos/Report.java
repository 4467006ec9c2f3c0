package io.ticketgate.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What happened, on standard output and in a file. For any number of threads. */
final class Report {

  private final Path file;
  private final Map<Fault.Kind, Integer> faults = new EnumMap<>(Fault.Kind.class);
  private final Map<String, Integer> violations = new LinkedHashMap<>();
  private final Set<String> seen = new LinkedHashSet<>();
  private int rounds;

  Report(Path folder) {
    try {
      file = Files.createDirectories(folder).resolve("chaos.log");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  synchronized void line(String text) {
    String line = Instant.now().truncatedTo(ChronoUnit.SECONDS) + " " + text;
    System.out.println(line);
    try {
      Files.writeString(
          file,
          line + System.lineSeparator(),
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  synchronized void faults(List<Fault> some) {
    rounds++;
    some.forEach(fault -> faults.merge(fault.kind(), 1, Integer::sum));
  }

  /**
   * Notes it; the same one is counted once, however long it goes on.
   *
   * @return whether it is a new one
   */
  synchronized boolean violation(String kind, String detail) {
    boolean fresh = seen.add(kind + detail);
    if (fresh) {
      violations.merge(kind, 1, Integer::sum);
      line("VIOLATION " + kind + ": " + detail);
    }
    return fresh;
  }

  synchronized int violations() {
    return violations.values().stream().mapToInt(Integer::intValue).sum();
  }

  synchronized void total(Map<String, Long> operations) {
    line("Rounds: " + rounds);
    line("Faults: " + faults);
    line("Requests: " + operations);
    line("Violations: " + violations() + " " + violations);
  }
}
