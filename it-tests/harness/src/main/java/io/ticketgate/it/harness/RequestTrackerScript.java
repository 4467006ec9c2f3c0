package io.ticketgate.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs {@code it-tests/rt/rt.sh} with a folder and a port of its own. */
final class RequestTrackerScript {

  private static final long LIMIT_SECONDS = 180;

  private final Path script = Settings.repositoryRoot().resolve("it-tests/rt/rt.sh");
  private final Path folder;
  private final int port;
  private final Map<String, String> webhook = new ConcurrentHashMap<>();

  private RequestTrackerScript(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  static RequestTrackerScript inNewFolder() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new RequestTrackerScript(
          Files.createTempDirectory("ticket-gate-rt"), socket.getLocalPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path folder() {
    return folder;
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  void webhook(@Nullable URI url, String secret) {
    webhook.clear();
    if (url != null) {
      webhook.put("RT_WEBHOOK_URL", url.toString());
      webhook.put("RT_WEBHOOK_SECRET", secret);
    }
  }

  /** Runs one of the script's commands; fails with what it printed. */
  void run(String command) {
    Path output = output();
    ProcessBuilder builder = new ProcessBuilder("sh", script.toString(), command);
    builder.environment().put("RT_DIR", folder.toString());
    builder.environment().put("RT_PORT", String.valueOf(port));
    builder.environment().putAll(webhook);
    // A file and not a pipe: the server that the script leaves behind would hold a pipe open.
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    try {
      Process process = builder.start();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new HarnessException("rt.sh " + command + " did not end: " + read(output));
      }
      if (process.exitValue() != 0) {
        throw new HarnessException("rt.sh " + command + " failed: " + read(output));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HarnessException("Interrupted in rt.sh " + command, e);
    }
  }

  String log() {
    return read(folder.resolve("server.log"));
  }

  void remove() {
    FileTrees.delete(output());
    FileTrees.delete(folder);
  }

  private Path output() {
    return folder.resolveSibling(folder.getFileName() + ".out");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
