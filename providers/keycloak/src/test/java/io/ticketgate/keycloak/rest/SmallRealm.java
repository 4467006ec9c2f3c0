package io.ticketgate.keycloak.rest;

import io.ticketgate.core.access.Directory;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.keycloak.Fake;
import io.ticketgate.keycloak.calls.AdminCaller;
import io.ticketgate.spi.EntitlementName;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.GroupModel;
import org.keycloak.models.GroupProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakTransactionManager;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserProvider;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.UserSessionProvider;
import org.keycloak.protocol.oidc.encode.AccessTokenContext;
import org.keycloak.protocol.oidc.encode.TokenContextEncoderProvider;
import org.keycloak.provider.Provider;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.resources.admin.AdminAuth;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/**
 * A realm of a few people and roles: alice, erin (disabled), the client orders with its role refund
 * and a service account, the client no-account, the roles db-admin and ops. Its caller is carol,
 * who has the roles of the gate that a test says.
 */
public final class SmallRealm {

  static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");

  private final Map<String, UserModel> users = new HashMap<>();
  private final Map<String, ClientModel> clients = new HashMap<>();
  private final Map<String, RoleModel> roles = new HashMap<>();
  private final Transactions transactions = new Transactions();
  private final Realm parts = new Realm();
  private final RealmModel realm = Fake.of(RealmModel.class, parts);
  private final KeycloakSession session = Fake.of(KeycloakSession.class, new Session());
  private final UserModel carol = user("carol", null, true);

  /** Which roles of the gate the caller has; all of them unless told otherwise. */
  private boolean permitted = true;

  SmallRealm() {
    user("alice", null, true);
    user("erin", null, false);
    role("db-admin", realm);
    role("ops", realm);
    client("orders", true);
    client("no-account", false);
    client("saml-1", false);
  }

  /** Stands for a collaborator that a test never gets to. */
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  static <T> T notReached() {
    return null;
  }

  SmallRealm withoutPermission() {
    permitted = false;
    return this;
  }

  boolean rolledBack() {
    return transactions.rollbackOnly;
  }

  KeycloakSession session() {
    return session;
  }

  RealmModel realm() {
    return realm;
  }

  Lookup lookup() {
    return new Lookup(session, realm, this::named, new People());
  }

  Call call() {
    return new Call(
        session, realm, new AdminCaller(session, realm, permissions(), notReached()), NOW);
  }

  private Optional<RoleModel> named(EntitlementName name) {
    return Optional.ofNullable(
        name instanceof EntitlementName.ClientRole role
            ? roles.get(role.client() + "/" + role.role())
            : roles.get(((EntitlementName.RealmRole) name).role()));
  }

  private AdminPermissionEvaluator permissions() {
    AccessToken token = new AccessToken();
    token.setSessionId("s-carol");
    token.id("onrtac:carol");
    AdminAuth auth =
        new AdminAuth(realm, token, carol, Fake.of(ClientModel.class, new Client("x")));
    return Fake.of(AdminPermissionEvaluator.class, new Permissions(auth));
  }

  private UserModel user(String name, @Nullable String client, boolean enabled) {
    UserModel user = Fake.of(UserModel.class, new User(name, client, enabled));
    users.put(name, user);
    return user;
  }

  private void role(String name, Object container) {
    String prefix = container instanceof ClientModel client ? client.getClientId() + "/" : "";
    roles.put(prefix + name, Fake.of(RoleModel.class, new Role("r-" + name, name, container)));
  }

  private void client(String clientId, boolean account) {
    ClientModel client = Fake.of(ClientModel.class, new Client(clientId));
    clients.put(clientId, client);
    if (account) {
      role("refund", client);
      user("service-account-" + clientId, "c-" + clientId, true);
    }
  }

  // What Keycloak's interfaces are asked here; Fake calls them by name.

  /** A person, or the service account of a client. */
  public final class User {
    private final String name;
    private final @Nullable String client;
    private final boolean enabled;

    User(String name, @Nullable String client, boolean enabled) {
      this.name = name;
      this.client = client;
      this.enabled = enabled;
    }

    public String getId() {
      return "u-" + name;
    }

    public String getUsername() {
      return name;
    }

    public boolean isEnabled() {
      return enabled;
    }

    public @Nullable String getServiceAccountClientLink() {
      return client;
    }

    public boolean hasRole(RoleModel role) {
      return permitted;
    }
  }

  /** A client; every role is in its scope. */
  public static final class Client {
    private final String clientId;

    Client(String clientId) {
      this.clientId = clientId;
    }

    public String getId() {
      return "c-" + clientId;
    }

    public String getClientId() {
      return clientId;
    }

    public String getProtocol() {
      return clientId.startsWith("saml") ? "saml" : "openid-connect";
    }

    public RoleModel getRole(String name) {
      return Fake.of(RoleModel.class, new Role("r-" + name, name, this));
    }

    public boolean hasScope(RoleModel role) {
      return true;
    }
  }

  /** A role of the realm or of a client. */
  public static final class Role {
    private final String id;
    private final String name;
    private final Object container;

    Role(String id, String name, Object container) {
      this.id = id;
      this.name = name;
      this.container = container;
    }

    public String getId() {
      return id;
    }

    public String getName() {
      return name;
    }

    public @Nullable Object getContainer() {
      return container instanceof ClientModel || container instanceof RealmModel ? container : null;
    }
  }

  /** The realm. */
  public final class Realm {
    public String getId() {
      return "realm-1";
    }

    public String getName() {
      return "demo";
    }

    public @Nullable ClientModel getClientByClientId(String clientId) {
      return clientId.equals("realm-management")
          ? Fake.of(ClientModel.class, new Client(clientId))
          : clients.get(clientId);
    }

    public @Nullable ClientModel getClientById(String id) {
      return clients.get(id.substring(2));
    }
  }

  /** The session, its users, groups and context at once. */
  public final class Session {
    private final Map<String, Object> attributes = new HashMap<>();

    public <T> @Nullable T getAttribute(String name, Class<T> type) {
      return type.cast(attributes.get(name));
    }

    public void setAttribute(String name, Object value) {
      attributes.put(name, value);
    }

    public UserSessionProvider sessions() {
      return Fake.of(UserSessionProvider.class, this);
    }

    /** Nobody took it over. */
    public @Nullable UserSessionModel getUserSession(RealmModel realm, String id) {
      return id.equals("s-carol") ? Fake.of(UserSessionModel.class, this) : null;
    }

    public @Nullable String getNote(String name) {
      return null;
    }

    public String getAuthMethod() {
      return "openid-connect";
    }

    public UserModel getUser() {
      return carol;
    }

    public AuthenticatedClientSessionModel getAuthenticatedClientSessionByClient(String id) {
      return Fake.of(AuthenticatedClientSessionModel.class, this);
    }

    public <T extends Provider> T getProvider(Class<T> type) {
      return type.cast(Fake.of(TokenContextEncoderProvider.class, this));
    }

    public AccessTokenContext getTokenContextFromTokenId(String id) {
      return new AccessTokenContext(
          AccessTokenContext.SessionType.ONLINE,
          AccessTokenContext.TokenType.REGULAR,
          "password",
          id);
    }

    public UserProvider users() {
      return Fake.of(UserProvider.class, this);
    }

    public GroupProvider groups() {
      return Fake.of(GroupProvider.class, this);
    }

    public KeycloakTransactionManager getTransactionManager() {
      return Fake.of(KeycloakTransactionManager.class, transactions);
    }

    public @Nullable UserModel getUserByUsername(RealmModel realm, String name) {
      return users.get(name);
    }

    public @Nullable UserModel getUserById(RealmModel realm, String id) {
      return id.startsWith("u-") ? users.get(id.substring(2)) : null;
    }

    public @Nullable UserModel getServiceAccount(ClientModel client) {
      return users.get("service-account-" + client.getClientId());
    }

    public @Nullable GroupModel getGroupByName(
        RealmModel realm, @Nullable GroupModel parent, String name) {
      return null;
    }

    public Stream<GroupModel> getTopLevelGroupsStream(RealmModel realm) {
      return Stream.of();
    }
  }

  /** What becomes of the transaction. */
  public static final class Transactions {
    private boolean rollbackOnly;

    public void setRollbackOnly() {
      rollbackOnly = true;
    }
  }

  /** Keycloak's own permissions. */
  public static final class Permissions {
    private final AdminAuth auth;

    Permissions(AdminAuth auth) {
      this.auth = auth;
    }

    public AdminAuth adminAuth() {
      return auth;
    }
  }

  /** Finds enabled people by id or name. */
  private final class People implements Directory {
    @Override
    public Optional<Person> person(String system, String name) {
      return Optional.empty();
    }

    @Override
    public Optional<String> identity(String system, String name, Subject.Kind kind) {
      return Optional.empty();
    }

    @Override
    public Optional<Instant> madeAt(Subject subject) {
      return Optional.empty();
    }

    @Override
    public Optional<String> entitlement(EntitlementName name) {
      return Optional.empty();
    }

    @Override
    public Optional<Person> enabledById(String id) {
      return enabledPerson(id);
    }

    @Override
    public boolean holds(String userId, String role) {
      return false;
    }

    @Override
    public Map<String, List<String>> attributes(Subject subject) {
      return Map.of();
    }

    @Override
    public Optional<String> attribute(Subject subject, String name) {
      return Optional.empty();
    }

    @Override
    public Optional<Person> enabledPerson(String nameOrId) {
      return users.values().stream()
          .filter(user -> user.getId().equals(nameOrId))
          .filter(user -> user.isEnabled() && user.getServiceAccountClientLink() == null)
          .map(user -> new Person(user.getId(), user.getUsername()))
          .findFirst();
    }
  }
}
