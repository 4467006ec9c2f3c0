package io.ticketgate.core.ticket;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;

/**
 * What somebody asked for in self-service, and a ticket was made for. The gate keeps it by ids: the
 * ticket lies in the ITSM, where others may change whom and what it names.
 *
 * @param id the request's id, which the ticket carries too
 * @param byId user id of the person who asked
 * @param kind of the subject
 * @param subjectId for whom they asked
 * @param entitlementId for what they asked
 * @param forgotten whether nothing is known any more but that a ticket was made: the person is
 *     gone, or it is long ago. Such a ticket gives nothing
 */
public record Asked(
    String id,
    String byId,
    Subject.Kind kind,
    String subjectId,
    String entitlementId,
    boolean forgotten) {

  /** Returns whether this is what was asked for, for this subject. */
  public boolean isFor(Subject subject, Entitlement entitlement) {
    return !forgotten
        && kind == subject.kind()
        && subjectId.equals(subject.id())
        && entitlementId.equals(entitlement.id());
  }
}
