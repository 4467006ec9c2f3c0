package io.ticketgate.keycloak.token;

import io.ticketgate.keycloak.calls.Views;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserProvider;

/**
 * The session as the policies of authorization services see it: its users have the roles that
 * count. Policies look users up themselves (role policies with {@code fetchRoles}, group policies,
 * scripts), and so past what the token of the requesting party says.
 */
public final class CountedSession {

  /** Keycloak keeps users that scripts have looked up in attributes of the session. */
  private static final String OF_EVALUATIONS = "org.keycloak.authorization.";

  private CountedSession() {}

  /**
   * @param roles which roles of a user count
   */
  public static KeycloakSession of(
      KeycloakSession session, Function<UserModel, CountedRoles> roles) {
    Map<Object, Object> attributes = new HashMap<>();
    return Views.of(
        KeycloakSession.class,
        session,
        (method, arguments, target) -> {
          if (method.getName().equals("users")) {
            return users(session.users(), roles);
          }
          if (arguments.length > 0
              && arguments[0] instanceof String name
              && name.startsWith(OF_EVALUATIONS)) {
            return switch (method.getName()) {
              case "getAttribute" -> attributes.get(name);
              case "setAttribute" -> attributes.put(name, arguments[1]);
              case "removeAttribute" -> attributes.remove(name);
              default -> target.answer();
            };
          }
          return target.answer();
        });
  }

  private static UserProvider users(UserProvider users, Function<UserModel, CountedRoles> roles) {
    return Views.of(
        UserProvider.class, users, (method, arguments, target) -> counted(target.answer(), roles));
  }

  private static @Nullable Object counted(
      @Nullable Object answer, Function<UserModel, CountedRoles> roles) {
    if (answer instanceof UserModel user) {
      return new CountedUser(user, roles.apply(user));
    }
    return answer instanceof Stream<?> several ? several.map(each -> counted(each, roles)) : answer;
  }
}
