package io.ticketgate.keycloak.write.change;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;

/** The live bindings of people, and how they end with their grants. */
public interface LiveBindings {

  /** Locks the user; whether they have a live binding that an enforced rule asks for. */
  boolean lockedAndEnforced(String userId);

  /** Ends the bindings of a role that a subject has lost; nothing where no rule protects it. */
  void grantRemoved(Subject subject, Entitlement role);

  /**
   * Suspends what a user has, or may yet activate, by rules that are enforced, or reports it where
   * they say so: somebody else can log in as that user. Nothing where the user has no binding.
   */
  void takenOver(String userId);

  /**
   * The roles of a client are called after its realm, which has another name: so are they in what
   * is live.
   */
  void namesFollow(String clientUuid);

  /**
   * Ends everything that a subject had. Whatever open tickets meant by it is gone, and whatever it
   * owned or was to review has nobody for that, also where another one comes to have its id.
   */
  void subjectRemoved(String subjectId);
}
