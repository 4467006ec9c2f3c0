package io.ticketgate.policy;

import io.ticketgate.core.condition.Conditions;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;

/**
 * {@code java -jar ticket-gate-policy.jar lint|test|impact|apply <folder>}: rules in files, before
 * they reach a realm.
 */
public final class Main {

  static final int FINE = 0;
  static final int FAILED = 1;
  static final int IMPACT = 2;
  static final int USAGE = 64;
  static final int UNAVAILABLE = 69;

  private static final int LONGEST_SECRET = 4096;

  private final PrintStream out;
  private final PrintStream err;
  private final InputStream in;
  private final Map<String, String> environment;

  Main(PrintStream out, PrintStream err, InputStream in, Map<String, String> environment) {
    this.out = out;
    this.err = err;
    this.in = in;
    this.environment = environment;
  }

  /** Runs the command. */
  public static void main(String[] args) {
    System.exit(new Main(System.out, System.err, System.in, System.getenv()).run(List.of(args)));
  }

  int run(List<String> args) {
    try {
      Options options = Options.of(args);
      Conditions conditions =
          ServiceLoader.load(Conditions.class, Main.class.getClassLoader())
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("This JAR has no conditions."));
      Policy policy = Policy.read(options.folder(), conditions);
      Report report = new Report(out, options.json());
      return switch (options.command()) {
        case LINT -> lint(policy, report);
        case TEST -> test(policy, report);
        case IMPACT, APPLY -> realm(policy, report, options);
      };
    } catch (Options.Wrong wrong) {
      err.println(wrong.getMessage());
      err.println();
      err.print(Options.USAGE);
      return USAGE;
    } catch (IOException unreadable) {
      err.println("A file cannot be read: " + unreadable.getMessage());
      return USAGE;
    } catch (RealmApi.Unavailable unavailable) {
      err.println(unavailable.getMessage());
      return UNAVAILABLE;
    } catch (RealmApi.Refused refused) {
      err.println(refused.getMessage());
      return FAILED;
    }
  }

  private static int lint(Policy policy, Report report) {
    int code = policy.isSound() ? FINE : FAILED;
    report.tell(policy, null, null, code);
    return code;
  }

  private int test(Policy policy, Report report) {
    boolean passed =
        !policy.outcomes().isEmpty() && policy.outcomes().stream().allMatch(Outcome::passed);
    int code = policy.isSound() && passed ? FINE : FAILED;
    report.tell(policy, policy.outcomes(), null, code);
    if (policy.outcomes().isEmpty()) {
      err.println("There is no example to test: files of examples end in .examples.json.");
    }
    return code;
  }

  private int realm(Policy policy, Report report, Options options) throws IOException {
    boolean apply = options.command() == Options.Command.APPLY;
    boolean passed = policy.outcomes().stream().allMatch(Outcome::passed);
    if (!policy.isSound() || (apply && !passed)) {
      report.tell(policy, apply ? policy.outcomes() : null, null, FAILED);
      return FAILED;
    }
    RealmApi realm =
        new RealmApi(
            Objects.requireNonNull(options.server()),
            Objects.requireNonNull(options.realm()),
            Objects.requireNonNull(options.clientId()),
            secret(options));
    Impact impact = Impact.of(policy.rules(), realm);
    int code = options.failOnImpact() && impact.hurts() ? IMPACT : FINE;
    if (apply && code == FINE) {
      impact.save(policy.rules(), realm);
    }
    report.tell(policy, null, impact, code);
    if (apply && code == IMPACT) {
      err.println("Nothing was saved.");
    }
    return code;
  }

  private String secret(Options options) throws IOException {
    String variable = options.secretFrom();
    String secret =
        variable == null
            ? new String(in.readNBytes(LONGEST_SECRET), StandardCharsets.UTF_8).strip()
            : environment.getOrDefault(variable, "");
    if (secret.isBlank()) {
      throw new Options.Wrong(
          variable == null
              ? "The standard input has no secret."
              : "The environment variable " + variable + " has no secret.");
    }
    return secret;
  }
}
