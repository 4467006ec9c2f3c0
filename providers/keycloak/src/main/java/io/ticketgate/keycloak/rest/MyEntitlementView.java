package io.ticketgate.keycloak.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody may ask for.
 *
 * @param id by which the next page is asked for: {@code after}
 * @param description what administrators say about the role; absent for nothing
 * @param rules names of the rules that the ticket has to fulfil
 * @param systems the ITSM systems that may make the ticket; the first one does unless the request
 *     names another
 * @param longest the longest window, an ISO 8601 duration; absent for no limit
 * @param windowRequired whether the request has to name from and until
 * @param held whether the subject holds it now
 * @param binding id of a live binding of the subject for it; absent for none
 * @param request id of the caller's newest request for it; absent for none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MyEntitlementView(
    String id,
    EntitlementJson entitlement,
    @Nullable String description,
    List<String> rules,
    List<String> systems,
    @Nullable String longest,
    boolean windowRequired,
    boolean held,
    @Nullable String binding,
    @Nullable String request) {}
