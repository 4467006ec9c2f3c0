package io.ticketgate.connectors.servicenow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.spi.ItsmException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionTest extends ServiceNowFixture {

  @ParameterizedTest
  @CsvSource({
    "9@2026-11-21T18:59:27Z, 10@2026-11-21T18:59:27Z, -1",
    "10@2026-11-21T18:59:28Z, 9@2026-11-21T18:59:29Z, 1",
    "10@2026-11-21T18:59:27Z, 10@2026-11-21T18:59:27Z, 0",
    "10@2026-11-21T18:59:27Z, 10@2026-11-21T18:59:28Z, 0"
  })
  void areOrderedByTheCountOfChanges(String a, String b, int order) {
    assertThat(Integer.signum(connector().compareVersions(a, b))).isEqualTo(order);
    assertThat(Integer.signum(connector().compareVersions(b, a))).isEqualTo(-order);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "2026-11-21T18:59:27Z", "x@2026-11-21T18:59:27Z", "10@then"})
  void anythingElseCannotBeOrdered(String version) {
    assertThatThrownBy(() -> connector().compareVersions(version, version))
        .isInstanceOf(ItsmException.Malformed.class);
  }

  @Test
  void noApprovalThatComesOrGoesMakesATicketOlder() {
    String without = fetch().version();
    Instance.Record approval =
        approval(BOB, "approved").with("sys_updated_on", "2026-11-22 07:00:00");
    String with = fetch().version();
    INSTANCE.remove(approval);
    String after = fetch().version();

    assertThat(connector().compareVersions(with, without)).isZero();
    assertThat(connector().compareVersions(after, with)).isZero();
  }
}
