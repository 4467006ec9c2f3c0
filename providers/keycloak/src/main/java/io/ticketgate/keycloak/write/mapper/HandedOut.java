package io.ticketgate.keycloak.write.mapper;

import io.ticketgate.spi.EntitlementName;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The roles that a piece of configuration gives to people although Keycloak writes no mapping for
 * them. Where a setting can be read in several ways, every reading counts: one refusal too many
 * costs a ticket, one too few is a way around the gate.
 */
public sealed interface HandedOut {

  /** Where a text ends and the next begins, for consumers that take a list out of one text. */
  Pattern BETWEEN_NAMES = Pattern.compile("[\\s,;\"\\[\\]{}]+");

  /**
   * A role as Keycloak's configuration names it, {@code role} or {@code client.role}. It need not
   * exist: the token mappers (26.7.0, {@code protocol.oidc.mappers.HardcodedRole}) write the name
   * without looking. Where it is looked up, the database decides what is equal: MariaDB ignores
   * case and trailing blanks.
   */
  record Role(String reference) implements HandedOut {
    private static final int LONGEST = 255;

    /**
     * Every role that the reference can mean. Token mappers cut it at the last dot ({@code
     * KeycloakModelUtils.parseRole}), all others try each dot and then the realm role ({@code
     * getRoleFromString}).
     */
    Set<EntitlementName> names() {
      Set<EntitlementName> names = new HashSet<>();
      if (isName(reference)) {
        names.add(new EntitlementName.RealmRole(reference));
      }
      for (int dot = reference.indexOf('.'); dot >= 0; dot = reference.indexOf('.', dot + 1)) {
        String client = reference.substring(0, dot);
        String role = reference.substring(dot + 1);
        if (isName(client) && isName(role)) {
          names.add(new EntitlementName.ClientRole(client, role));
        }
      }
      return names;
    }

    private static boolean isName(String text) {
      return !text.isBlank() && text.length() <= LONGEST;
    }
  }

  /** Membership of that group of the realm, with all roles the group and its parents carry. */
  record Group(String path) implements HandedOut {}

  /** The same in the organization that the identity provider belongs to (since Keycloak 26.7). */
  record OrganizationGroup(String path) implements HandedOut {}

  /** This text where consumers read role names, of whichever realm or client. */
  record Name(String name) implements HandedOut {}

  /** Texts that begin like this where consumers read role names. */
  record NamePrefixed(String prefix) implements HandedOut {}

  /** Any text where consumers read role names. */
  record AnyName() implements HandedOut {}

  /** Whatever anybody has: a token says that it is theirs. */
  record AnyIdentity() implements HandedOut {}

  /**
   * Any role of that client, or of the realm: who has them is kept in a directory, and Keycloak
   * writes nothing when that changes.
   *
   * @param clientId null for the roles of the realm
   */
  record RolesInDirectory(@Nullable String clientId) implements HandedOut {}

  /**
   * Any role of that client which the person has when a verifiable credential is issued: it stays
   * in a wallet, and no end of a grant takes it out of there.
   */
  record RolesInCredential(String clientId) implements HandedOut {}

  /**
   * Any group below that one, for the reason of {@link RolesInDirectory}. A path that names no
   * group, now or after a rename, means every group of the realm (26.7.0, {@code
   * GroupLDAPStorageMapper.getKcGroupsPathGroup}).
   */
  record GroupsInDirectory(String path) implements HandedOut {}

  /** The names a text stands for: itself, and its parts where it is a list. */
  static Set<HandedOut> names(@Nullable String text) {
    Set<HandedOut> names = new HashSet<>();
    if (text != null && !text.isBlank()) {
      names.add(new Name(text));
      Arrays.stream(BETWEEN_NAMES.split(text))
          .filter(part -> !part.isEmpty())
          .map(Name::new)
          .forEach(names::add);
    }
    return names;
  }
}
