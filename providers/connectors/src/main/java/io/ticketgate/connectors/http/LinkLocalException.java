package io.ticketgate.connectors.http;

import java.net.UnknownHostException;

/** A host name has an address where no ITSM can be, such as a cloud's metadata service. */
final class LinkLocalException extends UnknownHostException {
  private static final long serialVersionUID = 1L;

  LinkLocalException(String host) {
    super(host);
  }
}
