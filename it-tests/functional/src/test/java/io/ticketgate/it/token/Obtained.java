package io.ticketgate.it.token;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Http;
import java.io.IOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a request has brought.
 *
 * @param tokens JWTs by name
 * @param documents what they and the endpoints about them say, by name
 * @param error OAuth 2 error; empty for none
 * @param description of the error
 */
record Obtained(
    Map<String, String> tokens, Map<String, JsonNode> documents, String error, String description) {

  private static final List<String> TOKENS = List.of("access_token", "id_token", "refresh_token");
  private static final Set<String> ENDINGS = Set.of("invalid_grant", "invalid_token", "inactive");

  /** As token exchange and the UMA grant say it of the token that they are given. */
  private static final Set<String> ENDED_SUBJECTS =
      Set.of("Invalid token", "Expired token", "Invalid identity");

  /** From the answer of a token endpoint. */
  static Obtained of(Answer answer) {
    if (answer.status() / 100 != 2) {
      return failed(answer.text("error"), answer.text("error_description"));
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    TOKENS.forEach(
        name -> {
          if (answer.json().hasNonNull(name)) {
            parameters.put(name, answer.text(name));
          }
        });
    return of(parameters);
  }

  /** From the parameters with which somebody is sent back to a client. */
  static Obtained of(Map<String, String> parameters) {
    if (parameters.containsKey("error")) {
      return failed(parameters.get("error"), parameters.getOrDefault("error_description", ""));
    }
    Obtained obtained = new Obtained(new LinkedHashMap<>(), new LinkedHashMap<>(), "", "");
    TOKENS.forEach(
        name -> {
          if (parameters.containsKey(name)) {
            obtained.add(name, parameters.get(name));
          }
        });
    return obtained;
  }

  /** From a document about a token. */
  static Obtained document(String name, Answer answer) {
    if (answer.status() != 200) {
      String header = answer.header("WWW-Authenticate");
      return failed(
          header.contains("invalid_token") ? "invalid_token" : answer.text("error"), header);
    }
    JsonNode json = answer.json();
    if (json.has("active") && !json.path("active").asBoolean()) {
      return failed("inactive", "");
    }
    Obtained obtained = new Obtained(new LinkedHashMap<>(), new LinkedHashMap<>(), "", "");
    obtained.documents.put(name, json);
    return obtained;
  }

  static Obtained failed(String error, String description) {
    return new Obtained(Map.of(), Map.of(), error, description);
  }

  static JsonNode claims(String jwt) {
    try {
      return Http.JSON.readTree(Base64.getUrlDecoder().decode(jwt.split("\\.", -1)[1]));
    } catch (IOException unreadable) {
      throw new AssertionError("No JWT: " + jwt, unreadable);
    }
  }

  private void add(String name, String jwt) {
    tokens.put(name, jwt);
    documents.put(name, claims(jwt));
  }

  /** With what another request has brought, under names of its own. */
  Obtained and(String prefix, Obtained more) {
    if (!more.error.isEmpty()) {
      throw new AssertionError("No " + prefix + " of a token that was just issued: " + more);
    }
    more.tokens.forEach((name, jwt) -> tokens.put(prefix + " " + name, jwt));
    more.documents.forEach((name, json) -> documents.put(prefix + " " + name, json));
    return this;
  }

  String token(String name) {
    String token = tokens.get(name);
    if (token == null) {
      throw new AssertionError("No " + name + ": " + this);
    }
    return token;
  }

  boolean shows(String role) {
    return documents.values().stream().anyMatch(json -> json.toString().contains(role));
  }

  Outcome outcome(String role) {
    if (error.isEmpty()) {
      return shows(role) ? Outcome.WITH : Outcome.WITHOUT;
    }
    if (error.equals("unauthorized_client") && description.startsWith("binding_not_live: ")) {
      return Outcome.REFUSED;
    }
    if (ENDINGS.contains(error) || ENDED_SUBJECTS.contains(description)) {
      return Outcome.ENDED;
    }
    throw new AssertionError("Neither tokens nor a refusal: " + this);
  }

  @Override
  public String toString() {
    return error.isEmpty() ? documents.toString() : error + ": " + description;
  }
}
