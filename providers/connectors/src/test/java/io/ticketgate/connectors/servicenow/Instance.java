package io.ticketgate.connectors.servicenow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.http.RequestMethod;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers as the Table API is documented to: parts of a query that it does not understand are
 * ignored, fields that are not there or may not be read are left out, the limit is applied before
 * access rules, and the total counts what they hide.
 */
final class Instance implements ResponseDefinitionTransformerV2 {

  static final String NAME = "servicenow";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** The documented shapes of a field. */
  enum Shape {
    DISPLAY_VALUE_LINK,
    DISPLAY_VALUE,
    VALUE_LINK,
    PLAIN
  }

  private final Map<String, List<Record>> tables = new HashMap<>();
  private final Map<String, Runnable> before = new HashMap<>();
  final Set<String> hiddenRows = new HashSet<>();
  final Set<String> hiddenFields = new HashSet<>();
  final Set<String> readOnlyFields = new HashSet<>();
  final Set<String> ignoredInQueries = new HashSet<>();
  Shape shape = Shape.DISPLAY_VALUE_LINK;
  boolean counts = true;
  String date = "Sun, 22 Nov 2026 08:00:10 GMT";

  /** One record; what refers to another one is written {@code table:sys_id}. */
  static final class Record {
    final String table;
    final Map<String, String> values = new LinkedHashMap<>();
    final Map<String, String> shown = new HashMap<>();

    private Record(String table, String id) {
      this.table = table;
      values.put("sys_id", id);
    }

    Record with(String field, String value) {
      values.put(field, value);
      return this;
    }

    Record with(String field, String value, String display) {
      shown.put(field, display);
      return with(field, value);
    }

    String id() {
      return values.getOrDefault("sys_id", "");
    }
  }

  void clear() {
    tables.clear();
    before.clear();
    hiddenRows.clear();
    hiddenFields.clear();
    readOnlyFields.clear();
    ignoredInQueries.clear();
    shape = Shape.DISPLAY_VALUE_LINK;
    counts = true;
    date = "Sun, 22 Nov 2026 08:00:10 GMT";
  }

  Record add(String table, String id) {
    Record record = new Record(table, id);
    tables.computeIfAbsent(table, name -> new ArrayList<>()).add(record);
    return record;
  }

  void remove(Record record) {
    tables.getOrDefault(record.table, new ArrayList<>()).remove(record);
  }

  /** Makes a table that has no record. */
  void empty(String table) {
    tables.put(table, new ArrayList<>());
  }

  /** Does something each time before a table is listed. */
  void before(String table, Runnable action) {
    before.put(table, action);
  }

  @Override
  public String getName() {
    return NAME;
  }

  @Override
  public boolean applyGlobally() {
    return false;
  }

  @Override
  public synchronized ResponseDefinition transform(ServeEvent event) {
    Request request = event.getRequest();
    String[] path = URI.create(request.getAbsoluteUrl()).getPath().split("/");
    if (path.length < 6 || !request.getUrl().startsWith("/api/now/v2/table/")) {
      return answer(404, failure("Requested URI does not represent any resource")).build();
    }
    if (path.length == 6 && request.getMethod().equals(RequestMethod.POST)) {
      return made(request, path[5]);
    }
    return path.length > 6 ? one(request, path[5], path[6]) : list(request, path[5]);
  }

  private ResponseDefinition list(Request request, String table) {
    before.getOrDefault(table, () -> {}).run();
    if (!tables.containsKey(table)) {
      return answer(400, failure("Invalid table " + table)).build();
    }
    List<Record> found = found(table, parameter(request, "sysparm_query"));
    int offset = Integer.parseInt(parameter(request, "sysparm_offset"));
    int limit = Integer.parseInt(parameter(request, "sysparm_limit"));
    ObjectNode body = MAPPER.createObjectNode();
    ArrayNode result = body.putArray("result");
    found.stream()
        .skip(offset)
        .limit(limit)
        .filter(record -> !hiddenRows.contains(record.id()))
        .forEach(record -> result.add(json(record, parameter(request, "sysparm_fields"))));
    ResponseDefinitionBuilder answer = answer(200, body);
    if (counts) {
      answer.withHeader("X-Total-Count", Integer.toString(found.size()));
    }
    if (offset + limit < found.size()) {
      answer.withHeader("Link", "<" + request.getAbsoluteUrl() + "&next>;rel=\"next\"");
    }
    return answer.build();
  }

  private ResponseDefinition one(Request request, String table, String id) {
    Record record =
        tables.getOrDefault(table, List.of()).stream()
            .filter(each -> each.id().equals(id) && !hiddenRows.contains(id))
            .findFirst()
            .orElse(null);
    if (record == null) {
      return answer(404, failure("No Record found")).build();
    }
    if (request.getMethod().equals(RequestMethod.PATCH)) {
      change(record, request.getBodyAsString());
    }
    ObjectNode body = MAPPER.createObjectNode();
    body.set("result", json(record, parameter(request, "sysparm_fields")));
    return answer(200, body).build();
  }

  /** A record with the columns of the first one of its table; what may not be written stays out. */
  private ResponseDefinition made(Request request, String table) {
    int number = tables.getOrDefault(table, List.of()).size() + 1;
    Record first = tables.getOrDefault(table, List.of()).get(0);
    Record record = add(table, String.format("f%031x", number));
    first.values.keySet().stream()
        .filter(field -> !field.equals("sys_id"))
        .forEach(field -> record.with(field, ""));
    record.with("number", "CHG00" + (50000 + number));
    try {
      for (Map.Entry<String, JsonNode> value :
          MAPPER.readTree(request.getBodyAsString()).properties()) {
        if (!readOnlyFields.contains(table + "." + value.getKey())) {
          String text = value.getValue().asText();
          boolean user =
              tables.getOrDefault(People.USERS, List.of()).stream()
                  .anyMatch(each -> each.id().equals(text));
          record.with(value.getKey(), user ? People.USERS + ":" + text : text);
        }
      }
    } catch (IOException noJson) {
      throw new UncheckedIOException(noJson);
    }
    ObjectNode body = MAPPER.createObjectNode();
    body.set("result", json(record, parameter(request, "sysparm_fields")));
    return answer(201, body).build();
  }

  private void change(Record record, String body) {
    JsonNode changes;
    try {
      changes = MAPPER.readTree(body);
    } catch (IOException noJson) {
      throw new UncheckedIOException(noJson);
    }
    for (Map.Entry<String, JsonNode> change : changes.properties()) {
      if (!readOnlyFields.contains(record.table + "." + change.getKey())) {
        String entries =
            "2026-11-22 08:00:00 - Ticket Gate (Work notes)\n"
                + change.getValue().asText().replace("\n", "\r\n")
                + "\n\n"
                + record.shown.getOrDefault(change.getKey(), "");
        record.with(change.getKey(), "", entries);
      }
    }
  }

  private List<Record> found(String table, String query) {
    List<Record> found = new ArrayList<>(tables.getOrDefault(table, List.of()));
    Comparator<Record> order = Comparator.comparing(record -> 0);
    for (String clause : query.split("\\^")) {
      if (clause.startsWith("ORDERBYDESC")) {
        order = order.thenComparing(by(clause.substring(11)).reversed());
      } else if (clause.startsWith("ORDERBY")) {
        order = order.thenComparing(by(clause.substring(7)));
      } else {
        found.removeIf(record -> !matches(record, clause));
      }
    }
    found.sort(order);
    return found;
  }

  private static Comparator<Record> by(String field) {
    return Comparator.comparing(record -> raw(record, field));
  }

  private boolean matches(Record record, String clause) {
    String[] parts = clause.split(">=|=|STARTSWITH|IN(?=[a-z0-9])", 2);
    if (parts.length < 2
        || !record.values.containsKey(parts[0])
        || ignoredInQueries.contains(record.table + "." + parts[0])) {
      return true;
    }
    String value = raw(record, parts[0]);
    if (clause.startsWith(parts[0] + ">=")) {
      return value.compareTo(parts[1]) >= 0;
    }
    if (clause.startsWith(parts[0] + "STARTSWITH")) {
      return value.toLowerCase(Locale.ROOT).startsWith(parts[1].toLowerCase(Locale.ROOT));
    }
    if (clause.startsWith(parts[0] + "IN")) {
      return List.of(parts[1].split(",")).contains(value);
    }
    return value.equals(parts[1].replace("javascript:gs.getUserID()", ServiceNowFixture.GATE));
  }

  private static String raw(Record record, String field) {
    String value = record.values.getOrDefault(field, "");
    return value.substring(value.matches("[a-z_]+:[0-9a-f]{32}") ? value.indexOf(':') + 1 : 0);
  }

  private JsonNode json(Record record, String fields) {
    ObjectNode json = MAPPER.createObjectNode();
    for (String field : fields.split(",")) {
      JsonNode value = field(record, field);
      if (value != null) {
        json.set(field, value);
      }
    }
    return json;
  }

  private @Nullable JsonNode field(Record record, String path) {
    int dot = path.indexOf('.');
    String field = dot < 0 ? path : path.substring(0, dot);
    if (!record.values.containsKey(field) || hiddenFields.contains(record.table + "." + field)) {
      return null;
    }
    if (dot < 0) {
      return shaped(record, field);
    }
    String value = record.values.getOrDefault(field, "");
    int colon = value.indexOf(':');
    if (colon < 0) {
      return null;
    }
    for (Record each : tables.getOrDefault(value.substring(0, colon), List.of())) {
      if (each.id().equals(value.substring(colon + 1))) {
        return field(each, path.substring(dot + 1));
      }
    }
    return null;
  }

  private JsonNode shaped(Record record, String field) {
    String value = raw(record, field);
    if (shape == Shape.PLAIN || (shape == Shape.VALUE_LINK && value.isEmpty())) {
      return MAPPER.getNodeFactory().textNode(value);
    }
    ObjectNode json = MAPPER.createObjectNode();
    if (shape != Shape.VALUE_LINK) {
      json.put("display_value", record.shown.getOrDefault(field, value));
    }
    String reference = record.values.getOrDefault(field, "");
    if (!reference.equals(value) && shape != Shape.DISPLAY_VALUE) {
      json.put(
          "link",
          "https://example.service-now.com/api/now/table/"
              + reference.substring(0, reference.indexOf(':'))
              + "/"
              + value);
    }
    return json.put("value", value);
  }

  private static String parameter(Request request, String name) {
    return request.queryParameter(name).isPresent()
        ? request.queryParameter(name).firstValue()
        : "";
  }

  private static ObjectNode failure(String message) {
    ObjectNode body = MAPPER.createObjectNode().put("status", "failure");
    body.putObject("error").put("message", message).putNull("detail");
    return body;
  }

  private ResponseDefinitionBuilder answer(int status, JsonNode body) {
    return ResponseDefinitionBuilder.responseDefinition()
        .withStatus(status)
        .withHeader("Content-Type", "application/json;charset=UTF-8")
        .withHeader("Date", date)
        .withBody(body.toString());
  }
}
