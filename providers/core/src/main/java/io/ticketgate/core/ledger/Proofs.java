package io.ticketgate.core.ledger;

import java.util.List;

/** Checks proofs without the tree, by the algorithms of RFC 9162, sections 2.1.3.2 and 2.1.4.2. */
public final class Proofs {

  private Proofs() {}

  /** Returns whether a leaf is in a tree at that place. */
  public static boolean included(Hash leaf, long index, long size, Hash root, List<Hash> proof) {
    if (index < 0 || index >= size) {
      return false;
    }
    long fn = index;
    long sn = size - 1;
    Hash computed = leaf;
    for (Hash step : proof) {
      if (sn == 0) {
        return false;
      }
      if ((fn & 1) == 1 || fn == sn) {
        computed = Hash.node(step, computed);
        while ((fn & 1) == 0 && fn != 0) {
          fn >>= 1;
          sn >>= 1;
        }
      } else {
        computed = Hash.node(computed, step);
      }
      fn >>= 1;
      sn >>= 1;
    }
    return sn == 0 && computed.equals(root);
  }

  /** Returns whether a tree grew out of a smaller one, with nothing in it changed. */
  public static boolean grown(long older, Hash olderRoot, long size, Hash root, List<Hash> proof) {
    if (older < 0 || older > size) {
      return false;
    }
    if (older == size || older == 0) {
      return proof.isEmpty()
          && (older == 0 ? olderRoot.equals(Hash.OF_NOTHING) : olderRoot.equals(root));
    }
    boolean full = Long.bitCount(older) == 1;
    if (!full && proof.isEmpty()) {
      return false;
    }
    long fn = older - 1;
    long sn = size - 1;
    while ((fn & 1) == 1) {
      fn >>= 1;
      sn >>= 1;
    }
    Hash before = full ? olderRoot : proof.get(0);
    Hash after = before;
    for (Hash step : full ? proof : proof.subList(1, proof.size())) {
      if (sn == 0) {
        return false;
      }
      if ((fn & 1) == 1 || fn == sn) {
        before = Hash.node(step, before);
        after = Hash.node(step, after);
        while ((fn & 1) == 0 && fn != 0) {
          fn >>= 1;
          sn >>= 1;
        }
      } else {
        after = Hash.node(after, step);
      }
      fn >>= 1;
      sn >>= 1;
    }
    return sn == 0 && before.equals(olderRoot) && after.equals(root);
  }
}
