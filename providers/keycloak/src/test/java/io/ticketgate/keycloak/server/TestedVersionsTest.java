package io.ticketgate.keycloak.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestedVersionsTest {

  @ParameterizedTest
  @ValueSource(strings = {"26.4.7", "26.5.0", "26.6.4", "26.7.5", "26.7.12", "26.7.5.redhat-00001"})
  void anyPatchOfATestedMinorVersionIsTested(String version) {
    assertThat(TestedVersions.isTested(version)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"26.3.5", "26.8.0", "27.0.0", "26.70.1", "126.7.5", "999.0.0-SNAPSHOT", ""})
  void noOtherIs(String version) {
    assertThat(TestedVersions.isTested(version)).isFalse();
  }
}
