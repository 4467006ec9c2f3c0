package io.ticketgate.core.ledger.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an export is, and the digests of its files: {@code manifest}, a note that the log's keys
 * sign. So nobody drops a row of an export after the server has made it.
 *
 * @param origin of the log
 * @param query what was asked for
 * @param created when
 * @param complete whether all is there that matches; otherwise what comes first
 * @param whole whether every entry between the first and the last is there
 * @param rows how many rows
 * @param files SHA-256 of each file in hexadecimal digits, by its name
 */
public record Manifest(
    String origin,
    String query,
    String created,
    boolean complete,
    boolean whole,
    long rows,
    Map<String, String> files) {

  private static final String TITLE = "ticket-gate evidence v1";

  public Manifest {
    files = Map.copyOf(files);
    if ((origin + query + created).indexOf('\n') >= 0) {
      throw new IllegalArgumentException("A manifest has a line for each fact.");
    }
  }

  /** The text that is signed. No checkpoint looks like it: its second line is no number. */
  public String text() {
    StringBuilder text = new StringBuilder(TITLE).append('\n');
    text.append("origin ").append(origin).append('\n');
    text.append("query ").append(query).append('\n');
    text.append("created ").append(created).append('\n');
    text.append("complete ").append(complete).append('\n');
    text.append("whole ").append(whole).append('\n');
    text.append("rows ").append(rows).append('\n');
    new TreeMap<>(files)
        .forEach(
            (name, digest) ->
                text.append("sha256 ").append(digest).append(' ').append(name).append('\n'));
    return text.toString();
  }

  /**
   * Reads a text.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static Manifest parse(String text) {
    List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
    if (!lines.remove(0).equals(TITLE) || !lines.remove(lines.size() - 1).isEmpty()) {
      throw new IllegalArgumentException("A manifest begins with '" + TITLE + "'.");
    }
    String origin = take(lines, "origin ");
    String query = take(lines, "query ");
    String created = take(lines, "created ");
    String complete = take(lines, "complete ");
    String whole = take(lines, "whole ");
    long rows = Long.parseLong(take(lines, "rows "));
    Map<String, String> files = new TreeMap<>();
    while (!lines.isEmpty()) {
      String[] file = take(lines, "sha256 ").split(" ", 2);
      if (file.length != 2 || files.put(file[1], file[0]) != null) {
        throw new IllegalArgumentException("A manifest names each file once, after its digest.");
      }
    }
    return new Manifest(
        origin,
        query,
        created,
        Boolean.parseBoolean(complete),
        Boolean.parseBoolean(whole),
        rows,
        files);
  }

  private static String take(List<String> lines, String name) {
    if (lines.isEmpty() || !lines.get(0).startsWith(name)) {
      throw new IllegalArgumentException("A manifest has a line '" + name.strip() + "' there.");
    }
    return lines.remove(0).substring(name.length());
  }
}
