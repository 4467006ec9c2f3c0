package io.ticketgate.keycloak.write.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.authorization.jpa.entities.PolicyEntity;
import org.keycloak.authorization.jpa.entities.ResourceEntity;
import org.keycloak.authorization.jpa.entities.ResourceServerEntity;

class SharingTest {

  private static final String OWNER = "bea";

  private final FakeRealm realm = new FakeRealm();
  private final Rows rows = Families.rows();

  @BeforeEach
  void theOwnerAsks() {
    realm.bearer = true;
    realm.self = OWNER;
  }

  private static PolicyEntity policy(String type, @Nullable String owner, ResourceEntity... about) {
    ResourceServerEntity server = new ResourceServerEntity();
    server.setId("server");
    PolicyEntity policy = new PolicyEntity();
    policy.setId("policy");
    policy.setType(type);
    policy.setOwner(owner);
    policy.setResourceServer(server);
    policy.setResources(new HashSet<>(Set.of(about)));
    return policy;
  }

  private static ResourceEntity resource(String owner, boolean managed) {
    ResourceEntity resource = new ResourceEntity();
    resource.setId("resource of " + owner);
    resource.setOwner(owner);
    resource.setOwnerManagedAccess(managed);
    return resource;
  }

  private boolean isShared(PolicyEntity policy, List<AttemptedChange> changes) {
    return Sharing.isOf(policy, realm.with(changes.toArray(AttemptedChange[]::new)));
  }

  @Test
  void theOwnerSharesAResourceWithAnybody() {
    PolicyEntity shared = policy("uma", OWNER, resource(OWNER, true));
    assertThat(isShared(shared, rows.inserted(shared))).isTrue();
    for (String type : List.of("user", "role", "group", "client")) {
      PolicyEntity withWhom = policy(type, OWNER);
      assertThat(isShared(withWhom, rows.inserted(withWhom))).as(type).isTrue();
    }
  }

  @Test
  void nobodyElseDoesSoInTheOwnersName() {
    realm.self = "mallory";
    PolicyEntity shared = policy("uma", OWNER, resource(OWNER, true));
    assertThat(isShared(shared, rows.inserted(shared))).isFalse();
    PolicyEntity withWhom = policy("user", OWNER);
    assertThat(isShared(withWhom, rows.inserted(withWhom))).isFalse();
  }

  @Test
  void nobodySharesWhatIsNotTheirs() {
    for (PolicyEntity policy :
        List.of(
            policy("uma", OWNER),
            policy("uma", OWNER, resource("server", true)),
            policy("uma", OWNER, resource(OWNER, true), resource("another", true)),
            policy("uma", OWNER, resource(OWNER, false)),
            policy("resource", OWNER, resource(OWNER, true)),
            policy("user", OWNER, resource("another", true)),
            policy("js", OWNER),
            policy("user", "server"),
            policy("user", null))) {
      assertThat(isShared(policy, rows.inserted(policy))).as(policy.getType()).isFalse();
    }
  }

  @Test
  void whatIsThereAlreadyDoesNotBecomeSomebodysByAnotherOwner() {
    PolicyEntity policy = policy("role", OWNER);
    assertThat(isShared(policy, List.of())).isTrue();
    assertThat(isShared(policy, rows.updated(policy, FakeUpdate.of("owner", "server", OWNER))))
        .isFalse();
    assertThat(isShared(policy, rows.updated(policy, FakeUpdate.of("type", "js", "role"))))
        .isFalse();
  }

  @Test
  void anybodyRemovesIt() {
    realm.self = "mallory";
    PolicyEntity shared = policy("uma", OWNER, resource(OWNER, true));
    assertThat(isShared(shared, rows.deleted(shared))).isTrue();
    PolicyEntity ofServer = policy("role", "server");
    assertThat(isShared(ofServer, rows.deleted(ofServer))).isFalse();
  }
}
