package io.ticketgate.keycloak.rest;

import io.ticketgate.spi.Finding;
import java.util.List;

/**
 * The answer of a subscriber's test button.
 *
 * @param subscriber its name
 * @param ok whether it takes events: true when no finding is a problem
 * @param findings in the order in which an administrator would correct them
 */
public record SubscriberFindings(
    String subscriber, boolean ok, List<SystemFindings.SystemFinding> findings) {

  static SubscriberFindings of(String subscriber, List<Finding> findings) {
    return new SubscriberFindings(
        subscriber,
        findings.stream().noneMatch(finding -> finding.outcome() == Finding.Outcome.PROBLEM),
        findings.stream().map(SystemFindings.SystemFinding::of).toList());
  }
}
