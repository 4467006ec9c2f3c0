package io.ticketgate.connectors.http;

import java.net.URI;

/**
 * Whom a request is for, as sentences name it.
 *
 * @param name begins a sentence or stands within one
 * @param address the part of the URL that no request may leave
 */
record Peer(String name, URI address) {

  static Peer system(String alias, URI base) {
    return new Peer("the ITSM system '" + alias + "' (" + base.getAuthority() + ")", base);
  }

  static Peer tokenEndpoint(String alias, URI url) {
    return new Peer(
        "the token endpoint of the ITSM system '" + alias + "' (" + url.getAuthority() + ")", url);
  }

  /** The name as the first words of a sentence. */
  String subject() {
    return "The" + name.substring("the".length());
  }
}
