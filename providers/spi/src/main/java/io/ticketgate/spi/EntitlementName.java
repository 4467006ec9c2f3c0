package io.ticketgate.spi;

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

  /** A realm role. */
  record RealmRole(String role) implements EntitlementName {
    /**
     * @throws IllegalArgumentException when the name is blank
     */
    public RealmRole {
      requireName(role);
    }

    @Override
    public String toString() {
      return role;
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
    public String toString() {
      return client + "/" + role;
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
    public String toString() {
      return "client:" + clientId;
    }
  }

  /**
   * Reads the text field of a ticket: {@code role:db-admin} is a realm role, {@code
   * role:orders/refund} a client role, and {@code client:ci-deployer} a credential. Commas,
   * semicolons or line breaks separate several.
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

  private static Optional<EntitlementName> parse(String word, boolean bareRealmRoles) {
    if (word.startsWith(ROLE)) {
      String role = word.substring(ROLE.length()).strip();
      int slash = role.indexOf('/');
      return slash < 0
          ? named(RealmRole::new, role)
          : named(
              name -> new ClientRole(role.substring(0, slash), name), role.substring(slash + 1));
    }
    if (word.startsWith(CLIENT)) {
      return named(ClientCredential::new, word.substring(CLIENT.length()).strip());
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
