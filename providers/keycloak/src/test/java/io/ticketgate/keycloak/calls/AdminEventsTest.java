package io.ticketgate.keycloak.calls;

import static io.ticketgate.keycloak.ABinding.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ticketgate.keycloak.Fake;
import io.ticketgate.keycloak.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.common.ClientConnection;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.events.EventStoreProvider;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.KeycloakSession;

class AdminEventsTest {

  private final TestServer server = new TestServer();
  private final List<AdminEvent> stored = new ArrayList<>();
  private final List<String> heard = new ArrayList<>();
  private final Store store = new Store();
  private String realmId;

  /** Reached by {@link Fake}. */
  public final class Store {
    private boolean broken;

    public void onEvent(AdminEvent event, boolean details) {
      stored.add(event);
    }
  }

  /** A listener that may fail; reached by {@link Fake}. */
  public final class Listener {
    private final String id;
    private final boolean global;

    Listener(String id, boolean global) {
      this.id = id;
      this.global = global;
    }

    public String getId() {
      return id;
    }

    public boolean isGlobal() {
      return global;
    }

    public EventListenerProvider create(KeycloakSession session) {
      return Fake.of(EventListenerProvider.class, this);
    }

    public void onEvent(AdminEvent event, boolean details) {
      heard.add(id + " " + event.getResourcePath());
      if (store.broken && id.equals("chosen")) {
        throw new IllegalStateException("the listener fails");
      }
    }
  }

  private void listener(String id, boolean global) {
    server.factory(
        EventListenerProvider.class,
        Fake.of(EventListenerProviderFactory.class, new Listener(id, global)));
  }

  @BeforeEach
  void aRealmWithListeners() {
    server.provider(EventStoreProvider.class, any -> Fake.of(EventStoreProvider.class, store));
    listener("chosen", false);
    listener("global", true);
    listener("other", false);
    realmId = server.realm(realm -> realm.setEventsListeners(Set.of("chosen")));
  }

  private void send(KeycloakSession session, @Nullable String userId) {
    AdminEvents.send(
        session,
        session.realms().getRealm(realmId),
        OperationType.CREATE,
        "ticket-gate/bindings/b",
        userId,
        NOW,
        Map.of("ticket", "snow:CHG1"));
  }

  private void eventsAreStored() {
    server.run(realmId, session -> session.getContext().getRealm().setAdminEventsEnabled(true));
  }

  @Test
  void chosenAndGlobalListenersHearOfItOnceItIsCommitted() {
    KeycloakSession session = server.open();
    send(session, null);
    assertThat(heard).isEmpty();

    session.close();

    assertThat(heard)
        .containsExactlyInAnyOrder(
            "chosen ticket-gate/bindings/b", "global ticket-gate/bindings/b");
  }

  @Test
  void nobodyHearsOfWhatIsRolledBack() {
    KeycloakSession session = server.open();
    send(session, null);
    session.getTransactionManager().setRollbackOnly();
    session.close();

    assertThat(heard).isEmpty();
  }

  @Test
  void aListenerThatFailsKeepsNoOtherOneFromHearing() {
    store.broken = true;

    server.run(session -> send(session, null));

    assertThat(heard).hasSize(2);
  }

  @Test
  void theEventIsStoredWhereTheRealmKeepsEvents() {
    server.run(session -> send(session, null));
    assertThat(stored).isEmpty();
    eventsAreStored();

    server.run(session -> send(session, null));

    assertThat(stored).hasSize(1);
    AdminEvent event = stored.get(0);
    assertThat(event.getResourceTypeAsString()).isEqualTo("TICKET_BINDING");
    assertThat(event.getResourcePath()).isEqualTo("ticket-gate/bindings/b");
    assertThat(event.getOperationType()).isEqualTo(OperationType.CREATE);
    assertThat(event.getTime()).isEqualTo(NOW.toEpochMilli());
    assertThat(event.getRealmId()).isEqualTo(realmId);
    assertThat(event.getDetails()).isEqualTo(Map.of("ticket", "snow:CHG1"));
    assertThat(event.getAuthDetails().getUserId()).isNull();
    assertThat(event.getAuthDetails().getRealmId()).isEqualTo(realmId);
  }

  @Test
  void whoeverCausedItIsNamedWithTheirAddress() {
    eventsAreStored();
    server.run(
        session -> {
          session
              .getContext()
              .setConnection(
                  Fake.of(
                      ClientConnection.class,
                      new Object() {
                        @SuppressWarnings("unused") // by reflection
                        public String getRemoteHost() {
                          return "192.0.2.1";
                        }
                      }));
          send(session, "user-id");
        });

    assertThat(stored.get(0).getAuthDetails().getUserId()).isEqualTo("user-id");
    assertThat(stored.get(0).getAuthDetails().getIpAddress()).isEqualTo("192.0.2.1");
  }

  @Test
  void aServerWithoutAStoreTellsTheListenersAllTheSame() {
    eventsAreStored();
    server.provider(EventStoreProvider.class, any -> null);

    server.run(session -> send(session, null));

    assertThat(heard).hasSize(2);
  }

  @Test
  void whatIsCommittedIsCounted() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    Metrics.addRegistry(registry);
    try {
      KeycloakSession undone = server.open();
      step(undone, "REVOKED", "ticket_closed");
      undone.getTransactionManager().setRollbackOnly();
      undone.close();
      server.run(session -> step(session, "REVOKED", "ticket_closed"));
      server.run(session -> step(session, "ACTIVE", null));
      server.run(
          session ->
              AdminEvents.send(
                  session,
                  session.realms().getRealm(realmId),
                  OperationType.ACTION,
                  "ticket-gate/bindings/drift",
                  null,
                  NOW,
                  Map.of("audit", "grant_without_binding")));

      assertThat(transitions(registry, "revoked", "ticket_closed")).isEqualTo(1);
      assertThat(transitions(registry, "active", "")).isEqualTo(1);
      assertThat(
              registry
                  .get("ticket_gate.drift")
                  .tags("realm", realmName(), "kind", "grant_without_binding")
                  .counter()
                  .count())
          .isEqualTo(1);
    } finally {
      Metrics.removeRegistry(registry);
    }
  }

  private void step(KeycloakSession session, String status, @Nullable String cause) {
    AdminEvents.send(
        session,
        session.realms().getRealm(realmId),
        OperationType.UPDATE,
        "ticket-gate/bindings/b",
        null,
        NOW,
        cause == null ? Map.of("status", status) : Map.of("status", status, "cause", cause));
  }

  private double transitions(SimpleMeterRegistry registry, String to, String cause) {
    return registry
        .get("ticket_gate.transitions")
        .tags("realm", realmName(), "to", to, "cause", cause)
        .counter()
        .count();
  }

  private String realmName() {
    return server.in(session -> session.realms().getRealm(realmId).getName());
  }
}
