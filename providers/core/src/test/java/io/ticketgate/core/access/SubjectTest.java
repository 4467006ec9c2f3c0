package io.ticketgate.core.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An agent is known by the client and the person together. */
class SubjectTest {

  private static final Subject ACCOUNT =
      new Subject(Subject.Kind.SERVICE_ACCOUNT, "s-7", "team/agent-7");
  private static final Subject ALICE = new Subject(Subject.Kind.USER, "f:dir:a/b", "alice");

  @Test
  void anAgentIsTheClientAndThePerson() {
    Subject agent = Subject.agent(ACCOUNT, ALICE);

    assertThat(agent.kind()).isEqualTo(Subject.Kind.AGENT);
    assertThat(agent.id()).isNotIn(ACCOUNT.id(), ALICE.id());
    assertThat(agent.actorId()).isEqualTo("s-7");
    assertThat(agent.beneficiaryId()).isEqualTo("f:dir:a/b");
    assertThat(agent.name()).isEqualTo("team\\/agent-7/alice");
    assertThat(agent.agentNames().client()).isEqualTo("team/agent-7");
    assertThat(agent.agentNames().role()).isEqualTo("alice");
    assertThat(agent.label()).doesNotContain("alice").contains("team/agent-7");
    assertThat(agent.ownable()).isTrue();
  }

  @Test
  void whoActsForNobodyActsAndBenefitsAlone() {
    assertThat(ALICE.actorId()).isEqualTo(ALICE.id());
    assertThat(ALICE.beneficiaryId()).isEqualTo(ALICE.id());
  }

  @Test
  void idsThatCannotBeToldApartMakeNoAgent() {
    assertThatThrownBy(() -> Subject.agentId("s/7", "alice"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aTicketNamesBoth() {
    assertThat(Subject.agentNamed("agent:team\\/agent-7/alice").client()).isEqualTo("team/agent-7");
    assertThat(Subject.agentNamed("agent:agent-7/alice").role()).isEqualTo("alice");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alice",
        "agent-7/alice",
        "agent:",
        "agent:alice",
        "agent:agent-7/",
        "agent:/alice",
        "agent:team/agent-7/alice",
        "AGENT:agent-7/alice",
        " agent:agent-7/alice"
      })
  void whatCanBeReadOtherwiseNamesNoAgent(String text) {
    assertThatThrownBy(() -> Subject.agentNamed(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
