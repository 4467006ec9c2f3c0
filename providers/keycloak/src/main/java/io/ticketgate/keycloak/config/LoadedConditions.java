package io.ticketgate.keycloak.config;

import io.ticketgate.core.condition.Condition;
import io.ticketgate.core.condition.Conditions;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The conditions of all rules of the server. The library behind them is loaded when the first rule
 * with a condition is met; each condition is compiled once, and kept while it is among those used
 * last. A condition knows no realm, so two rules of one text share it.
 */
public final class LoadedConditions implements Conditions {

  /** The one of this server. */
  public static final Conditions INSTANCE = new LoadedConditions(Library::get, 1000);

  /** Loads the library when it is first asked for, and once. */
  private static final class Library {
    private static final Conditions LOADED =
        ServiceLoader.load(Conditions.class, LoadedConditions.class.getClassLoader())
            .findFirst()
            .orElse(
                text -> {
                  throw new GateException.Invalid(
                      ErrorCode.RULE_INVALID,
                      "condition",
                      "condition cannot be used: this JAR was built without providers/conditions.");
                });

    static Conditions get() {
      return LOADED;
    }
  }

  private static final Logger LOG = Logger.getLogger(LoadedConditions.class);

  private final Supplier<Conditions> library;
  private final Map<String, Condition> compiled;

  LoadedConditions(Supplier<Conditions> library, int most) {
    this.library = library;
    this.compiled =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Condition> eldest) {
            return size() > most;
          }
        };
  }

  @Override
  public Condition compile(String text) {
    synchronized (compiled) {
      Condition known = compiled.get(text);
      if (known != null) {
        return known;
      }
    }
    Condition made = made(text);
    synchronized (compiled) {
      compiled.put(text, made);
    }
    return made;
  }

  private Condition made(String text) {
    try {
      return library.get().compile(text);
    } catch (ServiceConfigurationError | LinkageError damaged) {
      LOG.errorf(damaged, "Conditions cannot be loaded");
      throw new GateException.Invalid(
          ErrorCode.RULE_INVALID,
          "condition",
          "condition cannot be used: this server cannot load what evaluates it; its log says why.");
    }
  }
}
