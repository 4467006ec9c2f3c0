package io.ticketgate.keycloak.write;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.rule.DecidingAttributes;
import io.ticketgate.core.rule.Mode;
import io.ticketgate.core.rule.NamedRoles;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.keycloak.config.ProtectionMemory;
import io.ticketgate.keycloak.config.RealmRules;
import io.ticketgate.keycloak.realm.ProtectedRoles;
import io.ticketgate.keycloak.write.change.JudgedRealm;
import io.ticketgate.keycloak.write.change.RealmProtection;
import io.ticketgate.keycloak.write.mapper.HandedOut;
import io.ticketgate.keycloak.write.mapper.HandedOutRoles;
import io.ticketgate.spi.EntitlementName;
import java.util.Comparator;
import java.util.Set;
import java.util.function.Consumer;

/** What the rules of a realm protect, by name, by attribute and by what was remembered. */
final class KeycloakProtection implements RealmProtection {

  private final RealmRules rules;
  private final ProtectionMemory memory;
  private final ProtectedRoles protectedRoles;
  private final HandedOutRoles handedOutRoles;
  private final NamedRoles named;
  private final Consumer<JudgedRealm> exposedBefore;

  /**
   * @param exposedBefore reports the configuration that hands out protected roles already
   */
  KeycloakProtection(
      RealmRules rules,
      ProtectionMemory memory,
      ProtectedRoles protectedRoles,
      HandedOutRoles handedOutRoles,
      NamedRoles named,
      Consumer<JudgedRealm> exposedBefore) {
    this.rules = rules;
    this.memory = memory;
    this.protectedRoles = protectedRoles;
    this.handedOutRoles = handedOutRoles;
    this.named = named;
    this.exposedBefore = exposedBefore;
  }

  @Override
  public Mode strictest() {
    return rules.all().stream().map(Rule::mode).max(Comparator.naturalOrder()).orElse(Mode.OFF);
  }

  @Override
  public Set<Entitlement> roles() {
    return protectedRoles.existing();
  }

  @Override
  public Set<Entitlement> reached(Set<HandedOut> handedOut) {
    return handedOutRoles.of(handedOut);
  }

  @Override
  public boolean newlyProtects(Entitlement entitlement, EntitlementName before) {
    return rules.protection().newlyProtects(entitlement, before);
  }

  @Override
  public Mode modeAs(Entitlement entitlement, EntitlementName before) {
    return rules.protection().modeAs(entitlement, before);
  }

  @Override
  public NamedRoles named() {
    return named;
  }

  @Override
  public DecidingAttributes attributes() {
    return new DecidingAttributes(rules::all);
  }

  @Override
  public void rememberRenamed(String id, EntitlementName before) {
    memory.rememberRenamed(id, before);
  }

  @Override
  public boolean marks(String attribute) {
    return rules.stated().rules().stream()
        .anyMatch(rule -> attribute.equals(rule.protects().attributeName()));
  }

  @Override
  public void rememberMarked(Entitlement entitlement) {
    memory.rememberMarked(entitlement);
  }

  @Override
  public void rememberAllMarked() {
    memory.rememberAllMarked();
  }

  @Override
  public void reportExposed(JudgedRealm realm) {
    exposedBefore.accept(realm);
  }
}
