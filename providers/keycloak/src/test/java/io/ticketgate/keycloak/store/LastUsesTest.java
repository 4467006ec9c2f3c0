package io.ticketgate.keycloak.store;

import static io.ticketgate.keycloak.ABinding.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.binding.Binding;
import io.ticketgate.keycloak.ABinding;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LastUsesTest extends GateRows {

  @Test
  void theLatestUseIsTakenOnce() {
    LastUses uses = new LastUses();
    uses.note("b", 5);
    uses.note("b", 9);
    uses.note("b", 7);
    uses.note("c", 1);

    assertThat(uses.take()).isEqualTo(Map.of("b", 9L, "c", 1L));
    assertThat(uses.take()).isEmpty();
  }

  @Test
  void aFloodOfBindingsIsBoundedAndThoseThatAreNotedGoOn() {
    LastUses uses = new LastUses();
    for (int i = 0; i < 100_000; i++) {
      uses.note("b" + i, 1);
    }
    uses.note("one too many", 1);
    uses.note("b0", 2);

    assertThat(uses.take())
        .hasSize(100_000)
        .doesNotContainKey("one too many")
        .containsEntry("b0", 2L);
  }

  @Test
  void aLaterUseThatAnotherNodeHasWrittenStays() {
    Binding binding = new ABinding().make();
    server.run(own -> new JpaBindings(own, realm).insert(binding));

    write(binding, NOW);
    assertThat(lastUse(binding)).isEqualTo(NOW);
    write(binding, NOW.minusSeconds(1));
    assertThat(lastUse(binding)).isEqualTo(NOW);
    write(binding, NOW.plusSeconds(1));
    assertThat(lastUse(binding)).isEqualTo(NOW.plusSeconds(1));
  }

  private void write(Binding binding, Instant at) {
    server.run(own -> LastUses.write(own, Map.of(binding.id(), at.toEpochMilli())));
  }

  private @Nullable Instant lastUse(Binding binding) {
    return new JpaBindings(session, realm).find(binding.id()).orElseThrow().lastUsedAt();
  }
}
