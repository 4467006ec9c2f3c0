package io.ticketgate.keycloak.calls;

import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.keycloak.services.cors.Cors;

/**
 * Answers what a browser asks before it lets a page of another origin ask. Keycloak's Account API
 * answers it for every origin too: the token, which only the request itself has, says which may
 * read the answer.
 */
public final class Preflight {

  /** Names the methods. */
  @OPTIONS
  @Path("{any:.*}")
  public Response preflight() {
    return Cors.builder()
        .preflight()
        .allowedMethods("GET", "POST", "OPTIONS")
        .auth()
        .add(Response.ok());
  }
}
