package io.ticketgate.keycloak.store;

import io.ticketgate.core.access.Subject;
import io.ticketgate.keycloak.store.BindingEntity.EntitlementKind;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** What somebody asked for in self-service. Times are milliseconds since the epoch. */
@Entity(name = "TgRequest")
@Table(name = "TG_REQUEST")
class RequestEntity {

  /** The ticket in the ITSM carries it too. */
  @Id
  @Column(name = "ID", length = 36)
  String id = "";

  @Column(name = "REALM_ID", length = 36)
  String realmId = "";

  @Column(name = "BY_ID", length = 255)
  String byId = "";

  @Enumerated(EnumType.STRING)
  @Column(name = "SUBJECT_KIND", length = 20)
  Subject.Kind subjectKind = Subject.Kind.USER;

  @Column(name = "SUBJECT_ID", length = 255)
  String subjectId = "";

  @Column(name = "SUBJECT_NAME", length = 255)
  String subjectName = "";

  @Enumerated(EnumType.STRING)
  @Column(name = "ENTITLEMENT_KIND", length = 20)
  EntitlementKind entitlementKind = EntitlementKind.REALM_ROLE;

  @Column(name = "ENTITLEMENT_ID", length = 36)
  String entitlementId = "";

  @Column(name = "ENTITLEMENT_CLIENT", length = 255)
  @Nullable String entitlementClient;

  @Column(name = "ENTITLEMENT_NAME", length = 255)
  String entitlementName = "";

  @Column(name = "JUSTIFICATION", length = 4000)
  String justification = "";

  @Column(name = "STARTS_AT")
  @Nullable Long startsAt;

  @Column(name = "ENDS_AT")
  @Nullable Long endsAt;

  @Column(name = "CREATED_AT")
  long createdAt;

  @Column(name = "SYSTEM_NAME", length = 64)
  String system = "";

  /** {@link RowKey} of its ticket; null until the ITSM has made one. */
  @Column(name = "TICKET_ID", length = 64)
  @Nullable String ticketId;

  @Column(name = "TICKET_KEY", length = 128)
  @Nullable String key;

  @Column(name = "TICKET_URL", length = 2000)
  @Nullable String url;

  /** Until when somebody is having the ticket made; 0 when nobody is. */
  @Column(name = "CLAIMED_UNTIL")
  long claimedUntil;

  /** When to look whether it is to be forgotten; null where it is. */
  @Column(name = "FORGET_AT")
  @Nullable Long forgetAt;
}
