package io.ticketgate.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.keycloak.models.RealmModel;
import org.keycloak.theme.Theme;
import org.keycloak.theme.Theme.Type;

class ConsoleThemeTest {

  private static final String CONTENT =
      """
      [{"label": "personalInfo", "path": ""}]""";

  private static String scripts(Type type, @Nullable String parent, @Nullable String own)
      throws IOException {
    return new ConsoleTheme(new Stock(type, parent, own, CONTENT))
        .getProperties()
        .getProperty("scripts");
  }

  @Test
  void theThemeWithoutAParentGetsOurScript() throws IOException {
    assertThat(scripts(Type.ADMIN, null, null)).matches("assets/ticket-gate-admin-[A-Z0-9]+\\.js");
    assertThat(scripts(Type.ACCOUNT, null, null))
        .matches("assets/ticket-gate-account-[A-Z0-9]+\\.js");
  }

  @Test
  void oursStandBehindWhatAThemeHas() throws IOException {
    assertThat(scripts(Type.ADMIN, "keycloak.v2", "js/brand.js"))
        .matches("js/brand\\.js assets/ticket-gate-admin-[A-Z0-9]+\\.js");
  }

  /** Or the scripts of the theme above it would be hidden by ours. */
  @Test
  void aThemeThatInheritsItsScriptsGoesOnInheriting() throws IOException {
    assertThat(scripts(Type.ADMIN, "brand", null)).isNull();
  }

  @Test
  void onlyConsolesAreTaken() {
    assertThat(ConsoleTheme.takes(Type.ADMIN)).isTrue();
    assertThat(ConsoleTheme.takes(Type.ACCOUNT)).isTrue();
    assertThat(ConsoleTheme.takes(Type.LOGIN)).isFalse();
    assertThat(ConsoleTheme.takes(Type.EMAIL)).isFalse();
  }

  @Test
  void ourPageIsTheLastOfTheAccountConsole() throws IOException {
    JsonNode pages = content(new Stock(Type.ACCOUNT, null, null, CONTENT));
    assertThat(pages).hasSize(2);
    assertThat(pages.path(0).path("label").asText()).isEqualTo("personalInfo");
    assertThat(pages.path(1).path("path").asText()).isEqualTo("my-access");
  }

  @Test
  void aFileThatListsNoPagesIsHandedOn() throws IOException {
    assertThat(content(new Stock(Type.ACCOUNT, null, null, "{\"a\": 1}")).path("a").asInt())
        .isEqualTo(1);
  }

  private static JsonNode content(Theme stock) throws IOException {
    try (InputStream in = new ConsoleTheme(stock).getResourceAsStream("content.json")) {
      return new ObjectMapper().readTree(in);
    }
  }

  @Test
  void ourPageHasANameThatAThemeMayChange() throws IOException {
    Theme theme = new ConsoleTheme(new Stock(Type.ACCOUNT, null, null, CONTENT));
    assertThat(theme.getMessages(Locale.GERMAN))
        .containsEntry("ticketGateMyAccess", "Meine Zugriffe")
        .containsEntry("said", "by the theme");
    assertThat(theme.getMessages(Locale.ENGLISH)).containsEntry("ticketGateMyAccess", "My access");
    Stock own = new Stock(Type.ACCOUNT, null, null, CONTENT);
    own.messages.put("ticketGateMyAccess", "Access");
    assertThat(new ConsoleTheme(own).getMessages(Locale.ENGLISH))
        .containsEntry("ticketGateMyAccess", "Access");
  }

  @Test
  void ourFilesAreServedAndNoOthers() throws IOException {
    String script = ConsoleFiles.script("admin");
    try (InputStream in = ConsoleFiles.asset(script)) {
      assertThat(in).isNotNull();
    }
    for (String other :
        new String[] {
          "assets/other.js",
          "assets/ticket-gate-../../entries.txt",
          "assets/ticket-gate-x/../../entries.txt",
          "entries.txt",
          "../META-INF/MANIFEST.MF"
        }) {
      try (InputStream in = ConsoleFiles.asset(other)) {
        assertThat(in).as(other).isNull();
      }
    }
  }

  /** A theme as Keycloak's are, as far as it is asked. */
  private static final class Stock implements Theme {

    private final Type type;
    private final @Nullable String parent;
    private final @Nullable String scripts;
    private final String content;
    final Properties messages = new Properties();

    Stock(Type type, @Nullable String parent, @Nullable String scripts, String content) {
      this.type = type;
      this.parent = parent;
      this.scripts = scripts;
      this.content = content;
      messages.put("said", "by the theme");
    }

    @Override
    public String getName() {
      return "stock";
    }

    @Override
    public @Nullable String getParentName() {
      return parent;
    }

    @Override
    public @Nullable String getImportName() {
      return null;
    }

    @Override
    public Type getType() {
      return type;
    }

    @Override
    public @Nullable URL getTemplate(String name) {
      return null;
    }

    @Override
    public InputStream getResourceAsStream(String path) {
      return new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Properties getMessages(Locale locale) {
      return messages;
    }

    @Override
    public Properties getMessages(String baseBundlename, Locale locale) {
      return messages;
    }

    @Override
    public Properties getEnhancedMessages(RealmModel realm, Locale locale) {
      return messages;
    }

    @Override
    public Properties getProperties() {
      Properties properties = new Properties();
      if (scripts != null) {
        properties.put("scripts", scripts);
      }
      return properties;
    }
  }
}
