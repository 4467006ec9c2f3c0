package io.ticketgate.keycloak.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ticketgate.core.ledger.SignedNote;
import io.ticketgate.core.ledger.Tiles;
import io.ticketgate.core.ledger.TlogProof;
import io.ticketgate.core.ledger.Tree;
import io.ticketgate.core.ledger.VerifierKey;
import io.ticketgate.core.ledger.export.EvidenceRow;
import io.ticketgate.keycloak.config.LogKeys;
import io.ticketgate.keycloak.config.LogWitnesses;
import io.ticketgate.keycloak.store.LoggedEntries;
import io.ticketgate.keycloak.store.RealmLog;
import io.ticketgate.keycloak.store.WitnessedLog;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The evidence of one binding.
 *
 * @param history its transitions, oldest first
 * @param rows its entries in the log, oldest first; a binding of before there was a log has none
 * @param pending how many entries wait for their place in the log, which takes a second or two
 * @param checkpoint the signed checkpoint of the log; absent before the first
 * @param keys the public keys of the log. Verify by keys from somebody whom you trust
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BindingEvidence(
    BindingView binding,
    List<BindingView.Step> history,
    List<LogEntry> rows,
    long pending,
    @Nullable String checkpoint,
    List<String> keys) {

  private static final int MOST = 1000;

  /**
   * An entry of the log.
   *
   * @param index its place in the log
   * @param entry as it is in the log, names as salted digests
   * @param salt of the digests; absent when it was deleted
   * @param names what the digests stand for; absent when they were deleted
   * @param proof that the log has it, C2SP tlog-proof
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record LogEntry(
      long index,
      Map<String, Object> entry,
      @Nullable String salt,
      @Nullable Map<String, Object> names,
      String proof) {}

  static BindingEvidence of(Call call, BindingView binding, List<BindingView.Step> history) {
    String realmId = call.realm().getId();
    RealmLog log = new RealmLog(call.session(), realmId);
    LoggedEntries entries = new LoggedEntries(call.session(), realmId);
    RealmLog.Signed signed = log.signed().map(last -> shown(call, last)).orElse(null);
    return new BindingEvidence(
        binding,
        history,
        signed == null ? List.of() : rows(log, signed, entries, binding.id()),
        entries.pending(binding.id()),
        signed == null ? null : SignedNote.parse(signed.checkpoint()).toString(),
        LogKeys.verifying(call.realm()).stream().map(VerifierKey::toString).toList());
  }

  /** With the cosignatures of witnesses that have seen it. */
  private static RealmLog.Signed shown(Call call, RealmLog.Signed signed) {
    return new RealmLog.Signed(
        signed.size(),
        new WitnessedLog(call.session())
            .shown(call.realm().getId(), signed, LogWitnesses.ids(call.realm()))
            .checkpoint()
            .toString());
  }

  private static List<LogEntry> rows(
      RealmLog log, RealmLog.Signed signed, LoggedEntries entries, String bindingId) {
    Tiles tree = log.tree(signed.size());
    return entries.ofBinding(bindingId, signed.size(), MOST).stream()
        .map(row -> row(row, tree, signed))
        .toList();
  }

  private static LogEntry row(EvidenceRow row, Tiles tree, RealmLog.Signed signed) {
    return new LogEntry(
        row.index(),
        row.entry(),
        row.salt(),
        row.names(),
        TlogProof.text(
            row.index(), Tree.inclusion(tree, row.index(), signed.size()), signed.checkpoint()));
  }
}
