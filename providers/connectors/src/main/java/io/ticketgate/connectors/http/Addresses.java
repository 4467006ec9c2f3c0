package io.ticketgate.connectors.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The URLs to which credentials are sent. */
final class Addresses {

  private Addresses() {}

  /**
   * A configured URL, without slashes at its end.
   *
   * @throws IllegalArgumentException with a sentence that begins with the setting's name
   */
  static URI configured(String setting, String text, boolean allowHttp) {
    return configured(setting, text, allowHttp, Risk.CREDENTIALS);
  }

  /** What somebody on the network path could read. */
  enum Risk {
    CREDENTIALS("the credentials of the account"),
    EVENTS("who holds which role"),
    CHECKPOINTS("how the log grows");

    private final String words;

    Risk(String words) {
      this.words = words;
    }
  }

  /** As {@link #configured(String, String, boolean)}, for another risk. */
  static URI configured(String setting, String text, boolean allowHttp, Risk risk) {
    URI url = parsed(text);
    if (url == null || url.getHost() == null || !isHttp(url)) {
      throw new IllegalArgumentException(
          setting
              + " must be a URL with https:// and a host name, for example"
              + " https://itsm.example.com.");
    }
    if (url.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          setting + " must not contain a user name or password. Use the settings of the account.");
    }
    if (url.getRawQuery() != null || url.getRawFragment() != null) {
      throw new IllegalArgumentException(setting + " must not contain ? or #.");
    }
    if (!PathSafety.staysBelow(url.getRawPath())) {
      throw new IllegalArgumentException(setting + " must not contain .. in its path.");
    }
    if (scheme(url).equals("http") && !allowHttp && !isLoopback(url)) {
      throw new IllegalArgumentException(
          setting
              + " must begin with https://. Over http anyone on the network path can read "
              + risk.words
              + ". If you accept that, set "
              + HttpSettings.ALLOW_HTTP
              + " to true.");
    }
    return URI.create(text.strip().replaceFirst("/+$", ""));
  }

  static boolean sameOrigin(URI a, URI b) {
    return scheme(a).equals(scheme(b))
        && host(a).equals(host(b))
        && port(a) == port(b)
        && b.getRawUserInfo() == null;
  }

  static int port(URI url) {
    if (url.getPort() >= 0) {
      return url.getPort();
    }
    return scheme(url).equals("https") ? 443 : 80;
  }

  static String scheme(URI url) {
    return url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
  }

  static String host(URI url) {
    return url.getHost() == null ? "" : url.getHost().toLowerCase(Locale.ROOT);
  }

  private static boolean isHttp(URI url) {
    return scheme(url).equals("https") || scheme(url).equals("http");
  }

  // Decided by the text alone: a name that resolves to a loopback address today may not tomorrow.
  private static boolean isLoopback(URI url) {
    String host = host(url);
    return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
  }

  private static @Nullable URI parsed(String text) {
    try {
      return new URI(text.strip());
    } catch (URISyntaxException notAUrl) {
      return null;
    }
  }
}
