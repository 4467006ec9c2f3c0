package io.ticketgate.core.access;

import java.util.Set;

/** What roles bring along: all that judging a request needs to know of them. */
public interface RoleContents {

  /** The entitlement and everything that it contains, composites expanded. */
  Set<Entitlement> closure(Entitlement entitlement);
}
