package io.ticketgate.keycloak.config;

import io.ticketgate.core.ledger.SigningKey;
import io.ticketgate.core.ledger.VerifierKey;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** The keys that sign the log of a realm. */
public final class LogKeys {

  private static final String MADE = LogKeys.class.getName() + ".made";

  /** A key proves itself by a signature when it is read, which takes longer than to sign. */
  private static final Map<String, SigningKey> PROVEN = new ConcurrentHashMap<>();

  private static final int MOST_PROVEN = 1_000;

  private LogKeys() {}

  /** The name of the log, and of its keys: it outlasts another name of the realm. */
  public static String origin(RealmModel realm) {
    String id = realm.getId();
    return "keycloak-ticket-gate/"
        + (id.matches("[0-9A-Za-z._~-]+")
            ? id
            : HexFormat.of().formatHex(id.getBytes(StandardCharsets.UTF_8)));
  }

  private static Stream<ComponentModel> components(RealmModel realm) {
    return realm
        .getComponentsStream(realm.getId(), LogKey.class.getName())
        .sorted(Comparator.comparing(ComponentModel::getId));
  }

  /** All of them; each signs. */
  public static List<SigningKey> signing(RealmModel realm) {
    return components(realm)
        .map(key -> proven(origin(realm), String.valueOf(key.get(LogKeyFactory.SECRET))))
        .toList();
  }

  private static SigningKey proven(String origin, String secret) {
    if (PROVEN.size() >= MOST_PROVEN) {
      PROVEN.clear();
    }
    return PROVEN.computeIfAbsent(origin + " " + secret, key -> SigningKey.parse(origin, secret));
  }

  /** The public halves of all. */
  public static List<VerifierKey> verifying(RealmModel realm) {
    return components(realm)
        .map(key -> VerifierKey.parse(String.valueOf(key.get(LogKeyFactory.VERIFIER))))
        .toList();
  }

  /**
   * Makes a key where the realm has none. Nobody has asked for it: it is the gate's own. To be
   * called in the transaction that writes a rule: a task that did it might collide with somebody
   * who deletes the realm.
   */
  public static void ensure(KeycloakSession session, RealmModel realm) {
    if (components(realm).findAny().isPresent()) {
      return;
    }
    ComponentModel key = new ComponentModel();
    key.setId(KeycloakModelUtils.generateId());
    key.setName("ticket-gate-log");
    key.setParentId(realm.getId());
    key.setProviderType(LogKey.class.getName());
    key.setProviderId(LogKeyFactory.ID);
    made(session).add(key.getId());
    realm.addComponentModel(key);
  }

  /** Returns whether the gate itself has made that component in this session. */
  public static boolean isOurOwn(KeycloakSession session, String componentId) {
    return made(session).contains(componentId);
  }

  @SuppressWarnings("unchecked") // an attribute of our own
  private static Set<String> made(KeycloakSession session) {
    Set<String> made = session.getAttribute(MADE, Set.class);
    if (made == null) {
      made = new HashSet<>();
      session.setAttribute(MADE, made);
    }
    return made;
  }
}
