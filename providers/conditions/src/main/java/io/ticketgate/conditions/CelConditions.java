package io.ticketgate.conditions;

import com.google.common.collect.ImmutableSet;
import dev.cel.checker.CelCheckerLegacyImpl;
import dev.cel.checker.CelStandardDeclarations;
import dev.cel.checker.CelStandardDeclarations.StandardFunction;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelContainer;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelVarDecl;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.CelValueConverter;
import dev.cel.parser.CelParserImpl;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelStandardFunctions;
import dev.cel.runtime.DefaultDispatcher;
import dev.cel.runtime.InternalCelFunctionBinding;
import dev.cel.runtime.RuntimeEquality;
import dev.cel.runtime.RuntimeHelpers;
import dev.cel.runtime.planner.ProgramPlanner;
import io.ticketgate.core.condition.Condition;
import io.ticketgate.core.condition.Conditions;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Conditions in CEL, the Common Expression Language (https://cel.dev), with the variables of {@link
 * Types}, the standard functions that a condition has a use for, and the macros {@code has}, {@code
 * all}, {@code exists}, {@code exists_one} and {@code filter}.
 *
 * <p>The parts of CEL are put together here and not by its factories: those bring along Protocol
 * Buffers' reflection, which no condition needs.
 */
public final class CelConditions implements Conditions {

  /** How often a condition may look at an element of a list, in all. */
  static final int MOST_ITERATIONS = 1000;

  private static final CelOptions OPTIONS =
      CelOptions.current()
          .maxExpressionCodePointSize(MOST_CHARACTERS)
          .maxParseRecursionDepth(32)
          .maxParseExpressionNodeCount(400)
          .maxParseErrorRecoveryLimit(5)
          .comprehensionMaxIterations(MOST_ITERATIONS)
          .maxRegexProgramSize(2000)
          .enableHeterogeneousNumericComparisons(true)
          .build();

  private static final ImmutableSet<StandardFunction> FUNCTIONS =
      ImmutableSet.of(
          StandardFunction.IN,
          StandardFunction.NOT_STRICTLY_FALSE,
          StandardFunction.CONDITIONAL,
          StandardFunction.LOGICAL_NOT,
          StandardFunction.LOGICAL_OR,
          StandardFunction.LOGICAL_AND,
          StandardFunction.EQUALS,
          StandardFunction.NOT_EQUALS,
          StandardFunction.LESS,
          StandardFunction.LESS_EQUALS,
          StandardFunction.GREATER,
          StandardFunction.GREATER_EQUALS,
          StandardFunction.ADD,
          StandardFunction.SUBTRACT,
          StandardFunction.MULTIPLY,
          StandardFunction.DIVIDE,
          StandardFunction.MODULO,
          StandardFunction.NEGATE,
          StandardFunction.INDEX,
          StandardFunction.SIZE,
          StandardFunction.INT,
          StandardFunction.DURATION,
          StandardFunction.TIMESTAMP,
          StandardFunction.MATCHES,
          StandardFunction.CONTAINS,
          StandardFunction.ENDS_WITH,
          StandardFunction.STARTS_WITH,
          StandardFunction.GET_FULL_YEAR,
          StandardFunction.GET_MONTH,
          StandardFunction.GET_DATE,
          StandardFunction.GET_DAY_OF_MONTH,
          StandardFunction.GET_DAY_OF_WEEK,
          StandardFunction.GET_DAY_OF_YEAR,
          StandardFunction.GET_HOURS,
          StandardFunction.GET_MINUTES,
          StandardFunction.GET_SECONDS,
          StandardFunction.GET_MILLISECONDS);

  private final dev.cel.parser.CelParser parser =
      CelParserImpl.newBuilder()
          .setOptions(OPTIONS)
          .setStandardMacros(
              CelStandardMacro.HAS,
              CelStandardMacro.ALL,
              CelStandardMacro.EXISTS,
              CelStandardMacro.EXISTS_ONE,
              CelStandardMacro.FILTER)
          .build();

  private final dev.cel.checker.CelChecker checker = checker();
  private final ProgramPlanner planner = planner();

  /** Loads CEL. */
  public CelConditions() {}

  private static dev.cel.checker.CelChecker checker() {
    return CelCheckerLegacyImpl.newBuilder()
        .setOptions(OPTIONS)
        .setStandardEnvironmentEnabled(false)
        .setStandardDeclarations(
            CelStandardDeclarations.newBuilder().includeFunctions(FUNCTIONS).build())
        .setTypeProvider(new Types())
        .addVarDeclarations(
            Types.VARIABLES.entrySet().stream()
                .map(each -> CelVarDecl.newVarDeclaration(each.getKey(), each.getValue()))
                .toList())
        .setResultType(SimpleType.BOOL)
        .build();
  }

  private static ProgramPlanner planner() {
    DefaultDispatcher.Builder functions = DefaultDispatcher.newBuilder();
    for (CelFunctionBinding each :
        CelStandardFunctions.newBuilder()
            .build()
            .newFunctionBindings(
                RuntimeEquality.create(RuntimeHelpers.create(), OPTIONS), OPTIONS)) {
      functions.addOverload(
          each instanceof InternalCelFunctionBinding named
              ? named.getFunctionName()
              : each.getOverloadId(),
          each.getOverloadId(),
          each.getArgTypes(),
          each.isStrict(),
          each.getDefinition());
    }
    return ProgramPlanner.newPlanner(
        new Types(),
        (name, fields) -> Optional.empty(),
        functions.build(),
        CelValueConverter.getDefaultInstance(),
        CelContainer.ofName(""),
        OPTIONS,
        ImmutableSet.of());
  }

  @Override
  public Condition compile(String text) {
    if (text.length() > MOST_CHARACTERS) {
      throw invalid("it has more than " + MOST_CHARACTERS + " characters");
    }
    CelAbstractSyntaxTree ast;
    try {
      ast = checked(text);
    } catch (StackOverflowError | LinkageError unusable) {
      throw invalid("it cannot be read");
    }
    try {
      Bounds.require(ast);
      return new CelCondition(planner.plan(ast));
    } catch (Bounds.Refused refused) {
      throw invalidAt(
          place(text, ast.getSource().getPositionsMap().getOrDefault(refused.at(), 0)),
          String.valueOf(refused.getMessage()));
    } catch (CelEvaluationException | StackOverflowError | LinkageError unusable) {
      throw invalid("it cannot be evaluated");
    }
  }

  /** Where something is in a text. */
  private static GateException.Invalid.Place place(String text, int codePoints) {
    String before = text.substring(0, text.offsetByCodePoints(0, codePoints));
    int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
    int start = before.lastIndexOf('\n') + 1;
    return new GateException.Invalid.Place(line, before.codePointCount(start, before.length()) + 1);
  }

  private CelAbstractSyntaxTree checked(String text) {
    try {
      return checker.check(parser.parse(text).getAst()).getAst();
    } catch (CelValidationException unreadable) {
      List<CelIssue> errors = unreadable.getErrors();
      if (errors.isEmpty()) {
        throw invalid("it cannot be read");
      }
      CelSourceLocation at = errors.get(0).getSourceLocation();
      throw invalidAt(
          new GateException.Invalid.Place(at.getLine(), at.getColumn() + 1),
          errors.get(0).getMessage());
    }
  }

  private static GateException.Invalid invalidAt(GateException.Invalid.Place at, String reason) {
    return invalid("line " + at.line() + ", column " + at.column() + ": " + reason, at);
  }

  private static GateException.Invalid invalid(String reason) {
    return invalid(reason, null);
  }

  private static GateException.Invalid invalid(
      String reason, GateException.Invalid.@Nullable Place at) {
    return new GateException.Invalid(
        ErrorCode.RULE_INVALID,
        "condition",
        "condition cannot be used: " + reason + (reason.endsWith(".") ? "" : "."),
        at);
  }
}
