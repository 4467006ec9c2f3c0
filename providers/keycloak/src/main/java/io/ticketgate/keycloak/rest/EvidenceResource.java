package io.ticketgate.keycloak.rest;

import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_ADMIN;
import static io.ticketgate.keycloak.calls.AdminRole.TICKET_GATE_AUDIT;

import io.ticketgate.core.ledger.export.EvidenceWriter;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.keycloak.config.LogKeys;
import io.ticketgate.keycloak.config.LogWitnesses;
import io.ticketgate.keycloak.store.LoggedEntries;
import io.ticketgate.keycloak.store.LoggedEntries.Filter;
import io.ticketgate.keycloak.store.RealmLog;
import io.ticketgate.keycloak.store.WitnessedLog;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** Evidence for auditors: what the log says, with names and proofs. */
public final class EvidenceResource extends Endpoint {

  /** So many entries fit into one export; the next one begins after them. */
  static final int MOST = 50_000;

  private static final String ZIP = "application/zip";

  /** So many exports one node makes at the same time. */
  private static final Semaphore AT_ONCE = new Semaphore(2);

  private final RealmLog log;
  private final LoggedEntries entries;
  private final Lookup lookup;

  EvidenceResource(Call call, RealmLog log, LoggedEntries entries, Lookup lookup) {
    super(call);
    this.log = log;
    this.entries = entries;
    this.lookup = lookup;
  }

  /**
   * The entries of the log that match, as a ZIP. It is written to a file before it is sent: a
   * client that reads slowly holds no connection to the database.
   */
  @GET
  @Produces({ZIP, MediaType.APPLICATION_JSON})
  @Operation(summary = "Exports evidence: entries of the log with names, proofs and a report")
  @APIResponse(
      responseCode = "200",
      description =
          "A ZIP: `entries.jsonl`, `entries.csv`, `proofs.jsonl`, `checkpoint`, `keys`,"
              + " `report.html`, and a signed `manifest`")
  @APIResponse(responseCode = "404", description = "The log of this realm has no entry yet")
  @APIResponse(responseCode = "429", description = "This node makes as much evidence as it can")
  public Response export(
      @Parameter(description = "`system:key`") @QueryParam("ticket") @Nullable String ticket,
      @Parameter(
              description =
                  "User name, or client id of a service account; also of one that is gone")
          @QueryParam("user")
          @Nullable String user,
      @Parameter(description = "Entries that the log took in at this instant or later")
          @QueryParam("from")
          @Nullable String from,
      @Parameter(description = "Entries that the log took in before this instant") @QueryParam("to")
          @Nullable String to,
      @Parameter(description = "Entries after this index: the next part of a large export")
          @QueryParam("after")
          @Nullable String after,
      @Parameter(
              description =
                  "Size of an older checkpoint: adds the proof that the log has grown out of it")
          @QueryParam("consistentWith")
          @Nullable String consistentWith,
      @Parameter(
              description =
                  "`true` adds every binding as the table has it, for the verifier to compare with"
                      + " the log; not together with `ticket`, `user`, `from` and `to`")
          @QueryParam("bindings")
          @Nullable String bindings) {
    return answer(
        () -> {
          caller.requireAny(TICKET_GATE_AUDIT, TICKET_GATE_ADMIN);
          RealmLog.Signed signed =
              log.signed()
                  .orElseThrow(
                      () ->
                          new GateException.NotFound(
                              ErrorCode.INVALID_REQUEST,
                              "The log of this realm has no entry yet."));
          Filter filter = filter(ticket, user, from, to, after, signed.size());
          boolean listed = listed(bindings, ticket, user, from, to);
          Long older = size(consistentWith, "consistentWith", signed.size());
          String query =
              query("ticket", ticket, "user", user, "from", from, "to", to, "after", after);
          if (!AT_ONCE.tryAcquire()) {
            return Problem.answer(
                Response.Status.TOO_MANY_REQUESTS,
                ErrorCode.TOO_MANY_REQUESTS,
                "This server is making other evidence; ask again in a minute.");
          }
          try {
            return zip(signed, filter, older, query, listed);
          } finally {
            AT_ONCE.release();
          }
        });
  }

  private Filter filter(
      @Nullable String ticket,
      @Nullable String user,
      @Nullable String from,
      @Nullable String to,
      @Nullable String after,
      long size) {
    Instant begin = RequestBody.instant(from, "from");
    Instant end = RequestBody.instant(to, "to");
    Long last = size(after, "after", size);
    long first = begin == null ? 0 : entries.firstSince(begin, size);
    return new Filter(
        ticket == null ? null : ticket(ticket, "ticket"),
        user,
        user == null ? null : lookup.userId(user),
        last == null ? first : Math.max(first, last + 1),
        end == null ? size : entries.firstSince(end, size));
  }

  private static @Nullable Long size(@Nullable String text, String field, long most) {
    if (text == null || text.isBlank()) {
      return null;
    }
    if (!text.matches("[0-9]{1,18}") || Long.parseLong(text) > most) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST,
          field,
          field + " is a whole number, at most the size of the log, which is " + most + ".");
    }
    return Long.parseLong(text);
  }

  private static String query(@Nullable String... namesAndValues) {
    StringBuilder query = new StringBuilder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      String value = namesAndValues[i + 1];
      if (value != null) {
        query
            .append(query.isEmpty() ? "" : " ")
            .append(namesAndValues[i])
            .append('=')
            .append(value.replaceAll("\\p{Cntrl}", "?"));
      }
    }
    return query.isEmpty() ? "everything" : query.toString();
  }

  /** A part of the log cannot be compared with all bindings. */
  private static boolean listed(@Nullable String bindings, @Nullable String... filters) {
    if (bindings == null || bindings.equals("false")) {
      return false;
    }
    if (!bindings.equals("true") || Arrays.stream(filters).anyMatch(Objects::nonNull)) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST,
          "bindings",
          "bindings is true or false, and true only without ticket, user, from and to: the list is"
              + " compared with the whole log.");
    }
    return true;
  }

  private Response zip(
      RealmLog.Signed signed, Filter filter, @Nullable Long older, String query, boolean listed) {
    try {
      Path file = Files.createTempFile("ticket-gate-evidence", ".zip");
      try {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
          WitnessedLog.Shown shown =
              new WitnessedLog(call.session())
                  .shown(call.realm().getId(), signed, LogWitnesses.ids(call.realm()));
          new EvidenceWriter(
                  log.tree(signed.size()),
                  shown.checkpoint().toString(),
                  shown.older(),
                  LogKeys.signing(call.realm()),
                  now)
              .write(
                  out,
                  query,
                  filter.whole(),
                  older,
                  row -> entries.each(filter, MOST, row),
                  listed ? each -> entries.bindings(signed.size(), each) : null);
        }
        long length = Files.size(file);
        // On Unix the file has no name any more as soon as it is open.
        return Response.ok(Files.newInputStream(file, StandardOpenOption.DELETE_ON_CLOSE))
            .type(ZIP)
            .header(HttpHeaders.CONTENT_LENGTH, length)
            .header(HttpHeaders.CACHE_CONTROL, "no-store")
            .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"evidence.zip\"")
            .build();
      } catch (IOException | RuntimeException failure) {
        Files.deleteIfExists(file);
        throw failure;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Evidence could not be written to a temporary file.", e);
    }
  }
}
