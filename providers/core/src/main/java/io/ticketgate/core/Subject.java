package io.ticketgate.core;

/**
 * Who gets an entitlement.
 *
 * @param id Keycloak's id of the user, also for a service account
 * @param name the user name; for a service account the {@code clientId} of its client
 */
public record Subject(Kind kind, String id, String name) {

  /** What kind of identity a subject is. */
  public enum Kind {
    USER,
    SERVICE_ACCOUNT
  }
}
