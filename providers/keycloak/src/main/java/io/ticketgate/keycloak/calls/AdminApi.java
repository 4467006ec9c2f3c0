package io.ticketgate.keycloak.calls;

import org.keycloak.models.KeycloakSession;

/** Keycloak's Admin API as the surface of a request. */
public final class AdminApi {

  private static final String PATH = "/admin/";

  private AdminApi() {}

  /** Returns whether the session works for a request to the Admin API. */
  public static boolean asks(KeycloakSession session) {
    // Keycloak 26.4 has a request without a method where there is none, and no address then.
    return Operator.hasRequest(session)
        && session.getContext().getHttpRequest().getHttpMethod() != null
        && session.getContext().getUri().getPath().startsWith(PATH);
  }
}
