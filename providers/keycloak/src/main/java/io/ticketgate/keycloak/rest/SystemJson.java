package io.ticketgate.keycloak.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.spi.ItsmConnectorFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.keycloak.common.util.MultivaluedHashMap;
import org.keycloak.component.ComponentModel;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.representations.idm.ComponentRepresentation;

/** ITSM systems between their JSON form and their component. Secrets go in and never come out. */
final class SystemJson {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private SystemJson() {}

  /**
   * @param old the configuration so far, from which a masked secret is kept
   */
  static MultivaluedHashMap<String, String> config(
      ItsmConnectorFactory factory, JsonNode json, MultivaluedHashMap<String, String> old) {
    Map<String, ProviderConfigProperty> known =
        factory.getConfigProperties().stream()
            .collect(Collectors.toMap(ProviderConfigProperty::getName, property -> property));
    MultivaluedHashMap<String, String> config = new MultivaluedHashMap<>();
    for (Map.Entry<String, JsonNode> member : json.properties()) {
      String key = member.getKey();
      ProviderConfigProperty property = known.get(key);
      if (property == null) {
        throw RequestBody.invalid(
            ErrorCode.SYSTEM_INVALID,
            "config." + key,
            "The connector "
                + factory.getId()
                + " has no setting '"
                + key
                + "'; it has "
                + known.keySet().stream().sorted().toList()
                + ".");
      }
      List<String> values = values(key, member.getValue());
      boolean masked =
          property.isSecret() && values.equals(List.of(ComponentRepresentation.SECRET_VALUE));
      config.put(key, masked ? kept(key, old) : values);
    }
    return config;
  }

  private static List<String> kept(String key, MultivaluedHashMap<String, String> old) {
    List<String> values = old.getOrDefault(key, List.of());
    if (values.isEmpty()) {
      throw RequestBody.invalid(
          ErrorCode.SYSTEM_INVALID,
          "config." + key,
          "config."
              + key
              + " holds the mask of a secret, but no secret is stored; send the secret.");
    }
    return values;
  }

  private static List<String> values(String key, JsonNode value) {
    List<String> values = new ArrayList<>();
    for (JsonNode each : value.isArray() ? value : MAPPER.createArrayNode().add(value)) {
      if (!each.isValueNode() || each.isNull()) {
        throw RequestBody.invalid(
            ErrorCode.SYSTEM_INVALID,
            "config." + key,
            "config." + key + " is a text or a list of texts.");
      }
      values.add(each.asText());
    }
    return values;
  }

  static ObjectNode json(List<ProviderConfigProperty> properties, ComponentModel component) {
    ObjectNode json =
        MAPPER
            .createObjectNode()
            .put("id", component.getId())
            .put("name", component.getName())
            .put("connector", component.getProviderId());
    ObjectNode config = json.putObject("config");
    for (ProviderConfigProperty property : properties) {
      // Keycloak keeps the values of a setting in no particular order.
      List<String> values =
          component.getConfig().getOrDefault(property.getName(), List.of()).stream()
              .sorted()
              .toList();
      if (values.isEmpty()) {
        continue;
      }
      if (property.isSecret()) {
        config.put(property.getName(), ComponentRepresentation.SECRET_VALUE);
      } else if (ProviderConfigProperty.MULTIVALUED_STRING_TYPE.equals(property.getType())) {
        values.forEach(config.withArrayProperty(property.getName())::add);
      } else {
        config.put(property.getName(), values.get(0));
      }
    }
    return json;
  }
}
