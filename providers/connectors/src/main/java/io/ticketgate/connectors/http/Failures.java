package io.ticketgate.connectors.http;

import io.ticketgate.spi.ItsmException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.ProtocolException;
import org.jspecify.annotations.Nullable;

/** Says what happened on the way. */
final class Failures {

  private Failures() {}

  static ItsmException late(Peer peer) {
    return unavailable(
        peer.subject()
            + " did not answer in time. Look at its load and at the network on the way; it is asked"
            + " again later.",
        null);
  }

  static ItsmException closed(Peer peer) {
    return unavailable(
        "The settings of " + peer.name() + " changed while it was asked. Try again.", null);
  }

  static ItsmException refusedByProxy(Peer peer) {
    return unavailable(
        "The proxy on the way to "
            + peer.name()
            + " refuses. Look at Keycloak's proxy settings and the account in them.",
        null);
  }

  static ItsmException interrupted(Peer peer) {
    return unavailable(
        "The server is stopping and asks " + peer.name() + " no more. Try again.", null);
  }

  /** The failure as a sentence. Messages that may quote what the peer sent are left behind. */
  static ItsmException of(Exception failure, Peer peer) {
    if (failure instanceof LinkLocalException) {
      return unavailable(
          peer.subject()
              + " is at an address for this machine's surroundings alone, to which nothing is sent."
              + " Correct the URL or the name's DNS record.",
          null);
    }
    if (failure instanceof UnknownHostException) {
      return unavailable(
          "The host of " + peer.name() + " has no address. Correct the URL, or look at DNS.",
          failure);
    }
    if (failure instanceof SSLPeerUnverifiedException) {
      return wrongName(peer, failure);
    }
    if (failure instanceof SSLException broken) {
      return tls(broken, peer);
    }
    if (failure instanceof ConnectionRequestTimeoutException) {
      return unavailable(
          "All connections to " + peer.name() + " were in use. It is asked again later.", null);
    }
    if (failure instanceof ConnectException
        || failure instanceof NoRouteToHostException
        || failure instanceof ConnectTimeoutException) {
      return unavailable(
          "There is no connection to "
              + peer.name()
              + ". See whether it runs and whether Keycloak's machine, or its proxy, may reach it.",
          failure);
    }
    if (failure instanceof SocketTimeoutException) {
      return late(peer);
    }
    if (failure instanceof MessageConstraintException
        || failure.getCause() instanceof ProtocolException) {
      return new ItsmException.Malformed(
          peer.subject() + " answered with what is not HTTP, or with headers without end.", null);
    }
    return unavailable(
        "The connection to "
            + peer.name()
            + " broke before the whole answer was there. It is asked again later.",
        null);
  }

  private static ItsmException tls(SSLException failure, Peer peer) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException
          && String.valueOf(cause.getMessage()).contains("name")) {
        return wrongName(peer, failure);
      }
      if (cause instanceof CertificateException) {
        return unavailable(
            "The certificate of "
                + peer.name()
                + " is not trusted. Add the authority that issued it to Keycloak's truststore (option"
                + " truststore-paths), or see whether it has expired.",
            failure);
      }
    }
    return unavailable(
        "No encrypted connection to "
            + peer.name()
            + " could be made. See whether it speaks TLS 1.2 or later at this port.",
        failure);
  }

  private static ItsmException wrongName(Peer peer, Throwable failure) {
    return unavailable(
        "The certificate of "
            + peer.name()
            + " is for another host name. Use a URL with a name that is in the certificate.",
        failure);
  }

  private static ItsmException unavailable(String sentence, @Nullable Throwable cause) {
    return new ItsmException.Unavailable(sentence, null, cause);
  }
}
