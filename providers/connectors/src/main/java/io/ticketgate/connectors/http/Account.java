package io.ticketgate.connectors.http;

import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;

/** By what the ITSM knows the gate. */
interface Account {

  /** Adds the credential to a request. */
  void sign(HttpUriRequestBase request, Deadline deadline);

  /**
   * Whether there may be a fresh credential for a request that was refused with this account's
   * present one.
   */
  boolean renew(HttpUriRequestBase refused);
}
