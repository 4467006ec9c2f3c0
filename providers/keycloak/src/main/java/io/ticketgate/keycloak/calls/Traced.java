package io.ticketgate.keycloak.calls;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.ticketgate.core.refusal.GateException;
import java.util.Map;
import java.util.function.Supplier;
import org.keycloak.models.KeycloakSession;
import org.keycloak.tracing.TracingProvider;

/**
 * Spans of OpenTelemetry around what may take long, where Keycloak has tracing on. Their attributes
 * are ids and codes: nobody is named, and no message of a failure is kept, which may name somebody.
 */
public final class Traced {

  private static final String TRACER = "io.ticketgate";
  private static final String PREFIX = "ticketgate.";

  private Traced() {}

  /**
   * Does the work inside a span.
   *
   * @param name what is done, in few words, the same each time
   * @param attributes by their names without the prefix {@code ticketgate.}
   * @return what the work returns
   */
  public static <T> T in(
      KeycloakSession session, String name, Map<String, String> attributes, Supplier<T> work) {
    TracingProvider tracing = session.getProvider(TracingProvider.class);
    Span span = tracing.startSpan(TRACER, name);
    try {
      attributes.forEach((key, value) -> span.setAttribute(PREFIX + key, value));
      return work.get();
    } catch (GateException refusal) {
      span.setAttribute(PREFIX + "code", refusal.code().code());
      span.setStatus(StatusCode.ERROR, refusal.code().code());
      throw refusal;
    } catch (RuntimeException failure) {
      span.setStatus(StatusCode.ERROR, failure.getClass().getName());
      throw failure;
    } finally {
      tracing.endSpan();
    }
  }

  /** The same of work that returns nothing. */
  public static void run(
      KeycloakSession session, String name, Map<String, String> attributes, Runnable work) {
    in(
        session,
        name,
        attributes,
        () -> {
          work.run();
          return "";
        });
  }
}
