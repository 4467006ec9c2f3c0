package io.ticketgate.console;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.RealmModel;
import org.keycloak.theme.Theme;

/**
 * A theme of a console with our script behind its own, and in the Account Console with our page in
 * its navigation. Everything else is the theme's.
 */
final class ConsoleTheme implements Theme {

  private static final String SCRIPTS = "scripts";

  private final Theme theme;

  ConsoleTheme(Theme theme) {
    this.theme = theme;
  }

  static boolean takes(Type type) {
    return type == Type.ADMIN || type == Type.ACCOUNT;
  }

  /**
   * A theme's scripts hide those of its parent. So ours go to each theme that has some, and to the
   * one that has no parent: with whichever of them counts, ours are there once.
   */
  @Override
  public Properties getProperties() throws IOException {
    Properties properties = new Properties();
    properties.putAll(theme.getProperties());
    String own = properties.getProperty(SCRIPTS);
    if (own != null || theme.getParentName() == null) {
      String ours = ConsoleFiles.script(getType() == Type.ADMIN ? "admin" : "account");
      properties.setProperty(SCRIPTS, own == null ? ours : own.strip() + " " + ours);
    }
    return properties;
  }

  @Override
  public @Nullable InputStream getResourceAsStream(String path) throws IOException {
    InputStream in = theme.getResourceAsStream(path);
    return in != null && getType() == Type.ACCOUNT && path.equals(AccountPage.FILE)
        ? AccountPage.added(in)
        : in;
  }

  @Override
  public Properties getMessages(Locale locale) throws IOException {
    return worded(theme.getMessages(locale), locale);
  }

  @Override
  public Properties getMessages(String baseBundlename, Locale locale) throws IOException {
    return worded(theme.getMessages(baseBundlename, locale), locale);
  }

  @Override
  public Properties getEnhancedMessages(RealmModel realm, Locale locale) throws IOException {
    return worded(theme.getEnhancedMessages(realm, locale), locale);
  }

  /** What the theme, or a realm, calls our page stays. */
  private Properties worded(Properties messages, Locale locale) {
    if (getType() != Type.ACCOUNT || theme.getParentName() != null) {
      return messages;
    }
    Properties worded = new Properties();
    worded.put(AccountPage.LABEL, AccountPage.label(locale));
    worded.putAll(messages);
    return worded;
  }

  @Override
  public String getName() {
    return theme.getName();
  }

  @Override
  public @Nullable String getParentName() {
    return theme.getParentName();
  }

  @Override
  public @Nullable String getImportName() {
    return theme.getImportName();
  }

  @Override
  public Type getType() {
    return theme.getType();
  }

  @Override
  public @Nullable URL getTemplate(String name) throws IOException {
    return theme.getTemplate(name);
  }

  @Override
  public boolean hasResource(String path) throws IOException {
    return theme.hasResource(path);
  }

  @Override
  public boolean hasContentHash(String path) throws IOException {
    return theme.hasContentHash(path);
  }

  @Override
  public boolean isAbstract() throws IOException {
    return theme.isAbstract();
  }
}
