package io.ticketgate.keycloak.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.keycloak.representations.AccessToken;

/**
 * Takes out of a token the names of roles that it may not show: under {@code realm_access}, {@code
 * resource_access} and {@code organization}, wherever a mapper has put them.
 */
public final class RoleClaims {

  private static final String REALM_ACCESS = "realm_access";
  private static final String RESOURCE_ACCESS = "resource_access";
  private static final String ORGANIZATION = "organization";
  private static final String ROLES = "roles";

  private final TokenVerdict verdict;

  public RoleClaims(TokenVerdict verdict) {
    this.verdict = verdict;
  }

  /** Cleans a token in place. */
  public void clean(AccessToken token) {
    AccessToken.Access realm = token.getRealmAccess();
    if (realm != null && realm.getRoles() != null) {
      realm.getRoles().removeIf(role -> !verdict.mayShow(null, role));
    }
    token
        .getResourceAccess()
        .forEach(
            (client, access) -> {
              if (access.getRoles() != null) {
                access.getRoles().removeIf(role -> !verdict.mayShow(client, role));
              }
            });
    clean(token.getOtherClaims());
  }

  /** Cleans the claims of an ID token or of a user info in place. */
  public void clean(Map<String, Object> claims) {
    access(null, claims.get(REALM_ACCESS));
    each(claims.get(RESOURCE_ACCESS), this::access);
    each(claims.get(ORGANIZATION), (alias, organization) -> organization(organization));
  }

  private void organization(@Nullable Object organization) {
    each(
        organization,
        (name, value) -> {
          if (name.equals(REALM_ACCESS)) {
            access(null, value);
          } else if (name.equals(RESOURCE_ACCESS)) {
            each(value, this::access);
          }
        });
  }

  private void access(@Nullable String clientId, @Nullable Object access) {
    if (access instanceof Map<?, ?> map) {
      map.entrySet().removeIf(member -> isRole(clientId, member));
      roles(clientId, map.get(ROLES));
    } else if (access instanceof ObjectNode node) {
      JsonNode roles = node.path(ROLES);
      if (roles.isTextual() && !verdict.mayShow(clientId, roles.asText())) {
        node.remove(ROLES);
      }
      roles(clientId, roles);
    }
  }

  /** A mapper of one value writes it without a list. */
  private boolean isRole(@Nullable String clientId, Map.Entry<?, ?> member) {
    return ROLES.equals(member.getKey())
        && member.getValue() instanceof String role
        && !verdict.mayShow(clientId, role);
  }

  private void roles(@Nullable String clientId, @Nullable Object roles) {
    if (roles instanceof Collection<?> names) {
      names.removeIf(name -> !verdict.mayShow(clientId, text(name)));
    } else if (roles instanceof JsonNode node && node.isArray()) {
      for (Iterator<JsonNode> names = node.elements(); names.hasNext(); ) {
        if (!verdict.mayShow(clientId, names.next().asText())) {
          names.remove();
        }
      }
    }
  }

  private static String text(@Nullable Object name) {
    return name instanceof JsonNode node ? node.asText() : String.valueOf(name);
  }

  private interface Member {
    void of(String name, @Nullable Object value);
  }

  private static void each(@Nullable Object object, Member member) {
    if (object instanceof Map<?, ?> map) {
      map.forEach((name, value) -> member.of(String.valueOf(name), value));
    } else if (object instanceof ObjectNode node) {
      node.properties().forEach(entry -> member.of(entry.getKey(), entry.getValue()));
    }
  }
}
