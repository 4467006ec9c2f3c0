package io.ticketgate.policy;

import io.ticketgate.core.ledger.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** One run of the command, and what it said. */
record Command(int exitCode, String out, String err) {

  static Command run(Object... args) {
    return run(Map.of(), "", args);
  }

  static Command run(Map<String, String> environment, String in, Object... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        new Main(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
                environment)
            .run(Arrays.stream(args).map(String::valueOf).toList());
    return new Command(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  List<String> lines() {
    return out.lines().toList();
  }

  Map<String, Object> json() {
    return Json.object(out.strip());
  }

  /** The first object of a list in the answer for programs. */
  Map<String, Object> first(String list) {
    return first(json(), list);
  }

  static Map<String, Object> first(Map<String, Object> json, String list) {
    return json.get(list) instanceof List<?> objects && !objects.isEmpty()
        ? Json.object(objects.get(0))
        : Map.of();
  }
}
