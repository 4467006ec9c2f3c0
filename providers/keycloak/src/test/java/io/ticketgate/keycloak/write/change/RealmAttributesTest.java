package io.ticketgate.keycloak.write.change;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RealmAttributesTest {

  private static boolean same(String name, @Nullable String before, @Nullable String after) {
    return RealmAttributes.sayTheSame(name, before, after);
  }

  /** As Keycloak 26.7.3 writes them when a realm is saved as it was read. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          realmReusableOtpCode | false
          bruteForceProtected | false
          bruteForceStrategy | MULTIPLE
          maxTemporaryLockouts | 0
          failureFactor | 0
          acr.loa.map | {}
          adminPermissionsEnabled | false
          client-policies.profiles | {"profiles":[]}
          client-policies.policies | {"policies":[]}
          webAuthnPolicyRpEntityName | keycloak
          webAuthnPolicyUserVerificationRequirement | not specified
          """)
  void whatKeycloakReadsWithoutAnAttributeMayComeAndGo(String name, String value) {
    assertThat(same(name, null, value)).isTrue();
    assertThat(same(name, value, null)).isTrue();
    assertThat(same(name, value, value)).isTrue();
    assertThat(same(name, value, "")).isEqualTo(true);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          realmReusableOtpCode | true
          failureFactor | 30
          maxFailureWaitSeconds | 900
          client-policies.policies | {"policies":[{"name":"p"}]}
          client-policies.profiles | {"policies":[]}
          webAuthnPolicyUserVerificationRequirementPasswordless | not specified
          webAuthnPolicyRpEntityName | other
          firstBrokerLoginFlowId | f
          """)
  void anythingElseIsAChange(String name, String value) {
    assertThat(same(name, null, value)).isFalse();
    assertThat(same(name, value, null)).isFalse();
    assertThat(same(name, value, value)).isTrue();
  }

  /** Without the attribute Keycloak sends its own header. */
  @Test
  void anEmptyHeaderIsNone() {
    assertThat(same("_browser_header.xFrameOptions", null, "")).isFalse();
    assertThat(same("_browser_header.xFrameOptions", "", null)).isFalse();
    assertThat(same("_browser_header.contentSecurityPolicyReportOnly", null, "")).isTrue();
  }
}
