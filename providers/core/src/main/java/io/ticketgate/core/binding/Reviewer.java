package io.ticketgate.core.binding;

import io.ticketgate.core.access.Person;

/**
 * Who is to review a binding: a person, or anyone who holds a role.
 *
 * @param id of the user or role; it decides
 * @param name what people called it when it was found; it is only shown
 */
public record Reviewer(Kind kind, String id, String name) {

  /** What the id is one of. */
  public enum Kind {
    PERSON,
    ROLE
  }

  public static Reviewer of(Person person) {
    return new Reviewer(Kind.PERSON, person.id(), person.name());
  }

  /**
   * @param name as rules write it: {@code role} or {@code client/role}
   */
  public static Reviewer role(String id, String name) {
    return new Reviewer(Kind.ROLE, id, name);
  }

  /** For a reader: a user name, or {@code role:} and the name of a role. */
  public String label() {
    return kind == Kind.PERSON ? name : "role:" + name;
  }
}
