package io.ticketgate.connectors.http;

import io.ticketgate.connectors.settings.Setting;
import io.ticketgate.connectors.settings.Settings;
import io.ticketgate.spi.EventReceipt;
import io.ticketgate.spi.ItsmException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.keycloak.component.ComponentModel;
import org.keycloak.component.ComponentValidationException;
import org.keycloak.models.KeycloakSession;

/**
 * Sends webhooks to the URL of a component, and to no other: with the connections, certificates and
 * addresses that hold for ITSM systems. It follows no redirect, and reads no more of an answer than
 * it has to.
 */
public final class WebhookPosts {

  private static final String URL = "url";
  private static final String ALLOW_HTTP = "allowHttp";

  /** How long sending may take in all. */
  public static final Duration TOTAL = Duration.ofSeconds(10);

  private static final int LONGEST_ANSWER = 64 * 1024;

  /** It says something about this body, and nothing about the next. */
  private static final Set<Integer> OF_THIS_BODY = Set.of(400, 413, 415, 422);

  private final Duration total;
  private final Transports transports = new Transports();
  private final Kept<Transport> kept = new Kept<>(Transport::close, Clock.systemUTC());

  /**
   * @param total how long sending may take, whatever the receiver does
   */
  public WebhookPosts(Duration total) {
    this.total = total;
  }

  /** The settings of the address. */
  public static List<Setting> settings() {
    return List.of(
        Setting.text(
                URL, "URL", "Where the events are sent, for example https://siem.example.com/in.")
            .required(),
        Setting.flag(
            ALLOW_HTTP,
            "Allow http",
            "Accepts http:// URLs of other machines. Anyone on the network path can then read who"
                + " holds which role.",
            false));
  }

  /**
   * @throws ComponentValidationException with a sentence for the administrator
   */
  public static void validate(Settings settings) {
    settings.oneOf(ALLOW_HTTP, List.of("true", "false"), "false");
    url(settings);
  }

  /** One address. Sending takes no session. */
  public final class Post {

    private final Transport transport;
    private final Peer peer;

    private Post(Transport transport, Peer peer) {
      this.transport = transport;
      this.peer = peer;
    }

    /**
     * Sends once.
     *
     * @param headers in addition to those of JSON
     */
    public EventReceipt send(Map<String, String> headers, byte[] json, String contentType) {
      HttpUriRequestBase request = new HttpUriRequestBase("POST", peer.address());
      request.setEntity(new ByteArrayEntity(json, ContentType.parse(contentType)));
      headers.forEach(request::setHeader);
      try {
        Answer answer = transport.send(request, peer, Deadline.in(total));
        return answer.isSuccess() ? new EventReceipt.Taken() : refused(answer);
      } catch (ItsmException failure) {
        String word = failure instanceof ItsmException.Malformed ? "malformed" : "unavailable";
        return new EventReceipt.Refused(
            word, String.valueOf(failure.getMessage()), false, failure.retryAfter());
      }
    }

    private EventReceipt refused(Answer answer) {
      int status = answer.status();
      String hint =
          status >= 300 && status < 400
              ? ", a redirect, which the gate does not follow. Correct url."
              : status >= 400 && status < 500 && status != 408 && status != 429
                  ? ". Check url, and that it knows the secret."
                  : ". Check its own logs.";
      return new EventReceipt.Refused(
          "status_" + status,
          peer.subject() + " answered " + status + hint,
          OF_THIS_BODY.contains(status),
          RetryAfter.of(answer, Clock.systemUTC()));
    }
  }

  /**
   * The address of a component.
   *
   * @throws ComponentValidationException when its settings cannot be used, which an import can
   *     cause
   */
  public Post of(KeycloakSession session, ComponentModel component) {
    URI url = url(new Settings(session, component));
    Transport transport =
        kept.of(component.getId(), url.toString(), () -> transports.open(session, LONGEST_ANSWER));
    return new Post(transport, Peer.subscriber(String.valueOf(component.getName()), url));
  }

  /** Closes the connections of a component. */
  public void close(ComponentModel component) {
    kept.close(component.getId());
  }

  /** Closes all connections. */
  public void close() {
    kept.close();
    transports.close();
  }

  private static URI url(Settings settings) {
    String text = settings.text(URL).orElseThrow(() -> Settings.refusal("Set url."));
    try {
      Addresses.configured(URL, text, settings.flag(ALLOW_HTTP, false), Addresses.Risk.EVENTS);
    } catch (IllegalArgumentException unusable) {
      throw Settings.refusal(String.valueOf(unusable.getMessage()));
    }
    // With the slash at its end, which some receivers tell apart.
    return URI.create(text);
  }
}
