package io.ticketgate.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.event.Outages.State;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutagesTest {

  private static final Instant NOON = Instant.parse("2026-12-01T12:00:00Z");

  private final Outages outages = new Outages();

  private static State down(Instant since) {
    return new State("r", "snow-id", false, since);
  }

  private static State up(Instant since) {
    return new State("r", "snow-id", true, since);
  }

  @Test
  void anOutageThatGoesOnIsToldOnceAndSoIsItsEnd() {
    assertThat(outages.look(List.of(down(NOON)))).isEmpty();
    assertThat(outages.look(List.of(down(NOON)))).containsExactly(down(NOON));
    assertThat(outages.look(List.of(down(NOON)))).isEmpty();
    State back = up(NOON.plusSeconds(60));
    assertThat(outages.look(List.of(back))).containsExactly(back);
    assertThat(outages.look(List.of(back))).isEmpty();
  }

  @Test
  void whatIsOverByTheNextLookIsNobodysNews() {
    assertThat(outages.look(List.of(down(NOON)))).isEmpty();
    assertThat(outages.look(List.of(up(NOON.plusSeconds(5))))).isEmpty();
    assertThat(outages.look(List.of(down(NOON.plusSeconds(9))))).isEmpty();
    assertThat(outages.look(List.of(up(NOON.plusSeconds(12))))).isEmpty();
    assertThat(outages.look(List.of(down(NOON.plusSeconds(15))))).isEmpty();
    assertThat(outages.look(List.of(down(NOON.plusSeconds(20))))).isEmpty();
  }

  @Test
  void oneThatWasAnsweredBetweenTwoLooksIsTheSameOutageToSubscribers() {
    outages.look(List.of(down(NOON)));
    outages.look(List.of(down(NOON)));
    assertThat(outages.look(List.of(down(NOON.plusSeconds(9))))).isEmpty();
    assertThat(outages.look(List.of(down(NOON.plusSeconds(9))))).isEmpty();
    assertThat(outages.look(List.of(up(NOON.plusSeconds(20))))).hasSize(1);
  }

  @Test
  void whatNobodyCouldBeToldIsToldByTheNextLook() {
    outages.look(List.of(down(NOON)));
    outages.look(List.of(down(NOON))).forEach(outages::unheard);
    assertThat(outages.look(List.of(down(NOON)))).hasSize(1);
    State back = up(NOON.plusSeconds(60));
    outages.look(List.of(back)).forEach(outages::unheard);
    assertThat(outages.look(List.of(back))).hasSize(1);
    assertThat(outages.look(List.of(back))).isEmpty();
  }

  @Test
  void aSystemThatIsRemovedIsForgotten() {
    outages.look(List.of(down(NOON)));
    outages.look(List.of(down(NOON)));
    assertThat(outages.look(List.of())).isEmpty();
    assertThat(outages.look(List.of(up(NOON.plusSeconds(20))))).isEmpty();
  }

  @Test
  void subscribersHearWhichSystemSinceWhenAndWhy() {
    GateEvent event = Outages.event(down(NOON), "snow", "unreachable", NOON.plusSeconds(10));
    assertThat(event.type().word()).isEqualTo("io.ticketgate.itsm.down");
    assertThat(event.about()).isEqualTo("systems/snow-id");
    assertThat(event.data())
        .isEqualTo(
            Map.of(
                "id", "snow-id",
                "name", "snow",
                "since", NOON.toString(),
                "problem", "unreachable"));
    assertThat(Outages.event(up(NOON), "snow", "", NOON).data()).doesNotContainKey("problem");
  }
}
