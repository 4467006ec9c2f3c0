package io.ticketgate.core.access;

import java.util.Optional;

/** People, as the ITSM and Keycloak name them. */
public interface Directory {

  /**
   * The enabled Keycloak user that the ITSM system calls {@code name}, by the attributes its
   * configuration lists; empty when nobody or more than one matches.
   */
  Optional<Person> person(String system, String name);

  /** Returns whether the ITSM system's {@code name} means this subject. */
  boolean means(String system, String name, Subject subject);

  /** Returns whether the user effectively holds the realm role, or {@code client/role}. */
  boolean holds(String userId, String role);

  /**
   * An attribute of the subject; of a service account that of its client where the user has none.
   */
  Optional<String> attribute(Subject subject, String name);

  /** The enabled user of that user name or id. */
  Optional<Person> enabledPerson(String nameOrId);
}
