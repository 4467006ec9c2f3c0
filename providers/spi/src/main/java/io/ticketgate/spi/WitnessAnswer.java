package io.ticketgate.spi;

/** What a witness answers. Nothing of it is verified yet. */
public sealed interface WitnessAnswer {

  /**
   * It has signed.
   *
   * @param lines one signature line or several, as they came
   */
  record Cosigned(String lines) implements WitnessAnswer {}

  /**
   * It has cosigned another size last than the request says.
   *
   * @param size that one; 0 where it has not cosigned this log
   */
  record Knows(long size) implements WitnessAnswer {}

  /**
   * It has not signed.
   *
   * @param word why, in one word of at most 30 characters, for example {@code unavailable}
   * @param sentence the same for an administrator; without what the witness said
   */
  record Refused(String word, String sentence) implements WitnessAnswer {}
}
