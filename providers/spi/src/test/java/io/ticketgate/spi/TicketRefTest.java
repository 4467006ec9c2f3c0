package io.ticketgate.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TicketRefTest {

  @ParameterizedTest
  @ValueSource(strings = {"snow:CHG0040001", "jira-dc:OPS-17", "rt.5:16", "A_b:9._-"})
  void readsWhatItWrites(String text) {
    assertThat(TicketRef.parse(text)).hasToString(text);
  }

  @Test
  void splitsSystemFromKey() {
    assertThat(TicketRef.parse("snow:CHG0040001")).isEqualTo(new TicketRef("snow", "CHG0040001"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "CHG0040001",
        ":CHG1",
        "snow:",
        "snow:a:b",
        " snow:CHG1",
        "snow: CHG1",
        "snow:CHG1\n",
        "snow:CHG 1",
        "snow:../users",
        "snow:.hidden",
        "-x:CHG1",
        "sn\u00f6w:CHG1",
        "snow:CHG\u0661",
        "snow:CHG1?sysparm=x",
        "snow:CHG1^active=true",
        "snow:a/b",
        "snow:%2e%2e"
      })
  void refusesWhatCouldReachAnotherAddressOrQuery(String text) {
    assertThatThrownBy(() -> TicketRef.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void boundsTheLengthOfSystemAndKey() {
    String system = "s".repeat(64);
    String key = "k".repeat(128);
    assertThat(TicketRef.parse(system + ":" + key).key()).isEqualTo(key);
    assertThatThrownBy(() -> new TicketRef(system + "s", key))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TicketRef(system, key + "k"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(TicketRef.isSystem(system)).isTrue();
    assertThat(TicketRef.isSystem(system + "s")).isFalse();
  }
}
