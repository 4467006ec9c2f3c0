package io.ticketgate.core.access;

import io.ticketgate.spi.EntitlementName;

/**
 * The user, service account, client, group or role that gets an entitlement, or the agent that may
 * use it for a person.
 *
 * @param id Keycloak's id of the user (also for a service account), group, role or configuration;
 *     for an agent the id of its service account and that of the person, with a slash between them
 * @param name the user name; for a client, or the service account of one, the {@code clientId}; for
 *     a group its path; for a role its name, {@code client/role} for a client role; for an agent
 *     {@code client/person}, written like a client role
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
    /** A client that acts for one person, by token exchange: never for itself, nor for another. */
    AGENT,
    /** A setting that gives roles to people; it is never bound to a ticket. */
    CONFIGURATION
  }

  private static final String AGENT = "agent:";
  private static final char BETWEEN = '/';

  /**
   * A client that acts for a person.
   *
   * @param account the client's service account
   * @param person whom it acts for
   * @throws IllegalArgumentException when their ids cannot be told apart
   */
  public static Subject agent(Subject account, Subject person) {
    return new Subject(
        Kind.AGENT,
        agentId(account.id(), person.id()),
        new EntitlementName.ClientRole(account.name(), person.name()).toString());
  }

  /**
   * The id of the agent with that service account, for that person.
   *
   * @throws IllegalArgumentException when the two cannot be told apart
   */
  public static String agentId(String accountId, String personId) {
    if (accountId.indexOf(BETWEEN) >= 0) {
      throw new IllegalArgumentException("The id of the service account has a slash.");
    }
    return accountId + BETWEEN + personId;
  }

  /** How the ids begin of the agents that have this service account. */
  public static String agentsOf(String accountId) {
    return accountId + BETWEEN;
  }

  /** How the names begin of the agents that are the service account of this client. */
  public static String agentsNamed(String clientId) {
    String some = new EntitlementName.ClientRole(clientId, "x").toString();
    return some.substring(0, some.length() - 1);
  }

  /** Returns whether a ticket's beneficiary is an agent: {@code agent:client/person}. */
  public static boolean namesAgent(String beneficiary) {
    return beneficiary.startsWith(AGENT);
  }

  /**
   * The client and the person whom a ticket names together.
   *
   * @throws IllegalArgumentException when the text names no agent, or can be read in two ways
   */
  public static EntitlementName.ClientRole agentNamed(String beneficiary) {
    if (namesAgent(beneficiary)
        && EntitlementName.role(beneficiary.substring(AGENT.length()))
            instanceof EntitlementName.ClientRole both) {
      return both;
    }
    throw new IllegalArgumentException("An agent is written agent:client/person.");
  }

  /** The id of the person, service account or client that acts: of an agent its service account. */
  public String actorId() {
    return kind == Kind.AGENT ? id.substring(0, id.indexOf(BETWEEN)) : id;
  }

  /** The id of whoever benefits: of an agent the person for whom it acts. */
  public String beneficiaryId() {
    return kind == Kind.AGENT ? id.substring(id.indexOf(BETWEEN) + 1) : id;
  }

  /** Of an agent, the client and the person as they are called. */
  public EntitlementName.ClientRole agentNames() {
    return agentNamed(AGENT + name);
  }

  /** Returns whether it passes its roles on to the people in it. */
  public boolean structure() {
    return kind == Kind.GROUP || kind == Kind.ROLE;
  }

  /** Returns whether it can have an owner. */
  public boolean ownable() {
    return kind == Kind.SERVICE_ACCOUNT || kind == Kind.CLIENT || kind == Kind.AGENT;
  }

  /** For people, without the name of a person: {@code group /dba}, {@code role ops}. */
  public String label() {
    return switch (kind) {
      case USER -> "the user";
      case SERVICE_ACCOUNT -> "the service account of " + name;
      case CLIENT -> "client " + name;
      case AGENT -> "agent " + agentNames().client() + " for the user";
      case GROUP -> "group " + name;
      case ROLE -> "role " + name;
      case CONFIGURATION -> name;
    };
  }
}
