package io.ticketgate.keycloak.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.keycloak.TestItsm;
import io.ticketgate.keycloak.TestServer;
import io.ticketgate.spi.ItsmConnector;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.component.ComponentModel;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

class ItsmSystemTest {

  private final TestServer server =
      new TestServer()
          .factory(ItsmConnector.class, new TestItsm())
          .factory(ItsmConnector.class, new TestItsm("push", true));
  private KeycloakSession session;
  private RealmModel realm;

  @BeforeEach
  void open() {
    session = server.open();
    realm = session.realms().createRealm("r" + java.util.UUID.randomUUID());
    session.getContext().setRealm(realm);
  }

  @AfterEach
  void close() {
    session.getTransactionManager().setRollbackOnly();
    session.close();
  }

  private ItsmSystem found(String name) {
    return ItsmSystem.find(session, realm, name).orElseThrow();
  }

  @Test
  void aSystemIsFoundByItsAlias() {
    TestItsm.system(realm, "snow", "test", Map.of());

    assertThat(found("snow").name()).isEqualTo("snow");
    assertThat(ItsmSystem.find(session, realm, "Snow")).isEmpty();
    assertThat(ItsmSystem.find(session, realm, "jira")).isEmpty();
  }

  @Test
  void aSystemWhoseConnectorThisServerLacksIsNotThere() {
    ComponentModel system = TestItsm.system(realm, "snow", "test", Map.of());
    session
        .getProvider(JpaConnectionProvider.class)
        .getEntityManager()
        .createQuery("update ComponentEntity c set c.providerId = 'gone' where c.id = :id")
        .setParameter("id", system.getId())
        .executeUpdate();
    session.getProvider(JpaConnectionProvider.class).getEntityManager().clear();
    realm = session.realms().getRealm(realm.getId());

    assertThat(ItsmSystem.find(session, realm, "snow")).isEmpty();
    assertThat(ItsmSystem.writesBack(session, realm, "snow")).isFalse();
  }

  @Test
  void whatIsNotConfiguredIsTheDefault() {
    TestItsm.system(realm, "snow", "test", Map.of());

    assertThat(found("snow").userAttributes()).containsExactly("username", "email");
    assertThat(found("snow").pollEvery()).isEqualTo(Duration.ofMinutes(1));
    assertThat(found("snow").recheckEvery()).isEqualTo(Duration.ofMinutes(15));
  }

  @Test
  void whatIsConfiguredHolds() {
    ComponentModel system =
        TestItsm.system(realm, "snow", "test", Map.of("pollEvery", "PT0S", "recheckEvery", "PT5M"));
    system.getConfig().put("userAttributes", List.of("snow-id", "email"));
    realm.updateComponent(system);

    assertThat(found("snow").userAttributes()).containsExactlyInAnyOrder("snow-id", "email");
    assertThat(found("snow").pollEvery()).isZero();
    assertThat(found("snow").recheckEvery()).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void aDurationThatIsNoneIsNoDefault() {
    TestItsm.system(realm, "snow", "test", Map.of("pollEvery", "often"));

    assertThatThrownBy(() -> found("snow").pollEvery()).isInstanceOf(RuntimeException.class);
  }

  @Test
  void notesAreForSystemsThatAreAskedAndDoNotDecline() {
    TestItsm.system(realm, "asked", "test", Map.of());
    TestItsm.system(realm, "declines", "test", Map.of("writeBack", "false"));
    TestItsm.system(realm, "pushed", "push", Map.of());

    assertThat(ItsmSystem.writesBack(session, realm, "asked")).isTrue();
    assertThat(ItsmSystem.writesBack(session, realm, "declines")).isFalse();
    assertThat(ItsmSystem.writesBack(session, realm, "pushed")).isFalse();
    assertThat(ItsmSystem.writesBack(session, realm, "none")).isFalse();
  }
}
