package io.ticketgate.keycloak.realm;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.rule.NamePattern;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.keycloak.config.RealmRules;
import io.ticketgate.keycloak.store.RoleNames;
import io.ticketgate.spi.EntitlementName;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The protected roles of a realm: those that exist, and names that would be protected if a role had
 * them. It reads all roles of the realm, and is asked when configuration is written, not when
 * somebody logs in.
 */
public final class ProtectedRoles {

  private final RealmRules rules;
  private final RoleNames roles;

  ProtectedRoles(RealmRules rules, RoleNames roles) {
    this.rules = rules;
    this.roles = roles;
  }

  /** Those that exist. */
  public Set<Entitlement> existing() {
    return rules.all().isEmpty() ? Set.of() : protectedOnes(roles.all());
  }

  private Set<Entitlement> protectedOnes(Collection<Entitlement> all) {
    return all.stream()
        .filter(rules.protection()::protectsByNameOrMemory)
        .collect(Collectors.toCollection(HashSet::new));
  }

  /**
   * Those of one client, or of the realm.
   *
   * @param clientId null for the realm
   */
  public Set<Entitlement> of(@Nullable String clientId) {
    Stream<EntitlementName> possible =
        rules.all().stream()
            .map(Rule::protects)
            .flatMap(
                protects ->
                    clientId == null
                        ? realmRoles(protects, "")
                        : protects.clientRoles().stream()
                            .filter(pattern -> pattern.client().matches(clientId))
                            .flatMap(pattern -> example(pattern.role(), ""))
                            .map(role -> new EntitlementName.ClientRole(clientId, role)));
    Set<Entitlement> found = entitlements(possible);
    existing().stream()
        .filter(
            role ->
                role.name() instanceof EntitlementName.ClientRole ofClient
                    ? ofClient.client().equals(clientId)
                    : clientId == null)
        .forEach(found::add);
    return found;
  }

  /**
   * Those for which a token that says {@code name} would be taken: a reader of roles may not look
   * at whose role it is.
   */
  public Set<Entitlement> shownAs(String name) {
    Set<Entitlement> found = new HashSet<>();
    if (!rules.all().isEmpty()) {
      found.addAll(protectedOnes(roles.named(name)));
    }
    Stream<EntitlementName> possible =
        rules.all().stream()
            .map(Rule::protects)
            .flatMap(
                protects ->
                    Stream.concat(
                        protects.realmRoles().stream()
                            .filter(pattern -> pattern.matches(name))
                            .map(pattern -> new EntitlementName.RealmRole(name)),
                        protects.clientRoles().stream()
                            .filter(pattern -> pattern.role().matches(name))
                            .flatMap(pattern -> example(pattern.client(), ""))
                            .map(client -> new EntitlementName.ClientRole(client, name))));
    found.addAll(entitlements(possible));
    return found;
  }

  /** Those whose name begins like this; with an empty text all, of which there may be none yet. */
  public Set<Entitlement> beginningWith(String prefix) {
    Set<Entitlement> found = new HashSet<>();
    for (Entitlement role : existing()) {
      String name = role.name().ownName();
      if (name.startsWith(prefix)) {
        found.add(role);
      }
    }
    Stream<EntitlementName> possible =
        rules.all().stream()
            .map(Rule::protects)
            .flatMap(
                protects ->
                    Stream.concat(
                        realmRoles(protects, prefix),
                        protects.clientRoles().stream()
                            .flatMap(
                                pattern ->
                                    example(pattern.client(), "")
                                        .flatMap(
                                            client ->
                                                example(pattern.role(), prefix)
                                                    .map(
                                                        role ->
                                                            new EntitlementName.ClientRole(
                                                                client, role))))));
    found.addAll(entitlements(possible));
    return found;
  }

  private static Stream<EntitlementName> realmRoles(Rule.Protects protects, String prefix) {
    return protects.realmRoles().stream()
        .flatMap(pattern -> example(pattern, prefix))
        .map(EntitlementName.RealmRole::new);
  }

  /** A star alone has the empty text as its shortest match, which is no name. */
  private static Stream<String> example(NamePattern pattern, String prefix) {
    return pattern.example(prefix).map(name -> name.isBlank() ? "any" : name).stream();
  }

  private static Set<Entitlement> entitlements(Stream<EntitlementName> names) {
    return names
        .map(name -> new Entitlement(name.toString(), name))
        .collect(Collectors.toCollection(HashSet::new));
  }
}
