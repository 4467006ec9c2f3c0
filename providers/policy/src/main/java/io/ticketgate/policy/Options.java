package io.ticketgate.policy;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for.
 *
 * @param server null for a command that asks no realm, as the next ones
 * @param secretFrom name of the environment variable with the secret; null for the standard input
 */
record Options(
    Command command,
    Path folder,
    boolean json,
    @Nullable URI server,
    @Nullable String realm,
    @Nullable String clientId,
    @Nullable String secretFrom,
    boolean failOnImpact) {

  static final String USAGE =
      """
      java -jar ticket-gate-policy.jar lint|test|impact|apply <folder> [--format text|json]

      lint    checks the rules of a folder as saving them would, and says what is perhaps not meant
      test    judges the examples beside the rules by the rules, and compares with what they expect
      impact  asks a realm what the rules would mean for its live bindings, and changes nothing:
              --server https://keycloak.example.org --realm <realm> --client-id <client>
              [--secret-env <variable>] [--secret-stdin] [--fail-on-impact]
      apply   the same, and then saves each rule that differs or is new; only when all examples pass, and with
              --fail-on-impact only when no binding would end or be due for review. It deletes nothing.

      A file *.examples.json has examples; every other *.json has a rule or a list of rules.
      The secret of the client is in TICKET_GATE_CLIENT_SECRET, in the variable that you name, or comes by the
      standard input. Its service account needs role ticket-gate-admin of client realm-management.

      Exit code 0: fine. 1: a rule cannot be saved, or an example fails. 2: with --fail-on-impact, a binding would end or
      be due for review, or the realm could not look at all. 64: the command line is wrong. 69: the realm cannot be asked.
      """;

  /** What can be done. */
  enum Command {
    LINT,
    TEST,
    IMPACT,
    APPLY
  }

  /** The command line is wrong, or the secret is not where it says. */
  static final class Wrong extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Wrong(String message) {
      super(message);
    }
  }

  /**
   * @throws Wrong saying what is wrong
   */
  static Options of(List<String> args) {
    Command command = null;
    Path folder = null;
    boolean json = false;
    URI server = null;
    String realm = null;
    String clientId = null;
    String secretEnv = null;
    boolean secretStdin = false;
    boolean failOnImpact = false;
    for (Iterator<String> rest = args.iterator(); rest.hasNext(); ) {
      String arg = rest.next();
      switch (arg) {
        case "--format" -> json = isJson(value(arg, rest));
        case "--server" -> server = uri(value(arg, rest));
        case "--realm" -> realm = value(arg, rest);
        case "--client-id" -> clientId = value(arg, rest);
        case "--secret-env" -> secretEnv = value(arg, rest);
        case "--secret-stdin" -> secretStdin = true;
        case "--fail-on-impact" -> failOnImpact = true;
        default -> {
          if (arg.startsWith("-")) {
            throw new Wrong("There is no option " + arg + ".");
          }
          if (command == null) {
            command = command(arg);
          } else if (folder == null) {
            folder = Path.of(arg);
          } else {
            throw new Wrong("One folder is looked at.");
          }
        }
      }
    }
    if (command == null || folder == null) {
      throw new Wrong("Say what to do, and with which folder.");
    }
    if (!Files.exists(folder)) {
      throw new Wrong("There is no " + folder + ".");
    }
    boolean asks = server != null && realm != null && clientId != null;
    boolean aboutARealm = command == Command.IMPACT || command == Command.APPLY;
    if (aboutARealm && !asks) {
      throw new Wrong("impact and apply need --server, --realm and --client-id.");
    }
    if (!aboutARealm
        && (server != null
            || realm != null
            || clientId != null
            || secretEnv != null
            || secretStdin
            || failOnImpact)) {
      throw new Wrong("Only impact and apply ask a realm.");
    }
    if (secretStdin && secretEnv != null) {
      throw new Wrong("--secret-env and --secret-stdin exclude each other.");
    }
    return new Options(
        command,
        folder,
        json,
        server,
        realm,
        clientId,
        secretStdin ? null : secretEnv == null ? "TICKET_GATE_CLIENT_SECRET" : secretEnv,
        failOnImpact);
  }

  private static String value(String option, Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw new Wrong("Option " + option + " takes a value.");
    }
    return rest.next();
  }

  private static Command command(String word) {
    return switch (word) {
      case "lint" -> Command.LINT;
      case "test" -> Command.TEST;
      case "impact" -> Command.IMPACT;
      case "apply" -> Command.APPLY;
      default -> throw new Wrong("There is no command " + word + ".");
    };
  }

  private static boolean isJson(String format) {
    return switch (format) {
      case "json" -> true;
      case "text" -> false;
      default -> throw new Wrong("--format is text or json.");
    };
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException malformed) {
      throw new Wrong("--server is no address.");
    }
  }
}
