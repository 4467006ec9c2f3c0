package io.ticketgate.keycloak.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.spi.EntitlementName;
import java.util.Objects;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An entitlement by its name: exactly one of the fields is set. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(description = "Exactly one of the fields is set")
public record EntitlementJson(
    @Nullable String realmRole,
    @Nullable ClientRoleJson clientRole,
    @Nullable String clientCredential,
    @Nullable String configuration) {

  /** A role of a client. */
  @Schema(requiredProperties = {"client", "role"})
  public record ClientRoleJson(@Nullable String client, @Nullable String role) {}

  static EntitlementJson of(EntitlementName name) {
    if (name instanceof EntitlementName.RealmRole role) {
      return new EntitlementJson(role.role(), null, null, null);
    }
    if (name instanceof EntitlementName.ClientRole role) {
      return new EntitlementJson(null, new ClientRoleJson(role.client(), role.role()), null, null);
    }
    if (name instanceof EntitlementName.Configuration part) {
      return new EntitlementJson(null, null, null, part.area());
    }
    return new EntitlementJson(
        null, null, ((EntitlementName.ClientCredential) name).clientId(), null);
  }

  EntitlementName name(String field) {
    if (Stream.of(realmRole, clientRole, clientCredential, configuration)
            .filter(Objects::nonNull)
            .count()
        != 1) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST,
          field,
          field + " has exactly one of realmRole, clientRole, clientCredential and configuration.");
    }
    if (realmRole != null) {
      return new EntitlementName.RealmRole(RequestBody.required(realmRole, field + ".realmRole"));
    }
    if (clientRole != null) {
      return new EntitlementName.ClientRole(
          RequestBody.required(clientRole.client(), field + ".clientRole.client"),
          RequestBody.required(clientRole.role(), field + ".clientRole.role"));
    }
    if (configuration != null) {
      return new EntitlementName.Configuration(
          RequestBody.required(configuration, field + ".configuration"));
    }
    return new EntitlementName.ClientCredential(
        RequestBody.required(clientCredential, field + ".clientCredential"));
  }
}
