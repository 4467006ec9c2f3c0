package io.ticketgate.core.ledger;

/**
 * What a log says of itself at one moment, C2SP tlog-checkpoint.
 *
 * @param origin which log
 * @param size how many entries
 * @param root over all of them
 */
public record Checkpoint(String origin, long size, Hash root) {

  /** The text that is signed. */
  public String text() {
    return origin + "\n" + size + "\n" + root + "\n";
  }

  /**
   * Reads the text of a checkpoint; further lines are for others.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static Checkpoint parse(String text) {
    String[] lines = text.split("\n", -1);
    if (lines.length < 4 || lines[0].isEmpty() || !lines[1].matches("0|[1-9][0-9]{0,17}")) {
      throw new IllegalArgumentException(
          "A checkpoint is a line each for the origin, the size and the root hash.");
    }
    return new Checkpoint(lines[0], Long.parseLong(lines[1]), Hash.parse(lines[2]));
  }
}
