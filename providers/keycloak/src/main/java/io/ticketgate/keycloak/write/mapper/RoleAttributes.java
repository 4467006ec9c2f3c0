package io.ticketgate.keycloak.write.mapper;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names of SAML attributes that readers take for roles: {@code Role}, {@code roles}, and what
 * ends with it after a separator, such as {@code
 * http://schemas.microsoft.com/ws/2008/06/identity/claims/role}.
 */
public final class RoleAttributes {

  private static final Pattern ROLE_ATTRIBUTE =
      Pattern.compile("(.*[/:.#])?roles?", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private RoleAttributes() {}

  /** Returns whether an attribute of that name shows roles. */
  public static boolean is(@Nullable String name) {
    return name != null && ROLE_ATTRIBUTE.matcher(name.strip()).matches();
  }
}
