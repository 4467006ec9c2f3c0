package io.ticketgate.connectors.http;

import java.net.UnknownHostException;

/** The name is of an address at which no ITSM can be, such as a cloud's metadata service. */
final class LinkLocalException extends UnknownHostException {
  private static final long serialVersionUID = 1L;

  LinkLocalException(String host) {
    super(host);
  }
}
