package io.ticketgate.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FaultTest {

  @Test
  void theSameSeedDrawsTheSameFaults() {
    assertThat(Fault.draw(new Random(7))).isEqualTo(Fault.draw(new Random(7)));
  }

  @Test
  void everyKindIsDrawnAndOneOfTheDatabaseAtMost() {
    Random random = new Random(1);
    Set<Fault.Kind> drawn = EnumSet.noneOf(Fault.Kind.class);
    for (int i = 0; i < 200; i++) {
      List<Fault> faults = Fault.draw(random);
      assertThat(faults).hasSizeBetween(1, 3);
      assertThat(faults.stream().filter(fault -> fault.kind().ofDatabase()).count())
          .isLessThanOrEqualTo(1);
      assertThat(faults).allMatch(fault -> fault.lasts() <= 20_000);
      faults.forEach(fault -> drawn.add(fault.kind()));
    }
    assertThat(drawn).containsExactlyInAnyOrder(Fault.Kind.values());
  }
}
