package io.ticketgate.keycloak.rest.log;

import io.ticketgate.core.ledger.Hash;
import io.ticketgate.core.ledger.SignedNote;
import io.ticketgate.core.ledger.Tile;
import io.ticketgate.core.ledger.VerifierKey;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.keycloak.calls.AdminRole;
import io.ticketgate.keycloak.calls.RealmBearer;
import io.ticketgate.keycloak.config.LogKeys;
import io.ticketgate.keycloak.config.LogWitnesses;
import io.ticketgate.keycloak.rest.Problem;
import io.ticketgate.keycloak.store.RealmLog;
import io.ticketgate.keycloak.store.WitnessedLog;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Serves the log of a realm. Checkpoint, keys and hashes are for everybody: they say nothing of
 * what happened, and witnesses come without a token. Entries are for {@code ticket-gate-audit}:
 * they name nobody, but they say when something was granted or revoked.
 */
public final class LogResource {

  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String FOR_EVER = "public, max-age=31536000, immutable";
  private static final String PRIVATE_FOR_EVER = "private, max-age=31536000, immutable";
  private static final int BYTE = 8;

  private final KeycloakSession session;
  private final RealmModel realm;
  private final RealmLog log;
  private final @Nullable Response refusal;

  /**
   * @param refusal the answer to whoever may not read at all; null for all others
   */
  public LogResource(KeycloakSession session, RealmModel realm, @Nullable Response refusal) {
    this.refusal = refusal;
    this.session = session;
    this.realm = realm;
    this.log = new RealmLog(session, realm.getId());
  }

  /** The size and the root of the log, signed, and cosigned by the witnesses that have seen it. */
  @GET
  @Path("checkpoint")
  public Response checkpoint() {
    if (refusal != null) {
      return refusal;
    }
    return log.signed()
        .map(signed -> answer(shown(signed).toString(), TEXT, "no-cache"))
        .orElseGet(LogResource::none);
  }

  private SignedNote shown(RealmLog.Signed signed) {
    return new WitnessedLog(session)
        .shown(realm.getId(), signed, LogWitnesses.ids(realm))
        .checkpoint();
  }

  /** The public keys that sign now, a line each. */
  @GET
  @Path("keys")
  public Response keys() {
    if (refusal != null) {
      return refusal;
    }
    List<VerifierKey> keys = LogKeys.verifying(realm);
    return keys.isEmpty()
        ? none()
        : answer(
            keys.stream().map(key -> key + "\n").collect(Collectors.joining()), TEXT, "no-cache");
  }

  /** Hashes of the tree. */
  @GET
  @Path("tile/{path: [0-9].*}")
  public Response hashes(@PathParam("path") String path) {
    if (refusal != null) {
      return refusal;
    }
    Optional<Tile> tile = Tile.parse(path).filter(this::isThere);
    if (tile.isEmpty()) {
      return none();
    }
    List<Hash> hashes = log.tile(tile.get().level(), tile.get().index());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    hashes.stream().limit(tile.get().width()).forEach(hash -> out.writeBytes(hash.bytes()));
    return answer(out.toByteArray(), MediaType.APPLICATION_OCTET_STREAM, FOR_EVER);
  }

  /** Entries, each after its length. */
  @GET
  @Path("tile/entries/{path: .+}")
  public Response entries(@PathParam("path") String path) {
    if (refusal != null) {
      return refusal;
    }
    if (!RealmBearer.has(session, realm, AdminRole.TICKET_GATE_AUDIT)) {
      return Problem.answer(
          Status.UNAUTHORIZED,
          ErrorCode.NOT_PERMITTED,
          "Entries of the log are for someone with role ticket-gate-audit: send a bearer token.",
          Map.of(HttpHeaders.WWW_AUTHENTICATE, "Bearer"));
    }
    Optional<Tile> tile = Tile.parsePlace(path).filter(this::isThere);
    if (tile.isEmpty()) {
      return none();
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] entry : log.entries(tile.get().index() * Tile.WIDTH, tile.get().width())) {
      out.write(entry.length >> BYTE);
      out.write(entry.length);
      out.writeBytes(entry);
    }
    return answer(out.toByteArray(), MediaType.APPLICATION_OCTET_STREAM, PRIVATE_FOR_EVER);
  }

  /** Whether the signed tree has all of it. */
  private boolean isThere(Tile tile) {
    return log.signed()
        .filter(signed -> Tile.width(tile.level(), tile.index(), signed.size()) >= tile.width())
        .isPresent();
  }

  private static Response answer(Object entity, String type, String caching) {
    return Response.ok(entity)
        .type(type)
        .header(HttpHeaders.CACHE_CONTROL, caching)
        .header("X-Content-Type-Options", "nosniff")
        .build();
  }

  private static Response none() {
    return Problem.answer(
        Status.NOT_FOUND, ErrorCode.INVALID_REQUEST, "The log of this realm has no such part.");
  }
}
