package io.ticketgate.keycloak.calls;

import jakarta.enterprise.context.ContextNotActiveException;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import org.keycloak.common.util.Environment;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/**
 * The operator: whoever starts the server. What a server does before it serves anybody is the
 * operator's doing (a migration, an import at start), and so is what {@code kc.sh} does in a
 * process of its own ({@code import}, {@code bootstrap-admin}). Afterwards a session without a
 * request is a task. Nobody's authority is behind it: it does what a directory or a schedule says.
 */
public final class Operator {

  /** Of processes that serve; a test may make several in one. */
  private static final Set<KeycloakSessionFactory> SERVING =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  private Operator() {}

  /** From now on the server serves, and what has no request is no longer the operator's doing. */
  public static void handsOver(KeycloakSessionFactory factory) {
    if (!Environment.NON_SERVER_MODE.equals(Environment.getProfile())) {
      SERVING.add(factory);
    }
  }

  /** Returns whether the session does what the operator has ordered. */
  public static boolean isBehind(KeycloakSession session) {
    return !SERVING.contains(session.getKeycloakSessionFactory()) && !hasRequest(session);
  }

  /** Returns whether the session works for a request. */
  static boolean hasRequest(KeycloakSession session) {
    try {
      return session.getContext().getHttpRequest() != null;
    } catch (ContextNotActiveException none) {
      return false;
    }
  }
}
