package io.ticketgate.connectors.jira;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.connectors.http.JsonApi;
import io.ticketgate.connectors.http.JsonApi.Reply;
import io.ticketgate.spi.ItsmException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * The two APIs of a Jira: the platform's and that of Service Management.
 *
 * <p>Where anonymous requests are allowed, Jira treats a wrong or expired token as no token: it
 * answers 404, or 200 with an empty list. Only a header tells.
 */
final class JiraApi {

  private static final Map<String, String> EXPERIMENTAL = Map.of("X-ExperimentalApi", "opt-in");

  private final JsonApi api;
  private final Deployment deployment;

  JiraApi(JsonApi api, Deployment deployment) {
    this.api = api;
    this.deployment = deployment;
  }

  JiraApi within(Duration total) {
    return new JiraApi(api.within(total), deployment);
  }

  /** Reads from the platform's API; {@code path} is below its version. */
  Reply platform(String path, Map<String, String> query) {
    return known(api.get(deployment.api() + path, query));
  }

  /** Reads from the API of Service Management. */
  JsonNode serviceDesk(String path, Map<String, String> query) {
    // Data Center serves approvals only to clients that opt in to experimental methods.
    return known(api.get("/rest/servicedeskapi" + path, query, EXPERIMENTAL)).body();
  }

  void postPlatform(String path, JsonNode body) {
    known(api.send("POST", deployment.api() + path, Map.of(), body));
  }

  Reply postServiceDesk(String path, JsonNode body) {
    return known(api.send("POST", "/rest/servicedeskapi" + path, Map.of(), body));
  }

  URI base() {
    return api.base();
  }

  /** The account. Fails unless Jira accepts it, also where an anonymous request would succeed. */
  JsonNode myself() {
    return platform("/myself", Map.of()).body();
  }

  private static Reply known(Reply reply) {
    String reason = reply.headers().getOrDefault("x-seraph-loginreason", "");
    boolean nobody = "anonymous".equals(reply.header("x-ausername"));
    if (nobody || reason.contains("FAILED") || reason.contains("DENIED")) {
      throw new ItsmException.NotPermitted(
          "Jira does not accept the account's token and treats the request as anonymous. Enter a"
              + " new token.",
          null);
    }
    return reply;
  }
}
