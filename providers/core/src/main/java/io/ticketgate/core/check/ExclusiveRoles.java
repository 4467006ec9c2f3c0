package io.ticketgate.core.check;

import io.ticketgate.core.access.Directory;
import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.refusal.CheckResult.Id;
import io.ticketgate.core.rule.Rule;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whether a grant would let one subject hold roles together that a rule keeps apart. */
final class ExclusiveRoles {

  private ExclusiveRoles() {}

  /**
   * @param granted what the subject gains: the entitlement and everything that it contains
   */
  static void check(
      Rule rule,
      Subject subject,
      Entitlement entitlement,
      Set<Entitlement> granted,
      Directory directory,
      Findings findings) {
    Set<String> gained =
        granted.stream().map(part -> part.name().toString()).collect(Collectors.toSet());
    boolean concerned = false;
    Set<String> together = new TreeSet<>();
    for (List<String> exclusive : rule.separationOfDuties().exclusiveRoles()) {
      List<String> ofGrant = exclusive.stream().filter(gained::contains).toList();
      if (ofGrant.isEmpty()) {
        continue;
      }
      concerned = true;
      List<String> after =
          exclusive.stream()
              .filter(
                  role -> ofGrant.contains(role) || directory.holds(subject.beneficiaryId(), role))
              .toList();
      if (after.size() > 1) {
        together.addAll(after);
      }
    }
    findings.optional(
        Id.EXCLUSIVE_ROLES,
        concerned,
        together.isEmpty(),
        "The subject holds no role that excludes " + entitlement.label() + ".",
        "One subject may not hold "
            + String.join(" and ", together)
            + " together; remove one of them first.");
  }
}
