package io.ticketgate.chaos;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * One fault of a round.
 *
 * @param kind what breaks
 * @param node which node it meets; 0 or 1
 * @param after milliseconds from the begin of the round
 * @param lasts for so many milliseconds, where it does not last until the end of the round
 */
record Fault(Kind kind, int node, long after, long lasts) {

  /** What breaks. */
  enum Kind {
    /** {@code kill -9} of a node; it starts again at the end of the round. */
    KILL_NODE(2),
    /** {@code kill -9} of PostgreSQL; it starts again on the same data. */
    KILL_DATABASE(3),
    /** SIGSTOP of a node, which then goes on. */
    STOP_NODE(4),
    /** SIGSTOP of PostgreSQL, which then goes on. */
    STOP_DATABASE(3),
    /** What the nodes send each other does not arrive until later. */
    CUT_NODES(3),
    /** The connections between the nodes break, and each goes on alone. */
    SPLIT_NODES(3),
    /** A table is locked, and more requests wait for it than each node has connections. */
    FULL_POOL(3),
    /** The ITSM takes requests and does not answer. */
    ITSM_HANGS(3),
    /** The ITSM answers 500. */
    ITSM_FAILS(2);

    private final int weight;

    Kind(int weight) {
      this.weight = weight;
    }

    boolean ofDatabase() {
      return this == KILL_DATABASE || this == STOP_DATABASE || this == FULL_POOL;
    }
  }

  private static final int LATEST_MILLIS = 3_000;
  private static final int SHORTEST_MILLIS = 500;
  private static final int LONGEST_MILLIS = 20_000;
  private static final int MOST = 3;

  /** Draws the faults of a round: one to three, of different kinds, one of the database at most. */
  static List<Fault> draw(Random random) {
    int many = 1 + random.nextInt(MOST);
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    while (kinds.size() < many) {
      Kind kind = kind(random);
      if (!kind.ofDatabase() || kinds.stream().noneMatch(Kind::ofDatabase)) {
        kinds.add(kind);
      }
    }
    List<Fault> faults = new ArrayList<>();
    for (Kind kind : kinds) {
      // Mostly short, so that many rounds fit into an hour; now and then the full time.
      double part = random.nextDouble();
      long lasts = SHORTEST_MILLIS + (long) (part * part * (LONGEST_MILLIS - SHORTEST_MILLIS));
      faults.add(new Fault(kind, random.nextInt(2), random.nextInt(LATEST_MILLIS), lasts));
    }
    return faults;
  }

  private static Kind kind(Random random) {
    int all = 0;
    for (Kind kind : Kind.values()) {
      all += kind.weight;
    }
    int drawn = random.nextInt(all);
    for (Kind kind : Kind.values()) {
      drawn -= kind.weight;
      if (drawn < 0) {
        return kind;
      }
    }
    throw new AssertionError();
  }

  /** In a few words, for the report. */
  @Override
  public String toString() {
    String where = kind == Kind.KILL_NODE || kind == Kind.STOP_NODE ? " " + (node + 1) : "";
    return kind + where + " " + after + "+" + lasts + " ms";
  }
}
