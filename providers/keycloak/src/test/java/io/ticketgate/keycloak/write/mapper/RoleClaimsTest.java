package io.ticketgate.keycloak.write.mapper;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.keycloak.write.mapper.HandedOut.AnyName;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.protocol.oidc.mappers.AbstractUserRoleMappingMapper;
import org.keycloak.protocol.oidc.mappers.OIDCAttributeMapperHelper;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.IDToken;
import org.keycloak.util.JsonSerialization;

/** Keycloak's own mappers write claims of made-up names, and say what would have been missed. */
class RoleClaimsTest {

  private static final int CLAIMS = 10_000;
  private static final String HELD = "held";
  private static final Pattern READ_FOR_ROLES =
      Pattern.compile(
          "realm_access|resource_access|organization|kc\\.realm\\.roles|kc\\.client\\..*\\.roles");
  private static final List<String> PARTS =
      List.of(
          "realm_access",
          "resource_access",
          "organization",
          "roles",
          "orders",
          "realm",
          "_access",
          "kc.realm",
          "kc.client",
          "${client_id}",
          "${client_id}",
          ".",
          ".",
          ".",
          "\\",
          " ",
          "x");
  private static final List<String> CLIENTS =
      List.of(
          "orders",
          "realm_access",
          "realm",
          "kc.realm.roles",
          "kc.client.a.roles",
          "a.b",
          ".roles",
          "\\",
          "x\\");

  /** Opens what Keycloak keeps to its own mappers. */
  private abstract static class Real extends AbstractUserRoleMappingMapper {
    static void write(IDToken token, ProtocolMapperModel mapper, String client) {
      setClaim(token, mapper, Set.of(HELD), client, null);
    }
  }

  private static String madeUp(Random random) {
    return random
        .ints(1 + random.nextInt(7), 0, PARTS.size())
        .mapToObj(PARTS::get)
        .collect(Collectors.joining());
  }

  private static ProtocolMapperModel mapper(Map<String, String> config) {
    ProtocolMapperModel mapper = new ProtocolMapperModel();
    mapper.setName("made-up");
    mapper.setConfig(config);
    return mapper;
  }

  /** Whether the text stands where role names are read, other than under the client it is of. */
  private static boolean misplaced(IDToken token, String client) throws Exception {
    ObjectNode json = JsonSerialization.createObjectNode(token);
    JsonNode own = json.path("resource_access").path(client);
    if (own instanceof ObjectNode roles && roles.size() == 1) {
      roles.remove("roles");
    }
    return json.properties().stream()
        .filter(claim -> READ_FOR_ROLES.matcher(claim.getKey()).matches())
        .anyMatch(claim -> claim.getValue().toString().contains(HELD));
  }

  @Test
  void whatAnAttributeMapperWritesUnderARoleClaimIsHandedOut() throws Exception {
    Random random = new Random(1);
    int written = 0;
    for (int i = 0; i < CLAIMS; i++) {
      Map<String, String> config = Map.of("claim.name", madeUp(random));
      AccessToken token = new AccessToken();
      OIDCAttributeMapperHelper.mapClaim(token, mapper(config), HELD);
      if (misplaced(token, "nobody")) {
        written++;
        assertThat(new RoleClaims("oidc-usermodel-attribute-mapper", config).handedOut())
            .as(config.toString())
            .containsExactly(new AnyName());
      }
    }
    assertThat(written).isGreaterThan(100);
  }

  @Test
  void whatAClientRoleMapperWritesAnywhereElseIsHandedOut() throws Exception {
    Random random = new Random(2);
    int written = 0;
    for (int i = 0; i < CLAIMS; i++) {
      String claim = madeUp(random);
      String client = CLIENTS.get(random.nextInt(CLIENTS.size()));
      boolean everyClient = random.nextBoolean();
      Map<String, String> config =
          Map.of(
              "claim.name",
              claim,
              "multivalued",
              String.valueOf(random.nextBoolean()),
              "usermodel.clientRoleMapping.clientId",
              everyClient ? "" : client);
      IDToken token = random.nextBoolean() ? new AccessToken() : new IDToken();
      Real.write(token, mapper(config), client);
      if (misplaced(token, client)) {
        written++;
        assertThat(new RoleClaims("oidc-usermodel-client-role-mapper", config).handedOut())
            .as(client + " " + config)
            .containsExactly(new AnyName());
      }
    }
    assertThat(written).isGreaterThan(100);
  }
}
