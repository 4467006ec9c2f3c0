package io.ticketgate.connectors.rt;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.spi.Approval;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A ticket as REST2 sends it. */
final class RtTicket {

  private final TicketRef ref;
  private final JsonNode json;
  private final RtSettings settings;
  private final Map<String, JsonNode> customFields = new HashMap<>();

  /**
   * @throws ItsmException.NotFound when it is another ticket than the one asked for
   * @throws ItsmException.Malformed when it is no ticket, or lacks a configured field
   */
  RtTicket(TicketRef ref, JsonNode json, RtSettings settings) {
    this.ref = ref;
    this.json = json;
    this.settings = settings;
    String id = Json.text(json, "id");
    if (!id.equals(ref.key())) {
      throw new ItsmException.NotFound(
          "Ticket "
              + ref
              + " was merged into ticket "
              + id
              + ". Ask for the entitlement in a new ticket.",
          null);
    }
    if (!Json.text(json, "Type").equals("ticket")) {
      throw new ItsmException.Malformed(
          ref + " is an approval or a reminder of another ticket. Use that ticket.", null);
    }
    Json.list(json, "CustomFields")
        .forEach(field -> customFields.put(Json.text(field, "name"), field));
    for (String name : settings.fields().names()) {
      if (!customFields.containsKey(name)) {
        throw new ItsmException.Malformed(
            "Ticket "
                + ref
                + " has no custom field '"
                + name
                + "' that the connector's account may see. Apply the field to the ticket's queue,"
                + " or give the account SeeCustomField.",
            null);
      }
    }
  }

  /** Ids of the tickets that it depends on, without those in other systems. */
  Set<String> dependsOn() {
    return dependsOn(json);
  }

  static Set<String> dependsOn(JsonNode ticket) {
    Set<String> ids = new HashSet<>();
    for (JsonNode link : Json.list(ticket, "_hyperlinks")) {
      if (link.path("ref").asText().equals("depends-on")
          && link.path("type").asText().equals("ticket")) {
        ids.add(Json.text(link, "id"));
      }
    }
    return ids;
  }

  /**
   * Id of the last change of something that the approvers saw, or of the last closing of a ticket
   * that is open again; 0 when nothing changed.
   */
  long lastChange(History history) {
    boolean open = settings.isOpen(json);
    Set<String> approved = new HashSet<>();
    settings.fields().names().forEach(name -> approved.add(Json.text(customField(name), "id")));
    return history
        .newest(
            ref.key(),
            change ->
                (change.isOfCustomField() && approved.contains(change.field()))
                    || change.isOfWatcher("Requestor")
                    || change.isOfField("Starts")
                    || change.isOfField("Due")
                    || change.isOfField("Queue")
                    || (open
                        && change.isOfStatus()
                        && !settings.open().contains(change.newValue())))
        .map(Change::id)
        .orElse(0L);
  }

  /**
   * Whoever asks beside the first requestor, who is the ticket's requester: the other requestors,
   * and the person who created the ticket. None of them may approve it.
   */
  Set<String> othersAsking(History history) {
    Set<String> asking = new HashSet<>(requestors());
    history.newest(ref.key(), Change::isCreation).map(Change::by).ifPresent(asking::add);
    requestors().stream().findFirst().ifPresent(asking::remove);
    return asking;
  }

  private List<String> requestors() {
    List<String> names = new ArrayList<>();
    Json.list(json, "Requestor").forEach(person -> names.add(Json.text(person, "id")));
    return names;
  }

  Ticket with(List<Approval> approvals, long version, String url) {
    RtSettings.Fields fields = settings.fields();
    String state = Json.text(json, "Status");
    String queue = Json.text(json.path("Queue"), "Name");
    try {
      return new Ticket(
          ref,
          queue,
          state,
          settings.isOpen(json),
          String.valueOf(version),
          requestors().stream().findFirst().orElse(null),
          value(fields.requestedFor()),
          settings.entitlements().read(values(fields.entitlement())),
          approvals,
          value(fields.justification()),
          value(fields.risk()),
          value(fields.configurationItem()),
          Json.setDate(json, "Starts"),
          Json.setDate(json, "Due"),
          url);
    } catch (IllegalArgumentException contradictory) {
      throw new ItsmException.Malformed(
          "Ticket " + ref + " is Due before it Starts. Correct these dates.", contradictory);
    }
  }

  private @Nullable String value(Optional<String> field) {
    return field.map(this::value).orElse(null);
  }

  /** The values of a custom field, each on a line; null when it has none. */
  private @Nullable String value(String field) {
    List<String> values = values(field);
    return values.isEmpty() ? null : String.join("\n", values);
  }

  private List<String> values(String field) {
    List<String> values = new ArrayList<>();
    Json.list(customField(field), "values")
        .forEach(
            value -> {
              String text = value.asText().strip();
              if (!text.isEmpty()) {
                values.add(text);
              }
            });
    return values;
  }

  private JsonNode customField(String name) {
    JsonNode field = customFields.get(name);
    if (field == null) {
      throw new IllegalStateException(name + " was not looked for");
    }
    return field;
  }
}
