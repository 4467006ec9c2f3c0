package io.ticketgate.core.binding;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BindingStatusTest {

  @ParameterizedTest
  @EnumSource(
      value = BindingStatus.class,
      names = {"REVOKED", "EXPIRED"})
  void leadsNowhereFromAnEnd(BindingStatus end) {
    assertThat(end.live()).isFalse();
    for (BindingStatus next : BindingStatus.values()) {
      assertThat(end.canBecome(next)).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = BindingStatus.class,
      names = {"AUTHORIZED", "ACTIVE", "SUSPENDED"})
  void leadsToAnEndFromEveryLiveState(BindingStatus live) {
    assertThat(live.canBecome(BindingStatus.REVOKED)).isTrue();
    assertThat(live.canBecome(BindingStatus.EXPIRED)).isTrue();
    assertThat(live.canBecome(live)).isFalse();
    assertThat(live.canBecome(BindingStatus.AUTHORIZED)).isFalse();
  }
}
