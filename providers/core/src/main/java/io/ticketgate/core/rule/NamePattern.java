package io.ticketgate.core.rule;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A role or client name in which {@code *} stands for any run of characters; every other character
 * stands for itself.
 *
 * @param text the pattern as it was written
 */
public record NamePattern(String text) {

  private static final Pattern PARTS = Pattern.compile("\\*");

  /** The shortest name that begins with {@code prefix} and matches; empty when none does. */
  public Optional<String> example(String prefix) {
    String[] parts = PARTS.split(text, -1);
    String rest = String.join("", Arrays.asList(parts).subList(1, parts.length));
    String name = parts[0].startsWith(prefix) ? parts[0] + rest : prefix + rest;
    return matches(name) ? Optional.of(name) : Optional.empty();
  }

  /**
   * The pattern for SQL's {@code like}, in which {@code escape} takes the next character as it is.
   * A database may take upper and lower case for the same: {@link #matches} decides.
   */
  public String like(char escape) {
    String plain = text.replace(String.valueOf(escape), escape + "" + escape);
    return plain.replace("%", escape + "%").replace("_", escape + "_").replace('*', '%');
  }

  /**
   * Returns whether the whole name matches. Linear in practice: no pattern has more than a few
   * stars.
   */
  public boolean matches(String name) {
    String[] parts = PARTS.split(text, -1);
    if (parts.length == 1) {
      return text.equals(name);
    }
    String last = parts[parts.length - 1];
    if (!name.startsWith(parts[0]) || !name.endsWith(last)) {
      return false;
    }
    int from = parts[0].length();
    int end = name.length() - last.length();
    for (int i = 1; i < parts.length - 1; i++) {
      int at = name.indexOf(parts[i], from);
      if (at < 0) {
        return false;
      }
      from = at + parts[i].length();
    }
    return from <= end;
  }
}
