package io.ticketgate.core.access;

/**
 * The user, service account, client, group or role that gets an entitlement.
 *
 * @param id Keycloak's id of the user (also for a service account), group, role or configuration
 * @param name the user name; for a client, or the service account of one, the {@code clientId}; for
 *     a group its path; for a role its name, {@code client/role} for a client role
 */
public record Subject(Kind kind, String id, String name) {

  /** What kind of identity a subject is. */
  public enum Kind {
    USER,
    SERVICE_ACCOUNT,
    /** A group, whose members get what it carries. */
    GROUP,
    /** A composite role, whose holders get what it contains. */
    ROLE,
    /** A client, which holds its own credential. */
    CLIENT,
    /** A setting that gives roles to people; it is never bound to a ticket. */
    CONFIGURATION
  }

  /** Returns whether it passes its roles on to the people in it. */
  public boolean structure() {
    return kind == Kind.GROUP || kind == Kind.ROLE;
  }

  /** Returns whether it can have an owner. */
  public boolean ownable() {
    return kind == Kind.SERVICE_ACCOUNT || kind == Kind.CLIENT;
  }

  /** For people, without the name of a person: {@code group /dba}, {@code role ops}. */
  public String label() {
    return switch (kind) {
      case USER -> "the user";
      case SERVICE_ACCOUNT -> "the service account of " + name;
      case CLIENT -> "client " + name;
      case GROUP -> "group " + name;
      case ROLE -> "role " + name;
      case CONFIGURATION -> name;
    };
  }
}
