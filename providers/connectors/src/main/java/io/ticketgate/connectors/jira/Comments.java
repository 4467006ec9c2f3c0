package io.ticketgate.connectors.jira;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.connectors.http.JsonApi;
import io.ticketgate.spi.ItsmException;

/** Writes internal comments, which customers do not see. */
final class Comments {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final JiraApi api;
  private final Deployment deployment;

  Comments(JiraApi api, Deployment deployment) {
    this.api = api;
    this.deployment = deployment;
  }

  void add(String key, String text) {
    String segment = JsonApi.segment(key);
    try {
      api.postServiceDesk("/request/" + segment + "/comment", internal(text));
    } catch (ItsmException.NotFound noRequest) {
      api.postPlatform("/issue/" + segment + "/comment", plain(text));
    }
  }

  private static JsonNode internal(String text) {
    return MAPPER.createObjectNode().put("body", text).put("public", false);
  }

  // In a service project a comment by the platform's API is public without this property. Other
  // projects ignore it.
  private JsonNode plain(String text) {
    ObjectNode comment = MAPPER.createObjectNode();
    if (deployment == Deployment.CLOUD) {
      comment.set("body", AdfText.document(text));
    } else {
      comment.put("body", text);
    }
    comment
        .putArray("properties")
        .addObject()
        .put("key", "sd.public.comment")
        .putObject("value")
        .put("internal", true);
    return comment;
  }
}
