package io.ticketgate.keycloak.rest;

import io.ticketgate.core.refusal.GateException;
import io.ticketgate.keycloak.calls.Veto;
import io.ticketgate.keycloak.store.LockFailure;
import jakarta.ws.rs.core.Response;
import java.util.function.Supplier;
import org.keycloak.models.KeycloakSession;

/** A resource whose failures are answered as problems. */
abstract class Answered {

  private final KeycloakSession session;

  Answered(KeycloakSession session) {
    this.session = session;
  }

  /** Answers a failure as a problem, and makes sure that nothing of it is committed. */
  final Response answer(Supplier<Response> work) {
    try {
      return work.get();
    } catch (GateException failure) {
      rollBack();
      return Problem.answer(failure);
    } catch (Veto veto) {
      // From what Keycloak calls of ours below us: the factory of a rule.
      rollBack();
      return Problem.answer(veto.refusal());
    } catch (RequestBody.TooLarge tooLarge) {
      rollBack();
      return Problem.tooLarge();
    } catch (RuntimeException failure) {
      if (!LockFailure.isOvertaken(failure)) {
        throw failure;
      }
      rollBack();
      return Problem.answer(LockFailure.conflict());
    }
  }

  private void rollBack() {
    session.getTransactionManager().setRollbackOnly();
  }
}
