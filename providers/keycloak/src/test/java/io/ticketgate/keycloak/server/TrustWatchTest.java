package io.ticketgate.keycloak.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.classification.TrustRound.Key;
import io.ticketgate.keycloak.Fake;
import io.ticketgate.keycloak.TestItsm;
import io.ticketgate.keycloak.TestRealm;
import io.ticketgate.keycloak.config.GateRule;
import io.ticketgate.keycloak.store.TrustedRows;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.events.EventStoreProvider;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.keys.KeyProvider;
import org.keycloak.models.RealmModel;
import org.keycloak.models.jpa.entities.ComponentConfigEntity;
import org.keycloak.models.jpa.entities.ComponentEntity;
import org.keycloak.models.jpa.entities.RealmEntity;

/** Nothing here goes through the gate, unless a test marks it as the gate does. */
class TrustWatchTest {

  private final TestRealm realm = new TestRealm();
  private final List<Map<String, String>> told = new ArrayList<>();

  /** Keeps what was told; reached by {@link Fake}. */
  public final class Store {
    public void onEvent(AdminEvent event, boolean details) {
      if (event.getRealmId().equals(realm.id)
          && "trust_base_changed".equals(event.getDetails().get("audit"))) {
        told.add(event.getDetails());
      }
    }
  }

  @BeforeEach
  void keepEvents() {
    realm.server.provider(
        EventStoreProvider.class, any -> Fake.of(EventStoreProvider.class, new Store()));
    change(model -> model.setAdminEventsEnabled(true));
  }

  private void change(Consumer<RealmModel> change) {
    realm.server.run(realm.id, session -> change.accept(session.getContext().getRealm()));
  }

  private void rule(String mode) {
    change(model -> TestItsm.rule(model, "databases", "db-*", Map.of("mode", mode)));
  }

  private void look() {
    new TrustWatch(realm.jobs).look(realm.id);
  }

  /** Keys with a priority, which are written anew. */
  private void keys(@Nullable String priority) {
    realm.server.run(
        realm.id,
        session -> {
          EntityManager em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
          ComponentEntity known = em.find(ComponentEntity.class, "k-1");
          if (known != null) {
            em.remove(known);
            em.flush();
          }
          if (priority == null) {
            return;
          }
          ComponentEntity keys = new ComponentEntity();
          keys.setId("k-1");
          keys.setRealm(em.find(RealmEntity.class, realm.id));
          keys.setParentId(realm.id);
          keys.setName("mine");
          keys.setProviderType(KeyProvider.class.getName());
          keys.setProviderId("rsa");
          ComponentConfigEntity setting = new ComponentConfigEntity();
          setting.setId("s-" + priority);
          setting.setComponent(keys);
          setting.setName("priority");
          setting.setValue(priority);
          keys.getComponentConfigs().add(setting);
          em.persist(keys);
        });
  }

  @Test
  void whatWasThereBeforeTheRuleIsNotReported() {
    change(model -> model.setVerifyEmail(true));
    rule("enforce");

    look();
    look();

    assertThat(told).isEmpty();
  }

  @Test
  void aChangeIsReportedOnceWithItsAreaAndRow() {
    rule("enforce");
    look();

    change(model -> model.setVerifyEmail(true));
    look();
    look();

    assertThat(told).hasSize(1);
    assertThat(told.get(0))
        .containsEntry("area", "authentication")
        .containsEntry("changes", "1")
        .containsEntry("rows", "RealmEntity " + realm.id + " changed");
  }

  @Test
  void aNewKeyAndItsSettingsAreSeen() {
    rule("enforce");
    look();

    keys("1");
    look();
    keys("2");
    look();
    keys(null);
    look();

    assertThat(told)
        .extracting(details -> details.get("area") + ": " + details.get("rows"))
        .containsExactly(
            "keys: ComponentEntity k-1 added",
            "keys: ComponentEntity k-1 changed",
            "keys: ComponentEntity k-1 removed");
  }

  @Test
  void whatTheGateHasMarkedIsLearntWithoutAWord() {
    rule("enforce");
    look();
    realm.server.run(
        realm.id,
        session -> {
          session.getContext().getRealm().setVerifyEmail(true);
          new TrustedRows(session, realm.id).mark(List.of(new Key("RealmEntity", realm.id)));
        });

    look();
    assertThat(told).isEmpty();

    change(model -> model.setVerifyEmail(false));
    look();
    assertThat(told).hasSize(1);
  }

  @Test
  void whatIsNoTrustBaseIsNotReported() {
    rule("enforce");
    look();

    change(model -> model.setDisplayName("Demo"));
    change(model -> model.addClient("shop"));
    realm.user("alice", true);
    look();

    assertThat(told).isEmpty();
  }

  @Test
  void whatIsChangedBetweenTwoRulesIsNotReported() {
    rule("enforce");
    new Reconciler(realm.jobs, realm.node, Duration.ofMinutes(1)).run();
    change(
        model ->
            model
                .getComponentsStream(model.getId(), GateRule.class.getName())
                .toList()
                .forEach(model::removeComponent));
    new Reconciler(realm.jobs, realm.node, Duration.ofMinutes(1)).run();
    change(model -> model.setVerifyEmail(true));

    rule("enforce");
    new Reconciler(realm.jobs, realm.node, Duration.ofMinutes(1)).run();

    assertThat(told).isEmpty();
  }

  @Test
  void withoutAnEnforcedRuleNothingIsKnown() {
    rule("audit");
    look();
    change(model -> model.setVerifyEmail(true));
    look();

    assertThat(told).isEmpty();
    assertThat(
            realm
                .server
                .in(realm.id, session -> new TrustedRows(session, realm.id).known())
                .digests())
        .isEmpty();
  }
}
