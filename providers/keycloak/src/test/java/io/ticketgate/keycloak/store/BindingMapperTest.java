package io.ticketgate.keycloak.store;

import static io.ticketgate.keycloak.ABinding.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.CredentialMark;
import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.IssuedCredential;
import io.ticketgate.keycloak.ABinding;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.TicketRef;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BindingMapperTest {

  private static final Binding ENDED =
      new Binding(
          "id",
          new Subject(Subject.Kind.SERVICE_ACCOUNT, "sa-id", "robot"),
          new Entitlement("role-id", new EntitlementName.ClientRole("orders", "refund")),
          new TicketRef("snow", "CHG1"),
          List.of("one", "two"),
          "rule-digest",
          BindingStatus.REVOKED,
          "requester",
          new Person("g", "granter"),
          new Person("o", "owner"),
          List.of(new Person("a", "approver"), new Person("b", "another")),
          "because",
          new Binding.Evidence("7", "digest", Map.of("part-1", "ops", "part-2", "orders/re\"fund")),
          NOW,
          NOW.plusMillis(1),
          NOW.plusMillis(2),
          NOW.plusMillis(3),
          NOW.plusMillis(4),
          EndCause.DRIFT);

  private static Binding thereAndBack(Binding binding) {
    return BindingMapper.binding(BindingMapper.row("realm", binding));
  }

  @Test
  void everyFieldComesBack() {
    Binding back = thereAndBack(ENDED);

    assertThat(back).isEqualTo(ENDED);
    assertThat(back.entitlement().name()).isEqualTo(ENDED.entitlement().name());
  }

  @Test
  void whetherItsClientGoesWithItComesBack() {
    assertThat(thereAndBack(new ABinding().make()).ephemeral()).isFalse();
    assertThat(thereAndBack(new ABinding().make().ofEphemeralClient()).ephemeral()).isTrue();
    BindingEntity before = BindingMapper.row("realm", new ABinding().make());
    before.ephemeral = null;
    assertThat(BindingMapper.binding(before).ephemeral()).isFalse();
  }

  @Test
  void theMarksOfACredentialComeBack() {
    IssuedCredential issued =
        new IssuedCredential(
            Set.of(CredentialMark.ofSecret("s"), CredentialMark.ofKey("k")), NOW, null);
    Binding active = new ABinding().make();

    assertThat(thereAndBack(active.withIssued(issued)).issued()).isEqualTo(issued);
    IssuedCredential replaced = issued.replaced(NOW.plusSeconds(1));
    assertThat(thereAndBack(active.withIssued(replaced)).issued()).isEqualTo(replaced);
  }

  @Test
  void aPartWhoseIdCouldLookLikeSeveralIsLeftOut() {
    assertThat(BindingMapper.parts(Map.of("b", "two", "a", "one", "x\",\"y", "z")))
        .isEqualTo("{\"a\":\":one\",\"b\":\":two\"}");
  }

  @Test
  void aPartWhoseNameIsAnIdDoesNotLookLikeThat() {
    assertThat(BindingMapper.parts(Map.of("b", "a-id", "c", "\"a-id\"")))
        .doesNotContain("\"a-id\"");
  }

  @Test
  void thePartsOfABindingFromBeforeTheirNamesWereRecordedAreKnownById() {
    assertThat(BindingMapper.readParts("[\"a\",\"b\"]")).isEqualTo(Map.of("a", "", "b", ""));
  }

  @Test
  void aBindingFromBeforeCoversItsRoleAlone() {
    BindingEntity row = BindingMapper.row("realm", ENDED);
    row.parts = null;
    assertThat(BindingMapper.binding(row).evidence().parts()).isEmpty();
  }

  @Test
  void whatIsNotThereStaysAway() {
    Binding bare =
        new Binding(
            "id",
            new Subject(Subject.Kind.CLIENT, "c", "ci"),
            new Entitlement("c", new EntitlementName.ClientCredential("ci")),
            new TicketRef("snow", "CHG1"),
            List.of(),
            "d",
            BindingStatus.AUTHORIZED,
            null,
            null,
            null,
            List.of(),
            null,
            new Binding.Evidence("1", "d"),
            NOW,
            NOW,
            NOW,
            null,
            null,
            null);

    assertThat(thereAndBack(bare)).isEqualTo(bare);
    assertThat(thereAndBack(bare).entitlement().name()).isEqualTo(bare.entitlement().name());
  }

  @ParameterizedTest
  @EnumSource
  void everyCauseFitsIntoItsColumn(EndCause cause) {
    assertThat(cause.name().length()).isLessThanOrEqualTo(30);
  }

  @ParameterizedTest
  @EnumSource
  void everyStateFitsIntoItsColumn(BindingStatus status) {
    assertThat(status.name().length()).isLessThanOrEqualTo(20);
  }

  @Test
  void aPersonWithoutANameIsCalledByTheId() {
    assertThat(BindingMapper.person("id", null)).isEqualTo(new Person("id", "id"));
    assertThat(BindingMapper.person(null, "name")).isNull();
  }
}
