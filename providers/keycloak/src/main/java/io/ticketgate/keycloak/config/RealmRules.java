package io.ticketgate.keycloak.config;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Mode;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.core.rule.RuleParser;
import io.ticketgate.core.rule.Rules;
import io.ticketgate.keycloak.store.RenamedRoles;
import io.ticketgate.spi.EntitlementName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
  private final RenamedRoles renamed;
  private final Mode serverMode;
  private @Nullable List<Rule> rules;
  private @Nullable Map<String, Set<String>> keptByRename;

  /** For reading alone, where what a query would say is known already. */
  public RealmRules(
      RealmModel realm,
      RenamedRoles renamed,
      Mode serverMode,
      Map<String, Set<String>> keptByRename) {
    this(realm, renamed, serverMode);
    this.keptByRename = keptByRename;
  }

  public RealmRules(RealmModel realm, RenamedRoles renamed, Mode serverMode) {
    this.realm = realm;
    this.renamed = renamed;
    this.serverMode = serverMode;
  }

  /** Whether the realm has a rule that may do anything, be it off. */
  public static boolean any(RealmModel realm, Mode serverMode) {
    return serverMode != Mode.OFF
        && realm.getComponentsStream(realm.getId(), GateRule.class.getName()).findAny().isPresent();
  }

  /** Forgets what it has read: the session may have written to a rule or to a role's mark. */
  public void refresh() {
    rules = null;
    keptByRename = null;
  }

  /** Every rule that is not off, in the mode it has after the server's switch. */
  public List<Rule> all() {
    List<Rule> known = rules;
    if (known == null) {
      known =
          serverMode == Mode.OFF
              ? List.of()
              : realm
                  .getComponentsStream(realm.getId(), GateRule.class.getName())
                  .map(this::parse)
                  .map(this::limited)
                  .filter(rule -> rule.mode() != Mode.OFF)
                  .toList();
      rules = known;
    }
    return known;
  }

  @Override
  public List<Rule> protecting(Entitlement entitlement) {
    List<Rule> found = new ArrayList<>();
    for (Rule rule : all()) {
      if (rule.protects().matches(entitlement.name())
          || marked(rule, entitlement)
          || keptByRename().getOrDefault(entitlement.id(), Set.of()).contains(rule.id())) {
        found.add(rule);
      }
    }
    return found;
  }

  /**
   * Remembers what protects a role that is being renamed.
   *
   * @param before the name that is given up
   */
  public void renamed(String roleId, EntitlementName before) {
    for (Rule rule : all()) {
      if (rule.protects().matches(before)) {
        renamed.add(roleId, rule.id());
      }
    }
    keptByRename = null;
  }

  /**
   * Whether a rename has brought the role under a rule, which none protected before.
   *
   * @param before the name that was given up
   */
  public boolean newlyProtected(Entitlement role, EntitlementName before) {
    List<Rule> protecting = protecting(role);
    return !protecting.isEmpty()
        && protecting.stream()
            .noneMatch(rule -> rule.protects().matches(before) || knowsOtherwise(rule, role));
  }

  /** Whether nothing but an attribute, or a name it no longer has, protects the role. */
  public boolean protectedWithoutItsName(Entitlement role) {
    List<Rule> protecting = protecting(role);
    return protecting.stream().anyMatch(rule -> rule.mode() == Mode.ENFORCE)
        && protecting.stream().noneMatch(rule -> rule.protects().matches(role.name()));
  }

  /**
   * Whether some rule protects the role, as its name says or as is remembered: without looking at
   * the role itself.
   */
  public boolean knows(Entitlement role) {
    return all().stream()
        .anyMatch(
            rule ->
                rule.protects().matches(role.name())
                    || keptByRename().getOrDefault(role.id(), Set.of()).contains(rule.id()));
  }

  private boolean knowsOtherwise(Rule rule, Entitlement role) {
    return marked(rule, role)
        || keptByRename().getOrDefault(role.id(), Set.of()).contains(rule.id());
  }

  /** Remembers that an attribute marks the role, since whoever may edit the role may remove it. */
  public void marked(String roleId) {
    RoleModel role = realm.getRoleById(roleId);
    if (role != null) {
      marked(roleId, role.getAttributes());
    }
  }

  /** The same for a client whose credential an attribute marks. */
  public void markedClient(String uuid) {
    ClientModel client = realm.getClientById(uuid);
    if (client != null) {
      marked(uuid, lists(client.getAttributes()));
    }
  }

  private void marked(String id, Map<String, List<String>> attributes) {
    for (Rule rule : all()) {
      if (rule.protects().matches(attributes)) {
        renamed.add(id, rule.id());
      }
    }
    keptByRename = null;
  }

  private static Map<String, List<String>> lists(Map<String, String> attributes) {
    Map<String, List<String>> lists = new HashMap<>();
    attributes.forEach((name, value) -> lists.put(name, List.of(value)));
    return lists;
  }

  /**
   * The same for every role and client that is marked when a rule is stated, or later past
   * Keycloak.
   */
  public void markedAll() {
    for (Rule rule : all()) {
      String attribute = rule.protects().attributeName();
      String value = rule.protects().attributeValue();
      if (attribute != null && value != null) {
        renamed.marked(attribute, value).stream()
            .filter(roleId -> !keptByRename().getOrDefault(roleId, Set.of()).contains(rule.id()))
            .forEach(roleId -> renamed.add(roleId, rule.id()));
      }
    }
    keptByRename = null;
  }

  private boolean marked(Rule rule, Entitlement entitlement) {
    if (rule.protects().attributeName() == null) {
      return false;
    }
    if (entitlement.credential()) {
      ClientModel client = realm.getClientById(entitlement.id());
      return client != null && rule.protects().matches(lists(client.getAttributes()));
    }
    RoleModel role = realm.getRoleById(entitlement.id());
    return role != null && rule.protects().matches(role.getAttributes());
  }

  private Map<String, Set<String>> keptByRename() {
    Map<String, Set<String>> known = keptByRename;
    if (known == null) {
      known = renamed.all();
      keptByRename = known;
    }
    return known;
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
              + "). No role can be assigned in this realm until somebody repairs or deletes the rule.",
          List.of());
    }
  }

  /** The age up to which a stored ticket is good enough for every rule of the realm. */
  public Duration snapshotMaxAge() {
    return all().stream().map(Rule::snapshotMaxAge).min(Duration::compareTo).orElse(Duration.ZERO);
  }
}
