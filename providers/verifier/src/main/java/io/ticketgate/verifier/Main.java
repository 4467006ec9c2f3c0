package io.ticketgate.verifier;

import io.ticketgate.core.ledger.Checkpoint;
import io.ticketgate.core.ledger.VerifierKey;
import io.ticketgate.core.ledger.export.Manifest;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code java -jar ticket-gate-verifier.jar --key <key> [--older <checkpoint>] evidence.zip}.
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
      java -jar ticket-gate-verifier.jar --key <key> [--key <key>] [--older <checkpoint>] [--late <duration>] <evidence.zip>

      --key    public key of the log, name+id+key, or a file that holds it. Take it from somebody whom you trust.
      --older  a checkpoint that you kept from earlier evidence: finds out whether the log was rewritten since.
      --late   how long an entry may have waited for the log, for example PT1H. P1D where you do not say so.

      Exit code 0: the evidence holds. 1: it does not. 2: that cannot be told.
      """;

  private Main() {}

  /** Runs the command. */
  public static void main(String[] args) {
    System.exit(run(List.of(args), System.out, System.err));
  }

  private record Options(
      List<VerifierKey> keys, @Nullable Path older, Duration late, @Nullable Path evidence) {}

  static int run(List<String> args, PrintStream out, PrintStream err) {
    try {
      Options options = options(args);
      Path file = options.evidence();
      if (file == null || options.keys().isEmpty()) {
        err.print(USAGE);
        return CANNOT_TELL;
      }
      String older = options.older() == null ? null : Files.readString(options.older());
      try (Evidence evidence = new Evidence(file)) {
        return told(
            new EvidenceCheck(evidence, options.keys(), older, options.late()).check(), out);
      }
    } catch (IOException | IllegalArgumentException | DateTimeException unreadable) {
      err.println("It cannot be told whether the evidence holds: " + unreadable.getMessage());
      return CANNOT_TELL;
    }
  }

  private static Options options(List<String> args) throws IOException {
    List<VerifierKey> keys = new ArrayList<>();
    Path older = null;
    Path evidence = null;
    Duration late = LATE;
    for (Iterator<String> rest = args.iterator(); rest.hasNext(); ) {
      String arg = rest.next();
      switch (arg) {
        case "--key" -> keys.addAll(keys(value(arg, rest)));
        case "--older" -> older = Path.of(value(arg, rest));
        case "--late" -> late = Duration.parse(value(arg, rest));
        default -> {
          if (arg.startsWith("--") || evidence != null) {
            throw new IllegalArgumentException("There is no option " + arg + ".\n\n" + USAGE);
          }
          evidence = Path.of(arg);
        }
      }
    }
    return new Options(keys, older, late, evidence);
  }

  private static String value(String option, Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw new IllegalArgumentException("Option " + option + " takes a value.\n\n" + USAGE);
    }
    return rest.next();
  }

  private static List<VerifierKey> keys(String keyOrFile) throws IOException {
    return keyOrFile.indexOf('+') > 0
        ? List.of(VerifierKey.parse(keyOrFile))
        : Files.readString(Path.of(keyOrFile))
            .lines()
            .filter(line -> !line.isBlank())
            .map(VerifierKey::parse)
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
