package io.ticketgate.connectors.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.connectors.http.Sessions;
import java.text.MessageFormat;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.keycloak.component.ComponentValidationException;
import org.keycloak.provider.ProviderConfigProperty;

class SettingsTest {

  private static Settings settings(String... namesAndValues) {
    return new Settings(Sessions.plain(), Sessions.component(namesAndValues));
  }

  @Test
  void blankIsNotSet() {
    Settings settings = settings("a", "  ", "b", " x ", "b", "y");

    assertThat(settings.text("a")).isEmpty();
    assertThat(settings.text("b")).contains("x");
    assertThat(settings.list("b")).containsExactly("x", "y");
    assertThat(settings.text("c", "default")).isEqualTo("default");
  }

  @Test
  void anEntryWithoutAKeyIsLeftOut() {
    assertThat(settings("m", "a = 1", "m", "b=", "m", "c", "m", "=d").map("m"))
        .isEqualTo(Map.of("a", "1", "b", ""));
  }

  @Test
  void aWordMustBeOneOfThoseThereAre() {
    List<String> words = List.of("one", "two");

    assertThat(settings("w", "two").oneOf("w", words, "one")).isEqualTo("two");
    assertThat(settings().oneOf("w", words, "one")).isEqualTo("one");
    assertThatThrownBy(() -> settings("w", "three").oneOf("w", words, "one"))
        .isInstanceOf(ComponentValidationException.class)
        .hasMessage("w is three. It must be one of one, two.");
  }

  @Test
  void aZoneMustExist() {
    assertThat(settings("z", "Europe/Berlin").zone("z")).isEqualTo(ZoneId.of("Europe/Berlin"));
    assertThat(settings().zone("z").normalized()).isEqualTo(ZoneOffset.UTC);
    assertThatThrownBy(() -> settings("z", "Mars").zone("z"))
        .isInstanceOf(ComponentValidationException.class)
        .hasMessageStartingWith("z is Mars.");
  }

  /** Keycloak's component endpoint formats the message. */
  @Test
  void aRefusalReachesTheAdministratorWordForWord() {
    for (String value : List.of("{user}", "it's", "'", "{", "{0}", "}")) {
      String message = Settings.refusal("a is " + value + ". Correct it.").getMessage();

      assertThat(MessageFormat.format(message, new Object[0]))
          .isEqualTo(message)
          .startsWith("a is ")
          .endsWith(". Correct it.");
    }
  }

  @Test
  void onlyAnUnprefixedWordDependsOnTheSettingForBareRealmRoles() {
    List<String> texts = List.of("db-admin, role:orders/refund", "db-admin\nclient:ci");

    assertThat(EntitlementTexts.of(settings("bareRealmRoles", "true"), false).read(texts))
        .extracting(Object::toString)
        .containsExactly("db-admin", "orders/refund", "client:ci");
    assertThat(EntitlementTexts.of(settings("bareRealmRoles", "false"), true).read(texts))
        .extracting(Object::toString)
        .containsExactly("orders/refund", "client:ci");
    assertThat(EntitlementTexts.of(settings(), true)).isEqualTo(new EntitlementTexts(true));
    assertThat(EntitlementTexts.of(settings(), false)).isEqualTo(new EntitlementTexts(false));
  }

  @Test
  void keycloakMasksSecretsAndOffersTheChoices() {
    ProviderConfigProperty secret = Setting.secret("s", "S", "A secret.").required().property();
    ProviderConfigProperty choice =
        Setting.choice("c", "C", "A choice.", List.of("x", "y")).byDefault("y").property();

    assertThat(secret.isSecret()).isTrue();
    assertThat(secret.isRequired()).isTrue();
    assertThat(secret.getHelpText()).isEqualTo("A secret. May be a vault reference.");
    assertThat(choice.isSecret()).isFalse();
    assertThat(choice.isRequired()).isFalse();
    assertThat(choice.getOptions()).containsExactly("x", "y");
    assertThat(choice.getDefaultValue()).isEqualTo("y");
  }
}
