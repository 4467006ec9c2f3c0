package io.ticketgate.keycloak.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.binding.Binding;
import io.ticketgate.keycloak.ABinding;
import io.ticketgate.keycloak.Fake;
import io.ticketgate.keycloak.TestRealm;
import io.ticketgate.keycloak.store.LastUses;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

class LastUseWriterTest {

  private final TestRealm realm = new TestRealm();
  private final LastUses uses = new LastUses();

  @Test
  void whatWasNotedIsWrittenOnce() {
    List<Binding> bindings = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      bindings.add(realm.bind(new ABinding().of("nobody-" + i)));
      uses.note(bindings.get(i).id(), 1000L + i);
    }

    new LastUseWriter(realm.server.sessions(), uses).run();

    assertThat(bindings)
        .extracting(binding -> realm.binding(binding.id()).lastUsedAt())
        .containsExactly(
            Instant.ofEpochMilli(1000), Instant.ofEpochMilli(1001), Instant.ofEpochMilli(1002));
    assertThat(uses.take()).isEmpty();
  }

  @Test
  void whatCannotBeWrittenIsNotedForTheNextTime() {
    Binding binding = realm.bind(new ABinding());
    uses.note(binding.id(), 1000);
    KeycloakSessionFactory broken =
        Fake.of(
            KeycloakSessionFactory.class,
            new Object() {
              @SuppressWarnings("unused") // by reflection
              public KeycloakSession create() {
                throw new IllegalStateException("the database is down");
              }
            });

    new LastUseWriter(broken, uses).run();
    new LastUseWriter(realm.server.sessions(), uses).run();

    assertThat(realm.binding(binding.id()).lastUsedAt()).isEqualTo(Instant.ofEpochMilli(1000));
  }
}
