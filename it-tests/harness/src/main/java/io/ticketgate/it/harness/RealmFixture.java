package io.ticketgate.it.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A realm of its own for a test, with what tests do to realms again and again. All is done as the
 * master administrator unless a call says otherwise. Methods that answer an {@link Answer} accept
 * every status; the others fail on a wrong one.
 */
public final class RealmFixture implements AutoCloseable {

  /** Password of every user. */
  public static final String PASSWORD = "password";

  /** Secret of every confidential client. */
  public static final String SECRET = "secret";

  /** A confidential client for logins with a password, and for introspection of any token. */
  public static final String APP = "app";

  private final KeycloakServer server;
  private final String name;

  private RealmFixture(KeycloakServer server, String name) {
    this.server = server;
    this.name = name;
  }

  static RealmFixture create(KeycloakServer server, Map<String, ?> representation) {
    RealmFixture realm =
        new RealmFixture(server, "it-" + UUID.randomUUID().toString().substring(0, 8));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("enabled", true);
    json.put("components", RealmKeys.components());
    json.putAll(representation);
    json.put("realm", realm.name);
    json.put("clients", withApp(representation.get("clients")));
    if (representation.get("users") instanceof List<?> users) {
      json.put("users", users.stream().map(realm::withDefaultRoles).toList());
    }
    server.admin().to("/admin/realms").post(json).expect(201);
    return realm;
  }

  private static List<Object> withApp(@Nullable Object clients) {
    List<Object> all = new ArrayList<>();
    all.add(
        client(APP, Map.of("directAccessGrantsEnabled", true, "serviceAccountsEnabled", false)));
    if (clients instanceof List<?> further) {
      all.addAll(further);
    }
    return all;
  }

  /** An import gives nobody what everybody has. */
  private Map<String, Object> withDefaultRoles(Object user) {
    Map<String, Object> json = new LinkedHashMap<>();
    ((Map<?, ?>) user).forEach((field, value) -> json.put(field.toString(), value));
    json.putIfAbsent("realmRoles", List.of("default-roles-" + name));
    return json;
  }

  static RealmFixture of(KeycloakServer server, String name) {
    return new RealmFixture(server, name);
  }

  public String name() {
    return name;
  }

  public KeycloakServer server() {
    return server;
  }

  // Requests

  /**
   * A request to {@code /admin/realms/{realm}} and {@code path}, which is empty or starts with a
   * slash.
   */
  public Http.Call api(String path) {
    return server.admin().to("/admin/realms/" + name + path);
  }

  /** A request to {@code /admin/realms/{realm}/ticket-gate} and {@code path}. */
  public Http.Call gate(String path) {
    return api("/ticket-gate" + path);
  }

  /** An anonymous request to {@code /realms/{realm}} and {@code path}. */
  public Http.Call open(String path) {
    return server.http().to("/realms/" + name + path);
  }

  // Users, roles, clients

  /** Creates a user with a name, an e-mail address and {@link #PASSWORD}; answers the id. */
  public String createUser(String username) {
    return createUser(username, Map.of());
  }

  /** The same with further or other fields of the user representation. */
  public String createUser(String username, Map<String, ?> representation) {
    return api("/users").post(user(username, representation)).expect(201).createdId();
  }

  /** The representation of such a user, for a realm that comes with its people. */
  public static Map<String, Object> user(String username, Map<String, ?> representation) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("username", username);
    json.put("enabled", true);
    json.put("firstName", username);
    json.put("lastName", "Test");
    json.put("email", username + "@example.test");
    json.put("emailVerified", true);
    json.put(
        "credentials", List.of(Map.of("type", "password", "value", PASSWORD, "temporary", false)));
    json.putAll(representation);
    return json;
  }

  /** Creates a realm role; answers its id. */
  public String createRole(String role) {
    api("/roles").post(Map.of("name", role)).expect(201);
    return roleId(role);
  }

  /** Creates a role of a client; answers its id. */
  public String createClientRole(String clientId, String role) {
    String roles = "/clients/" + clientUuid(clientId) + "/roles";
    api(roles).post(Map.of("name", role)).expect(201);
    return api(roles + "/" + Http.encode(role)).get().expect(200).text("id");
  }

  /**
   * Creates a confidential client with service account and {@link #SECRET}; answers its internal
   * id.
   */
  public String createClient(String clientId) {
    return createClient(clientId, Map.of());
  }

  /** The same with further or other fields of the client representation. */
  public String createClient(String clientId, Map<String, ?> representation) {
    return api("/clients").post(client(clientId, representation)).expect(201).createdId();
  }

  /** The representation of such a client, for a realm that comes with its clients. */
  public static Map<String, Object> client(String clientId, Map<String, ?> representation) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("clientId", clientId);
    json.put("secret", SECRET);
    json.put("publicClient", false);
    json.put("serviceAccountsEnabled", true);
    json.put("standardFlowEnabled", false);
    // Or else introspection says "inactive" of each token that is not meant for this client.
    json.put("attributes", Map.of("allow.token.introspection.without.audience.check", "true"));
    json.putAll(representation);
    return json;
  }

  /** Makes a role contain another. */
  public Answer addComposite(String role, String contained) {
    return api("/roles/" + Http.encode(role) + "/composites").post(List.of(role(contained)));
  }

  public String userId(String username) {
    return only(api("/users?exact=true&username=" + Http.encode(username)), username)
        .path("id")
        .asText();
  }

  public String clientUuid(String clientId) {
    return only(api("/clients?clientId=" + Http.encode(clientId)), clientId).path("id").asText();
  }

  /** The id of the user behind a client's service account. */
  public String serviceAccountUserId(String clientId) {
    return api("/clients/" + clientUuid(clientId) + "/service-account-user")
        .get()
        .expect(200)
        .text("id");
  }

  public String roleId(String role) {
    return role(role).path("id").asText();
  }

  /** The representation of a realm role, as role mappings want it. */
  public JsonNode role(String role) {
    return api("/roles/" + Http.encode(role)).get().expect(200).json();
  }

  // Role mappings

  /** The stock endpoint for a user's realm roles. */
  public Http.Call mappings(String userId) {
    return api("/users/" + userId + "/role-mappings/realm");
  }

  /** Gives a user (by name) a realm role by the stock endpoint, without a ticket. */
  public Answer assign(String username, String role) {
    return mappings(userId(username)).post(List.of(role(role)));
  }

  /** The same with the header {@code X-Ticket-Ref}. */
  public Answer assign(String username, String role, String ticket) {
    return mappings(userId(username)).ticket(ticket).post(List.of(role(role)));
  }

  public Answer unassign(String username, String role) {
    return mappings(userId(username)).delete(List.of(role(role)));
  }

  /** Names of the realm roles that a user has, directly or through composites and groups. */
  public Set<String> effectiveRoles(String username) {
    return names(api("/users/" + userId(username) + "/role-mappings/realm/composite"));
  }

  /** Names of the realm roles that are mapped to the user itself. */
  public Set<String> directRoles(String username) {
    return names(mappings(userId(username)));
  }

  /** Names of a client's roles that a user has, directly or through composites and groups. */
  public Set<String> effectiveClientRoles(String username, String clientId) {
    return names(
        api(
            "/users/"
                + userId(username)
                + "/role-mappings/clients/"
                + clientUuid(clientId)
                + "/composite"));
  }

  /** Gives a user, by id, roles of {@code realm-management}, such as {@code manage-users}. */
  public void grantManagement(String userId, String... roles) {
    grantClientRoles(userId, "realm-management", roles);
  }

  public void grantClientRoles(String userId, String clientId, String... roles) {
    String client = clientUuid(clientId);
    List<JsonNode> representations = new ArrayList<>();
    for (String role : roles) {
      representations.add(
          api("/clients/" + client + "/roles/" + Http.encode(role)).get().expect(200).json());
    }
    Http.Call mappings = api("/users/" + userId + "/role-mappings/clients/" + client);
    Answer answer = mappings.post(representations);
    // Keycloak's cached roles (26.7.3, DefaultLazyLoader) fail where two requests load one at once.
    (answer.status() == 500 ? mappings.post(representations) : answer).expect(204);
  }

  // Tokens

  /** Logs a user in by {@link #APP}: the token endpoint's answer, with access and refresh token. */
  public JsonNode login(String username) {
    return server.admin().passwordGrant(name, APP, username, PASSWORD);
  }

  /** A user's access token. */
  public String tokenOf(String username) {
    return login(username).path("access_token").asText();
  }

  /** An access token of a client's service account. */
  public String serviceAccountToken(String clientId) {
    return clientCredentials(clientId).expect(200).text("access_token");
  }

  /**
   * The token endpoint's answer to a client's credentials and further form fields, names and values
   * in turn.
   */
  public Answer clientCredentials(String clientId, String... more) {
    List<String> form = new ArrayList<>();
    form.addAll(
        List.of(
            "grant_type", "client_credentials", "client_id", clientId, "client_secret", SECRET));
    form.addAll(List.of(more));
    return server.admin().tokens(name, form.toArray(String[]::new));
  }

  public Answer refresh(String refreshToken) {
    return server
        .admin()
        .tokens(
            name,
            "grant_type",
            "refresh_token",
            "client_id",
            APP,
            "client_secret",
            SECRET,
            "refresh_token",
            refreshToken);
  }

  /** What introspection says of a token, asked by {@link #APP}. */
  public JsonNode introspect(String token) {
    return open("/protocol/openid-connect/token/introspect")
        .post(Http.form("client_id", APP, "client_secret", SECRET, "token", token))
        .expect(200)
        .json();
  }

  public boolean isActive(String token) {
    return introspect(token).path("active").asBoolean();
  }

  /** Changes fields of the realm, such as {@code Map.of("adminEventsEnabled", true)}. */
  public void update(Map<String, ?> representation) {
    ObjectNode json = Http.JSON.createObjectNode();
    representation.forEach((field, value) -> json.set(field, Http.JSON.valueToTree(value)));
    api("").put(json).expect(204);
  }

  /** Deletes the realm; fine if it is gone or the server is down. */
  @Override
  public void close() {
    if (server.isAlive()) {
      api("").delete();
    }
  }

  private static JsonNode only(Http.Call list, String wanted) {
    JsonNode found = list.get().expect(200).json();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " found for '" + wanted + "'");
    }
    return found.get(0);
  }

  private static Set<String> names(Http.Call list) {
    Set<String> names = new TreeSet<>();
    list.get().expect(200).json().forEach(role -> names.add(role.path("name").asText()));
    return names;
  }
}
