package io.ticketgate.core.token;

import static io.ticketgate.core.InMemoryRealm.ALICE;
import static io.ticketgate.core.InMemoryRealm.DB_ADMIN;
import static io.ticketgate.core.InMemoryRealm.DEPLOYER;
import static io.ticketgate.core.InMemoryRealm.OPS;
import static io.ticketgate.core.InMemoryRealm.READER;
import static io.ticketgate.core.InMemoryRealm.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.spi.EntitlementName;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an agent carries for a person. */
class DelegatedTokenTest extends TokenPolicyCases {

  private static final Subject AGENT = Subject.agent(DEPLOYER, ALICE);

  private static TokenRequest by(String agentId, boolean derived, Entitlement... roles) {
    TokenRequest plain = derived(roles);
    return new TokenRequest(
        plain.credential(),
        plain.userId(),
        List.of(roles),
        derived,
        null,
        null,
        null,
        agentId,
        false,
        Assurance.NONE);
  }

  @Test
  void anAgentCarriesWhatAsksForAStrongerLoginWhereThePersonMadeOne() {
    rule("protects.realmRoles=db-*", "stepUp.acr=2");
    bound("b1", AGENT, DB_ADMIN, 1);
    bound("b2", ALICE, DB_ADMIN, 2);

    assertThat(on(DB_ADMIN)).isInstanceOf(CarryDecision.Stripped.class);
    TokenRequest weak = by(AGENT.id(), true, DB_ADMIN);
    TokenRequest strong =
        new TokenRequest(
            weak.credential(),
            weak.userId(),
            weak.roles(),
            true,
            null,
            null,
            null,
            AGENT.id(),
            false,
            new Assurance(2, Map.of(), T0, Map.of()));
    assertThat(policy().judge(strong).on(DB_ADMIN).orElseThrow())
        .isInstanceOf(CarryDecision.Delegated.class);
  }

  private CarryDecision on(Entitlement role) {
    return policy().judge(by(AGENT.id(), true, role)).on(role).orElseThrow();
  }

  @Test
  void isCarriedWhereOneBindingNamesBothAndAnotherThePerson() {
    rule("protects.realmRoles=db-*");
    Binding both = bound("b1", AGENT, DB_ADMIN, 1);
    Binding own = bound("b2", ALICE, DB_ADMIN, 2);

    TokenVerdict verdict = policy().judge(by(AGENT.id(), true, DB_ADMIN, READER));

    assertThat(verdict.on(DB_ADMIN)).contains(new CarryDecision.Delegated(both, own));
    assertThat(verdict.on(READER)).contains(new CarryDecision.Free());
    assertThat(verdict.relied()).containsExactlyInAnyOrder(both, own);
    assertThat(verdict.end()).contains(both.expiresAt());
    assertThat(verdict.delegated()).containsExactly(new CarryDecision.Delegated(both, own));
    assertThat(verdict.carriedProtected()).containsExactly(DB_ADMIN.id());
  }

  @Test
  void endsWithThePersonsOwnBindingWhereThatIsFirst() {
    rule("protects.realmRoles=db-*");
    bound("b1", AGENT, DB_ADMIN, 3);
    Binding own = bound("b2", ALICE, DB_ADMIN, 2);

    assertThat(policy().judge(by(AGENT.id(), true, DB_ADMIN)).end()).contains(own.expiresAt());
  }

  @Test
  void isNotCarriedByOneOfTheTwoAlone() {
    rule("protects.realmRoles=db-*");
    bound("b1", ALICE, DB_ADMIN, 2);
    assertThat(on(DB_ADMIN)).isEqualTo(new CarryDecision.Stripped());
    bound("b2", DEPLOYER, DB_ADMIN, 2);
    assertThat(on(DB_ADMIN)).as("the agent's own").isEqualTo(new CarryDecision.Stripped());

    bindings.clear();
    bound("b3", AGENT, DB_ADMIN, 2);
    assertThat(on(DB_ADMIN)).isEqualTo(new CarryDecision.Stripped());
  }

  @Test
  void opensNothingForThePersonOrTheAgentAlone() {
    rule("protects.realmRoles=db-*");
    bound("b1", AGENT, DB_ADMIN, 2);

    refused(policy().judge(user(DB_ADMIN)), ErrorCode.BINDING_NOT_LIVE, "no live binding");
    refused(policy().judge(service(null, DB_ADMIN)), ErrorCode.BINDING_NOT_LIVE, "no live binding");
    assertThat(policy().live(ALICE.id(), "b1")).isFalse();
    assertThat(policy().live(DEPLOYER.id(), "b1")).isFalse();
    assertThat(policy().live(AGENT.id(), "b1")).isTrue();
  }

  @Test
  void isForNoOtherAgentAndNoOtherPerson() {
    rule("protects.realmRoles=db-*");
    bound("b1", AGENT, DB_ADMIN, 2);
    bound("b2", ALICE, DB_ADMIN, 2);
    Subject other = new Subject(Subject.Kind.SERVICE_ACCOUNT, "s-other", "other");

    assertThat(policy().judge(by(Subject.agent(other, ALICE).id(), true, DB_ADMIN)).on(DB_ADMIN))
        .contains(new CarryDecision.Stripped());
    assertThat(policy().judge(derived(DB_ADMIN)).on(DB_ADMIN))
        .as("where nobody knows who acts")
        .contains(new CarryDecision.Stripped());
  }

  @Test
  void aTokenOfThePersonsOwnRestsOnTheirOwnBinding() {
    rule("protects.realmRoles=db-*");
    bound("b1", AGENT, DB_ADMIN, 1);
    Binding own = bound("b2", ALICE, DB_ADMIN, 2);

    assertThat(policy().judge(by(AGENT.id(), false, DB_ADMIN)).on(DB_ADMIN))
        .contains(new CarryDecision.Covered(own));
  }

  @Test
  void isCarriedAsPartOfACompositeThatIsBound() {
    rule("protects.realmRoles=db-*");
    Binding both = bound("b1", AGENT, OPS, 1);
    Binding own = bound("b2", ALICE, OPS, 2);

    assertThat(on(DB_ADMIN)).isEqualTo(new CarryDecision.Delegated(both, own));
  }

  @Test
  void whoAdministersKeycloakHandsThatToNobody() {
    Entitlement manages =
        new Entitlement(
            "r-manage", new EntitlementName.ClientRole("realm-management", "manage-users"));
    rule("protects.clientRoles=realm-management/*");
    bound("b1", AGENT, manages, 1);
    bound("b2", ALICE, manages, 2);

    refused(policy().judge(by(AGENT.id(), true, manages)), ErrorCode.NOT_PERMITTED, "Admin API");
  }
}
