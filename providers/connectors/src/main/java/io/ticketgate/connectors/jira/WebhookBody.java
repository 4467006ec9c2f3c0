package io.ticketgate.connectors.jira;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.connectors.http.WebhookJson;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds the ticket in a webhook: {@code issue.key} in Jira's own webhooks, {@code ticket} in the
 * body that an automation rule writes.
 */
final class WebhookBody {

  private static final Pattern KEY = Pattern.compile("[A-Z][A-Z0-9_]{0,100}-\\d{1,19}");

  private WebhookBody() {}

  static Optional<String> ticketKey(String body) {
    JsonNode json = WebhookJson.parse(body);
    String key = json.path("issue").path("key").asText("");
    return Optional.of(key.isEmpty() ? json.path("ticket").asText("") : key)
        .filter(one -> KEY.matcher(one).matches());
  }
}
