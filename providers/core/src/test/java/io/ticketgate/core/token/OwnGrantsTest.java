package io.ticketgate.core.token;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnGrantsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "authorization_code",
        "password",
        "client_credentials",
        "refresh_token",
        "urn:ietf:params:oauth:grant-type:device_code",
        "urn:openid:params:grant-type:ciba",
        "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "urn:ietf:params:oauth:grant-type:uma-ticket"
      })
  void theOwnerTakesPartInALogin(String grantType) {
    assertThat(OwnGrants.include(grantType)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "urn:ietf:params:oauth:grant-type:token-exchange",
        "urn:ietf:params:oauth:grant-type:pre-authorized_code",
        "urn:example:grant-type:that-nobody-knows",
        "Password",
        ""
      })
  void nothingProvesTheOwnerInAnyOther(String grantType) {
    assertThat(OwnGrants.include(grantType)).isFalse();
  }

  @Test
  void anotherEndpointHasNoGrantType() {
    assertThat(OwnGrants.include(null)).isTrue();
  }
}
