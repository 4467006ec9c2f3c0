package io.ticketgate.keycloak.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.core.access.Person;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.keycloak.Fake;
import io.ticketgate.spi.TicketRef;
import jakarta.enterprise.context.ContextNotActiveException;
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
import org.keycloak.models.UserModel;

@SuppressWarnings("unused") // the methods are reached by Fake
class CallerTest {

  private int read;

  private static KeycloakSession session(Object context) {
    KeycloakContext of = Fake.of(KeycloakContext.class, context);
    return Fake.of(
        KeycloakSession.class,
        new Object() {
          private final Map<String, Object> attributes = new HashMap<>();

          public KeycloakContext getContext() {
            return of;
          }

          public <T> @Nullable T getAttribute(String name, Class<T> type) {
            return type.cast(attributes.get(name));
          }

          public void setAttribute(String name, Object value) {
            attributes.put(name, value);
          }
        });
  }

  private KeycloakSession withHeader(@Nullable List<String> values) {
    HttpHeaders headers =
        Fake.of(
            HttpHeaders.class,
            new Object() {
              public @Nullable List<String> getRequestHeader(String name) {
                assertThat(name).isEqualTo("X-Ticket-Ref");
                read++;
                return values;
              }
            });
    HttpRequest request =
        Fake.of(
            HttpRequest.class,
            new Object() {
              public HttpHeaders getHttpHeaders() {
                return headers;
              }
            });
    return session(
        new Object() {
          public HttpRequest getHttpRequest() {
            return request;
          }
        });
  }

  @Test
  void theHeaderNamesTheTicketAlsoWithSpaceAroundIt() {
    assertThat(Caller.namedTicket(withHeader(List.of(" snow:CHG1 "))))
        .isEqualTo(new TicketRef("snow", "CHG1"));
  }

  @Test
  void aRequestWithoutTheHeaderNamesNone() {
    assertThat(Caller.namedTicket(withHeader(null))).isNull();
    assertThat(Caller.namedTicket(withHeader(List.of()))).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "CHG1", "snow:", ":CHG1", "snow:CHG1,snow:CHG2", "snow:../x"})
  void aHeaderThatIsMalformedIsRefusedAndNotPassedOver(String value) {
    assertThatThrownBy(() -> Caller.namedTicket(withHeader(List.of(value))))
        .isInstanceOfSatisfying(
            GateException.Invalid.class,
            invalid -> {
              assertThat(invalid.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
              assertThat(invalid.field()).isEqualTo("X-Ticket-Ref");
            });
  }

  @Test
  void aLineOfTheLogNamesAProperTicketOnly() {
    assertThat(Caller.underTicket(withHeader(List.of("snow:CHG1"))))
        .isEqualTo(" under ticket snow:CHG1");
    assertThat(Caller.underTicket(withHeader(List.of("not one\nof ours")))).isEmpty();
    assertThat(Caller.underTicket(withHeader(null))).isEmpty();
  }

  @Test
  void twoHeadersAreRefusedAlsoWhenTheySayTheSame() {
    assertThatThrownBy(() -> Caller.namedTicket(withHeader(List.of("snow:CHG1", "snow:CHG1"))))
        .isInstanceOf(GateException.Invalid.class)
        .hasMessageContaining("X-Ticket-Ref");
  }

  @Test
  void theHeaderIsReadOnceHoweverManyAsk() {
    KeycloakSession session = withHeader(List.of("snow:CHG1"));
    Caller.namedTicket(session);

    assertThat(Caller.namedTicket(session)).isEqualTo(new TicketRef("snow", "CHG1"));
    assertThat(read).isEqualTo(1);
  }

  @Test
  void aMalformedOneIsRefusedEachTime() {
    KeycloakSession session = withHeader(List.of("snow"));
    for (int asked = 0; asked < 2; asked++) {
      assertThatThrownBy(() -> Caller.namedTicket(session))
          .isInstanceOf(GateException.Invalid.class);
    }
    assertThat(read).isEqualTo(1);
  }

  @Test
  void aTaskHasNoRequestAndNamesNone() {
    assertThat(
            Caller.namedTicket(
                session(
                    new Object() {
                      public HttpRequest getHttpRequest() {
                        throw new ContextNotActiveException();
                      }
                    })))
        .isNull();
  }

  @Test
  void thePersonIsTheUserOfTheContextAndNobodyInATask() {
    UserModel user =
        Fake.of(
            UserModel.class,
            new Object() {
              public String getId() {
                return "id";
              }

              public String getUsername() {
                return "alice";
              }
            });
    assertThat(
            Caller.person(
                session(
                    new Object() {
                      public UserModel getUser() {
                        return user;
                      }
                    })))
        .isEqualTo(new Person("id", "alice"));
    assertThat(
            Caller.person(
                session(
                    new Object() {
                      public @Nullable UserModel getUser() {
                        return null;
                      }
                    })))
        .isNull();
  }
}
