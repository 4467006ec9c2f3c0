package io.ticketgate.keycloak.rest;

import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.keycloak.store.BindingLists;
import io.ticketgate.spi.EntitlementName;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.RoleModel;

/** Which bindings a query asks for. */
final class BindingFilters {

  private final Lookup lookup;

  BindingFilters(Lookup lookup) {
    this.lookup = lookup;
  }

  /**
   * The filter of a query; each parameter may be absent.
   *
   * @throws GateException.Invalid when one cannot be read
   */
  BindingLists.Filter read(
      @Nullable String ticket,
      @Nullable String user,
      @Nullable String client,
      @Nullable String role,
      @Nullable String status,
      @Nullable String expiringBefore) {
    if (user != null && client != null) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST, "user", "Filter by user or by client, not by both.");
    }
    EntitlementName entitlement = role == null ? null : roleName(role);
    return new BindingLists.Filter(
        ticket == null ? null : Endpoint.ticket(ticket, "ticket"),
        kinds(user, client),
        user != null ? user : client,
        user != null ? lookup.userId(user) : client == null ? null : lookup.accountId(client),
        entitlement,
        entitlement == null ? null : lookup.role(entitlement).map(RoleModel::getId).orElse(null),
        status == null ? null : status(status),
        RequestBody.instant(expiringBefore, "expiringBefore"));
  }

  private static Set<Subject.Kind> kinds(@Nullable String user, @Nullable String client) {
    if (user != null) {
      return EnumSet.of(Subject.Kind.USER);
    }
    return client == null
        ? EnumSet.noneOf(Subject.Kind.class)
        : EnumSet.of(Subject.Kind.SERVICE_ACCOUNT, Subject.Kind.CLIENT);
  }

  private static EntitlementName roleName(String text) {
    try {
      return EntitlementName.role(text);
    } catch (IllegalArgumentException malformed) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST, "role", String.valueOf(malformed.getMessage()));
    }
  }

  private static BindingStatus status(String text) {
    return Arrays.stream(BindingStatus.values())
        .filter(status -> status.name().equals(text.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                RequestBody.invalid(
                    ErrorCode.INVALID_REQUEST,
                    "status",
                    "status is one of " + Arrays.toString(BindingStatus.values()) + "."));
  }
}
