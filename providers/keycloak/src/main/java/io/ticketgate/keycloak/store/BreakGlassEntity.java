package io.ticketgate.keycloak.store;

import io.ticketgate.core.access.Subject;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** An emergency grant, beside the row of its binding. */
@Entity(name = "TgBreakGlass")
@Table(name = "TG_BREAK_GLASS")
class BreakGlassEntity {

  /** Nobody has reviewed it. */
  static final String OPEN = "OPEN";

  @Id
  @Column(name = "BINDING_ID", length = 36)
  String bindingId = "";

  @Column(name = "REALM_ID", length = 36)
  String realmId = "";

  @Enumerated(EnumType.STRING)
  @Column(name = "SUBJECT_KIND", length = 20)
  Subject.Kind subjectKind = Subject.Kind.USER;

  @Column(name = "SUBJECT_ID", length = 255)
  String subjectId = "";

  @Column(name = "SUBJECT_NAME", length = 255)
  String subjectName = "";

  @Column(name = "USED_BY_ID", length = 255)
  String usedById = "";

  @Column(name = "USED_BY_NAME", length = 255)
  String usedByName = "";

  @Column(name = "USED_AT")
  long usedAt;

  @Column(name = "REVIEW_DUE_AT")
  long reviewDueAt;

  /** {@link #OPEN}, or the outcome of the review. */
  @Column(name = "OUTCOME", length = 10)
  String outcome = OPEN;

  @Column(name = "REVIEWED_AT")
  @Nullable Long reviewedAt;

  @Column(name = "REVIEWED_BY_ID", length = 255)
  @Nullable String reviewedById;

  @Column(name = "REVIEWED_BY_NAME", length = 255)
  @Nullable String reviewedByName;

  /** {@link RowKey} of the ticket, as in {@code TG_TICKET}. */
  @Column(name = "REVIEW_TICKET_ID", length = 64)
  @Nullable String reviewTicketId;

  @Column(name = "REVIEW_SYSTEM", length = 64)
  @Nullable String reviewSystem;

  @Column(name = "REVIEW_KEY", length = 128)
  @Nullable String reviewKey;

  @Column(name = "REVIEW_COMMENT", length = 2000)
  @Nullable String reviewComment;
}
