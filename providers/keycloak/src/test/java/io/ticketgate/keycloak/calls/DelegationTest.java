package io.ticketgate.keycloak.calls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a derived token says of who acts. */
class DelegationTest {

  @Test
  void isReadAsItWasWritten() {
    Delegation delegation = new Delegation("s-7/u-alice", List.of("b1", "b2"), List.of("b3"));

    assertThat(Delegation.of(delegation.claim())).contains(delegation);
    assertThat(Delegation.of(delegation.from("c-web").claim())).contains(delegation.from("c-web"));
  }

  @Test
  void whatSaysLessIsDerivedAndNothingElse() {
    assertThat(Delegation.of(null)).isEmpty();
    assertThat(Delegation.of(true)).isEmpty();
    assertThat(Delegation.of("s-7/u-alice")).isEmpty();
    assertThat(Delegation.of(Map.of("agent", "s-7/u-alice", "bindings", List.of("b1")))).isEmpty();
    assertThat(
            Delegation.of(Map.of("agent", "s-7/u-alice", "bindings", List.of(1), "own", List.of())))
        .isEmpty();
  }
}
