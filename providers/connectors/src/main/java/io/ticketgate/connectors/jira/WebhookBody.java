package io.ticketgate.connectors.jira;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds the ticket in a webhook: {@code issue.key} of Jira's own, or {@code ticket} of a body that
 * an automation rule writes.
 */
final class WebhookBody {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Pattern KEY = Pattern.compile("[A-Z][A-Z0-9_]{0,100}-\\d{1,19}");

  private WebhookBody() {}

  static Optional<String> ticketKey(String body) {
    try {
      JsonNode json = MAPPER.readTree(body);
      String key = json.path("issue").path("key").asText("");
      return Optional.of(key.isEmpty() ? json.path("ticket").asText("") : key)
          .filter(one -> KEY.matcher(one).matches());
    } catch (JsonProcessingException notJson) {
      return Optional.empty();
    }
  }
}
