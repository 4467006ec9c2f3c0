package io.ticketgate.keycloak.store;

import static io.ticketgate.keycloak.ABinding.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.keycloak.ABinding;
import io.ticketgate.keycloak.store.DueBindings.Due;
import java.util.List;
import org.junit.jupiter.api.Test;

class DueBindingsTest extends GateRows {

  private void insert(String realmId, ABinding binding) {
    server.run(
        own -> {
          JpaBindings bindings = new JpaBindings(own, realmId);
          bindings.lockSubject(binding.make().subject());
          bindings.insert(binding.make());
        });
  }

  private List<Due> due(int skip, int max) {
    return new DueBindings(session).due(NOW, skip, max);
  }

  @Test
  void aSubjectIsDueOnceHoweverManyBindingsHaveRunOut() {
    insert(realm, new ABinding().of("u").until(NOW));
    insert(realm, new ABinding().of("u").until(NOW.minusSeconds(5)));

    assertThat(due(0, 10)).containsExactly(new Due(realm, "u"));
  }

  @Test
  void everyLiveStateRunsOutAndNoEndedOneDoes() {
    insert(realm, new ABinding().of("a").in(BindingStatus.AUTHORIZED).until(NOW));
    insert(realm, new ABinding().of("b").in(BindingStatus.SUSPENDED).until(NOW));
    insert(realm, new ABinding().of("c").in(BindingStatus.REVOKED).until(NOW));
    insert(realm, new ABinding().of("d").in(BindingStatus.EXPIRED).until(NOW));
    insert(realm, new ABinding().of("e").until(NOW.plusMillis(1)));

    assertThat(due(0, 10)).containsExactlyInAnyOrder(new Due(realm, "a"), new Due(realm, "b"));
  }

  @Test
  void theLongestOverdueComesFirstOfAllRealmsAndWhatIsPassedOverIsLeftOut() {
    insert(realm, new ABinding().of("third").until(NOW.minusSeconds(1)));
    insert(otherRealm, new ABinding().of("first").until(NOW.minusSeconds(3)));
    insert(realm, new ABinding().of("second").until(NOW.minusSeconds(2)));

    assertThat(due(0, 2)).containsExactly(new Due(otherRealm, "first"), new Due(realm, "second"));
    assertThat(due(1, 10)).containsExactly(new Due(realm, "second"), new Due(realm, "third"));
  }

  @Test
  void aClaimedSubjectIsSkippedAndNotWaitedFor() {
    insert(realm, new ABinding().of("u").until(NOW));
    Due due = new Due(realm, "u");

    assertThat(new DueBindings(session).claim(due)).isTrue();
    long before = System.nanoTime();
    server.run(own -> assertThat(new DueBindings(own).claim(due)).isFalse());

    assertThat((System.nanoTime() - before) / 1_000_000)
        .describedAs("milliseconds; a wait for the lock takes 500")
        .isLessThan(450);
  }

  @Test
  void aClaimEndsWithItsTransactionAndTouchesNobodyElse() {
    insert(realm, new ABinding().of("u").until(NOW));
    insert(realm, new ABinding().of("v").until(NOW));
    server.run(own -> assertThat(new DueBindings(own).claim(new Due(realm, "u"))).isTrue());

    assertThat(new DueBindings(session).claim(new Due(realm, "u"))).isTrue();
    server.run(own -> assertThat(new DueBindings(own).claim(new Due(realm, "v"))).isTrue());
  }
}
