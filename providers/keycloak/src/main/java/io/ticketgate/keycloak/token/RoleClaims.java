package io.ticketgate.keycloak.token;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.keycloak.representations.AccessToken;
import org.keycloak.util.JsonSerialization;

/**
 * Takes out of a token the names of roles that it may not show: under {@code realm_access} and
 * {@code resource_access}, wherever a mapper has put them. The roles that somebody has in an
 * organisation are one level deeper, in a claim of any name.
 */
public final class RoleClaims {

  private static final String REALM_ACCESS = "realm_access";
  private static final String RESOURCE_ACCESS = "resource_access";
  private static final String ROLES = "roles";

  /** The name under which authorization services read the roles of the requesting party. */
  private static final String REALM_ATTRIBUTE = "kc.realm.roles";

  private static final Pattern CLIENT_ATTRIBUTE = Pattern.compile("kc\\.client\\.(.*)\\.roles");

  private final TokenRoles roles;

  public RoleClaims(TokenRoles roles) {
    this.roles = roles;
  }

  /** Cleans a token in place. */
  public void clean(AccessToken token) {
    AccessToken.Access realm = token.getRealmAccess();
    if (realm != null && realm.getRoles() != null) {
      realm.getRoles().removeIf(role -> !roles.show(null, role));
    }
    token
        .getResourceAccess()
        .forEach(
            (client, access) -> {
              if (access.getRoles() != null) {
                access.getRoles().removeIf(role -> !roles.show(client, role));
              }
            });
    clean(token.getOtherClaims());
  }

  /**
   * Cleans the claims of an ID token or of a user info in place. What is inside them is replaced,
   * since some mappers write collections that cannot be changed.
   */
  public void clean(Map<String, Object> claims) {
    for (String name : List.copyOf(claims.keySet())) {
      Object value = claims.get(name);
      Object shown = cleaned(name, value);
      if (shown == null) {
        claims.remove(name);
      } else if (shown != value) {
        claims.put(name, shown);
      }
    }
  }

  private @Nullable Object cleaned(String name, @Nullable Object value) {
    if (name.equals(REALM_ACCESS)) {
      return access(null, value);
    }
    if (name.equals(RESOURCE_ACCESS)) {
      return each(value, this::access);
    }
    if (name.equals(REALM_ATTRIBUTE)) {
      return roles(null, value);
    }
    Matcher client = CLIENT_ATTRIBUTE.matcher(name);
    return client.matches() ? roles(client.group(1), value) : each(value, this::cleaned);
  }

  private @Nullable Object access(@Nullable String clientId, @Nullable Object access) {
    return plain(access) instanceof Map<?, ?>
        ? each(access, (name, value) -> name.equals(ROLES) ? roles(clientId, value) : value)
        : roles(clientId, access);
  }

  /**
   * A mapper of one value writes it without a list. Nothing is left of it but a list: Keycloak
   * 26.7.3 reads the claim once more and expects one.
   */
  private @Nullable Object roles(@Nullable String clientId, @Nullable Object written) {
    Object names = plain(written);
    Collection<?> all = names instanceof Collection<?> several ? several : List.of();
    if (names instanceof String) {
      all = List.of(names);
    }
    List<Object> shown = new ArrayList<>(all);
    shown.removeIf(name -> !roles.show(clientId, String.valueOf(name)));
    return shown.size() == all.size() ? written : shown;
  }

  /** The members of an object one by one; what is no object stays as it is. */
  private static @Nullable Object each(
      @Nullable Object object, BiFunction<String, @Nullable Object, @Nullable Object> member) {
    if (!(plain(object) instanceof Map<?, ?> members)) {
      return object;
    }
    Map<String, Object> changed = new LinkedHashMap<>();
    boolean same = true;
    for (Map.Entry<?, ?> old : members.entrySet()) {
      Object value = member.apply(String.valueOf(old.getKey()), old.getValue());
      same &= value == old.getValue();
      if (value != null) {
        changed.put(String.valueOf(old.getKey()), value);
      }
    }
    return same ? object : changed;
  }

  /** A claim of type JSON is held as a tree. */
  private static @Nullable Object plain(@Nullable Object value) {
    return value instanceof JsonNode node
        ? JsonSerialization.mapper.convertValue(node, Object.class)
        : value;
  }
}
