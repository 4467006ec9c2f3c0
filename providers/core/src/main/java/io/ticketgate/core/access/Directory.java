package io.ticketgate.core.access;

import io.ticketgate.spi.EntitlementName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** People, as the ITSM and Keycloak name them. */
public interface Directory {

  /**
   * The enabled Keycloak user that the ITSM system calls {@code name}, by the attributes its
   * configuration lists; empty when nobody or more than one matches.
   */
  Optional<Person> person(String system, String name);

  /**
   * The id of whom the ITSM system calls {@code name}, as such a kind of subject, enabled or not;
   * empty when nobody or more than one matches.
   */
  Optional<String> identity(String system, String name, Subject.Kind kind);

  /** When the account of a user or service account was made; empty where nobody can tell. */
  Optional<Instant> madeAt(Subject subject);

  /**
   * Returns whether tickets of the ITSM system may fulfil a rule of that name: whether it lies
   * within what was delegated to the system. Tickets of a system that is not there fulfil none.
   */
  default boolean delegated(String system, String rule) {
    return true;
  }

  /** The id of the role or client that has this name now; empty for none. */
  Optional<String> entitlement(EntitlementName name);

  /** Returns whether the ITSM system's {@code name} means this subject now. */
  default boolean means(String system, String name, Subject subject) {
    return identity(system, name, subject.kind()).filter(subject.id()::equals).isPresent();
  }

  /** The enabled user with that id; empty for a service account. */
  Optional<Person> enabledById(String id);

  /** What is known of the account of that id. */
  default Presence presence(String id) {
    return enabledById(id).isPresent() ? Presence.THERE : Presence.GONE;
  }

  /** Returns whether the user effectively holds the realm role, or {@code client/role}. */
  boolean holds(String userId, String role);

  /** Returns whether the user effectively holds a role whose name is one of those. */
  default boolean holdsAny(String userId, Predicate<EntitlementName> named) {
    return false;
  }

  /** Returns whether the user is in the group of that path, or in one below it. */
  default boolean inGroup(String userId, String path) {
    return false;
  }

  /**
   * An attribute of the subject; of a service account that of its client where the user has none.
   */
  Optional<String> attribute(Subject subject, String name);

  /**
   * The attributes of the subject, each with its values; of a service account also those that its
   * client has and the user has not. Of a client those alone that Keycloak does not use itself.
   */
  Map<String, List<String>> attributes(Subject subject);

  /** The enabled user of that user name or id. */
  Optional<Person> enabledPerson(String nameOrId);
}
