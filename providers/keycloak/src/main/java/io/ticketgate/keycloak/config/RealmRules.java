package io.ticketgate.keycloak.config;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Mode;
import io.ticketgate.core.rule.Notices;
import io.ticketgate.core.rule.Protection;
import io.ticketgate.core.rule.RememberedProtection;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.core.rule.RuleParser;
import io.ticketgate.core.rule.Rules;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.MultivaluedHashMap;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;

/**
 * The rules of one realm. They are read from the realm's cached components, so a realm without
 * rules costs nothing, and a rule that was just saved holds at once, on every node that Keycloak's
 * own cache invalidation reaches.
 */
public final class RealmRules implements Rules {

  private static final int MOST_PARSED = 10_000;

  /** Component id to what it was parsed from; a changed configuration is parsed again. */
  private static final Map<String, Parsed> PARSED = new ConcurrentHashMap<>();

  private record Parsed(String name, MultivaluedHashMap<String, String> config, Rule rule) {}

  private final RealmModel realm;
  private final Mode serverMode;
  private final Supplier<RememberedProtection> memory;
  private @Nullable List<Rule> rules;
  private @Nullable Protection protection;
  private @Nullable RememberedProtection remembered;

  /**
   * @param serverMode the most that the server's switch lets a rule do
   * @param memory what is remembered of protection; asked when it is first needed, and again after
   *     a refresh. What is written is judged by the database, a token by what this node has read
   */
  public RealmRules(RealmModel realm, Mode serverMode, Supplier<RememberedProtection> memory) {
    this.realm = realm;
    this.serverMode = serverMode;
    this.memory = memory;
  }

  /** Returns whether the realm has a rule that may do anything, be it off. */
  public static boolean any(RealmModel realm, Mode serverMode) {
    return serverMode != Mode.OFF
        && realm.getComponentsStream(realm.getId(), GateRule.class.getName()).findAny().isPresent();
  }

  /** Reads everything again: the session may have written to a rule or to a role's mark. */
  public void refresh() {
    rules = null;
    protection = null;
    refreshRemembered();
  }

  /** Reads the memory again: the session has written to it. */
  void refreshRemembered() {
    remembered = null;
  }

  /**
   * Decides what the rules protect whether they are off or not: by it is known what must be
   * remembered until they are on again.
   */
  public Protection stated() {
    return new Protection(statedRules(), this::attributes, this::remembered);
  }

  /** Decides what these rules would protect if one of them were another, or there were one more. */
  public Rules with(Rule draft) {
    List<Rule> changed =
        Stream.concat(
                statedRules().stream().filter(rule -> !rule.id().equals(draft.id())),
                Stream.of(draft))
            .map(this::limited)
            .filter(rule -> rule.mode() != Mode.OFF)
            .toList();
    return new Protection(changed, this::attributes, this::remembered);
  }

  private List<Rule> statedRules() {
    return realm
        .getComponentsStream(realm.getId(), GateRule.class.getName())
        .map(this::parse)
        .toList();
  }

  /**
   * What the rules of those names say of notices. It refuses nothing: a rule that cannot be read
   * has nobody told.
   */
  static List<Notices> notices(RealmModel realm, Collection<String> names) {
    RealmRules rules = new RealmRules(realm, Mode.ENFORCE, () -> RememberedProtection.NONE);
    try {
      return realm
          .getComponentsStream(realm.getId(), GateRule.class.getName())
          .filter(component -> names.contains(GateRuleFactory.name(component)))
          .map(rules::parse)
          .map(Rule::notices)
          .toList();
    } catch (GateException.Refused unreadable) {
      return List.of();
    }
  }

  /** Every rule that is not off, in the mode it has after the server's switch. */
  public List<Rule> all() {
    List<Rule> known = rules;
    if (known == null) {
      known =
          serverMode == Mode.OFF
              ? List.of()
              : statedRules().stream()
                  .map(this::limited)
                  .filter(rule -> rule.mode() != Mode.OFF)
                  .toList();
      rules = known;
    }
    return known;
  }

  /** Decides which of these rules protect an entitlement. */
  public Protection protection() {
    Protection known = protection;
    if (known == null) {
      known = new Protection(all(), this::attributes, this::remembered);
      protection = known;
    }
    return known;
  }

  @Override
  public List<Rule> protecting(Entitlement entitlement) {
    return protection().protecting(entitlement);
  }

  RememberedProtection remembered() {
    RememberedProtection known = remembered;
    if (known == null) {
      known = memory.get();
      remembered = known;
    }
    return known;
  }

  /** Of the role, or of the client whose credential it is; empty where there is none. */
  private Map<String, List<String>> attributes(Entitlement entitlement) {
    if (entitlement.credential()) {
      ClientModel client = realm.getClientById(entitlement.id());
      return client == null ? Map.of() : lists(client.getAttributes());
    }
    RoleModel role = realm.getRoleById(entitlement.id());
    return role == null ? Map.of() : role.getAttributes();
  }

  private static Map<String, List<String>> lists(Map<String, String> attributes) {
    Map<String, List<String>> lists = new HashMap<>();
    attributes.forEach((name, value) -> lists.put(name, List.of(value)));
    return lists;
  }

  private Rule limited(Rule rule) {
    Mode mode = rule.mode().atMost(serverMode);
    return mode == rule.mode() ? rule : rule.withMode(mode);
  }

  /**
   * A rule that cannot be read protects nobody knows what. No route writes one; after a downgrade
   * or a change in the database by hand it must not open the realm.
   */
  private Rule parse(ComponentModel component) {
    MultivaluedHashMap<String, String> config = component.getConfig();
    String name = GateRuleFactory.name(component);
    Parsed parsed = PARSED.get(component.getId());
    if (parsed != null && parsed.name().equals(name) && parsed.config().equals(config)) {
      return parsed.rule();
    }
    try {
      Rule rule = RuleParser.parse(component.getId(), name, config);
      if (PARSED.size() >= MOST_PARSED) {
        PARSED.clear();
      }
      PARSED.put(component.getId(), new Parsed(name, new MultivaluedHashMap<>(config), rule));
      return rule;
    } catch (GateException.Invalid invalid) {
      throw new GateException.Refused(
          ErrorCode.RULE_INVALID,
          "Rule '"
              + name
              + "' cannot be read ("
              + invalid.getMessage()
              + "). No role can be assigned in this realm until an administrator repairs or deletes the rule.",
          List.of());
    }
  }

  /** The age up to which a stored ticket is good enough for every rule of the realm. */
  public Duration snapshotMaxAge() {
    return all().stream().map(Rule::snapshotMaxAge).min(Duration::compareTo).orElse(Duration.ZERO);
  }
}
