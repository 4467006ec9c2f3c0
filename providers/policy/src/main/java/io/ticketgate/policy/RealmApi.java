package io.ticketgate.policy;

import io.ticketgate.core.ledger.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The gate of a live realm, asked as a client of that realm. Changes nothing but by {@link #save}.
 */
final class RealmApi {

  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  /** An access token is fetched anew when it is older: Keycloak's default is good for a minute. */
  private static final Duration FRESH = Duration.ofSeconds(30);

  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final String server;
  private final String realm;
  private final String clientId;
  private final String secret;
  private @Nullable String token;
  private long tokenAt;

  /**
   * @throws Options.Wrong when the secret would cross a network unencrypted
   */
  RealmApi(URI server, String realm, String clientId, String secret) {
    if (!"https".equals(server.getScheme())
        && !("http".equals(server.getScheme()) && LOOPBACK.contains(server.getHost()))) {
      throw new Options.Wrong(
          "--server is an https:// address; http:// is for a server on this machine alone.");
    }
    this.server = server.toString().replaceAll("/+$", "");
    this.realm = encoded(realm);
    this.clientId = clientId;
    this.secret = secret;
  }

  /** The realm cannot be asked, or its answer cannot be used. */
  static final class Unavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unavailable(String message) {
      super(message);
    }
  }

  /** The realm refuses the rule, and says why. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  /** Every rule of the realm. */
  List<Map<?, ?>> rules() {
    List<Map<?, ?>> rules = new ArrayList<>();
    Object answer = parsed(send(gate("/rules").GET()), "GET rules");
    for (Object each : answer instanceof List<?> list ? list : List.of()) {
      if (each instanceof Map<?, ?> rule) {
        rules.add(rule);
      }
    }
    if (!(answer instanceof List<?> list) || list.size() != rules.size()) {
      throw new Unavailable("GET rules answered no list of rules.");
    }
    return rules;
  }

  /**
   * What a rule would mean for the live bindings.
   *
   * @throws Refused when the realm would not take the rule
   */
  Map<?, ?> impact(Map<?, ?> rule) {
    HttpResponse<String> answer =
        send(
            gate("/rules/impact")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Json.canonical(rule))));
    Object json = parsed(answer, "POST rules/impact");
    if (json instanceof Map<?, ?> impact) {
      return impact;
    }
    throw new Unavailable("POST rules/impact answered no object.");
  }

  /**
   * Adds a rule, or states one anew.
   *
   * @param id empty for a new one
   * @throws Refused when the realm does not take the rule; nothing has changed then
   */
  void save(String id, Map<?, ?> rule) {
    HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.ofString(Json.canonical(rule));
    HttpRequest.Builder request =
        id.isEmpty() ? gate("/rules").POST(body) : gate("/rules/" + encoded(id)).PUT(body);
    parsed(
        send(request.header("Content-Type", "application/json")),
        id.isEmpty() ? "POST rules" : "PUT rules");
  }

  private HttpRequest.Builder gate(String path) {
    return HttpRequest.newBuilder(
            URI.create(server + "/admin/realms/" + realm + "/ticket-gate" + path))
        .header("Authorization", "Bearer " + token());
  }

  private String token() {
    String known = token;
    if (known != null && System.nanoTime() - tokenAt < FRESH.toNanos()) {
      return known;
    }
    String form =
        "grant_type=client_credentials&client_id="
            + encoded(clientId)
            + "&client_secret="
            + encoded(secret);
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(
                    URI.create(server + "/realms/" + realm + "/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    if (answer.statusCode() != 200
        || !(json(answer, "The token endpoint") instanceof Map<?, ?> json)
        || !(json.get("access_token") instanceof String fresh)) {
      throw new Unavailable(
          "The token endpoint of the realm answered "
              + answer.statusCode()
              + ": see whether realm, client and secret are right, and that the client has a"
              + " service account.");
    }
    tokenAt = System.nanoTime();
    token = fresh;
    return fresh;
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(
          request.timeout(ANSWER).header("Accept", "application/json").build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException unreachable) {
      throw new Unavailable(
          "The server cannot be reached: "
              + Objects.requireNonNullElse(
                  unreachable.getMessage(), unreachable.getClass().getSimpleName())
              + ".");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new Unavailable("The answer of the server was not waited for.");
    }
  }

  private static @Nullable Object parsed(HttpResponse<String> answer, String what) {
    if (answer.statusCode() == 200 || answer.statusCode() == 201) {
      return json(answer, what);
    }
    if ((answer.statusCode() == 400 || answer.statusCode() == 409)
        && json(answer, what) instanceof Map<?, ?> problem
        && problem.get("detail") instanceof String detail) {
      throw new Refused(detail);
    }
    throw new Unavailable(
        what
            + " answered "
            + answer.statusCode()
            + (answer.statusCode() == 403
                ? ": the service account of the client needs role ticket-gate-admin of client"
                    + " realm-management."
                : "."));
  }

  private static @Nullable Object json(HttpResponse<String> answer, String what) {
    try {
      return new JsonText(what, answer.body()).value();
    } catch (JsonText.Malformed malformed) {
      throw new Unavailable(what + " answered no JSON.");
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
