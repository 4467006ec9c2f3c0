package io.ticketgate.verifier;

import io.ticketgate.core.ledger.Checkpoint;
import io.ticketgate.core.ledger.VerifierKey;
import io.ticketgate.core.ledger.WitnessKey;
import io.ticketgate.core.ledger.export.EvidenceRow;
import io.ticketgate.core.ledger.export.EvidenceWriter;
import io.ticketgate.core.ledger.export.Manifest;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code java -jar ticket-gate-verifier.jar --key <key> [--older <checkpoint>] evidence.zip}.
 * Several files are the parts of one export, in their order.
 *
 * <p>Exits with 0 when the evidence holds, 1 when it does not, and 2 when that cannot be told.
 */
public final class Main {

  static final int HOLDS = 0;
  static final int DOES_NOT_HOLD = 1;
  static final int CANNOT_TELL = 2;

  private static final Duration LATE = Duration.ofDays(1);

  private static final String USAGE =
      """
      java -jar ticket-gate-verifier.jar --key <key> [--key <key>] [--older <checkpoint>] [--witness <key>] [--late <duration>]
           [--who <entitlement> --at <time>] <evidence.zip> [<evidence.zip>]

      --key    public key of the log, name+id+key, or a file that holds it. Take it from somebody whom you trust.
      --older  a checkpoint that you kept from earlier evidence: finds out whether the log was rewritten since.
      --witness  public key of a witness, name+id+key, or a file that holds some: finds out whether it has seen this log.
               Take it from the operator of the witness.
      --late   how long an entry may have waited for the log, for example PT1H. P1D where you do not say so.
      --who    an entitlement as tickets write it, for example role:db-admin: says who could use it, and why,
      --at     at this time, for example 2026-11-24T14:00:00Z.

      Give the parts of a large export in their order. Evidence with a list of bindings (exported with bindings=true)
      is compared with it: each binding that the table of the server has otherwise than the log is named.

      Exit code 0: the evidence holds. 1: it does not. 2: that cannot be told.
      """;

  private Main() {}

  /** Runs the command. */
  public static void main(String[] args) {
    System.exit(run(List.of(args), System.out, System.err));
  }

  private record Options(
      List<VerifierKey> keys,
      @Nullable Path older,
      List<WitnessKey> witnesses,
      Duration late,
      @Nullable Holders who,
      List<Path> evidence) {}

  static int run(List<String> args, PrintStream out, PrintStream err) {
    try {
      Options options = options(args);
      if (options.evidence().isEmpty() || options.keys().isEmpty()) {
        err.print(USAGE);
        return CANNOT_TELL;
      }
      return check(options, out);
    } catch (IOException | IllegalArgumentException | DateTimeException unreadable) {
      err.println("It cannot be told whether the evidence holds: " + unreadable.getMessage());
      return CANNOT_TELL;
    }
  }

  private static int check(Options options, PrintStream out) throws IOException {
    LoggedBindings logged = new LoggedBindings();
    Consumer<EvidenceRow> good =
        options.who() == null ? logged : row -> both(row, logged, options.who());
    int code = HOLDS;
    for (Iterator<Path> files = options.evidence().iterator(); files.hasNext(); ) {
      Path file = files.next();
      boolean last = !files.hasNext();
      String older = !last || options.older() == null ? null : Files.readString(options.older());
      try (Evidence evidence = new Evidence(file)) {
        EvidenceCheck.Outcome outcome =
            new EvidenceCheck(evidence, options.keys(), older, options.late(), good).check();
        if (options.evidence().size() > 1) {
          out.println("File      " + printable(String.valueOf(file.getFileName())));
        }
        code = Math.max(code, told(outcome, out));
        if (last && code == HOLDS) {
          code = witnessed(options, evidence, outcome, out);
        }
        if (code == HOLDS && evidence.has(EvidenceWriter.BINDINGS)) {
          code = compared(logged, evidence, outcome, out);
        }
      }
    }
    if (options.who() != null && code != DOES_NOT_HOLD) {
      out.println();
      options.who().lines().forEach(line -> out.println(printable(line)));
      if (options.who().lines().isEmpty()) {
        out.println("Nobody, as far as these rows say.");
      }
    }
    return code;
  }

  private static int witnessed(
      Options options, Evidence evidence, EvidenceCheck.Outcome outcome, PrintStream out)
      throws IOException {
    if (outcome.checkpoint() == null) {
      return HOLDS;
    }
    int code = HOLDS;
    for (WitnessCheck.Seen seen :
        new WitnessCheck(evidence, options.keys(), outcome.checkpoint()).of(options.witnesses())) {
      out.println(printable(seen.line()));
      if (seen.rewritten()) {
        return DOES_NOT_HOLD;
      }
      code = seen.at() == null ? CANNOT_TELL : code;
    }
    return code;
  }

  private static void both(EvidenceRow row, LoggedBindings logged, @Nullable Holders who) {
    logged.accept(row);
    if (who != null) {
      who.accept(row);
    }
  }

  private static int compared(
      LoggedBindings logged, Evidence evidence, EvidenceCheck.Outcome outcome, PrintStream out)
      throws IOException {
    if (outcome.checkpoint() == null || !logged.whole(outcome.checkpoint().size())) {
      out.println(
          "The bindings of the table cannot be compared: this evidence does not have the whole log."
              + " Give all its parts in their order.");
      return CANNOT_TELL;
    }
    List<Finding> differences = logged.differences(evidence);
    out.println(
        "Bindings  "
            + logged.compared()
            + " compared with the log, "
            + logged.pending()
            + " left out, since they changed a moment before");
    if (!logged.olderThanTheLog().isEmpty()) {
      out.println(
          "          "
              + logged.olderThanTheLog().size()
              + " are older than the log, which says nothing of them: "
              + printable(String.join(", ", logged.olderThanTheLog())));
    }
    if (differences.isEmpty() && !logged.undecided().isEmpty()) {
      out.println(
          "Nobody can tell of "
              + logged.undecided().size()
              + " that give access, since they were left out: "
              + printable(String.join(", ", logged.undecided()))
              + ". Export again in a while; look yourself at each that stays.");
      return CANNOT_TELL;
    }
    if (differences.isEmpty()) {
      out.println("The table says what the log says.");
      return HOLDS;
    }
    differences.forEach(finding -> out.println(printable(finding.toString())));
    out.println("The table does not say what the log says.");
    return DOES_NOT_HOLD;
  }

  private static Options options(List<String> args) throws IOException {
    List<VerifierKey> keys = new ArrayList<>();
    Path older = null;
    List<WitnessKey> witnesses = new ArrayList<>();
    List<Path> evidence = new ArrayList<>();
    Duration late = LATE;
    String who = null;
    Instant at = null;
    for (Iterator<String> rest = args.iterator(); rest.hasNext(); ) {
      String arg = rest.next();
      switch (arg) {
        case "--key" -> keys.addAll(keys(value(arg, rest), VerifierKey::parse));
        case "--witness" -> witnesses.addAll(keys(value(arg, rest), WitnessKey::parse));
        case "--older" -> older = Path.of(value(arg, rest));
        case "--late" -> late = Duration.parse(value(arg, rest));
        case "--who" -> who = value(arg, rest);
        case "--at" -> at = Instant.parse(value(arg, rest));
        default -> {
          if (arg.startsWith("--")) {
            throw new IllegalArgumentException("There is no option " + arg + ".\n\n" + USAGE);
          }
          evidence.add(Path.of(arg));
        }
      }
    }
    if ((who == null) != (at == null)) {
      throw new IllegalArgumentException("--who and --at go together.\n\n" + USAGE);
    }
    return new Options(
        keys,
        older,
        witnesses,
        late,
        who == null || at == null ? null : new Holders(who, at),
        evidence);
  }

  private static String value(String option, Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw new IllegalArgumentException("Option " + option + " takes a value.\n\n" + USAGE);
    }
    return rest.next();
  }

  private static <K> List<K> keys(String keyOrFile, Function<String, K> parse) throws IOException {
    return keyOrFile.indexOf('+') > 0
        ? List.of(parse.apply(keyOrFile))
        : Files.readString(Path.of(keyOrFile))
            .lines()
            .filter(line -> !line.isBlank())
            .map(parse)
            .toList();
  }

  private static int told(EvidenceCheck.Outcome outcome, PrintStream out) {
    Checkpoint checkpoint = outcome.checkpoint();
    if (checkpoint != null) {
      out.println("Log       " + checkpoint.origin());
      out.println("Size      " + checkpoint.size() + " entries, root " + checkpoint.root());
    }
    Manifest manifest = outcome.manifest();
    if (manifest != null) {
      out.println("Asked for " + printable(manifest.query()) + ", made at " + manifest.created());
      if (!manifest.complete()) {
        out.println("          There is more that matches: this is what comes first.");
      }
    }
    out.println("Rows      " + outcome.rows());
    if (outcome.findings().isEmpty()) {
      out.println("The evidence holds.");
      return HOLDS;
    }
    outcome.findings().forEach(finding -> out.println(printable(finding.toString())));
    out.println("The evidence does not hold.");
    return DOES_NOT_HOLD;
  }

  /** What comes from the file is shown without what a terminal would obey. */
  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}
