package io.ticketgate.it.harness;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A real Request Tracker on loopback, from Debian's packages, and what people do in it. Its queues,
 * people and rights are those of {@code it-tests/rt/initialdata.pl}: alice and bob ask, bob, carol
 * and erin approve, frank may answer approvals too, dave fulfils.
 */
public final class RequestTracker implements AutoCloseable {

  /** A queue whose tickets bob and carol have to approve. */
  public static final String TWO_APPROVALS = "Access";

  /** A queue whose tickets bob, carol and erin have to approve. */
  public static final String THREE_APPROVALS = "Critical Access";

  /** A queue whose tickets nobody has to approve. */
  public static final String NO_APPROVALS = "Open Access";

  /** The connector's account. */
  public static final String CONNECTOR = "ticket-gate";

  /** An account that sees requests and not their approvals. */
  public static final String BLIND = "blind";

  private static final String API = "/REST/2.0";

  private final RequestTrackerScript script;
  private final Map<String, String> tokens;
  private final Http http;

  private RequestTracker(RequestTrackerScript script, Map<String, String> tokens) {
    this.script = script;
    this.tokens = tokens;
    this.http = new Http(script.url());
  }

  /**
   * Makes a new database and starts the server, without a webhook.
   *
   * @throws HarnessException when RT is not installed or does not start; it says what to do
   */
  public static RequestTracker start() {
    RequestTrackerScript script = RequestTrackerScript.inNewFolder();
    try {
      script.run("init");
      script.run("start");
      return new RequestTracker(script, tokens(script.folder().resolve("tokens")));
    } catch (RuntimeException e) {
      script.remove();
      throw e;
    }
  }

  private static Map<String, String> tokens(Path file) {
    Map<String, String> tokens = new LinkedHashMap<>();
    try {
      for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
        int space = line.indexOf(' ');
        tokens.put(line.substring(0, space), line.substring(space + 1));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return tokens;
  }

  /** Where it answers, without a path. */
  public URI url() {
    return script.url();
  }

  /** The token of one of its people. */
  public String token(String person) {
    String token = tokens.get(person);
    if (token == null) {
      throw new IllegalArgumentException("There is no " + person + " in initialdata.pl");
    }
    return token;
  }

  /** A request of a person to the REST interface; the path starts with a slash. */
  public Http.Call as(String person, String path) {
    return http.to(API + path).header("Authorization", "token " + token(person));
  }

  // What people do

  /** Alice asks for something in the queue {@link #TWO_APPROVALS}; answers the ticket's id. */
  public String ask(Map<String, ?> customFields) {
    return ask("alice", TWO_APPROVALS, customFields, Map.of());
  }

  /**
   * Somebody asks for something.
   *
   * @param customFields names and values; a value is a text or a list of texts
   * @param more other fields of the ticket, for example {@code Due}
   * @return the ticket's id
   */
  public String ask(String person, String queue, Map<String, ?> customFields, Map<String, ?> more) {
    Map<String, Object> ticket = new LinkedHashMap<>();
    ticket.put("Queue", queue);
    ticket.put("Subject", "Access please");
    ticket.put("Requestor", person + "@example.test");
    ticket.put("CustomFields", customFields);
    ticket.putAll(more);
    return as(person, "/ticket").post(ticket).expect(201).text("id");
  }

  /** The ids of a ticket's approval tickets by whom they were given to. */
  public Map<String, String> approvals(String ticket) {
    Map<String, String> ids = new LinkedHashMap<>();
    String query = Http.encode("DependedOnBy = " + ticket + " AND Type = 'approval'");
    as("root", "/tickets?orderby=id&fields=Owner&query=" + query)
        .get()
        .expect(200)
        .json()
        .path("items")
        .forEach(each -> ids.put(each.path("Owner").path("id").asText(), each.path("id").asText()));
    return ids;
  }

  /** Each of these people answers the approval that was given to them with yes. */
  public void approve(String ticket, String... people) {
    for (String person : people) {
      answer(ticket, person, person, "resolved");
    }
  }

  /** Somebody answers the approval that was given to somebody. */
  public void answer(String ticket, String givenTo, String person, String status) {
    String approval = approvals(ticket).get(givenTo);
    if (approval == null) {
      throw new AssertionError("Ticket " + ticket + " has no approval for " + givenTo);
    }
    change(approval, person, Map.of("Status", status));
  }

  public void reject(String ticket, String person) {
    answer(ticket, person, person, "rejected");
  }

  /** Sets a custom field. */
  public void field(String ticket, String person, String name, Object value) {
    change(ticket, person, Map.of("CustomFields", Map.of(name, value)));
  }

  public void status(String ticket, String person, String status) {
    change(ticket, person, Map.of("Status", status));
  }

  /** Dave has done what was asked for. */
  public void close(String ticket) {
    status(ticket, "dave", "resolved");
  }

  /** Dave makes a ticket a part of another. */
  public void merge(String ticket, String into) {
    change(ticket, "dave", Map.of("MergeInto", Integer.valueOf(into)));
  }

  /** Changes a ticket; RT answers 200 also where it did not, so what came of it is looked at. */
  public void change(String ticket, String person, Map<String, ?> fields) {
    Answer answer = as(person, "/ticket/" + ticket).put(fields).expect(200);
    if (answer.json().isEmpty() || answer.body().contains("Denied")) {
      throw new AssertionError("RT did not change ticket " + ticket + ": " + answer);
    }
  }

  // What came of it

  public JsonNode ticket(String ticket) {
    return as("root", "/ticket/" + ticket).get().expect(200).json();
  }

  /** All transactions of a ticket, oldest first. */
  public List<JsonNode> history(String ticket) {
    List<JsonNode> history = new ArrayList<>();
    String fields = "?per_page=100&fields=Type,Field,OldValue,NewValue,Creator,Created";
    as("root", "/ticket/" + ticket + "/history" + fields)
        .get()
        .expect(200)
        .json()
        .path("items")
        .forEach(history::add);
    return history;
  }

  /** The texts of a ticket's comments, oldest first. */
  public List<String> comments(String ticket) {
    List<String> comments = new ArrayList<>();
    for (JsonNode change : history(ticket)) {
      if ("Comment".equals(change.path("Type").asText())) {
        comments.add(content(change.path("id").asText()));
      }
    }
    return comments;
  }

  private String content(String transaction) {
    String path = "/transaction/" + transaction + "/attachments?fields=Content";
    JsonNode attachments = as("root", path).get().expect(200).json().path("items");
    StringBuilder text = new StringBuilder();
    attachments.forEach(attachment -> text.append(attachment.path("Content").asText()));
    return text.toString();
  }

  // The server

  /** Stops the server; the database stays. */
  public void stop() {
    script.run("stop");
  }

  /** Starts the server again, on the same port. */
  public void restart() {
    script.run("start");
  }

  /** Puts the database back to what it was at the beginning. */
  public void reset() {
    script.run("reset");
  }

  /**
   * Makes RT tell this address of changes; the server starts anew.
   *
   * @param url null for no webhook
   * @param secret {@code whsec_} and base64
   */
  public void webhook(@Nullable URI url, String secret) {
    script.run("stop");
    script.webhook(url, secret);
    script.run("start");
  }

  /** Everything that RT has logged. */
  public String log() {
    return script.log();
  }

  @Override
  public void close() {
    script.run("stop");
    script.remove();
  }
}
