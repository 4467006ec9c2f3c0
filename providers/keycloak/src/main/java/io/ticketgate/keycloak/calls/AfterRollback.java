package io.ticketgate.keycloak.calls;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;

/**
 * Work that a transaction does, and that must stand where the transaction rolls back: it is done
 * again in a transaction of its own, once the other one has given back its database connection.
 */
public final class AfterRollback extends AbstractKeycloakTransaction {

  private static final Logger LOG = Logger.getLogger(AfterRollback.class);
  private static final String ATTRIBUTE = AfterRollback.class.getName();

  private final KeycloakSession session;
  private final List<Consumer<KeycloakSession>> waiting = new ArrayList<>();

  private AfterRollback(KeycloakSession session) {
    this.session = session;
  }

  /**
   * That of a session. To be called first while the transaction can still be enlisted in, by a
   * caller that may add to it in its prepare phase.
   */
  public static AfterRollback of(KeycloakSession session) {
    AfterRollback after = session.getAttribute(ATTRIBUTE, AfterRollback.class);
    if (after == null) {
      after = new AfterRollback(session);
      session.getTransactionManager().enlistAfterCompletion(after);
      session.setAttribute(ATTRIBUTE, after);
    }
    return after;
  }

  /** Adds work, which is given a session of its own. */
  public void add(Consumer<KeycloakSession> work) {
    waiting.add(work);
  }

  @Override
  protected void commitImpl() {
    waiting.clear();
  }

  @Override
  protected void rollbackImpl() {
    for (Consumer<KeycloakSession> work : waiting) {
      try {
        Jobs.run(session.getKeycloakSessionFactory(), work);
      } catch (RuntimeException failed) {
        // The request has its answer. What an ITSM says is read again by polling and by the next.
        LOG.warnf("What was done before a rollback could not be done again: %s", failed.getClass());
      }
    }
    waiting.clear();
  }
}
