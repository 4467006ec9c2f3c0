package io.ticketgate.spi;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.component.ComponentModel;
import org.keycloak.component.ComponentValidationException;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

class ItsmConnectorSecretsTest {

  private static final List<ProviderConfigProperty> PROPERTIES =
      ProviderConfigurationBuilder.create()
          .property()
          .name("password")
          .type(ProviderConfigProperty.PASSWORD)
          .secret(true)
          .add()
          .property()
          .name("webhookSecret")
          .type(ProviderConfigProperty.PASSWORD)
          .secret(true)
          .add()
          .build();

  private final ComponentModel before =
      system(
          Map.of(
              "baseUrl", "https://snow.example.com/api",
              "password", "s3cret",
              "webhookSecret", "whsec_x"));

  private static ComponentModel system(Map<String, String> config) {
    ComponentModel system = new ComponentModel();
    config.forEach((name, value) -> system.getConfig().putSingle(name, value));
    return system;
  }

  private void changed(String name, String value) {
    ComponentModel now = new ComponentModel(before);
    now.getConfig().putSingle(name, value);
    ItsmConnectorSecrets.require(before, now, PROPERTIES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example.com/api",
        "http://snow.example.com/api",
        "https://snow.example.com:8443/api",
        "https://snow.example.com.evil.test"
      })
  void anotherHostDoesNotGetTheSecretThatWasKept(String url) {
    assertThatThrownBy(() -> changed("baseUrl", url))
        .isInstanceOf(ComponentValidationException.class)
        .hasMessageContaining("password was given for another host");
  }

  @Test
  void norDoesAnotherHostBesideTheFirst() {
    assertThatThrownBy(() -> changed("tokenUrl", "https://evil.test/token"))
        .isInstanceOf(ComponentValidationException.class);
    assertThatCode(() -> changed("tokenUrl", "https://SNOW.example.com/token"))
        .doesNotThrowAnyException();
  }

  @Test
  void anotherHostComesWithItsOwnSecret() {
    ComponentModel now = new ComponentModel(before);
    now.getConfig().putSingle("baseUrl", "https://new.example.com");
    now.getConfig().putSingle("password", "of the new one");
    assertThatCode(() -> ItsmConnectorSecrets.require(before, now, PROPERTIES))
        .doesNotThrowAnyException();
  }

  @Test
  void allElseMayChange() {
    assertThatCode(() -> changed("baseUrl", "https://snow.example.com/other"))
        .doesNotThrowAnyException();
    assertThatCode(() -> changed("owner", "alice")).doesNotThrowAnyException();
    assertThatCode(() -> ItsmConnectorSecrets.require(null, before, PROPERTIES))
        .doesNotThrowAnyException();
  }

  @Test
  void aMaskIsNoSecret() {
    assertThatThrownBy(
            () ->
                ItsmConnectorSecrets.require(
                    null, system(Map.of("password", "**********")), PROPERTIES))
        .isInstanceOf(ComponentValidationException.class)
        .hasMessageContaining("password is the mask");
  }
}
