package io.ticketgate.keycloak.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RoleMappingsTest extends RealmRows {

  private RoleMappings mappings() {
    return new RoleMappings(session);
  }

  @Test
  void rolesOfAUserAreTheDirectOnes() {
    String user = user("alice");
    String direct = role("direct");
    String part = role("part");
    String viaGroup = role("via-group");
    String group = group("staff", null);
    contain(direct, part);
    mapToGroup(group, viaGroup);
    join(user, group);
    map(user, direct);

    assertThat(mappings().of(user)).containsExactly(direct);
    assertThat(mappings().groupsOf(user)).containsExactly(group);
    assertThat(mappings().ofGroup(group)).containsExactly(viaGroup);
  }

  @Test
  void aUserOfAStorageProviderHasRolesAndGroupsInItsOwnTables() {
    String role = role("ops");
    String group = group("staff", null);
    mapFederated(role);
    joinFederated(group);

    assertThat(mappings().of(federated)).containsExactly(role);
    assertThat(mappings().groupsOf(federated)).containsExactly(group);
    assertThat(mappings().exists(federated, role)).isTrue();
    assertThat(mappings().exists(federated, role("other"))).isFalse();
  }

  @Test
  void whatAnotherTransactionCommitsIsSeenInTheSameSession() {
    String user = user("alice");
    String role = role("ops");
    assertThat(mappings().exists(user, role)).isFalse();

    map(user, role);

    assertThat(mappings().exists(user, role)).isTrue();
    assertThat(mappings().of(user)).containsExactly(role);
  }

  @Test
  void aMappingThatWasLookedAtCannotBeTakenAwayMeanwhile() {
    String user = user("alice");
    String role = role("ops");
    map(user, role);
    mappings().exists(user, role);

    assertThatThrownBy(
            () ->
                server.run(
                    own ->
                        new Rows(own)
                            .em()
                            .createQuery(
                                "delete from UserRoleMappingEntity m where m.roleId = :role")
                            .setParameter("role", role)
                            .executeUpdate()))
        .matches(LockFailure::is);
  }

  @Test
  void ensuringMakesTheMappingOnce() {
    String user = user("alice");
    String role = role("ops");

    server.run(own -> new RoleMappings(own).ensure(user, role));
    server.run(own -> new RoleMappings(own).ensure(user, role));

    assertThat(mappings().of(user)).containsExactly(role);
  }

  @Test
  void nothingReadsThePastWhereReadsSeeWhatIsCommitted() {
    assertThat(mappings().readPast()).isFalse();
  }
}
