package io.ticketgate.connectors.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ticketgate.connectors.http.Apis;
import io.ticketgate.connectors.http.Sessions;
import io.ticketgate.connectors.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A system's settings, to be changed by a test and made a connector of. */
final class Systems {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path FOLDER =
      Path.of("..", "..", "realm-config", "src", "main", "resources", "ticket-gate", "systems");

  private final Map<String, List<String>> settings = new LinkedHashMap<>();

  /** The ready-made mapping of that name, with a token in place of the vault's. */
  static Systems readyMade(String name) throws IOException {
    Systems system = new Systems();
    JsonNode body = JSON.readTree(FOLDER.resolve(name + ".json").toFile());
    for (Map.Entry<String, JsonNode> setting : body.path("config").properties()) {
      List<String> values = new ArrayList<>();
      for (JsonNode value :
          setting.getValue().isArray() ? setting.getValue() : List.of(setting.getValue())) {
        values.add(value.asText());
      }
      system.settings.put(setting.getKey(), values);
    }
    return system.with("token", "secret-of-the-account");
  }

  /** The least that a system needs, with everything in the ticket's own answer. */
  static Systems plain() {
    return new Systems()
        .with("ticketPath", "/tickets/{key}")
        .with("fields", "id=$.id", "state=$.state", "requestedFor=$.for", "entitlements=$.wants")
        .with("ticketType", "change")
        .with("openStates", "open", "2")
        .with("versions", "$.version")
        .with("approvals", "$.approvals")
        .with("approvalFields", "approver=$.by", "decision=$.said")
        .with("approvedDecisions", "yes")
        .with("rejectedDecisions", "no")
        .with("withdrawnDecisions", "withdrawn");
  }

  Systems with(String name, String... values) {
    settings.put(name, List.of(values));
    return this;
  }

  Systems without(String name) {
    settings.remove(name);
    return this;
  }

  Settings settings() {
    return new Settings(Sessions.plain(), Sessions.component(flat()));
  }

  RestConnector connector(Apis apis, String baseUrl) {
    settings.remove("baseUrl");
    return new RestConnector(apis.at(baseUrl, flat()), settings());
  }

  private String[] flat() {
    return settings.entrySet().stream()
        .flatMap(
            setting -> setting.getValue().stream().flatMap(v -> Stream.of(setting.getKey(), v)))
        .toArray(String[]::new);
  }
}
