package io.ticketgate.connectors.jira;

import io.ticketgate.spi.Finding;
import io.ticketgate.spi.ItsmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Collects what a test of the connection found. */
final class Findings {

  private final List<Finding> findings = new ArrayList<>();

  void ok(String id, String message) {
    findings.add(new Finding(id, Finding.Outcome.OK, message));
  }

  void warning(String id, String message) {
    findings.add(new Finding(id, Finding.Outcome.WARNING, message));
  }

  void problem(String id, String message) {
    findings.add(new Finding(id, Finding.Outcome.PROBLEM, message));
  }

  /** Asks Jira; a failure is a problem that ends with what to do. */
  <T> Optional<T> ask(String id, String whatToDo, Supplier<T> question) {
    try {
      return Optional.of(question.get());
    } catch (ItsmException failed) {
      problem(id, failed.getMessage() + " " + whatToDo);
      return Optional.empty();
    }
  }

  List<Finding> all() {
    return List.copyOf(findings);
  }
}
