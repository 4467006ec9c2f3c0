package io.ticketgate.connectors.rt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.ticketgate.connectors.http.JsonApi;
import io.ticketgate.spi.ItsmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The requests to RT's REST2.
 *
 * <p>Three properties of RT 5.0.3 shape them. A search for tickets never finds deleted or merged
 * ones, but a search for transactions does. RT reads dates in a query in the time zone of the
 * account, so no query has a date. A search for transactions tells neither their number nor the
 * next page.
 */
final class RtApi {

  /** Length of the longest page. */
  static final int PAGE = 100;

  /** The Type of approvals, which are tickets of their own in RT. */
  static final String APPROVAL = "approval";

  // Without a condition on the type RT does not find approvals by id.
  private static final String ANY_TYPE = "( Type = 'approval' OR Type != 'approval' )";
  private static final String ROOT = "/REST/2.0";
  private static final int MOST_PAGES = 20;
  private static final Pattern ID = Pattern.compile("[1-9]\\d{0,17}");
  private static final Pattern ETAG = Pattern.compile("(?:W/)?\"(\\d{1,18})[^\"]*\"");

  private final String system;
  private final JsonApi api;
  private final RtSettings settings;

  RtApi(String system, JsonApi api, RtSettings settings) {
    this.system = system;
    this.api = api;
    this.settings = settings;
  }

  static boolean isTicketId(String key) {
    return ID.matcher(key).matches();
  }

  /** A ticket, and the id of its newest transaction that the account may see. */
  record Newest(JsonNode ticket, long transaction) {}

  Newest ticket(String key) {
    if (!isTicketId(key)) {
      throw new ItsmException.NotFound(
          "Ticket key '" + key + "' is no number, as Request Tracker has. Correct it.", null);
    }
    JsonApi.Reply reply;
    try {
      reply = api.get(ROOT + "/ticket/" + key, Map.of("fields[Queue]", "Name"));
    } catch (ItsmException.NotPermitted denied) {
      throw new ItsmException.NotPermitted(
          "Request Tracker does not show ticket "
              + ref(key)
              + " to the connector's account. Check its token, and give it the rights SeeQueue and"
              + " ShowTicket on the ticket's queue.",
          denied);
    }
    String etag = reply.header("etag");
    var matcher = ETAG.matcher(etag == null ? "" : etag);
    if (!matcher.matches()) {
      throw new ItsmException.Malformed(
          "Request Tracker's answer about ticket "
              + ref(key)
              + " has no ETag with a transaction. Have the proxy pass ETags on.",
          null);
    }
    return new Newest(reply.body(), Long.parseLong(matcher.group(1)));
  }

  /** The tickets that a ticket depends on, with its approvals, as far as the account sees them. */
  List<JsonNode> dependencies(String key) {
    return tickets("DependedOnBy = " + key);
  }

  /** The tickets of these ids, as far as the account sees them and they are not deleted. */
  List<JsonNode> tickets(Collection<String> ids) {
    return tickets(anyOf("id", ids));
  }

  private List<JsonNode> tickets(String query) {
    List<JsonNode> items = new ArrayList<>();
    for (int page = 1; page <= MOST_PAGES; page++) {
      Map<String, String> parameters = new LinkedHashMap<>();
      parameters.put("query", query + " AND " + ANY_TYPE);
      parameters.put("fields", "Type,Status,Owner,Queue,_hyperlinks");
      parameters.put("fields[Queue]", "Name");
      parameters.put("orderby", "id");
      parameters.put("per_page", String.valueOf(PAGE));
      parameters.put("page", String.valueOf(page));
      JsonNode answer = api.get(ROOT + "/tickets", parameters).body();
      JsonNode found = Json.list(answer, "items");
      found.forEach(items::add);
      // "pages" is null when RT filters by the account's rights after the search.
      JsonNode pages = answer.path("pages");
      if (pages.isNumber() ? page >= pages.asInt() : found.isEmpty()) {
        return items;
      }
    }
    throw new ItsmException.Malformed(
        "Request Tracker lists more than "
            + MOST_PAGES * PAGE
            + " tickets that one ticket depends on. Use a ticket with fewer.",
        null);
  }

  /** The newest tickets of a queue. */
  List<JsonNode> newest(String queue) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("query", "Queue = '" + queue + "'");
    parameters.put("fields", "Type,Status,Owner,Queue,_hyperlinks");
    parameters.put("orderby", "id");
    parameters.put("order", "DESC");
    parameters.put("per_page", "50");
    List<JsonNode> items = new ArrayList<>();
    Json.list(api.get(ROOT + "/tickets", parameters).body(), "items").forEach(items::add);
    return items;
  }

  /**
   * Changes of tickets, newest first.
   *
   * @param where further condition
   * @param before only those with lower ids; null for all
   */
  List<Change> changesBefore(String where, @Nullable Long before, int most) {
    return changes(before == null ? where : where + " AND id < " + before, "DESC", most);
  }

  /** Changes of tickets with higher ids than this, oldest first. */
  List<Change> changesAfter(String where, long after) {
    return changes(where + " AND id > " + after, "ASC", PAGE);
  }

  /** The condition that a change belongs to one of these tickets. */
  static String ofTickets(Collection<String> ids) {
    return anyOf("ObjectId", ids);
  }

  /** The condition that a change belongs to a ticket in the configured queues or to an approval. */
  String inQueues() {
    List<String> queues = new ArrayList<>(settings.queues());
    queues.add(settings.approvals());
    return queues.stream()
        .map(queue -> "TicketQueue = '" + queue + "'")
        .collect(Collectors.joining(" OR ", "( ", " )"));
  }

  private List<Change> changes(String where, String order, int most) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("query", "ObjectType = 'RT::Ticket' AND " + where + " AND " + Change.TYPES);
    parameters.put("fields", Change.FIELDS);
    parameters.put("orderby", "id");
    parameters.put("order", order);
    parameters.put("per_page", String.valueOf(most));
    List<Change> changes = new ArrayList<>();
    Json.list(api.get(ROOT + "/transactions", parameters).body(), "items")
        .forEach(item -> changes.add(Change.of(item)));
    return changes;
  }

  /** The ticket of a queue whose subject contains a text; empty for none. */
  Optional<String> withSubject(String queue, String text) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("query", "Queue = '" + queue + "' AND Subject LIKE '" + text + "'");
    parameters.put("fields", "Type,Subject");
    parameters.put("orderby", "id");
    parameters.put("per_page", "2");
    for (JsonNode item : Json.list(api.get(ROOT + "/tickets", parameters).body(), "items")) {
      if (Json.text(item, "Subject").contains(text)) {
        return Optional.of(Json.text(item, "id"));
      }
    }
    return Optional.empty();
  }

  /**
   * Makes a ticket.
   *
   * @return its id
   * @throws ItsmException when RT did not make it, or nobody knows
   */
  String create(String queue, JsonNode ticket) {
    try {
      JsonApi.Reply reply = api.send("POST", ROOT + "/ticket", Map.of(), ticket);
      String id = reply.body().path("id").asText();
      if (reply.status() == 201 && isTicketId(id)) {
        return id;
      }
    } catch (ItsmException.NotPermitted | ItsmException.Malformed denied) {
      throw createRefused(queue, denied);
    }
    throw createRefused(queue, null);
  }

  private static ItsmException createRefused(String queue, @Nullable Throwable cause) {
    return new ItsmException.NotPermitted(
        "Request Tracker made no ticket in queue "
            + queue
            + ". Give the connector's account the rights SeeQueue, CreateTicket and"
            + " ModifyCustomField on it.",
        cause);
  }

  /** RT's version, with the answer's headers. */
  JsonApi.Reply version() {
    return api.get(ROOT + "/rt", Map.of());
  }

  /** A queue by its name. */
  JsonNode queue(String name) {
    return api.get(ROOT + "/queue/" + JsonApi.segment(name), Map.of()).body();
  }

  /**
   * Writes a comment, which the ticket's requester does not see.
   *
   * @throws ItsmException when RT did not add it to the ticket
   */
  void comment(String key, String text) {
    if (!isTicketId(key)) {
      throw new ItsmException.NotFound(
          "Ticket key '" + key + "' is no number, as Request Tracker has. Correct it.", null);
    }
    JsonNode comment =
        JsonNodeFactory.instance.objectNode().put("Content", text).put("ContentType", "text/plain");
    try {
      JsonApi.Reply reply =
          api.send("POST", ROOT + "/ticket/" + key + "/comment", Map.of(), comment);
      // RT reports some refusals with a success status and a sentence.
      if (reply.status() == 201 && !reply.body().toString().contains("Denied")) {
        return;
      }
    } catch (ItsmException.NotPermitted | ItsmException.Malformed denied) {
      throw noteRefused(key, denied);
    }
    throw noteRefused(key, null);
  }

  private ItsmException noteRefused(String key, @Nullable Throwable cause) {
    // RT answers 400 "Permission Denied", also for a ticket that does not exist.
    return new ItsmException.NotPermitted(
        "Request Tracker refused a comment on ticket "
            + ref(key)
            + ". Give the connector's account the right CommentOnTicket on its queue.",
        cause);
  }

  /** Where a person can read the ticket. */
  String page(String key) {
    return api.base() + "/Ticket/Display.html?id=" + key;
  }

  /** A ticket's name in messages. */
  String ref(String key) {
    return system + ":" + key;
  }

  private static String anyOf(String field, Collection<String> ids) {
    return ids.stream()
        .sorted(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()))
        .map(id -> field + " = " + id)
        .collect(Collectors.joining(" OR ", "( ", " )"));
  }
}
