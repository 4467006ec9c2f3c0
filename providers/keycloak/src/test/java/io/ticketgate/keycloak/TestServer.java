package io.ticketgate.keycloak;

import io.ticketgate.keycloak.calls.Jobs;
import io.ticketgate.keycloak.config.GateRule;
import io.ticketgate.keycloak.config.GateRuleFactory;
import io.ticketgate.keycloak.config.GateRuleSpi;
import io.ticketgate.spi.EventSubscriber;
import io.ticketgate.spi.EventSubscriberSpi;
import io.ticketgate.spi.ItsmConnector;
import jakarta.persistence.EntityManager;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.ClientConnection;
import org.keycloak.common.Profile;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.connections.jpa.JpaKeycloakTransaction;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.ClientModel;
import org.keycloak.models.GroupProvider;
import org.keycloak.models.GroupProviderFactory;
import org.keycloak.models.IdentityProviderStorageProvider;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.KeycloakTransactionManager;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.UserSessionProvider;
import org.keycloak.models.jpa.JpaIdentityProviderStorageProvider;
import org.keycloak.models.jpa.JpaRealmProvider;
import org.keycloak.models.jpa.JpaUserProvider;
import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderEvent;
import org.keycloak.provider.ProviderEventListener;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;
import org.keycloak.services.DefaultKeycloakTransactionManager;
import org.keycloak.tracing.NoopTracingProvider;
import org.keycloak.tracing.TracingProvider;

/**
 * Keycloak's sessions, transactions and its model of realms, clients and users on the {@link
 * TestDatabase}, without a server. What a test does not add is not there: {@code getProvider}
 * answers null, as Keycloak does, and other calls fail.
 */
public final class TestServer {

  static {
    Profile.configure();
  }

  private final Map<Class<?>, Function<KeycloakSession, ? extends Provider>> providers =
      new HashMap<>();
  private final Map<Class<?>, Map<String, ProviderFactory<?>>> factories = new HashMap<>();
  private final List<ProviderEventListener> listeners = new CopyOnWriteArrayList<>();
  private final List<ProviderEvent> published = new CopyOnWriteArrayList<>();
  private final List<UserModel> loggedOut = new CopyOnWriteArrayList<>();

  /** The sessions of people. */
  public final List<UserSessionModel> userSessions = new CopyOnWriteArrayList<>();

  /** Whether no session can be removed. */
  public volatile boolean sessionsBroken;

  private final KeycloakSessionFactory sessions =
      Fake.of(KeycloakSessionFactory.class, new Sessions());

  /** A server with the gate's rules, and without any ITSM connector. */
  public TestServer() {
    factory(GateRule.class, new GateRuleFactory());
    factory(GroupProvider.class, Fake.of(GroupProviderFactory.class, new Groups()));
    provider(TracingProvider.class, session -> new NoopTracingProvider());
  }

  /** The factory of its sessions. */
  public KeycloakSessionFactory sessions() {
    return sessions;
  }

  /** Makes {@code getProvider} answer this. */
  public <P extends Provider> TestServer provider(
      Class<P> type, Function<KeycloakSession, ? extends P> made) {
    providers.put(type, made);
    return this;
  }

  /** Adds a provider with an id. */
  public <P extends Provider> TestServer factory(Class<P> type, ProviderFactory<? extends P> made) {
    factories.computeIfAbsent(type, any -> new HashMap<>()).put(made.getId(), made);
    return this;
  }

  /** Everything that was published. */
  public List<ProviderEvent> published() {
    return published;
  }

  /** The users whose sessions were removed. */
  public List<UserModel> loggedOut() {
    return loggedOut;
  }

  /** Work in a transaction of its own, as the gate does it. */
  public <T> T in(Function<KeycloakSession, T> work) {
    return Jobs.call(sessions, work);
  }

  /** As {@link #in}, for work that returns nothing. */
  public void run(Consumer<KeycloakSession> work) {
    Jobs.run(sessions, work);
  }

  /** A session with a transaction, which closing it commits. */
  public KeycloakSession open() {
    KeycloakSession session = sessions.create();
    session.getTransactionManager().begin();
    return session;
  }

  /** Makes a realm, and answers its id. */
  public String realm(Consumer<RealmModel> setUp) {
    return in(
        session -> {
          RealmModel realm = session.realms().createRealm("r" + java.util.UUID.randomUUID());
          session.getContext().setRealm(realm);
          setUp.accept(realm);
          return realm.getId();
        });
  }

  /** As {@link Jobs#call}, with the realm in the session's context. */
  public <T> T in(String realmId, Function<KeycloakSession, T> work) {
    return in(
        session -> {
          session.getContext().setRealm(session.realms().getRealm(realmId));
          return work.apply(session);
        });
  }

  /** As {@link #in}, for work that returns nothing. */
  public void run(String realmId, Consumer<KeycloakSession> work) {
    in(
        realmId,
        session -> {
          work.accept(session);
          return true;
        });
  }

  /** What the factory of sessions answers; reached by {@link Fake}. */
  public final class Sessions {
    public KeycloakSession create() {
      return new Session().self();
    }

    public void register(ProviderEventListener listener) {
      listeners.add(listener);
    }

    public void publish(ProviderEvent event) {
      published.add(event);
      listeners.forEach(listener -> listener.onEvent(event));
    }

    public Set<Spi> getSpis() {
      return Set.of(new GateRuleSpi(), new EventSubscriberSpi());
    }

    public @Nullable ProviderFactory<?> getProviderFactory(Class<?> type) {
      return factories.getOrDefault(type, Map.of()).values().stream().findFirst().orElse(null);
    }

    public @Nullable ProviderFactory<?> getProviderFactory(Class<?> type, String id) {
      return factories.getOrDefault(type, Map.of()).get(id);
    }

    public Stream<ProviderFactory<?>> getProviderFactoriesStream(Class<?> type) {
      return factories.getOrDefault(type, Map.of()).values().stream();
    }
  }

  /** What a session answers; reached by {@link Fake}. */
  public final class Session {
    private final Map<String, Object> attributes = new HashMap<>();
    private final Map<Class<?>, Provider> made = new HashMap<>();
    private final KeycloakContext context = Fake.of(KeycloakContext.class, new Context());
    private @Nullable KeycloakSession self;
    private @Nullable KeycloakTransactionManager transactions;
    private @Nullable EntityManager em;
    private boolean closed;

    private KeycloakSession self() {
      KeycloakSession known = self;
      if (known == null) {
        known = Fake.of(KeycloakSession.class, this);
        self = known;
      }
      return known;
    }

    public KeycloakContext getContext() {
      return context;
    }

    public KeycloakTransactionManager getTransactionManager() {
      KeycloakTransactionManager known = transactions;
      if (known == null) {
        known = new DefaultKeycloakTransactionManager(self());
        transactions = known;
      }
      return known;
    }

    public KeycloakSessionFactory getKeycloakSessionFactory() {
      return sessions;
    }

    public @Nullable Provider getProvider(Class<?> type) {
      return made.computeIfAbsent(type, this::make);
    }

    private @Nullable Provider make(Class<?> type) {
      if (type == JpaConnectionProvider.class) {
        return Fake.of(JpaConnectionProvider.class, new Connection(entities()));
      }
      Function<KeycloakSession, ? extends Provider> known = providers.get(type);
      return known == null ? null : known.apply(self());
    }

    public @Nullable Object getProvider(Class<?> type, String id) {
      ProviderFactory<?> factory = factories.getOrDefault(type, Map.of()).get(id);
      return factory == null ? null : factory.create(self());
    }

    public @Nullable Class<?> getProviderClass(String name) {
      return Stream.of(GateRule.class, ItsmConnector.class, EventSubscriber.class)
          .filter(type -> type.getName().equals(name))
          .findFirst()
          .orElse(null);
    }

    public @Nullable Object getAttribute(String name) {
      return attributes.get(name);
    }

    public <T> @Nullable T getAttribute(String name, Class<T> type) {
      return type.cast(attributes.get(name));
    }

    public @Nullable Object removeAttribute(String name) {
      return attributes.remove(name);
    }

    public void setAttribute(String name, Object value) {
      attributes.put(name, value);
    }

    public JpaRealmProvider realms() {
      return model();
    }

    public JpaRealmProvider roles() {
      return model();
    }

    public JpaRealmProvider clients() {
      return model();
    }

    public JpaRealmProvider clientScopes() {
      return model();
    }

    public JpaRealmProvider groups() {
      return model();
    }

    public IdentityProviderStorageProvider identityProviders() {
      return new JpaIdentityProviderStorageProvider(self());
    }

    private JpaRealmProvider model() {
      return new JpaRealmProvider(self(), entities(), null, null);
    }

    public JpaUserProvider users() {
      return new JpaUserProvider(self(), entities());
    }

    public UserSessionProvider sessions() {
      return Fake.of(UserSessionProvider.class, new LoggedIn());
    }

    private EntityManager entities() {
      EntityManager known = em;
      if (known == null) {
        known = TestDatabase.open();
        em = known;
        getTransactionManager().enlist(new JpaKeycloakTransaction(known));
      }
      return known;
    }

    public void invalidate(
        org.keycloak.provider.InvalidationHandler.InvalidableObjectType type, Object... ids) {}

    public boolean isClosed() {
      return closed;
    }

    /** As {@code DefaultKeycloakSession}: what is not marked for rollback is committed. */
    public void close() {
      if (closed) {
        return;
      }
      closed = true;
      try {
        KeycloakTransactionManager manager = getTransactionManager();
        if (manager.isActive()) {
          if (manager.getRollbackOnly()) {
            manager.rollback();
          } else {
            manager.commit();
          }
        }
      } finally {
        if (em != null) {
          em.close();
        }
      }
    }
  }

  private record Connection(EntityManager em) {
    @SuppressWarnings("unused") // by reflection
    public EntityManager getEntityManager() {
      return em;
    }
  }

  /** As Keycloak's default: slashes in the names of groups are not escaped. */
  public static final class Groups {
    public String getId() {
      return "jpa";
    }

    public boolean escapeSlashesInGroupPath() {
      return false;
    }
  }

  /** Notes whose sessions end. */
  public final class LoggedIn {
    public Stream<UserSessionModel> getUserSessionsStream(RealmModel realm, UserModel user) {
      return sessionsOf(user).filter(each -> !each.isOffline());
    }

    public Stream<UserSessionModel> getOfflineUserSessionsStream(RealmModel realm, UserModel user) {
      return sessionsOf(user).filter(UserSessionModel::isOffline);
    }

    private Stream<UserSessionModel> sessionsOf(UserModel user) {
      return userSessions.stream().filter(each -> each.getUser().getId().equals(user.getId()));
    }

    public void removeUserSession(RealmModel realm, UserSessionModel ended) {
      if (sessionsBroken) {
        throw new IllegalStateException("no session can be removed");
      }
      userSessions.remove(ended);
    }

    public void removeOfflineUserSession(RealmModel realm, UserSessionModel ended) {
      removeUserSession(realm, ended);
    }

    public void removeUserSessions(RealmModel realm, UserModel user) {
      loggedOut.add(user);
    }
  }

  /** What a session's context answers; without a request at first. */
  public static final class Context {
    private final Map<Class<?>, Object> values = new HashMap<>();

    public @Nullable RealmModel getRealm() {
      return get(RealmModel.class);
    }

    public void setRealm(@Nullable RealmModel realm) {
      values.put(RealmModel.class, realm);
    }

    public @Nullable ClientModel getClient() {
      return get(ClientModel.class);
    }

    public void setClient(@Nullable ClientModel client) {
      values.put(ClientModel.class, client);
    }

    public @Nullable HttpRequest getHttpRequest() {
      return get(HttpRequest.class);
    }

    public void setHttpRequest(@Nullable HttpRequest request) {
      values.put(HttpRequest.class, request);
    }

    public @Nullable ClientConnection getConnection() {
      return get(ClientConnection.class);
    }

    public void setConnection(@Nullable ClientConnection connection) {
      values.put(ClientConnection.class, connection);
    }

    private <T> @Nullable T get(Class<T> type) {
      return type.cast(values.get(type));
    }
  }
}
