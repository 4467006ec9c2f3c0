package io.ticketgate.keycloak.itsm;

/**
 * Limits the threads of this node that work for one sender, so that a slow ITSM keeps only its own
 * lane busy.
 */
final class Lane {

  private static final int WIDTH = 4;

  private int running;
  private boolean more;

  /** Returns whether another thread may begin; if not, one of those at work looks once more. */
  synchronized boolean enter() {
    if (running == WIDTH) {
      more = true;
      return false;
    }
    running++;
    return true;
  }

  /** Returns whether a thread that has found nothing may go; if not, something came meanwhile. */
  synchronized boolean leave() {
    if (more) {
      more = false;
      return false;
    }
    running--;
    return true;
  }

  /** A thread ends without having looked to the end. */
  synchronized void abandon() {
    running--;
  }

  synchronized boolean idle() {
    return running == 0;
  }
}
