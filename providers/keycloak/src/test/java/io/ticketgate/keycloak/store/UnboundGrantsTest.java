package io.ticketgate.keycloak.store;

import static io.ticketgate.keycloak.ABinding.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.keycloak.store.UnboundGrants.Grant;
import io.ticketgate.keycloak.store.UnboundGrants.Known;
import java.util.List;
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
    assertThat(grants.knownBeside(Set.of())).isEqualTo(Map.of(ONE, NOW, TWO, NOW));

    grants.forget(Set.of(ONE));

    assertThat(grants.knownBeside(Set.of())).isEqualTo(Map.of(TWO, NOW));
    assertThat(new UnboundGrants(session, otherRealm).knownBeside(Set.of())).containsKey(ONE);
  }

  @Test
  void whatWasFoundOfARoleComesInPagesAndNotWithTheRest() {
    Grant first = new Grant("a", "role");
    Grant second = new Grant("b", "role");
    Grant other = new Grant("a", "x:other");
    List.of(second, other, first).forEach(each -> add(realm, each));
    add(otherRealm, new Grant("c", "role"));
    UnboundGrants grants = new UnboundGrants(session, realm);
    grants.markVoided(second, NOW);

    assertThat(grants.knownBeside(Set.of("role"))).isEqualTo(Map.of(other, NOW));
    assertThat(grants.subjectsOf("role", "", 1)).containsExactly("a");
    assertThat(grants.subjectsOf("role", "a", 10)).containsExactly("b");
    assertThat(grants.among(Set.of("a", "b", "c"), "role"))
        .isEqualTo(Map.of("a", new Known(NOW, false), "b", new Known(NOW, true)));
    assertThat(grants.among(Set.of(), "role")).isEmpty();
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
