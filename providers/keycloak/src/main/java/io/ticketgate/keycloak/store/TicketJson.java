package io.ticketgate.keycloak.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.ticket.Identities;
import io.ticketgate.core.ticket.WebAddress;
import io.ticketgate.spi.Approval;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The JSON columns. Written and read here only; its form may change with a changelog. */
final class TicketJson {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private TicketJson() {}

  static String write(Ticket ticket) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("type", ticket.type())
        .put("state", ticket.state())
        .put("open", ticket.open())
        .put("version", ticket.version())
        .put("requester", ticket.requester())
        .put("requestedFor", ticket.requestedFor())
        .put("justification", ticket.justification())
        .put("risk", ticket.risk())
        .put("configurationItem", ticket.configurationItem())
        .put("plannedStart", text(ticket.plannedStart()))
        .put("plannedEnd", text(ticket.plannedEnd()))
        .put("url", ticket.url());
    ArrayNode entitlements = json.putArray("entitlements");
    ticket.entitlements().forEach(name -> entitlement(entitlements.addObject(), name));
    json.set("approvals", approvalsNode(ticket.approvals()));
    return json.toString();
  }

  static Ticket readTicket(TicketRef ref, String text) {
    JsonNode json = tree(text);
    List<EntitlementName> entitlements = new ArrayList<>();
    json.path("entitlements").forEach(node -> entitlements.add(entitlement(node)));
    return new Ticket(
        ref,
        json.path("type").asText(),
        json.path("state").asText(),
        json.path("open").asBoolean(false),
        json.path("version").asText(),
        string(json, "requester"),
        string(json, "requestedFor"),
        entitlements,
        readApprovals(json.path("approvals")),
        string(json, "justification"),
        string(json, "risk"),
        string(json, "configurationItem"),
        instant(json, "plannedStart"),
        instant(json, "plannedEnd"),
        WebAddress.orNone(string(json, "url")));
  }

  static String writeApprovals(Collection<Approval> approvals) {
    return approvalsNode(approvals).toString();
  }

  static List<Approval> readApprovals(String text) {
    return readApprovals(tree(text));
  }

  static String writeIdentities(Identities identities) {
    ObjectNode json = MAPPER.createObjectNode().put("changed", identities.changed());
    ObjectNode ids = json.putObject("ids");
    new TreeMap<>(identities.ids()).forEach(ids::put);
    ObjectNode nobody = json.putObject("nobody");
    new TreeMap<>(identities.nobody())
        .forEach((name, since) -> nobody.put(name, since.toEpochMilli()));
    json.set("early", approvalsNode(identities.early()));
    return json.toString();
  }

  static Identities readIdentities(String text) {
    JsonNode json = tree(text);
    Map<String, String> ids = new HashMap<>();
    JsonNode known = json.path("ids");
    known.fieldNames().forEachRemaining(name -> ids.put(name, known.path(name).asText()));
    Map<String, Instant> nobody = new HashMap<>();
    JsonNode none = json.path("nobody");
    none.fieldNames()
        .forEachRemaining(name -> nobody.put(name, Instant.ofEpochMilli(none.path(name).asLong())));
    return new Identities(
        ids,
        nobody,
        Set.copyOf(readApprovals(json.path("early"))),
        json.path("changed").asBoolean(false));
  }

  static String writePeople(Collection<Person> people) {
    ArrayNode array = MAPPER.createArrayNode();
    people.forEach(person -> array.addObject().put("id", person.id()).put("name", person.name()));
    return array.toString();
  }

  static List<Person> readPeople(String text) {
    List<Person> people = new ArrayList<>();
    tree(text)
        .forEach(
            node -> people.add(new Person(node.path("id").asText(), node.path("name").asText())));
    return people;
  }

  static String writeNames(Collection<String> names) {
    ArrayNode array = MAPPER.createArrayNode();
    names.forEach(array::add);
    return array.toString();
  }

  static List<String> readNames(String text) {
    List<String> names = new ArrayList<>();
    tree(text).forEach(node -> names.add(node.asText()));
    return names;
  }

  /** Texts by name, in this order. */
  static String writeTexts(Map<String, String> texts) {
    ObjectNode object = MAPPER.createObjectNode();
    texts.forEach(object::put);
    return object.toString();
  }

  /** What {@link #writeTexts} has written; of a list the names, with empty texts. */
  static Map<String, String> readTexts(String text) {
    Map<String, String> texts = new LinkedHashMap<>();
    JsonNode tree = tree(text);
    if (tree.isArray()) {
      tree.forEach(node -> texts.put(node.asText(), ""));
    } else {
      tree.properties().forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
    }
    return texts;
  }

  private static ArrayNode approvalsNode(Collection<Approval> approvals) {
    ArrayNode array = MAPPER.createArrayNode();
    for (Approval approval : approvals) {
      array
          .addObject()
          .put("approver", approval.approver())
          .put("decision", approval.decision().word())
          .put("at", text(approval.at()));
    }
    return array;
  }

  private static List<Approval> readApprovals(JsonNode array) {
    List<Approval> approvals = new ArrayList<>();
    array.forEach(
        node ->
            approvals.add(
                new Approval(
                    node.path("approver").asText(),
                    Approval.Decision.ofWord(node.path("decision").asText()),
                    instant(node, "at"))));
    return approvals;
  }

  private static void entitlement(ObjectNode json, EntitlementName name) {
    if (name instanceof EntitlementName.RealmRole role) {
      json.put("realmRole", role.role());
    } else if (name instanceof EntitlementName.ClientRole role) {
      json.put("client", role.client()).put("role", role.role());
    } else if (name instanceof EntitlementName.ClientCredential credential) {
      json.put("clientCredential", credential.clientId());
    } else if (name instanceof EntitlementName.Configuration configuration) {
      json.put("configuration", configuration.area());
    }
  }

  private static EntitlementName entitlement(JsonNode json) {
    if (json.has("realmRole")) {
      return new EntitlementName.RealmRole(json.path("realmRole").asText());
    }
    if (json.has("clientCredential")) {
      return new EntitlementName.ClientCredential(json.path("clientCredential").asText());
    }
    if (json.has("configuration")) {
      return new EntitlementName.Configuration(json.path("configuration").asText());
    }
    return new EntitlementName.ClientRole(json.path("client").asText(), json.path("role").asText());
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }

  private static @Nullable String string(JsonNode json, String field) {
    JsonNode node = json.path(field);
    return node.isTextual() ? node.asText() : null;
  }

  private static @Nullable Instant instant(JsonNode json, String field) {
    String text = string(json, field);
    return text == null ? null : Instant.parse(text);
  }

  private static JsonNode tree(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException broken) {
      throw new IllegalStateException("A column of the gate's tables holds no JSON.", broken);
    }
  }
}
