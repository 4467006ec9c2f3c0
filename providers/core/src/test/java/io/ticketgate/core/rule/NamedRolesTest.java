package io.ticketgate.core.rule;

import static io.ticketgate.core.InMemoryRealm.ALICE;
import static io.ticketgate.core.InMemoryRealm.CAB;
import static io.ticketgate.core.InMemoryRealm.DB_ADMIN;
import static io.ticketgate.core.InMemoryRealm.DEPLOYER_CREDENTIAL;
import static io.ticketgate.core.InMemoryRealm.OPS;
import static io.ticketgate.core.InMemoryRealm.READER;
import static io.ticketgate.core.InMemoryRealm.parse;
import static io.ticketgate.core.InMemoryRealm.realmRole;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.InMemoryBindings;
import io.ticketgate.core.InMemoryLocks;
import io.ticketgate.core.InMemoryRoles;
import io.ticketgate.core.access.Entitlement;
import io.ticketgate.spi.EntitlementName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NamedRolesTest {

  private static final Rule ASKS =
      parse("asks", "protects.realmRoles=db-*", "tickets.approverRole=cab-member");
  private static final Rule AUDITED =
      parse("audited", "mode=audit", "protects.realmRoles=x-*", "tickets.approverRole=reader");
  private static final Rule SEPARATES =
      parse(
          "separates",
          "protects.realmRoles=db-*",
          "separationOfDuties.exclusiveRoles=maker,orders/refund");

  private final InMemoryLocks locks = new InMemoryLocks();
  private final InMemoryRoles roles =
      new InMemoryRoles(locks, new InMemoryBindings(locks), List.of(ALICE));
  private final Map<EntitlementName, String> directory = new HashMap<>();

  private NamedRoles named(Rule... rules) {
    return new NamedRoles(() -> List.of(rules), name -> Optional.ofNullable(directory.get(name)));
  }

  private Mode handingOut(Entitlement role, Rule... rules) {
    Protection protection =
        new Protection(List.of(rules), each -> Map.of(), () -> new RememberedProtection(Map.of()));
    return named(rules).handingOut(role, new Closures(protection, roles));
  }

  private static EntitlementName name(String role) {
    return EntitlementName.role(role);
  }

  @Test
  void whoeverGetsTheRoleIsAnApprover() {
    assertThat(handingOut(CAB, ASKS, AUDITED)).isEqualTo(Mode.ENFORCE);
    assertThat(handingOut(READER, ASKS, AUDITED)).isEqualTo(Mode.AUDIT);
    assertThat(handingOut(DB_ADMIN, ASKS, AUDITED)).isEqualTo(Mode.OFF);
    assertThat(handingOut(CAB, SEPARATES)).isEqualTo(Mode.OFF);
    assertThat(handingOut(DEPLOYER_CREDENTIAL, ASKS, AUDITED)).isEqualTo(Mode.OFF);
  }

  @Test
  void soIsWhoeverGetsARoleThatContainsIt() {
    roles.composite(OPS, READER, CAB);
    assertThat(handingOut(OPS, ASKS, AUDITED)).as("the strictest decides").isEqualTo(Mode.ENFORCE);
  }

  @Test
  void theDatabaseDecidesWhichNamesAreEqual() {
    Entitlement shouted = realmRole("CAB-MEMBER");
    assertThat(handingOut(shouted, ASKS)).isEqualTo(Mode.ENFORCE);
    Entitlement accented = realmRole("cáb-member");
    assertThat(handingOut(accented, ASKS)).isEqualTo(Mode.OFF);
    directory.put(name("cab-member"), accented.id());
    assertThat(handingOut(accented, ASKS)).isEqualTo(Mode.ENFORCE);
    assertThat(named(ASKS).renamingApprover(accented, name("plain"))).isEqualTo(Mode.ENFORCE);
  }

  @Test
  void whatAnEnforcedRuleProtectsIsLeftToItsTicket() {
    Rule guards = parse("guards", "protects.realmRoles=cab-*");
    assertThat(handingOut(CAB, ASKS, guards)).isEqualTo(Mode.OFF);
    assertThat(handingOut(CAB, ASKS, guards.withMode(Mode.AUDIT)))
        .as("an audited rule asks for no ticket")
        .isEqualTo(Mode.ENFORCE);
    roles.composite(OPS, CAB);
    Rule whole = parse("whole", "protects.realmRoles=ops");
    assertThat(handingOut(OPS, ASKS, whole)).as("its ticket is for all of it").isEqualTo(Mode.OFF);
    assertThat(handingOut(CAB, ASKS, whole)).isEqualTo(Mode.ENFORCE);
  }

  @Test
  void anApproversRoleGetsAndLosesItsNameByARename() {
    NamedRoles named = named(ASKS, AUDITED, SEPARATES);
    assertThat(named.renamingApprover(CAB, name("plain"))).isEqualTo(Mode.ENFORCE);
    assertThat(named.renamingApprover(DB_ADMIN, name("cab-member"))).isEqualTo(Mode.ENFORCE);
    assertThat(named.renamingApprover(DB_ADMIN, name("Reader"))).isEqualTo(Mode.AUDIT);
    assertThat(named.renamingApprover(DB_ADMIN, name("maker"))).isEqualTo(Mode.OFF);
  }

  @Test
  void soIsTheRoleOfEmergencyGrantsGuarded() {
    Rule emergencies =
        parse(
            "emergencies",
            "protects.realmRoles=db-*",
            "breakGlass.allowed=true",
            "breakGlass.role=reader",
            "breakGlass.max=PT1H",
            "breakGlass.reviewWithin=P1D");
    assertThat(handingOut(READER, emergencies)).isEqualTo(Mode.ENFORCE);
    assertThat(handingOut(CAB, emergencies)).isEqualTo(Mode.OFF);
    assertThat(named(emergencies).renamingApprover(CAB, name("reader"))).isEqualTo(Mode.ENFORCE);
    assertThat(named(emergencies).renamingApprover(READER, name("x"))).isEqualTo(Mode.ENFORCE);
  }

  @Test
  void soIsTheRoleOfOwnersGuarded() {
    Rule owners =
        parse(
            "owners",
            "protects.clientCredentials=ci-*",
            "owner.required=true",
            "owner.role=reader");
    assertThat(handingOut(READER, owners)).isEqualTo(Mode.ENFORCE);
    assertThat(handingOut(READER, owners.withMode(Mode.AUDIT))).isEqualTo(Mode.AUDIT);
    assertThat(handingOut(CAB, owners)).isEqualTo(Mode.OFF);
    assertThat(named(owners).renamingApprover(CAB, name("reader"))).isEqualTo(Mode.ENFORCE);
    assertThat(named(owners).renamingApprover(READER, name("x"))).isEqualTo(Mode.ENFORCE);
  }

  @Test
  void anExclusiveRoleGetsAndLosesItsNameByARename() {
    NamedRoles named = named(ASKS, SEPARATES);
    assertThat(named.renamingExclusive(realmRole("maker"), name("plain"))).isEqualTo(Mode.ENFORCE);
    assertThat(named.renamingExclusive(DB_ADMIN, name("orders/refund"))).isEqualTo(Mode.ENFORCE);
    assertThat(named.renamingExclusive(DB_ADMIN, name("refund"))).isEqualTo(Mode.OFF);
    assertThat(named.renamingExclusive(CAB, name("plain"))).isEqualTo(Mode.OFF);
    assertThat(named(SEPARATES.withMode(Mode.AUDIT)).renamingExclusive(DB_ADMIN, name("maker")))
        .isEqualTo(Mode.AUDIT);
  }
}
