package io.ticketgate.conditions;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.Program;
import io.ticketgate.core.condition.Condition;
import io.ticketgate.core.condition.Facts;

/** A condition that has been compiled. */
final class CelCondition implements Condition {

  private final Program program;

  CelCondition(Program program) {
    this.program = program;
  }

  @Override
  public Answer answer(Facts facts) {
    try {
      Object value = program.eval(Values.of(facts));
      if (value instanceof Boolean holds) {
        return holds ? new Holds() : new Fails();
      }
      return new Broken("it came to neither true nor false");
    } catch (Values.TooLarge large) {
      return new Broken(String.valueOf(large.getMessage()));
    } catch (CelEvaluationException failed) {
      return new Broken(reason(failed));
    } catch (RuntimeException | LinkageError | StackOverflowError failed) {
      // A defect of the library must not open anything, nor fail the request of somebody else.
      return new Broken("it could not be evaluated (" + failed.getClass().getSimpleName() + ")");
    }
  }

  /** In our own words: those of the library quote values of the ticket. */
  private static String reason(CelEvaluationException failed) {
    return switch (failed.getErrorCode()) {
      case ATTRIBUTE_NOT_FOUND -> "it reads a field that is absent; ask has() first";
      case ITERATION_BUDGET_EXCEEDED ->
          "it looks at more than " + CelConditions.MOST_ITERATIONS + " elements of lists";
      case INDEX_OUT_OF_BOUNDS -> "it reads an element that a list does not have";
      case DIVIDE_BY_ZERO -> "it divides by zero";
      case NUMERIC_OVERFLOW -> "a number or time is too large";
      case BAD_FORMAT -> "a text is no number, time or duration";
      default -> "it could not be evaluated (" + failed.getErrorCode() + ")";
    };
  }
}
