package io.ticketgate.it;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.RealmFixture;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The cast that the tests share: alice asks, bob and carol approve, the ITSM pushes, role db-admin
 * is protected. Each test class has a realm of its own, each test its own tickets and people.
 */
public final class Story {

  public static final String SYSTEM = "demo";
  public static final String ROLE = "db-admin";

  final RealmFixture realm;
  private int tickets;
  private int people;

  Story(RealmFixture realm) {
    this(realm, true, true);
  }

  private Story(RealmFixture realm, boolean newPeople, boolean newRole) {
    this.realm = realm;
    if (newPeople) {
      realm.createUser("bob");
      realm.createUser("carol");
    }
    if (newRole) {
      realm.createRole(ROLE);
    }
    realm.gate("/systems").post(Map.of("name", SYSTEM, "connector", "push")).expect(201);
  }

  /** The same in a realm that has the role already. */
  public static Story whereTheRoleIs(RealmFixture realm) {
    return new Story(realm, true, false);
  }

  /** The same in a realm that came with the role and with {@link #cast}. */
  public static Story whereTheCastIs(RealmFixture realm) {
    return new Story(realm, false, false);
  }

  /** Who approves, and these, as {@code users} of a realm's representation. */
  public static List<Map<String, Object>> cast(String... further) {
    return Stream.concat(Stream.of("bob", "carol"), Stream.of(further))
        .map(name -> RealmFixture.user(name, Map.of()))
        .toList();
  }

  /** Adds a rule that protects {@code db-*}; {@code more} is merged over it. */
  public String rule(Map<String, ?> more) {
    Map<String, Object> rule = new LinkedHashMap<>();
    rule.put("name", "prod-admins");
    rule.put("protects", Map.of("realmRoles", List.of("db-*")));
    rule.put("tickets", Map.of("minApprovals", 1));
    rule.putAll(more);
    return realm.gate("/rules").post(rule).expect(201).createdId();
  }

  public String newUser() {
    String name = "alice" + ++people;
    realm.createUser(name);
    return name;
  }

  /** An open ticket for the role, approved by bob and carol. */
  public Pushed ticketFor(String subject) {
    return new Pushed("CHG-" + ++tickets, subject);
  }

  public Answer bind(Pushed ticket, String user) {
    return bind(ticket, user, Map.of());
  }

  public Answer bind(Pushed ticket, String user, Map<String, ?> more) {
    return realm.gate("/bindings").post(request(ticket, user, more));
  }

  public Map<String, Object> request(Pushed ticket, String user, Map<String, ?> more) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("ticket", ticket.ref());
    body.put("subject", Map.of("user", user));
    body.put("entitlement", Map.of("realmRole", ROLE));
    body.putAll(more);
    return body;
  }

  public JsonNode binding(String id) {
    return realm.gate("/bindings/" + id).get().expect(200).json();
  }

  /** Whether {@code condition} comes true within half a minute. */
  public static boolean eventually(java.util.function.BooleanSupplier condition) {
    return within(30, condition);
  }

  /** Whether {@code condition} comes true within so many seconds. */
  static boolean within(int seconds, java.util.function.BooleanSupplier condition) {
    Instant end = Instant.now().plusSeconds(seconds);
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(end)) {
        return false;
      }
      try {
        Thread.sleep(100);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }

  /** A ticket record that grows by versions. */
  public final class Pushed {

    final String key;
    private final Map<String, Object> record = new LinkedHashMap<>();
    private int version;

    private Pushed(String key, String requestedFor) {
      this.key = key;
      record.put("type", "change_request");
      record.put("state", "implement");
      record.put("open", true);
      record.put("requester", requestedFor);
      record.put("requestedFor", requestedFor);
      record.put("entitlements", List.of(Map.of("realmRole", ROLE)));
      record.put("justification", "rotate TDE keys");
      approvedBy("bob", "carol");
    }

    public String ref() {
      return SYSTEM + ":" + key;
    }

    public Pushed with(String field, Object value) {
      record.put(field, value);
      return this;
    }

    public Pushed without(String field) {
      record.remove(field);
      return this;
    }

    Pushed approvedBy(String... names) {
      List<Map<String, String>> approvals = new ArrayList<>();
      for (String name : names) {
        approvals.add(approval(name, "approved"));
      }
      return with("approvals", approvals);
    }

    Map<String, String> approval(String name, String decision) {
      return Map.of("approver", name, "decision", decision, "at", Instant.now().toString());
    }

    /** Sends the record with the next version. */
    public Pushed push() {
      Answer answer = send(String.valueOf(++version), realm.server().admin().adminToken());
      if (answer.status() / 100 != 2) {
        throw new AssertionError(answer.toString());
      }
      return this;
    }

    Answer send(String asVersion, String token) {
      Map<String, Object> body = new LinkedHashMap<>(record);
      body.put("version", asVersion);
      return realm.gate("/tickets/" + SYSTEM + "/" + key).bearer(token).put(body);
    }

    /** What {@link #close} would send. */
    Map<String, Object> closedRecord() {
      Map<String, Object> body = new LinkedHashMap<>(record);
      body.put("open", false);
      body.put("state", "closed");
      body.put("version", String.valueOf(++version));
      return body;
    }

    /** The answer to the next version, which says that the ticket is closed. */
    Answer closing() {
      with("open", false).with("state", "closed");
      return send(String.valueOf(++version), realm.server().admin().adminToken());
    }

    public void close() {
      with("open", false).with("state", "closed").push();
    }

    public JsonNode read() {
      return realm.gate("/tickets/" + SYSTEM + "/" + key).get().expect(200).json();
    }

    String json() {
      return Http.JSON.valueToTree(record).toString();
    }
  }
}
