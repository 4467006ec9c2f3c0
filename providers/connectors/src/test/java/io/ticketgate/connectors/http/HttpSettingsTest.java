package io.ticketgate.connectors.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    refuses("baseUrl is required.", "baseUrl", " ");
    refuses("auth is one of none, basic, bearer, header, oauth2.", "auth", "kerberos");
    refuses("username is required where auth is basic.", "auth", "basic", "password", "p");
    refuses("password is required where auth is basic.", "auth", "basic", "username", "u");
    refuses("token is required where auth is bearer.", "auth", "bearer", "token", "");
    refuses("token is required where auth is header.", "auth", "header");
    refuses("tokenUrl is required where auth is oauth2.", "auth", "oauth2");
    refuses("allowHttp is one of true, false.", "allowHttp", "yes");
  }

  @Test
  void refusesWhatWouldNotReachTheItsmAsMeant() {
    refuses(
        "username has no colon in it: what follows would be read as the password.",
        "auth",
        "basic",
        "username",
        "a:b",
        "password",
        "p");
    for (String header : List.of("Host", "content-length", "X Key", "X-Key:", "a\nb", "ä")) {
      refuses(
          "headerName is the name of a header for credentials, for example X-Api-Key.",
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
        .hasMessageStartingWith("tokenUrl begins with https://");
  }

  @Test
  void declaresItsSecrets() {
    assertThat(HttpSettings.properties())
        .filteredOn(ProviderConfigProperty::isSecret)
        .extracting(ProviderConfigProperty::getName)
        .containsExactlyInAnyOrder("password", "token", "clientSecret");
    assertThat(HttpSettings.properties())
        .extracting(ProviderConfigProperty::getName)
        .containsExactlyElementsOf(HttpSettings.ALL);
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
