package io.ticketgate.keycloak.store;

import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Reviewer;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** One binding. Times are milliseconds since the epoch, as everywhere in Keycloak's schema. */
@Entity(name = "TgBinding")
@Table(name = "TG_BINDING")
class BindingEntity {

  /** Which kind of {@link io.ticketgate.spi.EntitlementName} the columns hold. */
  enum EntitlementKind {
    REALM_ROLE,
    CLIENT_ROLE,
    CLIENT_CREDENTIAL,
    CONFIGURATION
  }

  @Id
  @Column(name = "ID", length = 36)
  String id = "";

  @Column(name = "REALM_ID", length = 36)
  String realmId = "";

  @Enumerated(EnumType.STRING)
  @Column(name = "SUBJECT_KIND", length = 20)
  Subject.Kind subjectKind = Subject.Kind.USER;

  @Column(name = "SUBJECT_ID", length = 255)
  String subjectId = "";

  @Column(name = "SUBJECT_NAME", length = 255)
  String subjectName = "";

  /** Of an agent, for whom it acts; null for every other subject. */
  @Column(name = "ACTS_FOR_ID", length = 255)
  @Nullable String actsForId;

  /** Null as well for a binding of before. */
  @Column(name = "ACTS_FOR_NAME", length = 255)
  @Nullable String actsForName;

  @Enumerated(EnumType.STRING)
  @Column(name = "ENTITLEMENT_KIND", length = 20)
  EntitlementKind entitlementKind = EntitlementKind.REALM_ROLE;

  @Column(name = "ENTITLEMENT_ID", length = 36)
  String entitlementId = "";

  @Column(name = "ENTITLEMENT_CLIENT", length = 255)
  @Nullable String entitlementClient;

  @Column(name = "ENTITLEMENT_NAME", length = 255)
  String entitlementName = "";

  @Column(name = "TICKET_ID", length = 64)
  String ticketId = "";

  @Column(name = "TICKET_SYSTEM", length = 64)
  String ticketSystem = "";

  @Column(name = "TICKET_KEY", length = 128)
  String ticketKey = "";

  @Column(name = "TICKET_VERSION", length = 255)
  String ticketVersion = "";

  @Column(name = "TICKET_DIGEST", length = 64)
  String ticketDigest = "";

  /** Ids as JSON; null for a binding of before, until the next start fills it in. */
  @Column(name = "PARTS")
  @Nullable String parts;

  @Column(name = "RULE_NAMES")
  String ruleNames = "";

  @Column(name = "RULE_DIGEST", length = 64)
  String ruleDigest = "";

  @Enumerated(EnumType.STRING)
  @Column(name = "STATUS", length = 20)
  BindingStatus status = BindingStatus.AUTHORIZED;

  @Column(name = "REQUESTED_BY", length = 255)
  @Nullable String requestedBy;

  @Column(name = "GRANTED_BY_ID", length = 255)
  @Nullable String grantedById;

  @Column(name = "GRANTED_BY_NAME", length = 255)
  @Nullable String grantedByName;

  @Column(name = "OWNER_ID", length = 255)
  @Nullable String ownerId;

  @Column(name = "OWNER_NAME", length = 255)
  @Nullable String ownerName;

  @Column(name = "APPROVERS")
  String approvers = "";

  @Column(name = "JUSTIFICATION")
  @Nullable String justification;

  @Column(name = "CREATED_AT")
  long createdAt;

  @Column(name = "NOT_BEFORE")
  long notBefore;

  @Column(name = "EXPIRES_AT")
  long expiresAt;

  @Column(name = "LAST_USED_AT")
  @Nullable Long lastUsedAt;

  @Column(name = "ENDED_AT")
  @Nullable Long endedAt;

  @Enumerated(EnumType.STRING)
  @Column(name = "CAUSE", length = 30)
  @Nullable EndCause cause;

  /** Marks of the credential that was issued, separated by blanks. */
  @Column(name = "CREDENTIAL_MARKS", length = 2000)
  @Nullable String credentialMarks;

  @Column(name = "CREDENTIAL_AT")
  @Nullable Long credentialAt;

  @Column(name = "CREDENTIAL_UNTIL")
  @Nullable Long credentialUntil;

  /** What it was until it ended; null while it is live and once it is cleaned up. */
  @Enumerated(EnumType.STRING)
  @Column(name = "CLEAN_UP", length = 20)
  @Nullable BindingStatus cleanUp;

  /** When to clean it up, or to try again. */
  @Column(name = "CLEAN_UP_AT")
  @Nullable Long cleanUpAt;

  /** How often that has failed. */
  @Column(name = "CLEAN_UP_TRIES")
  @Nullable Integer cleanUpTries;

  /** Whether tokens may rest on it of which no session tells. */
  @Column(name = "UNNOTED")
  boolean unnoted;

  /** Whether Keycloak's Admin API honours what is left of it: it is cleaned up first. */
  @Column(name = "ADMINISTERS")
  boolean administers;

  @Column(name = "ENDED_BY_ID", length = 255)
  @Nullable String endedById;

  @Column(name = "ENDED_BY_NAME", length = 255)
  @Nullable String endedByName;

  @Column(name = "END_DETAIL", length = 2000)
  @Nullable String endDetail;

  @Column(name = "END_DETAIL_CODE", length = 30)
  @Nullable String endDetailCode;

  /** Null where no review is awaited: that of an emergency grant is also when it has ended. */
  @Column(name = "REVIEW_DUE_AT")
  @Nullable Long reviewDueAt;

  /** When the sweep has to see to the review: to remind of it, then because it is overdue. */
  @Column(name = "REVIEW_NEXT_AT")
  @Nullable Long reviewNextAt;

  @Enumerated(EnumType.STRING)
  @Column(name = "REVIEWER_KIND", length = 10)
  Reviewer.@Nullable Kind reviewerKind;

  @Column(name = "REVIEWER_ID", length = 255)
  @Nullable String reviewerId;

  @Column(name = "REVIEWER_NAME", length = 511)
  @Nullable String reviewerName;

  /** In milliseconds; null where use is not asked for. */
  @Column(name = "DORMANT_AFTER")
  @Nullable Long dormantAfter;

  @Column(name = "DORMANT_AT")
  @Nullable Long dormantAt;

  /** Whether the client was made for its ticket, and is removed with it; null for one of before. */
  @Column(name = "EPHEMERAL")
  @Nullable Boolean ephemeral;

  @Column(name = "STARTS_AT")
  @Nullable Long startsAt;

  @Column(name = "END_DETAIL_FACTS", length = 2000)
  @Nullable String endDetailFacts;
}
