package io.ticketgate.keycloak.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RowKeyTest {

  @Test
  void isALowerCaseSha256OfThePartsThatNeverChanges() {
    // Keys are in the databases of running servers.
    assertThat(RowKey.of("realm", "snow", "CHG1"))
        .isEqualTo("68c1ed39e5e2509746b12bf7825a1b7ac4375060bb64cd290c8b489caede598d")
        .matches("[0-9a-f]{64}");
  }

  @Test
  void partsThatReadTheSameTogetherHaveDifferentKeys() {
    assertThat(RowKey.of("ab", "c")).isNotEqualTo(RowKey.of("a", "bc"));
    assertThat(RowKey.of("a", "")).isNotEqualTo(RowKey.of("a"));
    assertThat(RowKey.of("1:a1", "b")).isNotEqualTo(RowKey.of("1", "a1:b"));
  }

  @Test
  void namesThatDifferInCaseHaveDifferentKeys() {
    assertThat(RowKey.of("CHG1")).isNotEqualTo(RowKey.of("chg1"));
  }
}
