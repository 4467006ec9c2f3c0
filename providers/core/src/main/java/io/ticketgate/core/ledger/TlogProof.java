package io.ticketgate.core.ledger;

import java.util.List;

/** A proof of one entry that needs nothing beside it, C2SP tlog-proof. */
public final class TlogProof {

  private static final String TITLE = "c2sp.org/tlog-proof@v1";

  private TlogProof() {}

  /**
   * Writes a proof.
   *
   * @param proof as {@link Tree#inclusion} makes it
   * @param checkpoint the signed note
   */
  public static String text(long index, List<Hash> proof, String checkpoint) {
    StringBuilder text = new StringBuilder(TITLE).append("\nindex ").append(index).append('\n');
    proof.forEach(hash -> text.append(hash).append('\n'));
    return text.append('\n').append(checkpoint).toString();
  }
}
