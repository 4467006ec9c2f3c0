package io.ticketgate.keycloak.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.keycloak.Fake;
import io.ticketgate.keycloak.TestServer;
import io.ticketgate.keycloak.store.RefusalCounts;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.keycloak.models.KeycloakSessionFactory;

class RefusalWriterTest {

  private final TestServer server = new TestServer();
  private final String realm = server.realm(made -> {});
  private final RefusalCounts counts = new RefusalCounts();

  @Test
  void whatCannotBeWrittenIsCountedTheNextTimeAndOnce() {
    counts.note(realm, "ticket_required", 1000);
    counts.note(realm, "ticket_required", 2000);
    KeycloakSessionFactory broken =
        Fake.of(
            KeycloakSessionFactory.class,
            new Object() {
              @SuppressWarnings("unused") // by reflection
              public org.keycloak.models.KeycloakSession create() {
                throw new IllegalStateException("the database is down");
              }
            });

    new RefusalWriter(broken, counts).run();
    new RefusalWriter(server.sessions(), counts).run();
    new RefusalWriter(server.sessions(), counts).run();

    List<RefusalCounts.Count> written =
        server.in(own -> RefusalCounts.counts(own, realm, Instant.EPOCH));
    assertThat(written)
        .containsExactly(new RefusalCounts.Count(Instant.EPOCH, "ticket_required", 2));
  }
}
