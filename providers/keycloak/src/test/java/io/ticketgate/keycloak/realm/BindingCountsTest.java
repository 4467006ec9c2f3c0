package io.ticketgate.keycloak.realm;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.binding.BindingStatus;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class BindingCountsTest {

  private final BindingCounts counts = new BindingCounts();
  private long bindings;
  private int asked;

  private Map<BindingStatus, Long> count() {
    asked++;
    return Map.of(BindingStatus.ACTIVE, ++bindings);
  }

  private Supplier<Map<BindingStatus, Long>> taking(long millis) {
    return () -> {
      try {
        Thread.sleep(millis);
      } catch (InterruptedException interrupted) {
        throw new IllegalStateException(interrupted);
      }
      return count();
    };
  }

  private long of(String realm, Supplier<Map<BindingStatus, Long>> count) {
    return counts.of(realm, count).counts().getOrDefault(BindingStatus.ACTIVE, 0L);
  }

  @Test
  void fewAreCountedForEachWhoAsks() {
    assertThat(of("realm", this::count)).isEqualTo(1);
    assertThat(of("realm", this::count)).isEqualTo(2);
  }

  @Test
  void veryManyAreNotCountedAgainUntilTheReconcilerDoes() {
    assertThat(of("realm", taking(30))).isEqualTo(1);
    assertThat(of("realm", taking(30))).isEqualTo(1);
    assertThat(asked).isEqualTo(1);

    counts.count("realm", taking(30));

    assertThat(of("realm", taking(30))).isEqualTo(2);
    assertThat(of("another", this::count)).isEqualTo(3);
  }

  @Test
  void aRealmThatIsGoneIsForgotten() {
    of("realm", taking(30));

    counts.retain(Set.of("another"));

    assertThat(of("realm", taking(30))).isEqualTo(2);
  }
}
