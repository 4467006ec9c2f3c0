package io.ticketgate.connectors.http;

import java.net.URI;

/**
 * The other side of a request.
 *
 * @param name as it stands within a sentence
 * @param address the part of the URL that no request may leave
 * @param setting the setting that holds the address
 */
record Peer(String name, URI address, String setting) {

  static Peer system(String alias, URI base) {
    return new Peer(
        "the ITSM system '" + alias + "' (" + base.getAuthority() + ")",
        base,
        HttpSettings.BASE_URL);
  }

  static Peer subscriber(String name, URI url) {
    return new Peer("the subscriber '" + name + "' (" + url.getAuthority() + ")", url, "url");
  }

  static Peer witness(String name, URI url) {
    return new Peer("the witness '" + name + "' (" + url.getAuthority() + ")", url, "url");
  }

  static Peer tokenEndpoint(String alias, URI url) {
    return new Peer(
        "the token endpoint of the ITSM system '" + alias + "' (" + url.getAuthority() + ")",
        url,
        HttpSettings.TOKEN_URL);
  }

  /** The name as a sentence begins with it. */
  String subject() {
    return "The" + name.substring("the".length());
  }
}
