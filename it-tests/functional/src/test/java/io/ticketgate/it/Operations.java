package io.ticketgate.it;

import io.ticketgate.it.Story.Pushed;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Each operation of the gate's resource, who may call it, and a request that then succeeds. */
final class Operations {

  private static final Set<String> READERS = Set.of("view", "grant", "review", "admin");

  private final Callers callers;
  private int made;
  private String listener;

  Operations(Callers callers) {
    this.callers = callers;
  }

  /** A request that succeeds if the caller may make it. */
  record Prepared(String path, Object body) {}

  /**
   * An operation of the resource.
   *
   * @param path as in the OpenAPI document, below the base path
   * @param roles which ticket-gate role alone suffices
   * @param granting whether Keycloak's own permission to map the role is needed too
   * @param ofTheRealm whether only users of the realm itself may do it
   */
  record Operation(
      String method,
      String path,
      Set<String> roles,
      boolean granting,
      boolean ofTheRealm,
      Function<Operations, Prepared> request) {

    String name() {
      return method + " " + path;
    }
  }

  private static Operation op(
      String method, String path, Set<String> roles, Function<Operations, Prepared> request) {
    return new Operation(method, path, roles, false, false, request);
  }

  private static Operation grant(
      String method, String path, Function<Operations, Prepared> request) {
    return new Operation(method, path, Set.of("grant"), true, false, request);
  }

  private static Function<Operations, Prepared> at(String path) {
    return it -> new Prepared(path, null);
  }

  static List<Operation> all() {
    return List.of(
        op("GET", "/", READERS, at("")),
        op("GET", "/bindings", READERS, at("/bindings")),
        grant("POST", "/bindings", it -> new Prepared("/bindings", it.callers.request())),
        op(
            "DELETE",
            "/bindings",
            Set.of("admin"),
            it -> new Prepared("/bindings?realm=" + it.callers.realm.name(), null)),
        op(
            "GET",
            "/bindings/{id}",
            READERS,
            it -> new Prepared("/bindings/" + it.callers.active(), null)),
        op(
            "GET",
            "/bindings/{id}/history",
            READERS,
            it -> new Prepared("/bindings/" + it.callers.active() + "/history", null)),
        op(
            "GET",
            "/bindings/{id}/evidence",
            Set.of("view", "grant", "review", "admin", "audit"),
            it -> new Prepared("/bindings/" + it.callers.active() + "/evidence", null)),
        op("GET", "/evidence", Set.of("admin", "audit"), at("/evidence?to=2020-01-01T00:00:00Z")),
        grant(
            "POST",
            "/bindings/{id}/activate",
            it -> new Prepared("/bindings/" + it.callers.authorised() + "/activate", null)),
        op(
            "POST",
            "/bindings/{id}/revoke",
            Set.of("grant", "admin", "itsm"),
            it ->
                new Prepared(
                    "/bindings/" + it.callers.active() + "/revoke", Map.of("reason", "x"))),
        op(
            "POST",
            "/bindings/{id}/suspend",
            Set.of("grant", "admin", "itsm"),
            it ->
                new Prepared(
                    "/bindings/" + it.callers.active() + "/suspend", Map.of("reason", "x"))),
        grant(
            "POST",
            "/bindings/{id}/resume",
            it -> new Prepared("/bindings/" + it.callers.suspended() + "/resume", null)),
        grant(
            "POST",
            "/bindings/{id}/extend",
            it ->
                new Prepared(
                    "/bindings/" + it.endingSoon() + "/extend",
                    Map.of("expiresAt", Instant.now().plusSeconds(7200).toString()))),
        op(
            "POST",
            "/bindings/{id}/owner",
            Set.of("admin"),
            it ->
                new Prepared(
                    "/bindings/" + it.ofServiceAccount() + "/owner",
                    Map.of("owner", it.callers.story.newUser()))),
        op(
            "POST",
            "/bindings/{id}/review",
            Set.of("review"),
            it ->
                new Prepared(
                    "/bindings/" + it.callers.emergency() + "/review",
                    Map.of("outcome", "rejected"))),
        new Operation(
            "POST",
            "/break-glass",
            Set.of("break-glass"),
            false,
            true,
            it -> new Prepared("/break-glass", it.callers.emergencyRequest())),
        op(
            "POST",
            "/bindings/{id}/certify",
            Set.of("admin"),
            it -> new Prepared("/bindings/" + it.callers.active() + "/certify", null)),
        op("GET", "/reviews", READERS, at("/reviews")),
        op(
            "POST",
            "/reviews",
            Set.of("review", "admin"),
            it ->
                new Prepared(
                    "/reviews",
                    Map.of("ids", List.of(it.callers.active()), "outcome", "certified"))),
        op("GET", "/coverage", READERS, it -> new Prepared("/coverage", null)),
        op("GET", "/coverage/unused", READERS, at("/coverage/unused")),
        op("POST", "/coverage/adopt", Set.of("admin"), it -> it.adoption()),
        op("GET", "/jobs", READERS, at("/jobs")),
        op("GET", "/jobs/{id}", READERS, it -> new Prepared("/jobs/" + it.newJob(), null)),
        op(
            "POST",
            "/jobs/{id}/cancel",
            Set.of("admin"),
            it -> new Prepared("/jobs/" + it.newJob() + "/cancel", null)),
        op(
            "POST",
            "/evaluations",
            READERS,
            it -> new Prepared("/evaluations", it.callers.request())),
        op(
            "GET",
            "/tickets/{system}/{key}",
            Set.of("view", "grant", "review", "admin", "itsm"),
            it -> new Prepared("/tickets/demo/" + it.callers.ticket().key, null)),
        op(
            "PUT",
            "/tickets/{system}/{key}",
            Set.of("admin", "itsm"),
            it -> {
              Pushed ticket = it.callers.ticket();
              return new Prepared(
                  "/tickets/demo/" + ticket.key, ticket.with("version", "2").json());
            }),
        op(
            "POST",
            "/tickets/{system}/{key}/sync",
            Set.of("admin", "itsm", "grant"),
            it -> new Prepared("/tickets/demo/" + it.callers.ticket().key + "/sync", null)),
        op("GET", "/rules", READERS, at("/rules")),
        op("POST", "/rules", Set.of("admin"), it -> new Prepared("/rules", it.rule())),
        op(
            "POST",
            "/rules/impact",
            Set.of("admin"),
            it -> new Prepared("/rules/impact", it.rule())),
        op("POST", "/rules/trial", Set.of("admin"), it -> it.trial()),
        op("GET", "/protection", READERS, it -> it.protection()),
        op(
            "GET",
            "/activity",
            Set.of("view", "grant", "review", "admin", "audit"),
            at("/activity")),
        op(
            "GET",
            "/activity/counts",
            Set.of("view", "grant", "review", "admin", "audit"),
            at("/activity/counts")),
        op("GET", "/rules/{id}", READERS, it -> new Prepared("/rules/" + it.newRule(), null)),
        op(
            "PUT",
            "/rules/{id}",
            Set.of("admin"),
            it -> new Prepared("/rules/" + it.newRule(), it.rule())),
        op(
            "DELETE",
            "/rules/{id}",
            Set.of("admin"),
            it -> new Prepared("/rules/" + it.newRule(), null)),
        op("POST", "/rules/{id}/release", Set.of("admin"), it -> it.remembered()),
        op("GET", "/systems", READERS, at("/systems")),
        op("POST", "/systems", Set.of("admin"), it -> new Prepared("/systems", it.system())),
        op("GET", "/systems/{id}", READERS, it -> new Prepared("/systems/" + it.newSystem(), null)),
        op(
            "PUT",
            "/systems/{id}",
            Set.of("admin"),
            it -> new Prepared("/systems/" + it.newSystem(), Map.of("config", Map.of()))),
        op(
            "DELETE",
            "/systems/{id}",
            Set.of("admin"),
            it -> new Prepared("/systems/" + it.newSystem(), null)),
        op(
            "POST",
            "/systems/{id}/test",
            Set.of("admin"),
            it -> new Prepared("/systems/" + it.newSystem() + "/test", null)),
        op(
            "GET",
            "/systems/{id}/history",
            Set.of("view", "grant", "review", "admin", "audit"),
            it -> new Prepared("/systems/" + it.newSystem() + "/history", null)),
        op("GET", "/subscribers", READERS, at("/subscribers")),
        op(
            "POST",
            "/subscribers",
            Set.of("admin"),
            it -> new Prepared("/subscribers", it.subscriber())),
        op(
            "GET",
            "/subscribers/{id}",
            READERS,
            it -> new Prepared("/subscribers/" + it.newSubscriber(), null)),
        op(
            "PUT",
            "/subscribers/{id}",
            Set.of("admin"),
            it -> new Prepared("/subscribers/" + it.newSubscriber(), it.subscriber())),
        op(
            "DELETE",
            "/subscribers/{id}",
            Set.of("admin"),
            it -> new Prepared("/subscribers/" + it.newSubscriber(), null)),
        op(
            "POST",
            "/subscribers/{id}/test",
            Set.of("admin"),
            it -> new Prepared("/subscribers/" + it.newSubscriber() + "/test", null)),
        op(
            "GET",
            "/subscribers/{id}/deliveries",
            READERS,
            it -> new Prepared("/subscribers/" + it.newSubscriber() + "/deliveries", null)),
        op(
            "GET",
            "/subscribers/{id}/deliveries/{delivery}",
            READERS,
            it -> new Prepared(it.deadLetter(), null)),
        op(
            "POST",
            "/subscribers/{id}/deliveries/{delivery}/redeliver",
            Set.of("admin"),
            it -> new Prepared(it.deadLetter() + "/redeliver", null)),
        op(
            "POST",
            "/subscribers/{id}/deliveries/redeliver",
            Set.of("admin"),
            it ->
                new Prepared(
                    "/subscribers/" + it.newSubscriber() + "/deliveries/redeliver", null)));
  }

  private Prepared trial() {
    return new Prepared("/rules/trial", Map.of("rule", rule(), "request", callers.request()));
  }

  private Prepared protection() {
    return new Prepared(
        "/protection?role=" + callers.realm.role(Story.ROLE).path("id").asText(), null);
  }

  private Prepared adoption() {
    Pushed ticket =
        callers
            .story
            .ticketFor("bob")
            .with("requester", "carol")
            .without("requestedFor")
            .approvedBy("bob")
            .push();
    return new Prepared(
        "/coverage/adopt",
        Map.of(
            "ticket",
            ticket.ref(),
            "reviewBy",
            Instant.now().plusSeconds(86_400).toString(),
            "all",
            true));
  }

  private String newJob() {
    Prepared adoption = adoption();
    return callers.realm.gate(adoption.path()).post(adoption.body()).expect(202).createdId();
  }

  /** A binding that can have an owner. */
  private String ofServiceAccount() {
    String client = "owned-" + ++made;
    callers.realm.createClient(client, Map.of("serviceAccountsEnabled", true));
    Story.Pushed ticket =
        callers.story.ticketFor(client).with("requester", "carol").approvedBy("bob").push();
    return callers
        .realm
        .gate("/bindings")
        .post(
            Map.of(
                "ticket", ticket.ref(),
                "subject", Map.of("serviceAccount", client),
                "entitlement", Map.of("realmRole", Story.ROLE)))
        .expect(201)
        .createdId();
  }

  /** A binding that ends soon. */
  private String endingSoon() {
    Map<String, Object> request = callers.request();
    request.put("expiresAt", Instant.now().plusSeconds(3600).toString());
    return callers.realm.gate("/bindings").post(request).expect(201).createdId();
  }

  private Map<String, Object> subscriber() {
    return subscriber("io.ticketgate.binding.expired");
  }

  /** Nobody listens there. */
  private Map<String, Object> subscriber(String type) {
    return Map.of(
        "name",
        "subscriber-" + ++made,
        "url",
        "http://127.0.0.1:9/",
        "secret",
        EventReceiver.SECRET,
        "types",
        List.of(type),
        "giveUpAfter",
        "PT0.1S",
        "owner",
        "bob");
  }

  private String newSubscriber() {
    return newSubscriber(subscriber());
  }

  private String newSubscriber(Map<String, Object> json) {
    return callers.realm.gate("/subscribers").post(json).expect(201).createdId();
  }

  /** That it was made could not be told to it. */
  private String deadLetter() {
    if (listener == null) {
      listener = newSubscriber(subscriber("io.ticketgate.subscriber.changed"));
    }
    String path = "/subscribers/" + listener + "/deliveries";
    if (!Story.within(
        30, () -> !callers.realm.gate(path + "?status=dead").get().expect(200).json().isEmpty())) {
      throw new AssertionError("There is no dead letter.");
    }
    return path
        + "/"
        + callers.realm.gate(path + "?status=dead").get().json().get(0).path("id").asText();
  }

  Map<String, Object> rule() {
    return Map.of(
        "name", "rule-" + ++made, "protects", Map.of("realmRoles", List.of("unused-" + made)));
  }

  private String newRule() {
    return callers.realm.gate("/rules").post(rule()).expect(201).createdId();
  }

  /** A rule that knows a role by the name that it has given up. */
  private Prepared remembered() {
    String rule = newRule();
    String role = "unused-" + made;
    callers.realm.createRole(role);
    callers.realm.api("/roles/" + role).put(Map.of("name", "was-" + role)).expect(204);
    return new Prepared(
        "/rules/" + rule + "/release", Map.of("entitlement", Map.of("realmRole", "was-" + role)));
  }

  private Map<String, Object> system() {
    return Map.of("name", "system-" + ++made, "connector", "push");
  }

  private String newSystem() {
    return callers.realm.gate("/systems").post(system()).expect(201).createdId();
  }
}
