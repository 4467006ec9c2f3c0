package io.ticketgate.connectors.servicenow;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.connectors.http.JsonApi;
import io.ticketgate.spi.ItsmException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * ServiceNow's Table API.
 *
 * <p>Version 2 is named in the path because version 1 answers 404 where nothing matches, which
 * could not be told from a table or an instance that is not there.
 */
final class TableApi {

  static final int PAGE = 100;
  private static final int MOST_PAGES = 20;
  private static final String PATH = "/api/now/v2/table/";

  private final JsonApi api;

  TableApi(JsonApi api) {
    this.api = api;
  }

  /**
   * A page of the records that match.
   *
   * @param total how many records match, also those that the account may not read
   * @param last whether no page follows
   */
  record Page(List<Row> rows, int total, boolean last, JsonApi.Reply reply) {}

  TableApi within(Duration total) {
    return new TableApi(api.within(total));
  }

  URI base() {
    return api.base();
  }

  Page page(String table, String query, Collection<String> fields, int offset, int limit) {
    Map<String, String> parameters = parameters(fields);
    parameters.put("sysparm_query", query);
    parameters.put("sysparm_limit", Integer.toString(limit));
    parameters.put("sysparm_offset", Integer.toString(offset));
    JsonApi.Reply reply;
    try {
      reply = api.get(PATH + table, parameters);
    } catch (ItsmException.NotFound noTable) {
      // NotFound would tell the gate that the ticket does not exist.
      throw new ItsmException.Malformed(
          "ServiceNow has no table " + table + " at this address. Correct baseUrl or tables.",
          noTable);
    }
    List<Row> rows = new ArrayList<>();
    JsonNode result = result(table, reply);
    if (!result.isArray()) {
      throw unlike(table);
    }
    result.forEach(record -> rows.add(new Row(table, record)));
    int total = total(table, reply);
    String link = reply.header("link");
    boolean more = link != null && link.contains("rel=\"next\"");
    return new Page(rows, total, offset + limit >= total && !(more && !rows.isEmpty()), reply);
  }

  /**
   * All records that match.
   *
   * @param matches whether a record is one that was asked for. By default ServiceNow ignores the
   *     parts of a query that it does not understand, and answers with other records
   * @throws ItsmException.NotPermitted when ServiceNow counts more records than the account may
   *     read
   */
  List<Row> all(String table, String query, Collection<String> fields, Predicate<Row> matches) {
    Map<String, Row> rows = new LinkedHashMap<>();
    Integer total = null;
    for (int number = 0; number < MOST_PAGES; number++) {
      Page page = page(table, query + "^ORDERBYsys_id", fields, number * PAGE, PAGE);
      if (total != null && total != page.total()) {
        throw new ItsmException.Unavailable(
            "Records of " + table + " changed while they were read. Try again.", null, null);
      }
      total = page.total();
      for (Row row : page.rows()) {
        if (!matches.test(row)) {
          throw ignoredQuery(table);
        }
        rows.put(row.id(), row);
      }
      if (page.last()) {
        requireAll(table, rows.size(), page.total());
        return List.copyOf(rows.values());
      }
    }
    throw ignoredQuery(table);
  }

  /**
   * One record.
   *
   * @throws ItsmException.NotFound when there is none that the account may read
   */
  Row one(String table, String id, Collection<String> fields) {
    return record(table, id, api.get(PATH + table + "/" + id, parameters(fields)));
  }

  /** Makes one record; answers it as it is afterwards. */
  Row create(String table, JsonNode record, Collection<String> fields) {
    JsonNode result = result(table, api.send("POST", PATH + table, parameters(fields), record));
    if (!result.isObject()) {
      throw unlike(table);
    }
    return new Row(table, result);
  }

  /** Changes one record; answers it as it is afterwards. */
  Row change(String table, String id, JsonNode changes, Collection<String> fields) {
    return record(
        table, id, api.send("PATCH", PATH + table + "/" + id, parameters(fields), changes));
  }

  private static Row record(String table, String id, JsonApi.Reply reply) {
    JsonNode result = result(table, reply);
    if (!result.isObject()) {
      throw unlike(table);
    }
    Row row = new Row(table, result);
    if (!row.id().equals(id)) {
      throw new ItsmException.Malformed(
          "ServiceNow answered with another record of " + table + ". Check baseUrl and its proxy.",
          null);
    }
    return row;
  }

  // With display values: people cannot read the raw value of a state.
  private static Map<String, String> parameters(Collection<String> fields) {
    Set<String> asked = new LinkedHashSet<>();
    asked.add(Row.SYS_ID);
    for (String field : fields) {
      // With the reference in front of a dot: it tells an empty one from one without access.
      for (int dot = field.indexOf('.'); dot > 0; dot = field.indexOf('.', dot + 1)) {
        asked.add(field.substring(0, dot));
      }
      asked.add(field);
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("sysparm_display_value", "all");
    parameters.put("sysparm_fields", String.join(",", asked));
    return parameters;
  }

  private static JsonNode result(String table, JsonApi.Reply reply) {
    // A transaction that ServiceNow cancels half-way answers 200 with a part of the result.
    if (reply.body().has("error")) {
      throw new ItsmException.Unavailable(
          "ServiceNow broke off while it read " + table + ". Try again.", null, null);
    }
    return reply.body().path("result");
  }

  private static int total(String table, JsonApi.Reply reply) {
    String total = reply.header("x-total-count");
    if (total == null || !total.strip().matches("\\d{1,9}")) {
      throw new ItsmException.Malformed(
          "ServiceNow's answer about "
              + table
              + " has no X-Total-Count, which shows whether records are hidden. Have the proxy pass"
              + " that header on.",
          null);
    }
    return Integer.parseInt(total.strip());
  }

  private static void requireAll(String table, int readable, int total) {
    if (readable < total) {
      throw new ItsmException.NotPermitted(
          "The connector's account may read only "
              + readable
              + " of "
              + total
              + " records of "
              + table
              + " that belong to the ticket. Give it read access to all of them (ACL "
              + table
              + ", operation read).",
          null);
    }
  }

  static ItsmException.Malformed ignoredQuery(String table) {
    return new ItsmException.Malformed(
        "ServiceNow ignored a part of the query and answered with other records of "
            + table
            + ". Let the account query by the field (ACL of type query_match), and set the system"
            + " property glide.invalid_query.returns_no_rows.",
        null);
  }

  private static ItsmException.Malformed unlike(String table) {
    return new ItsmException.Malformed(
        "ServiceNow's answer about " + table + " is not one of the Table API. Correct baseUrl.",
        null);
  }
}
