package io.ticketgate.keycloak.events;

import io.ticketgate.core.ticket.WebAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.urls.HostnameProvider;
import org.keycloak.urls.UrlType;

/**
 * The page where whoever gets a notice acts: holders and owners in the Account Console, everybody
 * else in the Admin Console. A notice is sent without a request, so only a server, or a realm, that
 * was told its address has one.
 */
final class NoticeLink {

  private static final Logger LOG = Logger.getLogger(NoticeLink.class);

  /** The realm's own address, which Keycloak prefers to that of the server. */
  private static final String FRONTEND_URL = "frontendUrl";

  private NoticeLink() {}

  /** What the reader of a notice is to the binding. */
  enum Reader {
    HOLDER,
    OWNER,
    OTHER
  }

  /**
   * The address of the page.
   *
   * @param binding what the notice is about
   * @return empty where nobody told the server its address, or the realm's own is no web address
   */
  static String of(KeycloakSession session, RealmModel realm, String binding, Reader reader) {
    String told = realm.getAttribute(FRONTEND_URL);
    String own = WebAddress.orNone(told == null ? null : told.strip());
    String base =
        own != null && reader != Reader.OTHER
            ? own
            : configured(session, reader == Reader.OTHER ? UrlType.ADMIN : UrlType.FRONTEND);
    if (base == null) {
      base = own;
    }
    return base == null ? "" : page(base, realm.getName(), binding, reader);
  }

  static String page(String base, String realm, String binding, Reader reader) {
    String root = base.endsWith("/") ? base : base + "/";
    String name = encoded(realm);
    return switch (reader) {
      case HOLDER -> root + "realms/" + name + "/account/my-access";
      case OWNER -> root + "realms/" + name + "/account/my-access?tab=accounts";
      case OTHER ->
          root + "admin/" + name + "/console/#/" + name + "/ticket-gate/bindings/" + binding;
    };
  }

  private static @Nullable String configured(KeycloakSession session, UrlType type) {
    try {
      HostnameProvider hostname = session.getProvider(HostnameProvider.class);
      URI base = hostname == null ? null : hostname.getBaseUri(null, type);
      return base == null ? null : base.toString();
    } catch (RuntimeException ofTheRequest) {
      // It takes part of its address from the request, and there is none.
      LOG.debug("The server has no address of its own for links in e-mails", ofTheRequest);
      return null;
    }
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
