package io.ticketgate.core.ticket;

import io.ticketgate.spi.Ticket;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that others give the gate, and that a page or an e-mail shows as a link. People follow
 * them from a console: anything but an absolute http or https address could be a script.
 */
public final class WebAddress {

  /** No address that is shown has more characters. */
  public static final int LONGEST = 2000;

  private WebAddress() {}

  /** Returns whether it may be shown as a link. */
  public static boolean isOne(String text) {
    if (text.length() > LONGEST) {
      return false;
    }
    try {
      URI uri = new URI(text);
      return uri.getHost() != null
          && ("https".equalsIgnoreCase(uri.getScheme())
              || "http".equalsIgnoreCase(uri.getScheme()));
    } catch (URISyntaxException malformed) {
      return false;
    }
  }

  /** The address where it may be shown; otherwise null. */
  public static @Nullable String orNone(@Nullable String text) {
    return text != null && isOne(text) ? text : null;
  }

  /**
   * The ticket, without its address where that may not be shown. An ITSM that says a wrong one is
   * believed in everything else: a bad address must not delay a closing.
   */
  public static Ticket checked(Ticket ticket) {
    String url = ticket.url();
    if (url == null || isOne(url)) {
      return ticket;
    }
    return new Ticket(
        ticket.ref(),
        ticket.type(),
        ticket.state(),
        ticket.open(),
        ticket.version(),
        ticket.requester(),
        ticket.requestedFor(),
        ticket.entitlements(),
        ticket.approvals(),
        ticket.justification(),
        ticket.risk(),
        ticket.configurationItem(),
        ticket.plannedStart(),
        ticket.plannedEnd(),
        null);
  }
}
