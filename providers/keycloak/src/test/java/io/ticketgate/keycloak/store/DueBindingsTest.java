package io.ticketgate.keycloak.store;

import static io.ticketgate.keycloak.ABinding.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.keycloak.ABinding;
import io.ticketgate.keycloak.store.DueBindings.Due;
import java.util.List;
import java.util.Set;
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

  private int end(int max) {
    return server.in(own -> new DueBindings(own).end(NOW, max));
  }

  private List<Binding> of(String realmId, String subjectId) {
    return new JpaBindings(session, realmId)
        .lists()
        .list(
            new BindingLists.Filter(
                null, Set.of(), subjectId + "-name", null, null, null, null, null),
            0,
            10);
  }

  @Test
  void everyLiveStateRunsOutAndNoEndedOneDoes() {
    insert(realm, new ABinding().of("a").in(BindingStatus.AUTHORIZED).until(NOW));
    insert(realm, new ABinding().of("b").in(BindingStatus.SUSPENDED).until(NOW));
    insert(realm, new ABinding().of("c").in(BindingStatus.REVOKED).until(NOW));
    insert(realm, new ABinding().of("d").until(NOW.plusMillis(1)));

    assertThat(end(10)).isEqualTo(2);

    assertThat(of(realm, "a").get(0).status()).isEqualTo(BindingStatus.EXPIRED);
    assertThat(of(realm, "b").get(0).cause()).isEqualTo(EndCause.EXPIRED);
    assertThat(of(realm, "c").get(0).status()).isEqualTo(BindingStatus.REVOKED);
    assertThat(of(realm, "d").get(0).status()).isEqualTo(BindingStatus.ACTIVE);
    assertThat(end(10)).isZero();
  }

  @Test
  void theLongestOverdueComesFirstOfAllRealms() {
    insert(realm, new ABinding().of("third").until(NOW.minusSeconds(1)));
    insert(otherRealm, new ABinding().of("first").until(NOW.minusSeconds(3)));
    insert(realm, new ABinding().of("second").until(NOW.minusSeconds(2)));

    assertThat(end(2)).isEqualTo(2);

    assertThat(of(otherRealm, "first").get(0).status()).isEqualTo(BindingStatus.EXPIRED);
    assertThat(of(realm, "second").get(0).status()).isEqualTo(BindingStatus.EXPIRED);
    assertThat(of(realm, "third").get(0).status()).isEqualTo(BindingStatus.ACTIVE);
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
