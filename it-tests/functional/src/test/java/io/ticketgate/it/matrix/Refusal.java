package io.ticketgate.it.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.it.harness.Answer;

/**
 * What the user of a route sees when the gate refuses.
 *
 * @param shape how the surface tells it
 * @param status status of the answer; 0 where it may be any
 * @param code the gate's error code, which audit mode reports too, even if the surface swallows it
 */
record Refusal(Shape shape, int status, String code) {

  enum Shape {
    /** The body of the Admin REST API: {@code error}, {@code error_description}. */
    JSON,
    /** A page or body of the surface's own, which is no success. */
    OWN,
    /** A program that ends with an error and prints the sentence, which names the rule. */
    PROGRAM,
    /** Told to nobody: the surface answers as ever, but nothing was done. */
    SWALLOWED,
    /** The surface answers as ever and does it, but what the holder was granted is suspended. */
    SUSPENDED,
    /** A token is issued, without any protected role. */
    STRIPPED
  }

  static Refusal json(String code) {
    return new Refusal(Shape.JSON, 403, code);
  }

  static Refusal own(String code) {
    return new Refusal(Shape.OWN, 0, code);
  }

  static Refusal program(String code) {
    return new Refusal(Shape.PROGRAM, 0, code);
  }

  static Refusal swallowed(int status, String code) {
    return new Refusal(Shape.SWALLOWED, status, code);
  }

  static Refusal suspended(int status, String cause) {
    return new Refusal(Shape.SUSPENDED, status, cause);
  }

  static Refusal stripped(int status) {
    return new Refusal(Shape.STRIPPED, status, "");
  }

  void isIn(Answer answer) {
    switch (shape) {
      case JSON -> {
        assertThat(answer.status()).as("%s", answer).isEqualTo(status);
        assertThat(answer.text("error")).as("%s", answer).isEqualTo(code);
        assertThat(answer.text("error_description")).as("%s", answer).isNotBlank();
        assertThat(answer.text("errorMessage")).as("%s", answer).isNotBlank();
      }
      case OWN -> assertThat(answer.status()).as("%s", answer).isGreaterThanOrEqualTo(400);
      case PROGRAM -> {
        assertThat(answer.status()).as("%s", answer).isGreaterThanOrEqualTo(400);
        assertThat(answer.body()).contains("rule matrix");
      }
      case SWALLOWED, SUSPENDED, STRIPPED -> {
        if (status != 0) {
          assertThat(answer.status()).as("%s", answer).isEqualTo(status);
        }
      }
      default -> throw new IllegalStateException(shape.name());
    }
  }

  /** For the table in the documentation. */
  String text() {
    return switch (shape) {
      case JSON -> status + " `" + code + "`";
      case OWN -> "an error of the surface's own (`" + code + "`)";
      case PROGRAM -> "the sentence and an exit code (`" + code + "`)";
      case SWALLOWED ->
          (status == 0 ? "an answer that differs by version" : status + " as ever")
              + ", but nothing is done (`"
              + code
              + "`)";
      case SUSPENDED -> status + " as ever, but the binding is suspended (`" + code + "`)";
      case STRIPPED -> "a token without the role";
    };
  }
}
