package io.ticketgate.spi;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** An entitlement as people name it in a ticket. */
public sealed interface EntitlementName {

  /** Prefix of a role in a text field of an ITSM. */
  String ROLE = "role:";

  /** Prefix of a client id in a text field of an ITSM. */
  String CLIENT = "client:";

  /** Prefix of a part of Keycloak's configuration in a text field of an ITSM. */
  String CONFIGURATION = "configuration:";

  /**
   * The name that Keycloak itself shows for it: of the role, or of the client; of a part of the
   * configuration its area.
   */
  String ownName();

  /**
   * The text that {@link #parseAll} reads as this entitlement, and no other: {@code role:db-admin},
   * {@code role:orders/refund}, {@code client:ci-deployer}. A name with a comma, a semicolon or a
   * line break has none; its text is then read otherwise.
   */
  default String text() {
    return this instanceof RealmRole || this instanceof ClientRole ? ROLE + this : toString();
  }

  /** What a backslash stands before in a name. */
  String ESCAPED = "/\\";

  /** A realm role. */
  record RealmRole(String role) implements EntitlementName {
    /**
     * @throws IllegalArgumentException when the name is blank
     */
    public RealmRole {
      requireName(role);
    }

    @Override
    public String ownName() {
      return role;
    }

    @Override
    public String toString() {
      return escape(role);
    }
  }

  /**
   * A client role.
   *
   * @param client client id of the client that owns the role
   */
  record ClientRole(String client, String role) implements EntitlementName {
    /**
     * @throws IllegalArgumentException when a name is blank
     */
    public ClientRole {
      requireName(client);
      requireName(role);
    }

    @Override
    public String ownName() {
      return role;
    }

    @Override
    public String toString() {
      return escape(client) + "/" + escape(role);
    }
  }

  /**
   * The usable credential of a client: its secret, its keys and its service-account tokens.
   *
   * @param clientId client id of the client
   */
  record ClientCredential(String clientId) implements EntitlementName {
    /**
     * @throws IllegalArgumentException when the name is blank
     */
    public ClientCredential {
      requireName(clientId);
    }

    @Override
    public String ownName() {
      return clientId;
    }

    @Override
    public String toString() {
      return "client:" + clientId;
    }
  }

  /**
   * The change of one part of the realm's configuration that decides who somebody is or what they
   * may do.
   *
   * @param area the part, for example {@code authentication}
   */
  record Configuration(String area) implements EntitlementName {
    /**
     * @throws IllegalArgumentException when the name is blank
     */
    public Configuration {
      requireName(area);
    }

    @Override
    public String ownName() {
      return area;
    }

    @Override
    public String toString() {
      return CONFIGURATION + area;
    }
  }

  /**
   * Reads the text field of a ticket: {@code role:db-admin} is a realm role, {@code
   * role:orders/refund} a client role, {@code client:ci-deployer} a credential, and {@code
   * configuration:authentication} the change of a part of the configuration. Commas, semicolons or
   * line breaks separate several.
   *
   * <p>A slash inside a name is written {@code \\/}, and a backslash {@code \\\\}; see {@link
   * #role}.
   *
   * @param bareRealmRoles whether a word without a prefix is the name of a realm role
   * @return each entitlement once, in the order of the text. Words of any other form are left out
   */
  static List<EntitlementName> parseAll(String text, boolean bareRealmRoles) {
    return Arrays.stream(text.split("[,;\\r\\n]+"))
        .map(String::strip)
        .flatMap(word -> parse(word, bareRealmRoles).stream())
        .distinct()
        .toList();
  }

  /**
   * Reads the name of a role as people write it and as {@code toString} does: {@code db-admin} is a
   * realm role, {@code orders/refund} a client role. A slash inside a name is written {@code \\/},
   * and a backslash {@code \\\\}.
   *
   * @throws IllegalArgumentException when a part is blank, or the text can be read in more than one
   *     way; the message is for people
   */
  static EntitlementName role(String text) {
    List<String> parts = parts(text);
    if (parts.size() == 1) {
      return new RealmRole(parts.get(0));
    }
    return new ClientRole(parts.get(0), parts.get(1));
  }

  /**
   * The one or two parts of a role's name, or of a pattern for one: a role, or a client and a role.
   *
   * @throws IllegalArgumentException when a part is empty, or there are more than two; the message
   *     tells the readings
   */
  static List<String> parts(String text) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean escapes =
          c == '\\' && i + 1 < text.length() && ESCAPED.indexOf(text.charAt(i + 1)) >= 0;
      if (escapes) {
        part.append(text.charAt(++i));
      } else if (c == '/') {
        parts.add(part.toString());
        part.setLength(0);
      } else {
        part.append(c);
      }
    }
    parts.add(part.toString());
    if (parts.size() > 2) {
      int last = parts.size() - 1;
      throw new IllegalArgumentException(
          "'"
              + text
              + "' can be read as role '"
              + String.join("/", parts.subList(1, parts.size()))
              + "' of client '"
              + parts.get(0)
              + "', or as role '"
              + parts.get(last)
              + "' of client '"
              + String.join("/", parts.subList(0, last))
              + "': write a slash inside a name as \\/.");
    }
    if (parts.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException(
          "A role is written role or client/role, for example orders/refund; '"
              + text
              + "' is not.");
    }
    return parts;
  }

  /** A name as a part of a longer text. */
  static String escape(String name) {
    return name.replace("\\", "\\\\").replace("/", "\\/");
  }

  private static Optional<EntitlementName> parse(String word, boolean bareRealmRoles) {
    if (word.startsWith(ROLE)) {
      return named(EntitlementName::role, word.substring(ROLE.length()).strip());
    }
    if (word.startsWith(CLIENT)) {
      return named(ClientCredential::new, word.substring(CLIENT.length()).strip());
    }
    if (word.startsWith(CONFIGURATION)) {
      return named(Configuration::new, word.substring(CONFIGURATION.length()).strip());
    }
    return bareRealmRoles && word.matches("[^\\s:/]+")
        ? named(RealmRole::new, word)
        : Optional.empty();
  }

  private static Optional<EntitlementName> named(
      Function<String, EntitlementName> kind, String name) {
    try {
      return Optional.of(kind.apply(name));
    } catch (IllegalArgumentException noName) {
      return Optional.empty();
    }
  }

  private static void requireName(String name) {
    if (name.isBlank() || name.length() > 255) {
      throw new IllegalArgumentException(
          "The name of a role or client must have 1 to 255 characters and must not be blank.");
    }
  }
}
