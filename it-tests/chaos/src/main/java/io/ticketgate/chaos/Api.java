package io.ticketgate.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.chaos.Calls.Reply;
import io.ticketgate.it.harness.AdminApi;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.RealmFixture;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What workers and checks ask of a node of the realm. For any number of threads. */
final class Api {

  private static final int UNAUTHORIZED = 401;

  private final Calls calls = new Calls();
  private final Realm realm;
  private volatile String token = "";
  private volatile int renewals;

  Api(Realm realm) {
    this.realm = realm;
  }

  private Reply admin(
      Node node, String method, String path, Map<String, String> more, Object body) {
    URI uri = URI.create(node.address() + "/admin/realms/" + realm.name() + path);
    String used = token;
    Reply reply = calls.send(method, uri, with(more, used), body);
    if (reply.status() == UNAUTHORIZED && renewed(node, used)) {
      return calls.send(method, uri, with(more, token), body);
    }
    return reply;
  }

  private static Map<String, String> with(Map<String, String> headers, String token) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put("Authorization", "Bearer " + token);
    return all;
  }

  /** A session that a node was about to store when it died is lost, and its tokens with it. */
  private synchronized boolean renewed(Node node, String refused) {
    if (!token.equals(refused)) {
      return true;
    }
    Reply reply =
        calls.form(
            URI.create(node.address() + "/realms/master/protocol/openid-connect/token"),
            Map.of(
                "grant_type",
                "password",
                "client_id",
                "admin-cli",
                "username",
                AdminApi.ADMIN,
                "password",
                AdminApi.ADMIN));
    if (reply.done()) {
      renewals++;
      token = reply.json().path("access_token").asText();
    }
    return reply.done();
  }

  /** How often the administrator had to log in again. */
  int renewals() {
    return renewals;
  }

  private Reply gate(Node node, String method, String path, Object body) {
    return admin(node, method, "/ticket-gate" + path, Map.of(), body);
  }

  Reply push(Node node, Fact fact, boolean open) {
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("type", "change_request");
    record.put("state", open ? "implement" : "closed");
    record.put("open", open);
    record.put("version", Integer.toString(fact.nextVersion()));
    record.put("requester", fact.credential() ? Realm.ASKER : fact.holder());
    record.put("requestedFor", fact.holder());
    record.put(
        "entitlements",
        List.of(Map.of(fact.credential() ? "clientCredential" : "realmRole", fact.entitlement())));
    record.put("justification", "rotate TDE keys");
    record.put(
        "approvals",
        List.of(Map.of("approver", "bob", "decision", "approved", "at", Instant.now().toString())));
    return gate(node, "PUT", "/tickets/" + fact.system() + "/" + fact.key(), record);
  }

  Reply bind(Node node, Fact fact, boolean activate) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("ticket", fact.ticket());
    body.put("subject", Map.of(fact.credential() ? "serviceAccount" : "user", fact.holder()));
    body.put(
        "entitlement",
        Map.of(fact.credential() ? "clientCredential" : "realmRole", fact.entitlement()));
    body.put("activate", activate);
    Instant end = fact.end();
    if (end != null) {
      body.put("expiresAt", end.toString());
    }
    return gate(node, "POST", "/bindings", body);
  }

  /** By the stock endpoint, with the ticket in a header. */
  Reply assign(Node node, Fact fact) {
    return admin(
        node,
        "POST",
        "/users/" + realm.userId(fact.holder()) + "/role-mappings/realm",
        Map.of("X-Ticket-Ref", fact.ticket()),
        List.of(Map.of("id", realm.roleId(fact.entitlement()), "name", fact.entitlement())));
  }

  Reply step(Node node, String binding, String step) {
    Object body = step.equals("activate") ? "" : Map.of("reason", "as agreed");
    return gate(node, "POST", "/bindings/" + binding + "/" + step, body);
  }

  /** The ids of the bindings under a ticket; empty if nobody answers. */
  List<String> bindings(Node node, Fact fact) {
    Reply reply = gate(node, "GET", "/bindings?ticket=" + Http.encode(fact.ticket()), "");
    return reply.done() ? reply.json().findValuesAsText("id") : List.of();
  }

  Reply list(Node node) {
    return gate(node, "GET", "/bindings?max=5", "");
  }

  Reply webhook(Node node, Fact fact) {
    String body = "{\"ticket\":\"" + fact.key() + "\"}";
    return calls.send(
        "POST", open(node, "/ticket-gate/webhooks/" + fact.system()), Itsm.signed(body), body);
  }

  /** A token of a client, for its secret. */
  Reply clientToken(Node node, String client, String secret) {
    return token(
        node,
        Map.of("grant_type", "client_credentials", "client_id", client, "client_secret", secret));
  }

  /** A token of a user, for the password. */
  Reply userToken(Node node, String user) {
    return token(
        node,
        Map.of(
            "grant_type", "password",
            "client_id", RealmFixture.APP,
            "client_secret", RealmFixture.SECRET,
            "username", user,
            "password", RealmFixture.PASSWORD));
  }

  private Reply token(Node node, Map<String, String> fields) {
    return calls.form(open(node, "/protocol/openid-connect/token"), fields);
  }

  Reply introspect(Node node, String accessToken) {
    return calls.form(
        open(node, "/protocol/openid-connect/token/introspect"),
        Map.of(
            "client_id", RealmFixture.APP,
            "client_secret", RealmFixture.SECRET,
            "token", accessToken));
  }

  private URI open(Node node, String path) {
    return URI.create(node.address() + "/realms/" + realm.name() + path);
  }

  /** The protected roles in an access token. */
  static Set<String> roles(String accessToken) {
    String claims =
        new String(
            Base64.getUrlDecoder().decode(accessToken.split("\\.", -1)[1]), StandardCharsets.UTF_8);
    return roles(new Reply(200, claims, true).json());
  }

  /** The protected roles in the claims of a token. */
  static Set<String> roles(JsonNode claims) {
    Set<String> roles = new TreeSet<>();
    for (JsonNode role : claims.at("/realm_access/roles")) {
      if (role.asText().startsWith(Realm.PROTECTED)) {
        roles.add(role.asText());
      }
    }
    return roles;
  }
}
