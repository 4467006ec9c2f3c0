package io.ticketgate.core.classification;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Compares the trust base of a realm with what was known of it, and tells apart what came through
 * the gate. Whoever changes a row through the gate leaves a mark in the same transaction, and waits
 * for nobody. So three readings in this order are needed, each in a transaction of its own: marks
 * and what is known; the rows; marks and what is known once more.
 *
 * <ul>
 *   <li>A change whose mark was there before the rows were read is in the rows that were read: it
 *       is learnt, and its mark is done with.
 *   <li>A change whose mark came meanwhile may or may not be in them: its row is left to the next
 *       round.
 *   <li>A change without a mark was made past the gate.
 * </ul>
 */
public final class TrustRound {

  private TrustRound() {}

  /**
   * A row of the trust base.
   *
   * @param id of the row, or what it is called where it has no id of its own
   */
  public record Key(String entity, String id) {}

  /** What of a row belongs to one area. */
  public record Part(String area, Key key) {}

  /** How a part differs from what was known. */
  public enum Difference {
    ADDED,
    CHANGED,
    REMOVED
  }

  /** A change that did not come through the gate. */
  public record Found(Part part, Difference difference) {}

  /**
   * What is stored.
   *
   * @param digests of the parts
   * @param marks ids of the marks of each row
   */
  public record Known(Map<Part, String> digests, Map<Key, Set<String>> marks) {
    public Known {
      digests = Map.copyOf(digests);
      marks = Map.copyOf(marks);
    }
  }

  /**
   * What follows from a round.
   *
   * @param report what was changed past the gate, by area, entity and id
   * @param learn digests to store
   * @param forget parts that are gone
   * @param settled ids of marks that are done with
   */
  public record Outcome(
      List<Found> report, Map<Part, String> learn, Set<Part> forget, Set<String> settled) {}

  /**
   * Compares. Where nothing was known at all, the rows are what is known from then on.
   *
   * @param before read first
   * @param rows digests of the rows, read second
   * @param after read last, in the transaction that stores the outcome
   * @param comesAndGoes whether a row may come and go as it likes, and only what it says counts
   */
  public static Outcome compare(
      Known before, Map<Part, String> rows, Known after, Predicate<Key> comesAndGoes) {
    List<Found> report = new ArrayList<>();
    Map<Part, String> learn = new LinkedHashMap<>();
    Set<Part> forget = new HashSet<>();
    boolean first = before.digests().isEmpty();
    Set<Part> all = new HashSet<>(before.digests().keySet());
    all.addAll(rows.keySet());
    for (Part part : all) {
      String was = before.digests().get(part);
      String is = rows.get(part);
      if (Objects.equals(was, is)
          || !Objects.equals(was, after.digests().get(part)) // another node was there
          || markedMeanwhile(part.key(), before, after)) {
        continue;
      }
      if (is == null) {
        forget.add(part);
      } else {
        learn.put(part, is);
      }
      boolean free = (was == null || is == null) && comesAndGoes.test(part.key());
      if (!first && !free && !before.marks().containsKey(part.key())) {
        report.add(new Found(part, difference(was, is)));
      }
    }
    report.sort(
        Comparator.comparing((Found found) -> found.part().area())
            .thenComparing(found -> found.part().key().entity())
            .thenComparing(found -> found.part().key().id()));
    return new Outcome(report, learn, forget, settled(before, after));
  }

  private static Difference difference(@Nullable String was, @Nullable String is) {
    if (was == null) {
      return Difference.ADDED;
    }
    return is == null ? Difference.REMOVED : Difference.CHANGED;
  }

  private static boolean markedMeanwhile(Key key, Known before, Known after) {
    return !before
        .marks()
        .getOrDefault(key, Set.of())
        .containsAll(after.marks().getOrDefault(key, Set.of()));
  }

  private static Set<String> settled(Known before, Known after) {
    Set<String> settled = new TreeSet<>();
    Map<Key, Set<String>> marks = new HashMap<>(before.marks());
    marks.forEach(
        (key, ids) -> {
          if (!markedMeanwhile(key, before, after)) {
            settled.addAll(ids);
          }
        });
    return settled;
  }
}
