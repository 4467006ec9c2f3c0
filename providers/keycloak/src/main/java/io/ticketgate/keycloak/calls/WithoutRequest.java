package io.ticketgate.keycloak.calls;

import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.UriBuilder;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakUriInfo;
import org.keycloak.urls.UrlType;

/**
 * A session without a request that knows the server's address all the same. Keycloak (26.4 to 26.7,
 * {@code DefaultKeycloakContext.getUri}) takes that from the request, and where there is none it
 * fails, unless the address is configured.
 */
final class WithoutRequest {

  private WithoutRequest() {}

  /**
   * @param base the address of a request that there was before
   */
  static KeycloakSession of(KeycloakSession session, URI base) {
    UriInfo asked = uriInfo(base);
    KeycloakContext context =
        Views.of(
            KeycloakContext.class,
            session.getContext(),
            (method, arguments, target) ->
                method.getName().equals("getUri")
                    ? new KeycloakUriInfo(session, type(arguments), asked)
                    : target.answer());
    return Views.of(
        KeycloakSession.class,
        session,
        (method, arguments, target) ->
            method.getName().equals("getContext") ? context : target.answer());
  }

  private static UrlType type(@Nullable Object[] arguments) {
    return arguments.length == 1 && arguments[0] instanceof UrlType type ? type : UrlType.FRONTEND;
  }

  private static UriInfo uriInfo(URI base) {
    return (UriInfo)
        Proxy.newProxyInstance(
            UriInfo.class.getClassLoader(),
            new Class<?>[] {UriInfo.class},
            (view, method, arguments) ->
                switch (method.getName()) {
                  case "getBaseUri", "getRequestUri", "getAbsolutePath" -> base;
                  case "getBaseUriBuilder", "getRequestUriBuilder", "getAbsolutePathBuilder" ->
                      UriBuilder.fromUri(base);
                  case "getPath" -> "/";
                  case "getQueryParameters", "getPathParameters" ->
                      new MultivaluedHashMap<String, String>();
                  case "getPathSegments", "getMatchedURIs", "getMatchedResources" -> List.of();
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
