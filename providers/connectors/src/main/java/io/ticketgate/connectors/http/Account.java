package io.ticketgate.connectors.http;

import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;

/** The account that the gate has in the ITSM. */
interface Account {

  /** Adds the credential to a request. */
  void sign(HttpUriRequestBase request, Deadline deadline);

  /**
   * Whether it is worth repeating a refused request: the account may get a new credential for it.
   */
  boolean renew(HttpUriRequestBase refused);
}
