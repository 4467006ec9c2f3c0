package io.ticketgate.core.token;

import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A sign of life of one run of a node with the gate. Whether a run is alive is told by its count
 * and not by a time, since the clocks of nodes differ.
 *
 * @param run id of the run
 * @param since when the gate began to look at tokens, on this node or on one that was there before
 * @param count grows as long as the run is alive
 */
public record Beat(String run, Instant since, long count) {

  /**
   * Since when the gate has looked at every token, as a node knows it: since a run began that was
   * there when the node started, and is proven to have been alive after that. Between the two, no
   * server without the gate can have been alone.
   *
   * @param own since when the node knows that by itself
   * @param atStart what it found when it started
   * @param now what is there now
   */
  public static Instant since(Instant own, Collection<Beat> atStart, Collection<Beat> now) {
    return now.stream()
        .filter(beat -> atStart.stream().anyMatch(beat::outlived))
        .map(Beat::since)
        .filter(own::isAfter)
        .min(Instant::compareTo)
        .orElse(own);
  }

  /** Ids of the runs that have given no sign of life between the two. */
  public static Set<String> silent(Collection<Beat> atStart, Collection<Beat> now) {
    return now.stream()
        .filter(atStart::contains)
        .map(Beat::run)
        .collect(Collectors.toUnmodifiableSet());
  }

  private boolean outlived(Beat earlier) {
    return run.equals(earlier.run) && count > earlier.count;
  }
}
