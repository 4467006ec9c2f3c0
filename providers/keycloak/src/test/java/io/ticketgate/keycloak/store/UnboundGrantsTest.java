package io.ticketgate.keycloak.store;

import static io.ticketgate.keycloak.ABinding.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.keycloak.store.UnboundGrants.Grant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UnboundGrantsTest extends GateRows {

  private static final Grant ONE = new Grant("u", "r1");
  private static final Grant TWO = new Grant("u", "r2");

  private void add(String realmId, Grant grant) {
    server.run(own -> new UnboundGrants(own, realmId).add(grant, NOW));
  }

  @Test
  void whatWasFoundIsKnownWithTheTimeUntilItIsForgotten() {
    add(realm, ONE);
    add(realm, TWO);
    add(otherRealm, ONE);
    UnboundGrants grants = new UnboundGrants(session, realm);
    assertThat(grants.known()).isEqualTo(Map.of(ONE, NOW, TWO, NOW));

    grants.forget(Set.of(ONE));

    assertThat(grants.known()).isEqualTo(Map.of(TWO, NOW));
    assertThat(new UnboundGrants(session, otherRealm).known()).containsKey(ONE);
  }

  @Test
  void oneNodeAtATimeLooksThroughARealm() {
    assertThat(new UnboundGrants(session, realm).claim()).isTrue();

    server.run(own -> assertThat(new UnboundGrants(own, realm).claim()).isFalse());
    server.run(own -> assertThat(new UnboundGrants(own, otherRealm).claim()).isTrue());
  }

  @Test
  void theNextOneLooksWhenTheTransactionHasEnded() {
    server.run(own -> new UnboundGrants(own, realm).claim());

    assertThat(new UnboundGrants(session, realm).claim()).isTrue();
  }
}
