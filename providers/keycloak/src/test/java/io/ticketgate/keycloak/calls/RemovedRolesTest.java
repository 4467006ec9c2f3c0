package io.ticketgate.keycloak.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.keycloak.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

class RemovedRolesTest {

  private final TestServer server = new TestServer();
  private final List<Set<String>> gone = new ArrayList<>();
  private String realmId;

  @BeforeEach
  void listen() {
    realmId = server.realm(realm -> {});
    server.run(
        session ->
            session
                .getKeycloakSessionFactory()
                .register(
                    event -> {
                      if (event instanceof RemovedRoles.Gone roles) {
                        gone.add(roles.roleIds());
                      }
                    }));
  }

  private static void add(KeycloakSession session, String id) {
    RemovedRoles.of(session).orElseThrow().add(id);
  }

  private RealmModel realm(KeycloakSession session) {
    return session.realms().getRealm(realmId);
  }

  @Test
  void theyArePublishedOnceAllAreGone() {
    server.run(
        session -> {
          RemovedRoles.together(
              session,
              realm(session),
              () -> {
                add(session, "one");
                add(session, "two");
                assertThat(gone).isEmpty();
              });
          assertThat(RemovedRoles.of(session)).isEmpty();
        });

    assertThat(gone).containsExactly(Set.of("one", "two"));
  }

  @Test
  void veryManyArePublishedInParts() {
    server.run(
        session ->
            RemovedRoles.together(
                session,
                realm(session),
                () -> {
                  for (int i = 0; i < 1100; i++) {
                    add(session, "role-" + i);
                  }
                }));

    assertThat(gone).extracting(Set::size).containsExactly(500, 500, 100);
  }

  @Test
  void whereTheRemovalFailsNothingIsPublished() {
    server.run(
        session ->
            assertThatThrownBy(
                    () ->
                        RemovedRoles.together(
                            session,
                            realm(session),
                            () -> {
                              add(session, "one");
                              throw new IllegalStateException("no");
                            }))
                .isInstanceOf(IllegalStateException.class));

    assertThat(gone).isEmpty();
  }

  @Test
  void aClientOrRealmWithoutRolesIsNoneOfIt() {
    server.run(session -> RemovedRoles.together(session, realm(session), () -> {}));

    assertThat(gone).isEmpty();
  }
}
