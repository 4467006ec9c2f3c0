package io.ticketgate.it.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Requests to one server over HTTP/1.1, redirects not followed. For any number of threads. */
public final class Http {

  /** Reads and writes JSON. */
  public static final ObjectMapper JSON = new ObjectMapper();

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
  private static final Duration ANSWER_LIMIT = Duration.ofMinutes(2);

  static {
    // Lets tests send their own Host; read once, when the JDK's client is first used.
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
  }

  private final URI base;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_LIMIT)
          .build();

  public Http(URI base) {
    this.base = base;
  }

  /** A request to this path, which starts with a slash and is already encoded. */
  public Call to(String path) {
    return new Call(path, new TreeMap<>(String.CASE_INSENSITIVE_ORDER));
  }

  /** The fields of an HTML form, from names and values in turn. */
  public static Form form(String... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException("A form takes names and values in turn");
    }
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return new Form(fields);
  }

  /** Encodes one segment of a path, or a value of a query. */
  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Whether a GET of the path is answered 200; false too when nothing answers. */
  boolean answersOk(String path) {
    try {
      return to(path).get().status() == 200;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  private Answer send(
      String method, String path, Map<String, String> headers, @Nullable Object body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path)).timeout(ANSWER_LIMIT);
    Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    if (body != null) {
      all.put(
          "Content-Type",
          body instanceof Form ? "application/x-www-form-urlencoded" : "application/json");
    }
    all.putAll(headers);
    all.forEach(request::header);
    request.method(
        method,
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofByteArray(bytes(body)));
    try {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.headers(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + base + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HarnessException("Interrupted in " + method + " " + base + path, e);
    }
  }

  private static byte[] bytes(Object body) {
    if (body instanceof byte[] raw) {
      return raw;
    }
    if (body instanceof String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    if (body instanceof Form form) {
      return form.encoded().getBytes(StandardCharsets.UTF_8);
    }
    try {
      return JSON.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("This is no body: " + body, e);
    }
  }

  /** A form body. */
  public record Form(Map<String, String> fields) {

    public Form {
      fields = new LinkedHashMap<>(fields);
    }

    private String encoded() {
      return fields.entrySet().stream()
          .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
          .collect(Collectors.joining("&"));
    }
  }

  /**
   * One request, immutable and reusable. A body is a {@code String} or {@code byte[]} sent as it is
   * (well-formed or not), a {@link Form}, or anything that Jackson writes as JSON; a {@code
   * Content-Type} header replaces the one it implies.
   */
  public final class Call {

    private final String path;
    private final Map<String, String> headers;

    private Call(String path, Map<String, String> headers) {
      this.path = path;
      this.headers = headers;
    }

    /** With this token instead of any earlier one. */
    public Call bearer(String token) {
      return header("Authorization", "Bearer " + token);
    }

    /** Without any token. */
    public Call anonymous() {
      Map<String, String> fewer = copyOfHeaders();
      fewer.remove("Authorization");
      return new Call(path, fewer);
    }

    /** With this header, in place of an earlier one of the same name. */
    public Call header(String name, String value) {
      Map<String, String> more = copyOfHeaders();
      more.put(name, value);
      return new Call(path, more);
    }

    /** With the ticket of a stock Admin REST request: {@code system:key}. */
    public Call ticket(String reference) {
      return header("X-Ticket-Ref", reference);
    }

    public Answer get() {
      return send("GET", null);
    }

    public Answer post(Object body) {
      return send("POST", body);
    }

    /** A POST without body and content type. */
    public Answer post() {
      return send("POST", null);
    }

    public Answer put(Object body) {
      return send("PUT", body);
    }

    public Answer patch(Object body) {
      return send("PATCH", body);
    }

    public Answer delete() {
      return send("DELETE", null);
    }

    /** A DELETE with a body, as Keycloak's role mappings want it. */
    public Answer delete(Object body) {
      return send("DELETE", body);
    }

    public Answer send(String method, @Nullable Object body) {
      return Http.this.send(method, path, headers, body);
    }

    private Map<String, String> copyOfHeaders() {
      Map<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      copy.putAll(headers);
      return copy;
    }
  }
}
