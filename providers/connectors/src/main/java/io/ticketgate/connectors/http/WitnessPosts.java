package io.ticketgate.connectors.http;

import io.ticketgate.connectors.settings.Setting;
import io.ticketgate.connectors.settings.Settings;
import io.ticketgate.spi.ItsmException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.keycloak.component.ComponentModel;
import org.keycloak.component.ComponentValidationException;
import org.keycloak.models.KeycloakSession;

/**
 * Sends checkpoints to the witness of a component, and to nobody else: with the connections,
 * certificates and addresses that hold for ITSM systems. It follows no redirect.
 */
public final class WitnessPosts {

  private static final String URL = "url";
  private static final String ALLOW_HTTP = "allowHttp";
  private static final String ADD = "/add-checkpoint";

  /** How long sending may take in all. */
  public static final Duration TOTAL = Duration.ofSeconds(10);

  /** A few signature lines. */
  private static final int LONGEST_ANSWER = 16 * 1024;

  private final Duration total;
  private final Transports transports = new Transports();
  private final Kept<Transport> kept = new Kept<>(Transport::close, Clock.systemUTC());

  /**
   * @param total how long sending may take, whatever the witness does
   */
  public WitnessPosts(Duration total) {
    this.total = total;
  }

  /** The settings of the address. */
  public static List<Setting> settings() {
    return List.of(
        Setting.text(
                URL,
                "URL",
                "The submission prefix of the witness, for example https://witness.example.com/w1."
                    + " The gate appends /add-checkpoint.")
            .required(),
        Setting.flag(
            ALLOW_HTTP,
            "Allow http",
            "Accepts http:// URLs of other machines. Anyone on the network path can then read how"
                + " many entries the log has, and when they came.",
            false));
  }

  /**
   * @throws ComponentValidationException with a sentence for the administrator
   */
  public static void validate(Settings settings) {
    settings.oneOf(ALLOW_HTTP, List.of("true", "false"), "false");
    url(settings);
  }

  /**
   * What a witness answers.
   *
   * @param type its {@code Content-Type} as it came; empty for none
   */
  public record Reply(int status, String type, String body) {}

  /** One witness. Sending takes no session. */
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
     * @throws ItsmException {@code Unavailable} or {@code Malformed} when there is no whole answer
     */
    public Reply send(byte[] body) {
      HttpUriRequestBase request = new HttpUriRequestBase("POST", peer.address());
      request.setEntity(
          new ByteArrayEntity(body, ContentType.create("text/plain", StandardCharsets.UTF_8)));
      Answer answer = transport.send(request, peer, Deadline.in(total));
      return new Reply(
          answer.status(),
          Objects.requireNonNullElse(answer.header("content-type"), ""),
          new String(answer.body(), StandardCharsets.UTF_8));
    }

    /** The witness as a sentence begins with it. */
    public String subject() {
      return peer.subject();
    }
  }

  /**
   * The witness of a component.
   *
   * @throws ComponentValidationException when its settings cannot be used, which an import can
   *     cause
   */
  public Post of(KeycloakSession session, ComponentModel component) {
    URI url = url(new Settings(session, component));
    Transport transport =
        kept.of(component.getId(), url.toString(), () -> transports.open(session, LONGEST_ANSWER));
    return new Post(transport, Peer.witness(String.valueOf(component.getName()), url));
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
      URI prefix =
          Addresses.configured(
              URL, text, settings.flag(ALLOW_HTTP, false), Addresses.Risk.CHECKPOINTS);
      return URI.create(prefix + ADD);
    } catch (IllegalArgumentException unusable) {
      throw Settings.refusal(String.valueOf(unusable.getMessage()));
    }
  }
}
