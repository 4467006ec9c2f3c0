package io.ticketgate.keycloak.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A role that a rule's pattern named once: it stays protected by that rule under its new name. */
@Entity(name = "TgRenamedRole")
@Table(name = "TG_RENAMED_ROLE")
class RenamedRoleEntity {

  @Id
  @Column(name = "ID", length = 64)
  String id = "";

  @Column(name = "REALM_ID", length = 36)
  String realmId = "";

  @Column(name = "RULE_ID", length = 36)
  String ruleId = "";

  @Column(name = "ROLE_ID", length = 36)
  String roleId = "";
}
