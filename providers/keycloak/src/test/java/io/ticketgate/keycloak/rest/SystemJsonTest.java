package io.ticketgate.keycloak.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.spi.ItsmConnector;
import io.ticketgate.spi.ItsmConnectorFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.keycloak.common.util.MultivaluedHashMap;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.ProviderConfigProperty;

class SystemJsonTest {

  private static final String MASK = "**********";

  /** A connector with a secret. */
  private static final ItsmConnectorFactory FACTORY =
      new ItsmConnectorFactory() {
        @Override
        public ItsmConnector create(KeycloakSession session, ComponentModel model) {
          throw new UnsupportedOperationException();
        }

        @Override
        public String getId() {
          return "secretive";
        }

        @Override
        public String getHelpText() {
          return "";
        }

        @Override
        public List<ProviderConfigProperty> getConfigProperties() {
          return List.of(
              new ProviderConfigProperty("url", "", "", ProviderConfigProperty.STRING_TYPE, null),
              new ProviderConfigProperty(
                  "token", "", "", ProviderConfigProperty.PASSWORD, null, true));
        }
      };

  private static ObjectNode settings(String url, String token) {
    return JsonNodeFactory.instance.objectNode().put("url", url).put("token", token);
  }

  private static MultivaluedHashMap<String, String> nothing() {
    return new MultivaluedHashMap<>();
  }

  private static MultivaluedHashMap<String, String> stored() {
    return SystemJson.config(FACTORY, settings("https://itsm.example", "s3cret"), nothing());
  }

  @Test
  void aSecretGoesInAndNeverComesOut() {
    ComponentModel component = new ComponentModel();
    component.setName("snow");
    component.setProviderId("secretive");
    component.setConfig(stored());

    ObjectNode json = SystemJson.json(FACTORY.getConfigProperties(), component);

    assertThat(component.getConfig().getFirst("token")).isEqualTo("s3cret");
    assertThat(json.path("config")).isEqualTo(settings("https://itsm.example", MASK));
    assertThat(json.toString()).doesNotContain("s3cret");
  }

  @Test
  void theMaskKeepsTheSecretAndAnythingElseReplacesIt() {
    assertThat(SystemJson.config(FACTORY, settings("u", MASK), stored()).getFirst("token"))
        .isEqualTo("s3cret");
    assertThat(SystemJson.config(FACTORY, settings("u", "new"), stored()).getFirst("token"))
        .isEqualTo("new");
  }

  @Test
  void theMaskOfNoSecretIsRefused() {
    assertThatThrownBy(() -> SystemJson.config(FACTORY, settings("u", MASK), nothing()))
        .isInstanceOfSatisfying(
            GateException.Invalid.class,
            invalid -> {
              assertThat(invalid.code()).isEqualTo(ErrorCode.SYSTEM_INVALID);
              assertThat(invalid.field()).isEqualTo("config.token");
            });
  }

  @Test
  void theMaskMeansNothingForWhatIsNoSecret() {
    assertThat(SystemJson.config(FACTORY, settings(MASK, "t"), stored()).getFirst("url"))
        .isEqualTo(MASK);
  }

  @Test
  void whatAConnectorThatIsGoneHadIsNotShown() {
    ComponentModel component = new ComponentModel();
    component.setProviderId("gone");
    component.setConfig(stored());
    assertThat(SystemJson.json(List.of(), component).path("config")).isEmpty();
  }
}
