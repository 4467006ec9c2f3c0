package io.ticketgate.keycloak.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** A rule that was saved, and how far the live bindings have been judged by it. */
@Entity(name = "TgRuleCheck")
@Table(name = "TG_RULE_CHECK")
class RuleCheckEntity {

  /** {@link RowKey} of realm and rule. */
  @Id
  @Column(name = "ID", length = 64)
  String id = "";

  @Column(name = "REALM_ID", length = 36)
  String realmId = "";

  @Column(name = "RULE_ID", length = 36)
  String ruleId = "";

  /** Of the rule as it was saved: a node that still knows an older one leaves it to others. */
  @Column(name = "RULE_DIGEST", length = 64)
  String ruleDigest = "";

  /** Of the last entitlement whose bindings were judged; null or a blank to begin. */
  @Column(name = "LAST_ENTITLEMENT_ID", length = 36)
  @Nullable String lastEntitlementId;

  /** Id of the last binding of it that was judged; a blank for all of them. */
  @Column(name = "LAST_ID", length = 36)
  String lastId = "";

  /** When to go on. */
  @Column(name = "DUE_AT")
  long dueAt;

  @Column(name = "ACTOR_ID", length = 255)
  @Nullable String actorId;

  @Column(name = "ACTOR_NAME", length = 255)
  @Nullable String actorName;
}
