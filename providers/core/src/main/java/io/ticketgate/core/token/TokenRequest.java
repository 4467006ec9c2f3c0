package io.ticketgate.core.token;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.spi.TicketRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A token that is about to be issued or looked into.
 *
 * @param credential the credential of the client to which it is issued
 * @param userId Keycloak's id of the user, or of the service account, for whom it is issued
 * @param roles what the user holds and the client may see, composites expanded
 * @param derived whether somebody else acts for the user: by an exchange, in an impersonated
 *     session
 * @param named the ticket that the request names; null for none
 * @param account the credential of the client whose service account the user is, where the token is
 *     issued to another client; null otherwise
 * @param presented what the client proved itself with; null where it did not in this request
 * @param agentId id of the agent that acts for the user, where it is known which one does and that
 *     the user handed it the token itself; null where nobody acts, or nobody knows who
 * @param forItself whether the client asks for a token of its own service account
 * @param assurance how strongly the user has authenticated in the session of the token
 */
public record TokenRequest(
    Entitlement credential,
    String userId,
    List<Entitlement> roles,
    boolean derived,
    @Nullable TicketRef named,
    @Nullable Entitlement account,
    @Nullable PresentedCredential presented,
    @Nullable String agentId,
    boolean forItself,
    Assurance assurance) {

  public TokenRequest {
    roles = List.copyOf(roles);
  }

  /** A token that is only looked into, or of a client that did not prove itself. */
  public TokenRequest(
      Entitlement credential,
      String userId,
      List<Entitlement> roles,
      boolean derived,
      @Nullable TicketRef named) {
    this(credential, userId, roles, derived, named, null);
  }

  /** The same of a service account whose token another client has. */
  public TokenRequest(
      Entitlement credential,
      String userId,
      List<Entitlement> roles,
      boolean derived,
      @Nullable TicketRef named,
      @Nullable Entitlement account) {
    this(credential, userId, roles, derived, named, account, null, null, false, Assurance.NONE);
  }

  /** The roles of the user with this name, realm roles and client roles. */
  public List<Entitlement> rolesNamed(String name) {
    return roles.stream().filter(role -> role.name().ownName().equals(name)).toList();
  }
}
