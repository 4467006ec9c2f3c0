package io.ticketgate.conditions;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import java.util.Set;
import java.util.regex.Matcher;

/**
 * What keeps the cost of a condition small whatever the ticket says. CEL has no limit of cost: a
 * condition is refused when it is saved if it could build large values out of small ones, walk a
 * list inside lists inside lists, or compile a large regular expression.
 */
final class Bounds {

  /** How deep comprehensions may be nested. */
  static final int DEEPEST = 2;

  /** Most repetitions that a regular expression may count out, all multiplied. */
  static final int MOST_REPETITIONS = 1000;

  /** Most characters of a regular expression. */
  static final int LONGEST_PATTERN = 200;

  /** Texts and lists could be doubled again and again. */
  private static final Set<String> GROWING = Set.of("add_string", "add_bytes", "add_list");

  private static final java.util.regex.Pattern REPETITION =
      java.util.regex.Pattern.compile("\\{(\\d{1,9})(?:,(\\d{0,9}))?}");

  private final CelAbstractSyntaxTree ast;

  private Bounds(CelAbstractSyntaxTree ast) {
    this.ast = ast;
  }

  /**
   * @throws Refused when the condition may cost too much
   */
  static void require(CelAbstractSyntaxTree ast) {
    new Bounds(ast).visit(ast.getExpr(), 0);
  }

  private void visit(CelExpr expr, int depth) {
    switch (expr.getKind()) {
      case SELECT -> visit(expr.select().operand(), depth);
      case CALL -> call(expr, depth);
      case LIST -> expr.list().elements().forEach(element -> visit(element, depth));
      case MAP ->
          expr.map()
              .entries()
              .forEach(
                  entry -> {
                    visit(entry.key(), depth);
                    visit(entry.value(), depth);
                  });
      case STRUCT -> throw new Refused(expr, "a condition makes no objects");
      case COMPREHENSION -> comprehension(expr, depth);
      case CONSTANT, IDENT, NOT_SET -> {}
    }
  }

  private void comprehension(CelExpr expr, int depth) {
    if (depth >= DEEPEST) {
      throw new Refused(
          expr, "all, exists, exists_one and filter may be nested " + DEEPEST + " deep");
    }
    CelExpr.CelComprehension fold = expr.comprehension();
    visit(fold.iterRange(), depth);
    // What the macro itself adds to a list is at most what it walks over.
    CelExpr step = fold.loopStep();
    boolean filter = fold.accuInit().getKind() == CelExpr.ExprKind.Kind.LIST;
    if (filter) {
      CelExpr.CelCall choice = step.call();
      visit(choice.args().get(0), depth + 1);
    } else {
      visit(step, depth + 1);
    }
  }

  private void call(CelExpr expr, int depth) {
    CelExpr.CelCall call = expr.call();
    if (ast.getReference(expr.id())
        .filter(reference -> reference.overloadIds().stream().anyMatch(GROWING::contains))
        .isPresent()) {
      throw new Refused(expr, "texts and lists are not put together in a condition");
    }
    if (call.function().equals("matches")) {
      pattern(expr, call.args().get(call.args().size() - 1));
    }
    call.target().ifPresent(target -> visit(target, depth));
    call.args().forEach(argument -> visit(argument, depth));
  }

  /** A pattern out of a ticket would be somebody else's program. */
  private static void pattern(CelExpr call, CelExpr argument) {
    if (argument.getKind() != CelExpr.ExprKind.Kind.CONSTANT
        || argument.constant().getKind() != CelConstant.Kind.STRING_VALUE) {
      throw new Refused(call, "the regular expression of matches is written out in the condition");
    }
    String text = argument.constant().stringValue();
    if (text.length() > LONGEST_PATTERN) {
      throw new Refused(
          argument, "a regular expression has at most " + LONGEST_PATTERN + " characters");
    }
    // Before it is compiled: each counted repetition is written out by the compiler.
    long repetitions = 1;
    Matcher counted = REPETITION.matcher(text);
    while (counted.find()) {
      String most = counted.group(2);
      boolean open = most == null || most.isEmpty();
      repetitions *= Math.max(1, Long.parseLong(open ? counted.group(1) : most));
      if (repetitions > MOST_REPETITIONS) {
        throw new Refused(
            argument,
            "the repetitions of a regular expression, multiplied, are at most " + MOST_REPETITIONS);
      }
    }
    try {
      Pattern.compile(text);
    } catch (PatternSyntaxException wrong) {
      throw new Refused(argument, "the regular expression is wrong: " + wrong.getDescription());
    }
  }

  /** The condition may cost too much, or makes no sense, at one place. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final long at;

    Refused(CelExpr at, String message) {
      super(message);
      this.at = at.id();
    }

    /** The id of the expression at fault. */
    long at() {
      return at;
    }
  }
}
