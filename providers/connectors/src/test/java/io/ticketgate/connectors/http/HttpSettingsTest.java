package io.ticketgate.connectors.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.connectors.settings.Setting;
import io.ticketgate.connectors.settings.Settings;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.component.ComponentValidationException;
import org.keycloak.provider.ProviderConfigProperty;

class HttpSettingsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://itsm.example.com", "https://itsm.example.com/",
            "HTTPS://itsm.example.com:8443/rt/",
        "http://localhost:8080", "http://127.0.0.1", "http://[::1]:8080/rt"
      })
  void acceptsWhereNobodyListens(String url) {
    assertThatCode(() -> validate("baseUrl", url)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://itsm.example.com",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com"
      })
  void acceptsHttpElsewhereOnlyWhenToldTo(String url) {
    assertThatThrownBy(() -> validate("baseUrl", url))
        .isInstanceOf(ComponentValidationException.class)
        .hasMessageContaining("allowHttp");
    assertThatCode(() -> validate("baseUrl", url, "allowHttp", "true")).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "itsm.example.com",
        "ftp://itsm.example.com",
        "https:///path",
        "https://",
        "file:///etc",
        "https://user:hunter2@itsm.example.com",
        "https://itsm.example.com?a=b",
        "https://itsm.example.com/#a",
        "https://itsm.example.com/a/../b",
        "https://a b",
        "https://itsm_example/"
      })
  void refusesWhatIsNoBaseUrl(String url) {
    assertThatThrownBy(() -> validate("baseUrl", url))
        .isInstanceOf(ComponentValidationException.class)
        .hasMessageStartingWith("baseUrl ")
        .hasMessageEndingWith(".")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));
  }

  @Test
  void wantsWhatTheAuthenticationTakes() {
    refuses("Set baseUrl.", "baseUrl", " ");
    refuses(
        "auth is kerberos. It must be one of none, basic, bearer, header, oauth2.",
        "auth",
        "kerberos");
    refuses("Set username: auth is basic, which needs it.", "auth", "basic", "password", "p");
    refuses("Set password: auth is basic, which needs it.", "auth", "basic", "username", "u");
    refuses("Set token: auth is bearer, which needs it.", "auth", "bearer", "token", "");
    refuses("Set token: auth is header, which needs it.", "auth", "header");
    refuses("Set tokenUrl: auth is oauth2, which needs it.", "auth", "oauth2");
    refuses("allowHttp is yes. It must be one of true, false.", "allowHttp", "yes");
  }

  @Test
  void refusesWhatWouldNotReachTheItsmAsMeant() {
    refuses(
        "username must not contain a colon: the ITSM would read what follows as the password.",
        "auth",
        "basic",
        "username",
        "a:b",
        "password",
        "p");
    for (String header : List.of("Host", "content-length", "X Key", "X-Key:", "a\nb", "ä")) {
      refuses(
          "headerName must name a header for credentials, for example X-Api-Key.",
          "auth",
          "header",
          "token",
          "t",
          "headerName",
          header);
    }
  }

  @Test
  void wantsAnEncryptedTokenUrl() {
    assertThatThrownBy(
            () ->
                validate(
                    "auth",
                    "oauth2",
                    "clientId",
                    "a",
                    "clientSecret",
                    "b",
                    "tokenUrl",
                    "http://login.example.com/token"))
        .isInstanceOf(ComponentValidationException.class)
        .hasMessageStartingWith("tokenUrl must begin with https://");
  }

  @Test
  void declaresItsSecrets() {
    assertThat(HttpSettings.DECLARED)
        .extracting(Setting::property)
        .filteredOn(ProviderConfigProperty::isSecret)
        .extracting(ProviderConfigProperty::getName)
        .containsExactlyInAnyOrder("password", "token", "clientSecret");
  }

  private static void refuses(String sentence, String... settings) {
    assertThatThrownBy(() -> validate(settings))
        .isInstanceOf(ComponentValidationException.class)
        .hasMessage(sentence);
  }

  private static void validate(String... settings) {
    var component = Sessions.component(settings);
    if (component.get("baseUrl") == null) {
      component.getConfig().putSingle("baseUrl", "https://itsm.example.com");
    }
    HttpSettings.validate(new Settings(Sessions.plain(), component));
  }
}
