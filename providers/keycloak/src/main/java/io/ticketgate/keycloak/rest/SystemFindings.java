package io.ticketgate.keycloak.rest;

import io.ticketgate.spi.Finding;
import java.util.List;

/**
 * The answer of the test button.
 *
 * @param system the system's name
 * @param ok whether its tickets can be used: true when no finding is a problem
 * @param findings in the order in which an administrator would correct them
 */
public record SystemFindings(String system, boolean ok, List<SystemFinding> findings) {

  /**
   * One finding.
   *
   * @param id what was tested, in one word
   * @param message what was found and, unless the outcome is ok, what to do
   */
  public record SystemFinding(String id, String outcome, String message) {

    static SystemFinding of(Finding finding) {
      return new SystemFinding(finding.id(), finding.outcome().word(), finding.message());
    }
  }

  static SystemFindings of(String system, List<Finding> findings) {
    return new SystemFindings(
        system,
        findings.stream().noneMatch(finding -> finding.outcome() == Finding.Outcome.PROBLEM),
        findings.stream().map(SystemFinding::of).toList());
  }
}
