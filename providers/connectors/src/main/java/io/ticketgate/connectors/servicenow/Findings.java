package io.ticketgate.connectors.servicenow;

import io.ticketgate.spi.Finding;
import io.ticketgate.spi.Finding.Outcome;
import io.ticketgate.spi.ItsmException;
import java.util.ArrayList;
import java.util.List;

/** Gathers what a test found. */
final class Findings {

  private final List<Finding> findings = new ArrayList<>();

  void ok(String id, String message) {
    findings.add(new Finding(id, Outcome.OK, message));
  }

  void warning(String id, String message) {
    findings.add(new Finding(id, Outcome.WARNING, message));
  }

  void problem(String id, String message) {
    findings.add(new Finding(id, Outcome.PROBLEM, message));
  }

  void warning(String id, ItsmException failure) {
    warning(id, String.valueOf(failure.getMessage()));
  }

  void problem(String id, ItsmException failure) {
    problem(id, String.valueOf(failure.getMessage()));
  }

  List<Finding> list() {
    return List.copyOf(findings);
  }
}
