package io.ticketgate.core.access;

/**
 * What a login rests on in which somebody changes an account, where no access token says who asks.
 *
 * @param impersonated whether it runs inside a session that somebody took over by impersonation
 * @param bySession whether a session of the browser was enough, and nothing was proved anew
 * @param sessionKnown whether that session is known, and is the account's own
 */
public record LoginBasis(boolean impersonated, boolean bySession, boolean sessionKnown) {

  /** No login at all: Keycloak works on its own account, as for a directory or a schedule. */
  public static final LoginBasis NONE = new LoginBasis(false, false, false);

  /**
   * Returns whether nothing proves that the owner of the account is there. A session that is no
   * longer known proves nothing.
   */
  public boolean mayBeSomebodyElse() {
    return impersonated || (bySession && !sessionKnown);
  }
}
