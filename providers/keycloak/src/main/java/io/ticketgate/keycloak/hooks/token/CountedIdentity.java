package io.ticketgate.keycloak.hooks.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.ticketgate.keycloak.token.CountedRoles;
import io.ticketgate.keycloak.token.HiddenGroups;
import io.ticketgate.keycloak.token.RoleClaims;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.authorization.attribute.Attributes;
import org.keycloak.authorization.identity.Identity;
import org.keycloak.models.UserModel;
import org.keycloak.util.JsonSerialization;

/**
 * Who asks for permissions, with the roles that count. An ID token says what counted when it was
 * issued, and Keycloak makes of it an access token of its own that the gate does not see (26.7,
 * {@code KeycloakIdentity}).
 */
public final class CountedIdentity implements Identity {

  /** What these say is no role. */
  private static final Set<String> PERSONAL =
      Set.of(
          "acr",
          "aud",
          "auth_time",
          "azp",
          "email",
          "exp",
          "family_name",
          "given_name",
          "iat",
          "iss",
          "jti",
          "name",
          "nbf",
          "preferred_username",
          "scope",
          "sid",
          "sub",
          "typ");

  private final Identity identity;
  private final CountedRoles roles;
  private final Set<String> hiddenGroups;
  private @Nullable Attributes attributes;

  /**
   * @param user null where the identity is of nobody who is there
   */
  public CountedIdentity(Identity identity, CountedRoles roles, @Nullable UserModel user) {
    this.identity = identity;
    this.roles = roles;
    this.hiddenGroups = user == null ? Set.of() : HiddenGroups.of(user, roles);
  }

  @Override
  public String getId() {
    return identity.getId();
  }

  @Override
  public boolean hasRealmRole(String role) {
    return identity.hasRealmRole(role) && roles.show(null, role);
  }

  @Override
  public boolean hasClientRole(String clientId, String role) {
    return identity.hasClientRole(clientId, role) && roles.show(clientId, role);
  }

  @Override
  public boolean hasOneClientRole(String clientId, String... names) {
    return Arrays.stream(names).anyMatch(role -> hasClientRole(clientId, role));
  }

  @Override
  public Attributes getAttributes() {
    if (attributes == null) {
      Map<String, Collection<String>> counted = new HashMap<>();
      identity
          .getAttributes()
          .toMap()
          .forEach(
              (name, values) -> {
                Collection<String> left = counted(name, values);
                if (!left.isEmpty()) {
                  counted.put(name, left);
                }
              });
      attributes = Attributes.from(counted);
    }
    return attributes;
  }

  private Collection<String> counted(String name, Collection<String> values) {
    Map<String, Object> claim = new LinkedHashMap<>();
    claim.put(name, new ArrayList<>(values));
    new RoleClaims(roles).clean(claim);
    List<String> left = new ArrayList<>();
    if (claim.get(name) instanceof Collection<?> several) {
      several.forEach(value -> left.add(object(name, String.valueOf(value))));
    }
    if (!PERSONAL.contains(name)) {
      left.removeIf(
          value -> hiddenGroups.contains(value) || (roles.derived() && !roles.showText(value)));
    }
    return left;
  }

  /** Keycloak holds a claim that is an object as its text. */
  private String object(String name, String text) {
    if (!text.startsWith("{")) {
      return text;
    }
    try {
      Map<String, Object> claim = new LinkedHashMap<>();
      claim.put(name, JsonSerialization.mapper.readValue(text, Map.class));
      new RoleClaims(roles).clean(claim);
      return JsonSerialization.mapper.writeValueAsString(claim.get(name));
    } catch (JsonProcessingException noObject) {
      return text;
    }
  }
}
