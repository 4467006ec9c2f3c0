package io.ticketgate.core.rule;

import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a rule asks for beyond its own numbers, by the risk of the ticket. A ticket without a risk,
 * or with one that has no row, meets the strictest demands of all rows: whoever leaves the risk
 * out, or misspells it, must not get away with less.
 *
 * @param rows one for each risk; empty where the rule has no table
 */
public record RiskTable(List<Row> rows) {

  private static final int MOST_ROWS = 20;
  private static final int LONGEST_RISK = 64;
  private static final String FIELD = RuleField.BY_RISK.key();

  public RiskTable {
    rows = List.copyOf(rows);
  }

  /**
   * The demands for one risk.
   *
   * @param risk in the words of the ITSM; upper and lower case are the same
   * @param minApprovals distinct approvers; 0 for no more than the rule asks for
   * @param lifetime longest life of a grant; null for that of the rule
   */
  public record Row(String risk, int minApprovals, @Nullable Duration lifetime) {}

  /**
   * Reads rows, each {@code high,minApprovals=3,lifetime=PT1H}.
   *
   * @throws GateException.Invalid {@code rule_invalid}, also where a row asks for less than the
   *     rule itself, which goes on to hold: such a row would promise what nobody gets
   */
  static RiskTable parse(List<String> values, int minApprovals, int most, Duration max) {
    List<Row> rows = new ArrayList<>();
    for (String value : values) {
      Row row = row(value);
      if (row.minApprovals() > most
          || (row.minApprovals() > 0 && row.minApprovals() < minApprovals)) {
        throw invalid(
            "minApprovals in a row of "
                + FIELD
                + " is a whole number from tickets.minApprovals ("
                + minApprovals
                + ") to "
                + most
                + ".");
      }
      Duration lifetime = row.lifetime();
      if (lifetime != null
          && (lifetime.compareTo(Duration.ofSeconds(1)) < 0 || lifetime.compareTo(max) > 0)) {
        throw invalid(
            "lifetime in a row of " + FIELD + " lies between PT1S and lifetime.max (" + max + ").");
      }
      if (rows.stream().anyMatch(other -> other.risk().equals(row.risk()))) {
        throw invalid(FIELD + " has two rows for risk '" + row.risk() + "'.");
      }
      rows.add(row);
    }
    if (rows.size() > MOST_ROWS) {
      throw invalid(FIELD + " has at most " + MOST_ROWS + " rows.");
    }
    return new RiskTable(rows);
  }

  private static Row row(String value) {
    String[] parts = value.split(",", -1);
    String risk = folded(parts[0]);
    if (risk.isEmpty() || risk.length() > LONGEST_RISK || risk.indexOf('=') >= 0) {
      throw unreadable(value);
    }
    int approvals = 0;
    Duration lifetime = null;
    for (int i = 1; i < parts.length; i++) {
      String part = parts[i].strip();
      try {
        if (part.startsWith("minApprovals=") && approvals == 0) {
          approvals = Integer.parseInt(part.substring("minApprovals=".length()));
          if (approvals < 1) {
            throw unreadable(value);
          }
        } else if (part.startsWith("lifetime=") && lifetime == null) {
          lifetime = Duration.parse(part.substring("lifetime=".length()));
        } else {
          throw unreadable(value);
        }
      } catch (NumberFormatException | DateTimeParseException wrong) {
        throw unreadable(value);
      }
    }
    return new Row(risk, approvals, lifetime);
  }

  /** The approvals that a ticket of that risk needs. */
  public int minApprovals(@Nullable String risk, int ofRule) {
    return applicable(risk).stream().mapToInt(Row::minApprovals).reduce(ofRule, Math::max);
  }

  /** Returns whether a row asks for an approval. */
  boolean asksForApprovals() {
    return rows.stream().anyMatch(row -> row.minApprovals() > 0);
  }

  /** A life of a grant, cut to what the risk allows. */
  public Duration atMost(@Nullable String risk, Duration ofRule) {
    Duration least = ofRule;
    for (Row row : applicable(risk)) {
      Duration lifetime = row.lifetime();
      if (lifetime != null && lifetime.compareTo(least) < 0) {
        least = lifetime;
      }
    }
    return least;
  }

  private List<Row> applicable(@Nullable String risk) {
    String known = risk == null ? "" : folded(risk);
    List<Row> matching = rows.stream().filter(row -> row.risk().equals(known)).toList();
    return matching.isEmpty() ? rows : matching;
  }

  private static String folded(String risk) {
    return risk.strip().toLowerCase(Locale.ROOT);
  }

  private static GateException.Invalid unreadable(String value) {
    return invalid(
        "A row of "
            + FIELD
            + " is written risk,minApprovals=3,lifetime=PT1H, each of the two at most once; '"
            + value
            + "' is not.");
  }

  private static GateException.Invalid invalid(String message) {
    return new GateException.Invalid(ErrorCode.RULE_INVALID, FIELD, message);
  }
}
