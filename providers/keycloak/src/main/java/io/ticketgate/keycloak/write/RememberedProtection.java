package io.ticketgate.keycloak.write;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.rule.Mode;
import io.ticketgate.keycloak.config.RealmRules;
import io.ticketgate.keycloak.realm.ProtectedRoles;
import io.ticketgate.keycloak.write.change.JudgedRealm;
import io.ticketgate.keycloak.write.change.Protection;
import io.ticketgate.keycloak.write.mapper.HandedOut;
import io.ticketgate.keycloak.write.mapper.HandedOutRoles;
import io.ticketgate.spi.EntitlementName;
import java.util.Set;
import java.util.function.Consumer;

/** What the rules of a realm protect, by name, by attribute and by what was remembered. */
final class RememberedProtection implements Protection {

  private final RealmRules rules;
  private final ProtectedRoles protectedRoles;
  private final HandedOutRoles handedOutRoles;
  private final Consumer<JudgedRealm> exposedBefore;

  /**
   * @param exposedBefore reports the configuration that hands out protected roles already
   */
  RememberedProtection(
      RealmRules rules,
      ProtectedRoles protectedRoles,
      HandedOutRoles handedOutRoles,
      Consumer<JudgedRealm> exposedBefore) {
    this.rules = rules;
    this.protectedRoles = protectedRoles;
    this.handedOutRoles = handedOutRoles;
    this.exposedBefore = exposedBefore;
  }

  @Override
  public boolean enforced() {
    return rules.all().stream().anyMatch(rule -> rule.mode() == Mode.ENFORCE);
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
  public boolean newlyProtected(Entitlement entitlement, EntitlementName before) {
    return rules.newlyProtected(entitlement, before);
  }

  @Override
  public void renamed(String id, EntitlementName before) {
    rules.renamed(id, before);
  }

  @Override
  public void roleMarked(String roleId) {
    rules.marked(roleId);
  }

  @Override
  public void clientMarked(String clientUuid, String attribute) {
    if (rules.all().stream().anyMatch(rule -> attribute.equals(rule.protects().attributeName()))) {
      rules.markedClient(clientUuid);
    }
  }

  @Override
  public void ruleStated(JudgedRealm realm) {
    rules.markedAll();
    exposedBefore.accept(realm);
  }
}
