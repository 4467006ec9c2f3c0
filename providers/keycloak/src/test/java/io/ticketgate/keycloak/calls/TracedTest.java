package io.ticketgate.keycloak.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.keycloak.Fake;
import io.ticketgate.keycloak.TestServer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.keycloak.tracing.TracingProvider;

class TracedTest {

  private final TestServer server = new TestServer();
  private final List<SpanData> ended = new ArrayList<>();

  /** As Keycloak's; reached by {@link Fake}. */
  public final class Tracing {
    private final SdkTracerProvider tracers =
        SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(new Kept()))
            .build();
    private final Deque<Span> open = new ArrayDeque<>();

    public Span startSpan(String tracer, String name) {
      open.push(tracers.get(tracer).spanBuilder(name).startSpan());
      return open.element();
    }

    public void endSpan() {
      open.pop().end();
    }

    /** Keycloak traces what it does itself; that is none of ours. */
    public void trace(Class<?> tracer, String name, Consumer<Span> work) {
      work.accept(Span.getInvalid());
    }

    public void trace(String tracer, String name, Consumer<Span> work) {
      work.accept(Span.getInvalid());
    }
  }

  private final class Kept implements SpanExporter {
    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      ended.addAll(spans);
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }

  private void tracingIsOn() {
    server.provider(TracingProvider.class, any -> Fake.of(TracingProvider.class, new Tracing()));
  }

  private static String attribute(SpanData span, String name) {
    return String.valueOf(span.getAttributes().get(AttributeKey.stringKey(name)));
  }

  @Test
  void theWorkIsInASpanWithItsIds() {
    tracingIsOn();

    int answer =
        server.in(
            session -> Traced.in(session, "ticket-gate judge", Map.of("realm", "r-1"), () -> 42));

    assertThat(answer).isEqualTo(42);
    assertThat(ended).extracting(SpanData::getName).containsExactly("ticket-gate judge");
    assertThat(attribute(ended.get(0), "ticketgate.realm")).isEqualTo("r-1");
  }

  @Test
  void aRefusalIsToldByItsCodeAndNamesNobody() {
    tracingIsOn();
    GateException refusal =
        new GateException.Conflict(ErrorCode.TICKET_OUTDATED, "of alice@example.test");

    assertThatThrownBy(() -> trace(refusal)).isSameAs(refusal);

    SpanData span = ended.get(0);
    assertThat(attribute(span, "ticketgate.code")).isEqualTo("ticket_outdated");
    assertThat(span.getStatus().getDescription()).isEqualTo("ticket_outdated");
    assertThat(span.toString()).doesNotContain("alice");
  }

  @Test
  void soIsAFailureByItsKind() {
    tracingIsOn();
    RuntimeException failure = new IllegalStateException("about alice");

    assertThatThrownBy(() -> trace(failure)).isSameAs(failure);

    assertThat(ended.get(0).getStatus().getDescription())
        .isEqualTo("java.lang.IllegalStateException");
    assertThat(ended.get(0).toString()).doesNotContain("alice");
  }

  private void trace(RuntimeException thrown) {
    server.run(
        session ->
            Traced.run(
                session,
                "ticket-gate judge",
                Map.of(),
                () -> {
                  throw thrown;
                }));
  }
}
