package io.ticketgate.console;

import java.io.IOException;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.theme.Theme;
import org.keycloak.theme.ThemeProvider;
import org.keycloak.theme.ThemeProviderFactory;

/**
 * Hands out every admin and account theme as whoever has it does, with our script added. So nobody
 * chooses a theme, and a theme of one's own keeps what it has.
 */
public final class ConsoleThemeFactory implements ThemeProviderFactory {

  /** Asked before Keycloak's own providers, which have 0 to 200. */
  private static final int PRIORITY = 10_000;

  @Override
  public ThemeProvider create(KeycloakSession session) {
    return new Wrapping(session);
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

  private record Wrapping(KeycloakSession session) implements ThemeProvider {

    @Override
    public int getProviderPriority() {
      return PRIORITY;
    }

    @Override
    public @Nullable Theme getTheme(String name, Theme.Type type) throws IOException {
      Optional<ThemeProvider> owner = owner(name, type);
      return owner.isEmpty() ? null : new ConsoleTheme(owner.get().getTheme(name, type));
    }

    /** Names are listed by whoever has them. */
    @Override
    public Set<String> nameSet(Theme.Type type) {
      return Set.of();
    }

    @Override
    public boolean hasTheme(String name, Theme.Type type) {
      return ConsoleTheme.takes(type) && owner(name, type).isPresent();
    }

    private Optional<ThemeProvider> owner(String name, Theme.Type type) {
      return session.getAllProviders(ThemeProvider.class).stream()
          .filter(provider -> !(provider instanceof Wrapping))
          .sorted(Comparator.comparingInt(ThemeProvider::getProviderPriority).reversed())
          .filter(provider -> provider.hasTheme(name, type))
          .findFirst();
    }

    @Override
    public void close() {}
  }
}
