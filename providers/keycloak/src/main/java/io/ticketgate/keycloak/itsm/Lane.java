package io.ticketgate.keycloak.itsm;

/**
 * How many threads of this node work for one sender. A slow ITSM keeps its own lane busy and nobody
 * else's.
 */
final class Lane {

  private static final int WIDTH = 4;

  private int running;
  private boolean more;

  /** Whether another thread may begin; if not, one of those at work looks once more. */
  synchronized boolean enter() {
    if (running == WIDTH) {
      more = true;
      return false;
    }
    running++;
    return true;
  }

  /** Whether a thread that has found nothing may go; if not, something came meanwhile. */
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
