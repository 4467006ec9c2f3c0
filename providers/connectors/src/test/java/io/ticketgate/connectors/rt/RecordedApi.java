package io.ticketgate.connectors.rt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.connectors.http.JsonApi;
import io.ticketgate.spi.ItsmException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** Answers what a real Request Tracker 5.0.3 has answered to the same requests. */
final class RecordedApi implements JsonApi {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<JsonNode> recorded = new ArrayList<>();
  private final List<String> asked = new ArrayList<>();
  private boolean noMoreChanges;

  /** The answers of {@code src/test/resources/rt/<name>.json}. */
  static RecordedApi of(String name) {
    RecordedApi api = new RecordedApi();
    try (InputStream in = RecordedApi.class.getResourceAsStream("/rt/" + name + ".json")) {
      JSON.readTree(Objects.requireNonNull(in, name)).forEach(api.recorded::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return api;
  }

  /** Changes each recorded answer to a path, which is given without {@code /REST/2.0}. */
  RecordedApi edit(String path, Consumer<ObjectNode> change) {
    List<JsonNode> found =
        recorded.stream()
            .filter(each -> each.path("path").asText().equals("/REST/2.0" + path))
            .toList();
    if (found.isEmpty()) {
      throw new AssertionError(path + " was not recorded");
    }
    found.forEach(each -> change.accept((ObjectNode) each));
    return this;
  }

  /** Answers an empty page to searches for changes that were not recorded. */
  RecordedApi withoutFurtherChanges() {
    noMoreChanges = true;
    return this;
  }

  /** The key of the ticket whose answer is recorded first. */
  String ticket() {
    return recorded.get(0).path("path").asText().replaceFirst(".*/", "");
  }

  /** When the first answer was recorded. */
  Instant date() {
    return DateTimeFormatter.RFC_1123_DATE_TIME.parse(
        recorded.get(0).path("headers").path("date").asText(), Instant::from);
  }

  List<String> asked() {
    return asked;
  }

  @Override
  public JsonApi within(Duration total) {
    return this;
  }

  @Override
  public Reply get(String path, Map<String, String> query, Map<String, String> headers) {
    asked.add(path);
    JsonNode wanted = JSON.valueToTree(query);
    for (JsonNode each : recorded) {
      if (each.path("path").asText().equals(path) && each.path("query").equals(wanted)) {
        return reply(each);
      }
    }
    if (noMoreChanges && path.endsWith("/transactions")) {
      JsonNode none = JSON.createObjectNode().set("items", JSON.createArrayNode());
      return new Reply(200, none, Map.of());
    }
    throw new AssertionError("Not recorded: " + path + " " + query);
  }

  private static Reply reply(JsonNode each) {
    int status = each.path("status").asInt();
    switch (status) {
      case 200, 201 -> {
        Map<String, String> headers = new HashMap<>();
        each.path("headers")
            .properties()
            .forEach(header -> headers.put(header.getKey(), header.getValue().asText()));
        return new Reply(status, each.path("body"), headers);
      }
      case 401, 403 -> throw new ItsmException.NotPermitted("refused", null);
      case 404 -> throw new ItsmException.NotFound("absent", null);
      default -> throw new ItsmException.Malformed("status " + status, null);
    }
  }

  @Override
  public Reply follow(String link) {
    throw new AssertionError("RT's links are not followed: they have the scheme before a proxy");
  }

  @Override
  public Reply send(String method, String path, Map<String, String> query, JsonNode body) {
    asked.add(method + " " + path + " " + body);
    return reply(recorded.get(0));
  }

  @Override
  public URI base() {
    return URI.create("https://rt.example.test");
  }
}
