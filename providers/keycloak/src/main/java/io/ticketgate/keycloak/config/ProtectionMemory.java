package io.ticketgate.keycloak.config;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.rule.RememberedProtection;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.keycloak.store.RememberedProtections;
import io.ticketgate.spi.EntitlementName;
import java.util.List;

/**
 * Remembers which rules protect an entitlement before its name or attribute is given up, and
 * forgets it with the entitlement; {@link ComponentLife} forgets it with the rule. {@link
 * RealmRules} reads what is remembered.
 */
public final class ProtectionMemory {

  private final RealmRules rules;
  private final RememberedProtections stored;

  public ProtectionMemory(RealmRules rules, RememberedProtections stored) {
    this.rules = rules;
    this.stored = stored;
  }

  /**
   * Remembers what protects a role or client that is being renamed.
   *
   * @param before the name that is given up
   */
  public void rememberRenamed(String entitlementId, EntitlementName before) {
    remember(entitlementId, rules.protection().toRememberBy(before));
  }

  /** Remembers that an attribute marks it, since anyone who may edit it may remove the mark. */
  public void rememberMarked(Entitlement entitlement) {
    remember(entitlement.id(), rules.protection().toRememberByAttribute(entitlement));
  }

  /**
   * Remembers every role and client that an attribute marks: of a rule that was just stated, and of
   * marks that were written past Keycloak.
   */
  public void rememberAllMarked() {
    RememberedProtection known = rules.remembered();
    for (Rule rule : rules.all()) {
      String attribute = rule.protects().attributeName();
      String value = rule.protects().attributeValue();
      if (attribute != null && value != null) {
        stored.withAttribute(attribute, value).stream()
            .filter(id -> !known.holds(rule.id(), id))
            .forEach(id -> stored.remember(id, rule.id()));
      }
    }
    rules.refreshRemembered();
  }

  private void remember(String entitlementId, List<Rule> protecting) {
    protecting.forEach(rule -> stored.remember(entitlementId, rule.id()));
    rules.refreshRemembered();
  }

  /** Forgets a role or client that is gone. */
  public void forgetEntitlement(String entitlementId) {
    stored.forgetEntitlement(entitlementId);
  }
}
