package io.ticketgate.core.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebAddressTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://itsm.example/CHG-1",
        "http://itsm.example:8080/Ticket/Display.html?id=42",
        "HTTPS://itsm.example/nav_to.do?uri=%2Fchange.do#top",
        "https://[2001:db8::1]/CHG-1"
      })
  void anHttpAddressIsShown(String address) {
    assertThat(WebAddress.isOne(address)).isTrue();
    assertThat(WebAddress.orNone(address)).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "javascript:alert(1)",
        "JavaScript://itsm.example/%0aalert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//itsm.example/CHG-1",
        "/CHG-1",
        "CHG-1",
        "https:CHG-1",
        "https:///CHG-1",
        "https://itsm example/",
        ""
      })
  void nothingElseIs(String address) {
    assertThat(WebAddress.isOne(address)).isFalse();
    assertThat(WebAddress.orNone(address)).isNull();
  }

  @Test
  void norIsOneWithoutEnd() {
    String longest = "https://itsm.example/".concat("x".repeat(1979));
    assertThat(WebAddress.isOne(longest)).isTrue();
    assertThat(WebAddress.isOne(longest + "x")).isFalse();
  }

  @Test
  void aTicketLosesAnAddressThatIsNoneAndNothingElse() {
    assertThat(WebAddress.checked(at("javascript:alert(1)"))).isEqualTo(at(null));
    assertThat(WebAddress.checked(at(null))).isEqualTo(at(null));
    Ticket well = at("https://itsm.example/CHG-1");
    assertThat(WebAddress.checked(well)).isSameAs(well);
  }

  private static Ticket at(@Nullable String url) {
    return new Ticket(
        new TicketRef("snow", "CHG-1"),
        "change",
        "closed",
        false,
        "7",
        "alice",
        "bella",
        List.of(new EntitlementName.RealmRole("db-admin")),
        List.of(),
        "why",
        "low",
        "db",
        Instant.EPOCH,
        Instant.EPOCH.plusSeconds(60),
        url);
  }
}
