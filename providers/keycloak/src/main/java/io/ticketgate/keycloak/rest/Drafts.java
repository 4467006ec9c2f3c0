package io.ticketgate.keycloak.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.core.rule.RuleParser;
import io.ticketgate.keycloak.config.GateRule;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.RealmModel;

/** Rules that nobody has saved, as a request states them. */
final class Drafts {

  /** A rule that has no id yet; no component has this one. */
  private static final String NEW = "draft";

  private final RealmModel realm;

  Drafts(RealmModel realm) {
    this.realm = realm;
  }

  /**
   * With the id of a rule it is that rule as it is to be, otherwise a further one.
   *
   * @throws GateException.NotFound {@code rule_invalid} for the id of no rule
   * @throws GateException.Invalid {@code rule_invalid}, naming the field at fault
   */
  Rule read(ObjectNode json) {
    String id = json.path("id").asText("");
    if (!id.isEmpty()) {
      ComponentModel component = realm.getComponent(id);
      if (component == null || !GateRule.class.getName().equals(component.getProviderType())) {
        throw new GateException.NotFound(ErrorCode.RULE_INVALID, "There is no rule " + id + ".");
      }
    }
    return RuleParser.parse(
        id.isEmpty() ? NEW : id, json.path("name").asText(""), RuleJson.config(json));
  }
}
