package io.ticketgate.spi;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.component.ComponentModel;
import org.keycloak.component.ComponentValidationException;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * The accounts that act for a system. People name them, and the gate knows them by the id that a
 * name meant when it was added: an account that is deleted and made again under the same name is
 * another.
 */
public final class ItsmSystemAccounts {

  /** The ids, each behind the name that it was found by. No property: nobody sets it. */
  static final String IDS = "accountIds";

  private static final int MOST = 20;

  private ItsmSystemAccounts() {}

  /** The names that a system's setting has; empty where it names no account. */
  public static Set<String> names(ComponentModel system) {
    return values(system, ItsmConnectorFactory.ACCOUNTS)
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The id of each name that meant an account when it was added. */
  public static Map<String, String> ids(ComponentModel system) {
    Map<String, String> ids = new HashMap<>();
    values(system, IDS)
        .map(pair -> pair.split("=", 2))
        .filter(pair -> pair.length == 2)
        .forEach(pair -> ids.put(URLDecoder.decode(pair[0], StandardCharsets.UTF_8), pair[1]));
    ids.keySet().retainAll(names(system));
    return ids;
  }

  private static Stream<String> values(ComponentModel system, String setting) {
    List<String> values = system.getConfig() == null ? null : system.getConfig().get(setting);
    return values == null ? Stream.of() : values.stream().filter(value -> value != null);
  }

  /**
   * Finds the accounts whose names are new. A name that was there before keeps its account, also
   * where that is gone.
   *
   * @param before what is stored under the component's id; null for a new one
   * @param system what is to be stored; gets the ids
   * @param imported whether the realm is just being made, whose accounts come later
   * @throws ComponentValidationException with a sentence for the administrator
   */
  static void resolve(
      KeycloakSession session,
      RealmModel realm,
      @Nullable ComponentModel before,
      ComponentModel system,
      boolean imported) {
    system.getConfig().remove(IDS);
    Set<String> names = names(system);
    if (names.size() > MOST) {
      throw new ComponentValidationException("accounts must name at most " + MOST + " accounts.");
    }
    Set<String> namedBefore = before == null ? Set.of() : names(before);
    Map<String, String> known = before == null ? Map.of() : ids(before);
    for (String name : names) {
      Optional<String> id =
          Optional.ofNullable(known.get(name)).or(() -> find(session, realm, name));
      if (id.isPresent()) {
        system
            .getConfig()
            .add(IDS, URLEncoder.encode(name, StandardCharsets.UTF_8) + "=" + id.get());
      } else if (!imported && !namedBefore.contains(name)) {
        throw new ComponentValidationException(
            "accounts names "
                + name
                + ", which is not exactly one account of this realm. Name the client ID of a client"
                + " with a service account, or a username.");
      }
    }
  }

  /** The account of that name; empty where it is none, or both a user and a client. */
  private static Optional<String> find(KeycloakSession session, RealmModel realm, String name) {
    ClientModel client = realm.getClientByClientId(name);
    List<UserModel> found =
        Stream.of(
                Optional.ofNullable(session.users().getUserByUsername(realm, name)),
                Optional.ofNullable(client).map(each -> session.users().getServiceAccount(each)))
            .flatMap(Optional::stream)
            .toList();
    return found.size() == 1 ? Optional.of(found.get(0).getId()) : Optional.empty();
  }
}
