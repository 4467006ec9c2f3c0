package io.ticketgate.core.rule;

import io.ticketgate.core.access.Entitlement;
import java.util.List;

/** The rules of the realm. */
public interface Rules {

  /**
   * The rules that protect this one entitlement, composites not expanded, in the mode they have
   * after the server's switch; rules that are off are left out.
   */
  List<Rule> protecting(Entitlement entitlement);
}
