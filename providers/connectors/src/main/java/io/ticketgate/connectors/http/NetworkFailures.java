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

/** Failures of the network between Keycloak and an ITSM, as sentences. */
final class NetworkFailures {

  private NetworkFailures() {}

  static ItsmException late(Peer peer) {
    return unavailable(
        peer.subject()
            + " did not answer in time. Check its load and the network. The gate asks it again"
            + " later.",
        null);
  }

  static ItsmException closed(Peer peer) {
    return unavailable(
        "The settings of " + peer.name() + " changed during the request. Try again.", null);
  }

  static ItsmException refusedByProxy(Peer peer) {
    return unavailable(
        "The proxy on the way to "
            + peer.name()
            + " refused the connection. Check Keycloak's proxy settings and the account in them.",
        null);
  }

  static ItsmException interrupted(Peer peer) {
    return unavailable(
        "Keycloak is stopping and did not ask " + peer.name() + ". Try again later.", null);
  }

  /** The failure as a sentence, without messages that may quote what the ITSM sent. */
  static ItsmException of(Exception failure, Peer peer) {
    if (failure instanceof LinkLocalException) {
      return unavailable(
          peer.subject()
              + " has a link-local or multicast address. The connector sends nothing there. Correct"
              + " "
              + peer.setting()
              + " or the DNS record.",
          null);
    }
    if (failure instanceof UnknownHostException) {
      return unavailable(
          "DNS has no address for the host of "
              + peer.name()
              + ". Correct "
              + peer.setting()
              + " or DNS.",
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
          "All connections to " + peer.name() + " were in use. The gate asks it again later.",
          null);
    }
    if (failure instanceof ConnectException
        || failure instanceof NoRouteToHostException
        || failure instanceof ConnectTimeoutException) {
      return unavailable(
          "Keycloak cannot connect to "
              + peer.name()
              + ". Check that it runs, and that Keycloak's machine or proxy may reach it.",
          failure);
    }
    if (failure instanceof SocketTimeoutException) {
      return late(peer);
    }
    if (failure instanceof MessageConstraintException
        || failure.getCause() instanceof ProtocolException) {
      return new ItsmException.Malformed(
          peer.subject()
              + " did not answer with HTTP, or with too many headers. Check the port in "
              + peer.setting()
              + ".",
          null);
    }
    return unavailable(
        "The connection to "
            + peer.name()
            + " broke before the answer was complete. The gate asks it again later.",
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
                + " is not trusted. If it has not expired, add its issuer to Keycloak's truststore"
                + " (option truststore-paths).",
            failure);
      }
    }
    return unavailable(
        "Keycloak cannot make an encrypted connection to "
            + peer.name()
            + ". Check that it offers TLS 1.2 or later at this port.",
        failure);
  }

  private static ItsmException wrongName(Peer peer, Throwable failure) {
    return unavailable(
        "The certificate of "
            + peer.name()
            + " is for another host name. Use a host name from the certificate in "
            + peer.setting()
            + ".",
        failure);
  }

  private static ItsmException unavailable(String sentence, @Nullable Throwable cause) {
    return new ItsmException.Unavailable(sentence, null, cause);
  }
}
