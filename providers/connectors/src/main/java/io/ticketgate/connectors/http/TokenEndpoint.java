package io.ticketgate.connectors.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.spi.ItsmException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.jspecify.annotations.Nullable;

/** The endpoint that issues access tokens to an OAuth 2 client. */
final class TokenEndpoint {

  /**
   * @param lifetime of the token; one minute when the answer does not say
   */
  record Token(String value, Duration lifetime) {
    @Override
    public String toString() {
      return "a token for " + lifetime;
    }
  }

  /**
   * @param inBody whether the form carries the secret ({@code client_secret_post})
   */
  record Client(String id, Supplier<String> secret, @Nullable String scope, boolean inBody) {}

  private static final Duration DEFAULT_LIFETIME = Duration.ofMinutes(1);
  // RFC 6749, 5.2. Messages repeat only these: other text may be anything.
  private static final Set<String> CODES =
      Set.of(
          "invalid_request",
          "invalid_client",
          "invalid_grant",
          "unauthorized_client",
          "unsupported_grant_type",
          "invalid_scope");

  private final Peer peer;
  private final Client client;
  private final Transport transport;
  private final StatusFailures statuses;

  TokenEndpoint(Peer peer, Client client, Transport transport, StatusFailures statuses) {
    this.peer = peer;
    this.client = client;
    this.transport = transport;
    this.statuses = statuses;
  }

  Peer peer() {
    return peer;
  }

  Token fetch(Deadline deadline) {
    Answer answer = transport.send(request(), peer, deadline);
    if (answer.status() == 400 || answer.status() == 401 || answer.status() == 403) {
      throw refused(answer);
    }
    if (!answer.isSuccess()) {
      throw statuses.failure(answer, peer);
    }
    JsonNode json = JsonBodies.read(answer, peer);
    String token = json.path("access_token").asText("");
    if (!token.matches("[!-~]+")
        || !json.path("token_type").asText("bearer").equalsIgnoreCase("bearer")) {
      throw new ItsmException.Malformed(
          peer.subject() + " answered without a bearer token. Correct " + peer.setting() + ".",
          null);
    }
    long seconds = json.path("expires_in").asLong(DEFAULT_LIFETIME.toSeconds());
    return new Token(token, Duration.ofSeconds(Math.max(seconds, 0)));
  }

  private HttpPost request() {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "client_credentials");
    if (client.scope() != null) {
      form.put("scope", client.scope());
    }
    HttpPost request = new HttpPost(peer.address());
    request.setHeader("Accept", "application/json");
    String secret = client.secret().get();
    if (client.inBody()) {
      form.put("client_id", client.id());
      form.put("client_secret", secret);
    } else {
      String pair = UrlEncoding.segment(client.id()) + ":" + UrlEncoding.segment(secret);
      request.setHeader(
          "Authorization",
          "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    }
    request.setEntity(
        new StringEntity(UrlEncoding.query(form), ContentType.APPLICATION_FORM_URLENCODED));
    return request;
  }

  private ItsmException refused(Answer answer) {
    return new ItsmException.NotPermitted(
        peer.subject()
            + " answered "
            + answer.status()
            + code(answer)
            + ": it issues no token. Correct clientId, clientSecret, scope or clientAuth.",
        null);
  }

  private String code(Answer answer) {
    try {
      String code = JsonBodies.read(answer, peer).path("error").asText("");
      return CODES.contains(code) ? " (" + code + ")" : "";
    } catch (ItsmException notJson) {
      return "";
    }
  }
}
