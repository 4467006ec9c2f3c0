package io.ticketgate.connectors.http;

import java.util.List;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

/** Where the API is, and the account by which it is used. */
final class HttpSettings {

  static final String BASE_URL = "baseUrl";
  static final String AUTH = "auth";
  static final String USERNAME = "username";
  static final String PASSWORD = "password";
  static final String TOKEN = "token";
  static final String TOKEN_URL = "tokenUrl";
  static final String CLIENT_ID = "clientId";
  static final String CLIENT_SECRET = "clientSecret";
  static final String SCOPE = "scope";

  private HttpSettings() {}

  static List<ProviderConfigProperty> properties() {
    return ProviderConfigurationBuilder.create()
        .property()
        .name(BASE_URL)
        .label("Base URL")
        .helpText("Where the ITSM is, for example https://example.service-now.com")
        .type(ProviderConfigProperty.STRING_TYPE)
        .required(true)
        .add()
        .build();
  }

  static void validate(Settings settings) {}
}
