package io.ticketgate.keycloak.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/**
 * One rule that keeps protecting one role or client. The table still has the name from when only
 * renames were remembered: a database that has been in use is not changed for a word.
 */
@Entity(name = "TgRememberedProtection")
@Table(name = "TG_RENAMED_ROLE")
class RememberedProtectionEntity {

  @Id
  @Column(name = "ID", length = 64)
  String id = "";

  @Column(name = "REALM_ID", length = 36)
  String realmId = "";

  @Column(name = "RULE_ID", length = 36)
  String ruleId = "";

  /** Id of the role, or of the client whose credential is protected. */
  @Column(name = "ROLE_ID", length = 36)
  String entitlementId = "";

  /** What the rule knew it by then; null in rows from before. */
  @Column(name = "FACT", length = 2000)
  @Nullable String fact;
}
