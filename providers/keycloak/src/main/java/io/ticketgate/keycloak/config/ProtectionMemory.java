package io.ticketgate.keycloak.config;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Protection;
import io.ticketgate.core.rule.Protection.Ground;
import io.ticketgate.core.rule.RememberedFact;
import io.ticketgate.core.rule.RememberedProtection;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.keycloak.store.RememberedProtections;
import io.ticketgate.spi.EntitlementName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Remembers which rules protect an entitlement before its name or attribute is given up, and
 * forgets it with the entitlement, or when somebody who administers the gate says so: never because
 * a rule was edited, switched off or deleted. {@link RealmRules} reads what is remembered.
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
    remember(
        entitlementId,
        rules.stated().toRememberBy(before),
        rule -> Optional.of(new RememberedFact.Name(before)));
  }

  /** Remembers that an attribute marks it, since anyone who may edit it may remove the mark. */
  public void rememberMarked(Entitlement entitlement) {
    remember(
        entitlement.id(),
        rules.stated().toRememberByAttribute(entitlement),
        ProtectionMemory::mark);
  }

  /**
   * Remembers every role and client that an attribute marks: of a rule that was just stated, and of
   * marks that were written past Keycloak.
   */
  public void rememberAllMarked() {
    RememberedProtection known = rules.remembered();
    for (Rule rule : rules.stated().rules()) {
      mark(rule)
          .ifPresent(
              mark ->
                  stored.withAttribute(mark.attribute(), mark.value()).stream()
                      .filter(id -> !known.knows(rule.id(), id, mark))
                      .forEach(id -> stored.remember(id, rule.id(), mark)));
    }
    rules.refreshRemembered();
  }

  private static Optional<RememberedFact.Mark> mark(Rule rule) {
    String attribute = rule.protects().attributeName();
    String value = rule.protects().attributeValue();
    return attribute == null || value == null
        ? Optional.empty()
        : Optional.of(new RememberedFact.Mark(attribute, value));
  }

  private void remember(
      String entitlementId,
      List<Rule> protecting,
      Function<Rule, Optional<? extends RememberedFact>> fact) {
    protecting.forEach(
        rule ->
            fact.apply(rule).ifPresent(known -> stored.remember(entitlementId, rule.id(), known)));
    rules.refreshRemembered();
  }

  /**
   * Lets a rule forget a role or client that it protects by memory alone.
   *
   * @param ruleId of a rule of the realm
   * @return false when nothing is remembered
   * @throws GateException.Conflict {@code rule_invalid} when the rule protects it by its name or an
   *     attribute, so that forgetting would change nothing
   */
  public boolean release(String ruleId, Entitlement entitlement) {
    Protection stated = rules.stated();
    Rule rule =
        stated.rules().stream().filter(each -> each.id().equals(ruleId)).findFirst().orElseThrow();
    if (stated.ground(rule, entitlement).filter(why -> why != Ground.MEMORY).isPresent()) {
      throw new GateException.Conflict(
          ErrorCode.RULE_INVALID,
          "Rule "
              + rule.name()
              + " protects "
              + entitlement.label()
              + " by its name or an attribute. Change the rule, the name or the attribute first.");
    }
    boolean released = stored.release(rule, entitlement.id());
    rules.refreshRemembered();
    return released;
  }

  /** Forgets roles or clients that are gone. */
  public void forgetEntitlements(Set<String> entitlementIds) {
    stored.forgetEntitlements(entitlementIds);
  }
}
