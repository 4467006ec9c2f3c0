package io.ticketgate.keycloak.calls;

import java.util.function.Consumer;
import java.util.function.Function;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * Runs work in a session and a transaction of its own. The thread keeps the session it had:
 * Keycloak 26.4 ({@code KeycloakModelUtils.runJobInTransaction}) leaves it without one.
 */
public final class Jobs {

  private Jobs() {}

  /**
   * Runs the work and commits it.
   *
   * @return what the work returns
   * @throws RuntimeException whatever the work throws; then nothing is committed
   */
  public static <T> T call(KeycloakSessionFactory factory, Function<KeycloakSession, T> work) {
    KeycloakSession bound = KeycloakSessionUtil.getKeycloakSession();
    try {
      return KeycloakModelUtils.runJobInTransactionWithResult(factory, work::apply);
    } finally {
      KeycloakSessionUtil.setKeycloakSession(bound);
    }
  }

  /** As {@link #call}, for work that returns nothing. */
  public static void run(KeycloakSessionFactory factory, Consumer<KeycloakSession> work) {
    KeycloakSession bound = KeycloakSessionUtil.getKeycloakSession();
    try {
      KeycloakModelUtils.runJobInTransaction(factory, work::accept);
    } finally {
      KeycloakSessionUtil.setKeycloakSession(bound);
    }
  }
}
