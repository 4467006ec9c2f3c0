package io.ticketgate.keycloak.rest.webhook;

import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.keycloak.calls.AdminRole;
import io.ticketgate.keycloak.calls.GateMetrics;
import io.ticketgate.keycloak.calls.GateMetrics.DeliveryResult;
import io.ticketgate.keycloak.calls.RealmBearer;
import io.ticketgate.keycloak.config.ItsmSystem;
import io.ticketgate.keycloak.itsm.DeliveryWorker;
import io.ticketgate.keycloak.rest.MyResource;
import io.ticketgate.keycloak.rest.Problem;
import io.ticketgate.keycloak.rest.log.LogResource;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * What the gate offers beside the admin resource. Accepts webhooks. An unknown sender learns
 * nothing: whether there is such a system, how it signs, and what was wrong are the same answer.
 */
@Produces(MediaType.APPLICATION_JSON)
public final class WebhooksResource {

  private static final int MOST_BYTES = 256 * 1024;

  private final KeycloakSession session;
  private final RealmModel realm;
  private final Limits limits;
  private final DeliveryWorker worker;

  public WebhooksResource(
      KeycloakSession session, RealmModel realm, Limits limits, DeliveryWorker worker) {
    this.session = session;
    this.realm = realm;
    this.limits = limits;
    this.worker = worker;
  }

  /** What people see and do of their own grants. */
  @Path("my")
  public Object my() {
    return MyResource.of(session, realm);
  }

  /** The log of what the gate has done. */
  @Path("log")
  public LogResource log() {
    return new LogResource(session, realm, refusedReader());
  }

  private @Nullable Response refusedReader() {
    if (withoutTls()) {
      return Problem.answer(
          Status.FORBIDDEN, ErrorCode.NOT_PERMITTED, "This realm shows its log only over HTTPS.");
    }
    Duration wait =
        limits.ofLogReader(
            realm.getId(), session.getContext().getConnection().getRemoteHost(), System.nanoTime());
    return wait.isZero()
        ? null
        : Problem.answer(
            Status.TOO_MANY_REQUESTS,
            ErrorCode.TOO_MANY_REQUESTS,
            "This server was asked too often for its log; ask again later.",
            Map.of(HttpHeaders.RETRY_AFTER, String.valueOf(wait.toSeconds() + 1)));
  }

  /** Verifies, notes that the ticket is to be read, and answers 202 before it is. */
  @POST
  @Path("webhooks/{system}")
  public Response receive(@PathParam("system") String system, @Nullable InputStream in) {
    if (withoutTls()) {
      return counted(
          "",
          DeliveryResult.REFUSED,
          Problem.answer(
              Status.FORBIDDEN,
              ErrorCode.NOT_PERMITTED,
              "This realm accepts webhooks only over HTTPS."));
    }
    Duration wait =
        limits.ofAddress(
            realm.getId(), session.getContext().getConnection().getRemoteHost(), System.nanoTime());
    if (!wait.isZero()) {
      return limited("", wait);
    }
    if (isForm()) {
      return counted(
          "",
          DeliveryResult.REFUSED,
          Problem.answer(
              Status.UNSUPPORTED_MEDIA_TYPE,
              ErrorCode.INVALID_REQUEST,
              "Send the webhook as application/json, not as a form."));
    }
    Optional<byte[]> body = body(in);
    if (body.isEmpty()) {
      return counted(
          "",
          DeliveryResult.TOO_LARGE,
          Problem.answer(
              Status.REQUEST_ENTITY_TOO_LARGE,
              ErrorCode.INVALID_REQUEST,
              "The body is larger than 256 KiB, or could not be read."));
    }
    return received(system, body.get());
  }

  private Response received(String name, byte[] body) {
    Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());
    Sender sender = Sender.of(session, realm, name);
    boolean signed = sender.signed(this::header, body, now);
    if (!sender.known() || (!signed && !isFromItsAccount(name))) {
      return counted(
          sender.known() ? name : "",
          DeliveryResult.REFUSED,
          Problem.answer(
              Status.UNAUTHORIZED,
              ErrorCode.NOT_PERMITTED,
              "The webhook has no valid signature for this address. Sign it with the system's secret,"
                  + " or send a bearer token with role ticket-gate-itsm.",
              Map.of(HttpHeaders.WWW_AUTHENTICATE, "Bearer")));
    }
    Duration wait = limits.ofSystem(realm.getId(), name, System.nanoTime());
    if (!wait.isZero()) {
      return limited(name, wait);
    }
    Optional<DeliveryId> id = DeliveryId.of(sender.scheme(), signed, this::header, body);
    DeliveryResult result = new Intake(session, realm, worker).take(name, id, body, now);
    return counted(
        name, result, Response.accepted(Map.of()).type(MediaType.APPLICATION_JSON).build());
  }

  private boolean isFromItsAccount(String system) {
    return RealmBearer.holding(session, realm, AdminRole.TICKET_GATE_ITSM)
        .filter(account -> ItsmSystem.accounts(realm).mayAct(account, system, false))
        .isPresent();
  }

  private List<String> header(String name) {
    List<String> values =
        session.getContext().getHttpRequest().getHttpHeaders().getRequestHeader(name);
    return values == null ? List.of() : values;
  }

  /** The body; empty when it is too large. */
  private static Optional<byte[]> body(@Nullable InputStream in) {
    try {
      byte[] bytes = in == null ? new byte[0] : in.readNBytes(MOST_BYTES + 1);
      return bytes.length > MOST_BYTES ? Optional.empty() : Optional.of(bytes);
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  /** Keycloak takes forms apart before a resource sees them: there is nothing left to verify. */
  private boolean isForm() {
    return header(HttpHeaders.CONTENT_TYPE).stream()
        .map(type -> type.strip().toLowerCase(Locale.ROOT))
        .anyMatch(
            type ->
                type.startsWith(MediaType.APPLICATION_FORM_URLENCODED)
                    || type.startsWith("multipart/"));
  }

  /** As Keycloak's own endpoints of a realm do. */
  private boolean withoutTls() {
    return !"https".equals(session.getContext().getUri().getBaseUri().getScheme())
        && realm.getSslRequired().isRequired(session.getContext().getConnection());
  }

  private Response limited(String system, Duration wait) {
    return counted(
        system,
        DeliveryResult.LIMITED,
        Problem.answer(
            Status.TOO_MANY_REQUESTS,
            ErrorCode.TOO_MANY_REQUESTS,
            "This server received too many webhooks; send this one again later.",
            Map.of(HttpHeaders.RETRY_AFTER, String.valueOf(wait.toSeconds() + 1))));
  }

  private Response counted(String system, DeliveryResult result, Response answer) {
    GateMetrics.deliveries(realm.getName(), system, result, 1);
    return answer;
  }
}
