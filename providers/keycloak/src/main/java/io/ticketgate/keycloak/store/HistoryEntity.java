package io.ticketgate.keycloak.store;

import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.EndCause;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** One transition of a binding. Rows are only ever added. */
@Entity(name = "TgHistory")
@Table(name = "TG_HISTORY")
class HistoryEntity {

  @Id
  @Column(name = "ID", length = 36)
  String id = "";

  @Column(name = "REALM_ID", length = 36)
  String realmId = "";

  @Column(name = "BINDING_ID", length = 36)
  String bindingId = "";

  @Column(name = "HAPPENED_AT")
  long at;

  @Enumerated(EnumType.STRING)
  @Column(name = "FROM_STATUS", length = 20)
  @Nullable BindingStatus from;

  @Enumerated(EnumType.STRING)
  @Column(name = "TO_STATUS", length = 20)
  BindingStatus to = BindingStatus.AUTHORIZED;

  @Enumerated(EnumType.STRING)
  @Column(name = "CAUSE", length = 30)
  @Nullable EndCause cause;

  @Column(name = "ACTOR_ID", length = 255)
  @Nullable String actorId;

  @Column(name = "ACTOR_NAME", length = 255)
  @Nullable String actorName;

  @Column(name = "DETAIL", length = 2000)
  @Nullable String detail;

  @Column(name = "DETAIL_CODE", length = 30)
  @Nullable String detailCode;

  @Column(name = "DETAIL_FACTS", length = 2000)
  @Nullable String detailFacts;
}
