package io.ticketgate.core.ledger;

import java.util.ArrayList;
import java.util.List;

/**
 * Roots and proofs of a Merkle tree, RFC 6962, section 2.1, out of the nodes whose subtrees are
 * full.
 */
public final class Tree {

  private Tree() {}

  /** The nodes whose subtrees are full. */
  public interface Nodes {

    /**
     * The node over the leaves from {@code index * 2^level} on, {@code 2^level} of them.
     *
     * @param level 0 for a leaf
     */
    Hash at(int level, long index);
  }

  /** The root over the first leaves. */
  public static Hash root(Nodes nodes, long size) {
    return size == 0 ? Hash.OF_NOTHING : range(nodes, 0, size);
  }

  /**
   * The proof that a leaf is in a tree, from its sibling up.
   *
   * @throws IllegalArgumentException where the tree has no such leaf
   */
  public static List<Hash> inclusion(Nodes nodes, long index, long size) {
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException("The tree has no leaf " + index + ".");
    }
    List<Hash> proof = new ArrayList<>();
    path(nodes, index, 0, size, proof);
    return proof;
  }

  /**
   * The proof that a tree grew out of a smaller one; empty where they are the same, or the smaller
   * one is empty.
   *
   * @throws IllegalArgumentException where the older tree is the larger
   */
  public static List<Hash> consistency(Nodes nodes, long older, long size) {
    if (older < 0 || older > size) {
      throw new IllegalArgumentException(
          "The tree has not grown out of one of size " + older + ".");
    }
    List<Hash> proof = new ArrayList<>();
    if (older > 0 && older < size) {
      grown(nodes, older, 0, size, true, proof);
    }
    return proof;
  }

  private static void path(Nodes nodes, long index, long from, long to, List<Hash> proof) {
    if (to - from == 1) {
      return;
    }
    long middle = from + below(to - from);
    if (index < middle) {
      path(nodes, index, from, middle, proof);
      proof.add(range(nodes, middle, to));
    } else {
      path(nodes, index, middle, to, proof);
      proof.add(range(nodes, from, middle));
    }
  }

  /** SUBPROOF of RFC 6962, section 2.1.2. */
  private static void grown(
      Nodes nodes, long older, long from, long to, boolean known, List<Hash> proof) {
    if (older == to) {
      if (!known) {
        proof.add(range(nodes, from, to));
      }
      return;
    }
    long middle = from + below(to - from);
    if (older <= middle) {
      grown(nodes, older, from, middle, known, proof);
      proof.add(range(nodes, middle, to));
    } else {
      grown(nodes, older, middle, to, false, proof);
      proof.add(range(nodes, from, middle));
    }
  }

  /** The root over a range that a split of the tree has made: it begins where a full one would. */
  private static Hash range(Nodes nodes, long from, long to) {
    long length = to - from;
    if (Long.bitCount(length) == 1) {
      int level = Long.numberOfTrailingZeros(length);
      return nodes.at(level, from >> level);
    }
    long middle = from + below(length);
    return Hash.node(range(nodes, from, middle), range(nodes, middle, to));
  }

  /** The largest power of two below a number. */
  private static long below(long number) {
    return Long.highestOneBit(number - 1);
  }
}
