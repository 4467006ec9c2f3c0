package io.ticketgate.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Processes of this machine, as Linux shows them, and the signals that they get. */
final class Signals {

  private static final Path PROC = Path.of("/proc");
  private static final int GONE_SECONDS = 30;

  private Signals() {}

  /** Ids of the processes whose command line has this text. */
  static List<Long> running(String text) {
    List<Long> found = new ArrayList<>();
    try (Stream<Path> all = Files.list(PROC)) {
      for (Path each : all.filter(path -> path.getFileName().toString().matches("\\d+")).toList()) {
        if (commandLine(each).contains(text)) {
          found.add(Long.parseLong(each.getFileName().toString()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Faults need a Linux with /proc", e);
    }
    return found;
  }

  private static String commandLine(Path process) {
    try {
      return new String(Files.readAllBytes(process.resolve("cmdline")), StandardCharsets.UTF_8);
    } catch (IOException gone) {
      return "";
    }
  }

  static void stop(List<Long> processes) {
    send("STOP", processes);
  }

  static void goOn(List<Long> processes) {
    send("CONT", processes);
  }

  /** Kills them and waits until they are gone. */
  static void kill(List<Long> processes) {
    send("KILL", processes);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(GONE_SECONDS);
    while (processes.stream().anyMatch(Signals::alive) && System.nanoTime() < end) {
      Pause.millis(20);
    }
  }

  private static boolean alive(long process) {
    return !commandLine(PROC.resolve(Long.toString(process))).isEmpty();
  }

  private static void send(String signal, List<Long> processes) {
    if (processes.isEmpty()) {
      return;
    }
    List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
    processes.forEach(process -> command.add(Long.toString(process)));
    try {
      new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
