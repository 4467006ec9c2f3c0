package io.ticketgate.connectors.http;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.keycloak.component.ComponentValidationException;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

/** Where the API is, and the account by which it is used. */
final class HttpSettings {

  static final String BASE_URL = "baseUrl";
  static final String ALLOW_HTTP = "allowHttp";
  static final String AUTH = "auth";
  static final String USERNAME = "username";
  static final String PASSWORD = "password";
  static final String TOKEN = "token";
  static final String HEADER_NAME = "headerName";
  static final String TOKEN_PREFIX = "tokenPrefix";
  static final String TOKEN_URL = "tokenUrl";
  static final String CLIENT_ID = "clientId";
  static final String CLIENT_SECRET = "clientSecret";
  static final String CLIENT_AUTH = "clientAuth";
  static final String SCOPE = "scope";

  static final List<String> ALL =
      List.of(
          BASE_URL,
          ALLOW_HTTP,
          AUTH,
          USERNAME,
          PASSWORD,
          TOKEN,
          HEADER_NAME,
          TOKEN_PREFIX,
          TOKEN_URL,
          CLIENT_ID,
          CLIENT_SECRET,
          CLIENT_AUTH,
          SCOPE);

  static final String CLIENT_SECRET_BASIC = "client_secret_basic";
  static final String CLIENT_SECRET_POST = "client_secret_post";
  static final String DEFAULT_HEADER = "Authorization";

  private static final String MAY_BE_VAULT = " May be a vault reference.";
  private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
  // They say what is sent and where to, which no credential may change.
  private static final Pattern RESERVED =
      Pattern.compile(
          "host|connection|content-.*|transfer-encoding|te|trailer|upgrade|expect|accept.*|if-.*"
              + "|proxy-.*|user-agent",
          Pattern.CASE_INSENSITIVE);

  private HttpSettings() {}

  static List<ProviderConfigProperty> properties() {
    return ProviderConfigurationBuilder.create()
        .property()
        .name(BASE_URL)
        .label("Base URL")
        .helpText(
            "Where the ITSM is, for example https://example.service-now.com. Nothing is ever sent to"
                + " another host.")
        .type(ProviderConfigProperty.STRING_TYPE)
        .required(true)
        .add()
        .property()
        .name(ALLOW_HTTP)
        .label("Allow http")
        .helpText(
            "Accepts URLs with http:// to other machines, whose answers and credentials everybody on"
                + " the way can read and change: whoever can, can approve any ticket.")
        .type(ProviderConfigProperty.BOOLEAN_TYPE)
        .defaultValue(false)
        .add()
        .property()
        .name(AUTH)
        .label("Authentication")
        .helpText(
            "How the account proves itself: none, basic (username and password), bearer (token),"
                + " header (token in a header of its own), or oauth2 (client credentials).")
        .type(ProviderConfigProperty.LIST_TYPE)
        .options(AuthMode.words())
        .defaultValue(AuthMode.NONE.word())
        .add()
        .property()
        .name(USERNAME)
        .label("User name")
        .helpText("Of the account, for basic.")
        .type(ProviderConfigProperty.STRING_TYPE)
        .add()
        .property()
        .name(PASSWORD)
        .label("Password")
        .helpText("Of the account, for basic." + MAY_BE_VAULT)
        .type(ProviderConfigProperty.PASSWORD)
        .secret(true)
        .add()
        .property()
        .name(TOKEN)
        .label("Token")
        .helpText("The account's token or API key, for bearer and header." + MAY_BE_VAULT)
        .type(ProviderConfigProperty.PASSWORD)
        .secret(true)
        .add()
        .property()
        .name(HEADER_NAME)
        .label("Header name")
        .helpText("The header that carries the token, for header.")
        .type(ProviderConfigProperty.STRING_TYPE)
        .defaultValue(DEFAULT_HEADER)
        .add()
        .property()
        .name(TOKEN_PREFIX)
        .label("Token prefix")
        .helpText(
            "What stands before the token in that header, for example token for Request Tracker.")
        .type(ProviderConfigProperty.STRING_TYPE)
        .add()
        .property()
        .name(TOKEN_URL)
        .label("Token URL")
        .helpText("Where access tokens come from, for oauth2.")
        .type(ProviderConfigProperty.STRING_TYPE)
        .add()
        .property()
        .name(CLIENT_ID)
        .label("Client id")
        .helpText("Of the gate as an OAuth 2 client, for oauth2.")
        .type(ProviderConfigProperty.STRING_TYPE)
        .add()
        .property()
        .name(CLIENT_SECRET)
        .label("Client secret")
        .helpText("Of the gate as an OAuth 2 client, for oauth2." + MAY_BE_VAULT)
        .type(ProviderConfigProperty.PASSWORD)
        .secret(true)
        .add()
        .property()
        .name(CLIENT_AUTH)
        .label("Client authentication")
        .helpText("Whether the client secret goes in the Authorization header or in the form.")
        .type(ProviderConfigProperty.LIST_TYPE)
        .options(CLIENT_SECRET_BASIC, CLIENT_SECRET_POST)
        .defaultValue(CLIENT_SECRET_BASIC)
        .add()
        .property()
        .name(SCOPE)
        .label("Scope")
        .helpText("What to ask the token for, for oauth2; separated by spaces.")
        .type(ProviderConfigProperty.STRING_TYPE)
        .add()
        .build();
  }

  static void validate(Settings settings) {
    oneOf(settings, ALLOW_HTTP, List.of("true", "false"), "false");
    url(settings, BASE_URL);
    oneOf(settings, AUTH, AuthMode.words(), AuthMode.NONE.word());
    AuthMode auth = AuthMode.of(settings);
    for (String required : auth.required()) {
      if (settings.text(required).isEmpty()) {
        throw refused(required + " is required where auth is " + auth.word() + ".");
      }
    }
    switch (auth) {
      case BASIC -> {
        if (settings.text(USERNAME, "").contains(":")) {
          throw refused("username has no colon in it: what follows would be read as the password.");
        }
      }
      case HEADER -> header(settings.text(HEADER_NAME, DEFAULT_HEADER));
      case OAUTH2 -> {
        url(settings, TOKEN_URL);
        oneOf(
            settings,
            CLIENT_AUTH,
            List.of(CLIENT_SECRET_BASIC, CLIENT_SECRET_POST),
            CLIENT_SECRET_BASIC);
      }
      case NONE, BEARER -> {}
    }
  }

  private static void header(String name) {
    if (!HEADER.matcher(name).matches() || RESERVED.matcher(name).matches()) {
      throw refused("headerName is the name of a header for credentials, for example X-Api-Key.");
    }
  }

  private static void url(Settings settings, String name) {
    String text = settings.text(name).orElseThrow(() -> refused(name + " is required."));
    try {
      Addresses.configured(name, text, settings.flag(ALLOW_HTTP, false));
    } catch (IllegalArgumentException unusable) {
      throw refused(unusable.getMessage());
    }
  }

  private static void oneOf(Settings settings, String name, List<String> words, String byDefault) {
    if (!words.contains(settings.text(name, byDefault))) {
      throw refused(name + " is one of " + String.join(", ", words) + ".");
    }
  }

  private static ComponentValidationException refused(@Nullable String sentence) {
    return new ComponentValidationException(sentence);
  }
}
