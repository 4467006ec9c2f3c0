package io.ticketgate.keycloak.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.keycloak.Fake;
import io.ticketgate.spi.TicketRef;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;

/** The header {@code X-Ticket-Ref} of a stock endpoint. */
class NamedTicketTest {

  private final Request request = new Request();
  private final KeycloakSession session = Fake.of(KeycloakSession.class, new Session());

  private @Nullable TicketRef named(String... values) {
    request.values = List.of(values);
    return Caller.namedTicket(session);
  }

  @Test
  void readsTheTicketOfTheHeader() {
    assertThat(named(" demo:CHG-1 ")).isEqualTo(TicketRef.parse("demo:CHG-1"));
  }

  @Test
  void findsNoneWithoutAHeaderOrWithoutARequest() {
    assertThat(named()).isNull();
    request.absent = true;
    assertThat(Caller.namedTicket(Fake.of(KeycloakSession.class, new Session()))).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "demo", "demo:", "demo:CHG 1", "demo:CHG-1,demo:CHG-2"})
  void refusesAMalformedHeader(String value) {
    assertThatExceptionOfType(GateException.Invalid.class)
        .isThrownBy(() -> named(value))
        .satisfies(
            refusal -> {
              assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
              assertThat(refusal.field()).isEqualTo("X-Ticket-Ref");
            });
  }

  @Test
  void refusesTwoHeaders() {
    assertThatExceptionOfType(GateException.Invalid.class)
        .isThrownBy(() -> named("demo:CHG-1", "demo:CHG-2"));
  }

  @Test
  void readsTheHeaderOnceHoweverManyAsk() {
    named("demo:CHG-1");
    Caller.namedTicket(session);

    assertThat(Caller.namedTicket(session)).isEqualTo(TicketRef.parse("demo:CHG-1"));
    assertThat(request.read).isEqualTo(1);
  }

  @Test
  void saysEachTimeThatTheHeaderIsMalformed() {
    for (int asked = 0; asked < 2; asked++) {
      assertThatExceptionOfType(GateException.Invalid.class).isThrownBy(() -> named("demo"));
    }
    assertThat(request.read).isEqualTo(1);
  }

  /** The request, its headers, and how often they were read. */
  public static final class Request {
    private List<String> values = List.of();
    private boolean absent;
    private int read;

    public HttpHeaders getHttpHeaders() {
      return Fake.of(HttpHeaders.class, this);
    }

    public List<String> getRequestHeader(String name) {
      assertThat(name).isEqualTo("X-Ticket-Ref");
      read++;
      return values;
    }
  }

  /** A session, its context and its attributes. */
  public final class Session {
    private final Map<String, Object> attributes = new HashMap<>();

    public KeycloakContext getContext() {
      return Fake.of(KeycloakContext.class, this);
    }

    public @Nullable HttpRequest getHttpRequest() {
      return request.absent ? null : Fake.of(HttpRequest.class, request);
    }

    public <T> @Nullable T getAttribute(String name, Class<T> type) {
      return type.cast(attributes.get(name));
    }

    public void setAttribute(String name, Object value) {
      attributes.put(name, value);
    }
  }
}
