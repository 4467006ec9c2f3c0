package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.KeycloakServer;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Realms that are made from a file with a rule or an ITSM system that cannot be read. */
@ExtendWith(KeycloakExtension.class)
class RealmImportIT {

  private static final String SYSTEM = "io.ticketgate.spi.ItsmConnector";
  private static final String RULE = "io.ticketgate.keycloak.config.GateRule";

  @ParameterizedTest
  @CsvSource({
    RULE + ",rule,mode,nonsense,rule_invalid",
    RULE + ",rule,weather,fine,rule_invalid",
    RULE + ",rule,protects.clientRoles,a/b/c,rule_invalid",
    SYSTEM + ",servicenow,baseUrl,nonsense,system_invalid",
    SYSTEM + ",rest,pollEvery,often,system_invalid"
  })
  void isRefusedWithItsReasonAndLeavesNothing(
      String type,
      String provider,
      String field,
      String value,
      String code,
      KeycloakServer server) {
    String name = "import-" + UUID.randomUUID().toString().substring(0, 8);

    Answer answer =
        server
            .admin()
            .to("/admin/realms")
            .post(
                Map.of(
                    "realm",
                    name,
                    "enabled",
                    true,
                    "roles",
                    Map.of("realm", List.of(Map.of("name", "db-admin"))),
                    "components",
                    Map.of(
                        type,
                        List.of(
                            Map.of(
                                "name",
                                "odd",
                                "providerId",
                                provider,
                                "subComponents",
                                Map.of(),
                                "config",
                                Map.of(field, List.of(value)))))));

    assertThat(answer.status()).as("%s", answer).isEqualTo(400);
    assertThat(answer.body()).contains(code);
    assertThat(server.admin().to("/admin/realms/" + name).get().status()).isEqualTo(404);
  }
}
