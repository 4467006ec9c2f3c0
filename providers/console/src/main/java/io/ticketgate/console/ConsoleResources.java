package io.ticketgate.console;

import java.io.InputStream;
import java.net.URL;
import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.theme.ThemeResourceProvider;
import org.keycloak.theme.ThemeResourceProviderFactory;

/** Serves the bundled files beside those of whichever theme a console has. */
public final class ConsoleResources implements ThemeResourceProvider, ThemeResourceProviderFactory {

  @Override
  public ThemeResourceProvider create(KeycloakSession session) {
    return this;
  }

  @Override
  public @Nullable URL getTemplate(String name) {
    return null;
  }

  @Override
  public @Nullable InputStream getResourceAsStream(String path) {
    return ConsoleFiles.asset(path);
  }

  @Override
  public Properties getMessages(String baseBundlename, Locale locale) {
    return new Properties();
  }

  @Override
  public void init(Config.Scope config) {}

  @Override
  public void postInit(KeycloakSessionFactory factory) {}

  @Override
  public void close() {}

  @Override
  public String getId() {
    return "ticket-gate-console";
  }
}
