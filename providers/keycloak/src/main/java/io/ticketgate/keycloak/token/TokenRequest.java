package io.ticketgate.keycloak.token;

import io.ticketgate.spi.TicketRef;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;

/**
 * A token that is about to be issued or looked into.
 *
 * @param client the client that receives it
 * @param user the user that it stands for
 * @param roles what the user holds and the client may see, composites expanded
 * @param derived whether somebody else acts for the user: by an exchange, in an impersonated
 *     session
 * @param named the ticket that the request names; null for none
 */
public record TokenRequest(
    ClientModel client,
    UserModel user,
    Collection<RoleModel> roles,
    boolean derived,
    @Nullable TicketRef named) {}
