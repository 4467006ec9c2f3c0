package io.ticketgate.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** "My access" in the navigation of the Account Console, which is a file of its theme. */
final class AccountPage {

  /** The theme's file that lists the pages. */
  static final String FILE = "content.json";

  /** The message that names the page. */
  static final String LABEL = "ticketGateMyAccess";

  private static final String PATH = "my-access";
  private static final ObjectMapper JSON = new ObjectMapper();

  private AccountPage() {}

  /** The same file with our page at its end; a file that is no list is handed on as it is. */
  static InputStream added(InputStream in) throws IOException {
    try (in) {
      byte[] file = in.readAllBytes();
      JsonNode content = JSON.readTree(file);
      if (!(content instanceof ArrayNode pages)) {
        return ConsoleFiles.stream(file);
      }
      pages.addObject().put("label", LABEL).put("path", PATH);
      return ConsoleFiles.stream(JSON.writeValueAsBytes(pages));
    }
  }

  static String label(Locale locale) {
    return locale.getLanguage().equals("de") ? "Meine Zugriffe" : "My access";
  }
}
