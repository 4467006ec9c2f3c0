package io.ticketgate.core.condition;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a condition is told of one request. A part that is null is absent: a condition that reads it
 * without asking {@code has()} cannot be answered, and then denies.
 *
 * @param now the time of the decision
 */
public record Facts(
    OfTicket ticket, OfSubject subject, OfEntitlement entitlement, OfRequest request, Instant now) {

  /**
   * The ticket, as the gate knows it.
   *
   * @param system alias of the ITSM system
   * @param id its number there
   * @param requester as the ITSM names people
   * @param requesterId id of the user whom that name meant when the ticket came in
   * @param requestedFor as the ITSM names people
   * @param entitlements names of what it asks for
   * @param approvals those that count for the rule: one for each distinct eligible approver
   */
  public record OfTicket(
      String system,
      String id,
      String type,
      String state,
      @Nullable String requester,
      @Nullable String requesterId,
      @Nullable String requestedFor,
      List<String> entitlements,
      List<OfApproval> approvals,
      @Nullable String justification,
      @Nullable String risk,
      @Nullable String configurationItem,
      @Nullable Instant plannedStart,
      @Nullable Instant plannedEnd) {

    public OfTicket {
      entitlements = List.copyOf(entitlements);
      approvals = List.copyOf(approvals);
    }
  }

  /**
   * One approval that counts.
   *
   * @param id id of the approver among the users of the realm
   * @param name the approver's user name now
   * @param at when it was given, as the ITSM says
   */
  public record OfApproval(String id, String name, @Nullable Instant at) {}

  /**
   * Who or what gets the entitlement.
   *
   * @param kind {@code user}, {@code service_account}, {@code group}, {@code role}, {@code client}
   *     or {@code agent}
   * @param attributes attributes in Keycloak, each with its values
   */
  public record OfSubject(
      String kind, String id, String name, Map<String, List<String>> attributes) {

    public OfSubject {
      attributes = Map.copyOf(attributes);
    }
  }

  /**
   * What is granted.
   *
   * @param kind {@code realm_role}, {@code client_role}, {@code client_credential} or {@code
   *     configuration}
   * @param name as in a ticket: {@code db-admin}, {@code orders/refund}
   * @param client client id of a client role or of a credential
   */
  public record OfEntitlement(String kind, String name, @Nullable String client) {}

  /**
   * The request.
   *
   * @param activate false where the grant is only authorised
   * @param start when the grant would begin
   * @param expiresAt when it would end
   * @param by id of the user who asks; null for the gate itself
   * @param actor client id of the agent that is to act for a person; null for a grant of somebody's
   *     own
   */
  public record OfRequest(
      boolean activate,
      Instant start,
      Instant expiresAt,
      @Nullable String by,
      @Nullable String actor) {}
}
