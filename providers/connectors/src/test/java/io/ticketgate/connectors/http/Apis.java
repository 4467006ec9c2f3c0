package io.ticketgate.connectors.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;

/** Makes APIs as a factory of connectors makes them, and closes their connections after a test. */
public final class Apis implements AfterEachCallback {

  private @Nullable HttpPools pools;

  /** The API below a URL, without an account, with settings given as name and value. */
  public JsonApi at(String baseUrl, String... settings) {
    List<String> all = new ArrayList<>(List.of(settings));
    all.addAll(List.of(HttpSettings.BASE_URL, baseUrl));
    return of(Sessions.plain(), Sessions.component(all.toArray(String[]::new)));
  }

  JsonApi of(KeycloakSession session, ComponentModel component) {
    return pools().api(session, component);
  }

  HttpPools pools() {
    if (pools == null) {
      pools = new HttpPools();
    }
    return pools;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (pools != null) {
      pools.close();
      pools = null;
    }
  }
}
