package io.ticketgate.core.classification;

import java.util.List;

/** The parts of the trust base that a ticket can be for. */
public final class Areas {

  /**
   * Who has a role that a rule asks of approvers. No property is classified so: it depends on the
   * rules.
   */
  public static final String APPROVERS = "approvers";

  /** Names of what rules protect. No property is classified so: it depends on the rules. */
  public static final String NAMES = "names";

  /** Of the gate's own rules, systems and subscribers, which only its administrators change. */
  public static final String GATE = "gate";

  private static final List<String> ALL =
      List.of(
          APPROVERS,
          "authentication",
          "authorization",
          "client-authentication",
          "identity-providers",
          "keys",
          "mail",
          NAMES,
          "user-profile",
          "user-storage",
          "workflows");

  private Areas() {}

  /** Their names, sorted. */
  public static List<String> all() {
    return ALL;
  }

  /** Returns whether the trust base has such a part, whether or not a ticket can be for it. */
  public static boolean exists(String area) {
    return ALL.contains(area) || area.equals(GATE);
  }
}
