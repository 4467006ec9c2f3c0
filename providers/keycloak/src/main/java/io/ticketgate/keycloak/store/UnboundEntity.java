package io.ticketgate.keycloak.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/**
 * A protected grant without a binding that has been reported; gone when the grant is bound or gone.
 */
@Entity(name = "TgUnbound")
@Table(name = "TG_UNBOUND")
class UnboundEntity {

  @Id
  @Column(name = "ID", length = 64)
  String id = "";

  @Column(name = "REALM_ID", length = 36)
  String realmId = "";

  @Column(name = "SUBJECT_ID", length = 255)
  String subjectId = "";

  @Column(name = "ENTITLEMENT_ID", length = 36)
  String entitlementId = "";

  @Column(name = "FOUND_AT")
  long foundAt;

  /** When everything was voided that had been issued before; null for not yet. */
  @Column(name = "VOIDED_AT")
  @Nullable Long voidedAt;
}
