package io.ticketgate.keycloak.store;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asked for in self-service.
 *
 * @param byId user id of the person who asked
 * @param from begin of the window that they asked for; null for at once
 * @param until its end; null for as long as the rules allow
 * @param system the ITSM system that is to make the ticket, or has made it
 * @param ticket null until it is made
 * @param url where people read the ticket; null where the ITSM did not say
 */
public record StoredRequest(
    String id,
    String byId,
    Subject subject,
    Entitlement entitlement,
    String justification,
    @Nullable Instant from,
    @Nullable Instant until,
    Instant createdAt,
    String system,
    @Nullable TicketRef ticket,
    @Nullable String url) {}
