package io.ticketgate.keycloak.store;

import static io.ticketgate.keycloak.ABinding.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.keycloak.ABinding;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HoldersTest extends RealmRows {

  private Holders holders() {
    return new Holders(session, realmId);
  }

  private Binding bind(ABinding binding) {
    Binding made = binding.make();
    server.run(own -> new JpaBindings(own, realmId).insert(made));
    return made;
  }

  private ABinding binding(String subjectId, String roleId) {
    return new ABinding().of(subjectId).for_(ABinding.role(roleId, "ops"));
  }

  private Set<String> unbound(
      Set<String> roles, Set<String> groups, String part, String... composites) {
    Set<String> covering = new HashSet<>(Set.of(composites));
    covering.add(part);
    return holders().unbound(roles, groups, part, covering, NOW, 100);
  }

  @Test
  void findsWhoHasTheRoleWithoutABindingByMappingOrGroupLocallyAndFromAStorageProvider() {
    String role = role("ops");
    String group = group("staff", null);
    String mapped = user("mapped");
    String member = user("member");
    user("nobody");
    map(mapped, role);
    join(member, group);
    mapFederated(role);

    assertThat(unbound(Set.of(role), Set.of(group), role))
        .containsExactlyInAnyOrder(mapped, member, federated);
    assertThat(unbound(Set.of(role), Set.of(), role)).containsExactlyInAnyOrder(mapped, federated);
    assertThat(unbound(Set.of(), Set.of(group), role)).containsExactly(member);
    assertThat(unbound(Set.of(), Set.of(), role)).isEmpty();
  }

  @Test
  void aMemberFromAStorageProviderIsFoundToo() {
    String role = role("ops");
    String group = group("staff", null);
    joinFederated(group);

    assertThat(unbound(Set.of(), Set.of(group), role)).containsExactly(federated);
  }

  @Test
  void onlyAnActiveBindingThatHasNotRunOutInThisRealmForACoveringRoleCounts() {
    String role = role("ops");
    String other = role("other");
    String bound = user("bound");
    String authorised = user("authorised");
    String suspended = user("suspended");
    String runOut = user("run-out");
    String forAnother = user("for-another");
    String elsewhere = user("elsewhere");
    for (String each : Set.of(bound, authorised, suspended, runOut, forAnother, elsewhere)) {
      map(each, role);
    }
    bind(binding(bound, role));
    bind(binding(authorised, role).in(BindingStatus.AUTHORIZED));
    bind(binding(suspended, role).in(BindingStatus.SUSPENDED));
    bind(binding(runOut, role).until(NOW));
    bind(binding(forAnother, other));
    server.run(own -> new JpaBindings(own, otherRealmId).insert(binding(elsewhere, role).make()));

    assertThat(unbound(Set.of(role), Set.of(), role))
        .containsExactlyInAnyOrder(authorised, suspended, runOut, forAnother, elsewhere);
    assertThat(unbound(Set.of(role), Set.of(), role, other))
        .as("the other role brought nothing along when it was approved")
        .contains(forAnother);
    String forComposite = user("for-composite");
    map(forComposite, other);
    bind(binding(forComposite, other).bringing("x", role));
    assertThat(unbound(Set.of(role, other), Set.of(), role, other)).doesNotContain(forComposite);
    assertThat(unbound(Set.of(role, other), Set.of(), role))
        .as("the other role brings it along no more")
        .contains(forComposite);
  }

  @Test
  void findsNoMoreThanAskedForInEachTable() {
    String role = role("ops");
    map(user("a"), role);
    map(user("b"), role);

    assertThat(holders().unbound(Set.of(role), Set.of(), role, Set.of(role), NOW, 1)).hasSize(1);
  }

  @Test
  void aBindingWhoseGrantIsGoneIsFoundAndOneHeldByAnyWayIsNot() {
    String role = role("ops");
    String composite = role("composite");
    String group = group("staff", null);
    String mapped = user("mapped");
    String viaComposite = user("via-composite");
    String member = user("member");
    String gone = user("gone");
    map(mapped, role);
    map(viaComposite, composite);
    join(member, group);
    mapFederated(role);
    for (String each : Set.of(mapped, viaComposite, member, federated)) {
      bind(binding(each, role));
    }
    Binding without = bind(binding(gone, role));
    bind(binding(gone, role).in(BindingStatus.SUSPENDED));

    assertThat(holders().bindingsWithoutGrant(role, Set.of(role, composite), Set.of(group)))
        .containsExactly(without.id());
  }

  @Test
  void aBindingOfAGroupIsNotLookedForAmongPeople() {
    String role = role("ops");
    bind(
        new ABinding()
            .of(new Subject(Subject.Kind.GROUP, "g", "/g"))
            .for_(ABinding.role(role, "ops")));
    Binding account =
        bind(
            new ABinding()
                .of(new Subject(Subject.Kind.SERVICE_ACCOUNT, "sa", "robot"))
                .for_(ABinding.role(role, "ops")));

    assertThat(holders().bindingsWithoutGrant(role, Set.of(role), Set.of()))
        .containsExactly(account.id());
  }

  @Test
  void aRoleIsBroughtByEveryCompositeAboveItAlsoInACircle() {
    String role = role("ops");
    String above = role("above");
    String top = role("top");
    role("unrelated");
    contain(above, role);
    contain(top, above);
    contain(role, top);

    assertThat(holders().bringing(role)).containsExactlyInAnyOrder(role, above, top);
  }

  @Test
  void groupsWithARoleAreThoseItIsMappedToAndAllBelowThem() {
    String role = role("ops");
    String parent = group("parent", null);
    String child = group("child", parent);
    String grandchild = group("grandchild", child);
    group("other", null);
    mapToGroup(parent, role);

    assertThat(holders().groupsWith(Set.of(role)))
        .containsExactlyInAnyOrder(parent, child, grandchild);
    assertThat(holders().below(Set.of(child))).containsExactlyInAnyOrder(child, grandchild);
  }

  @Test
  void structuresThatCarryTheRoleThemselvesAreFoundUnlessTheyAreBound() {
    String role = role("ops");
    String bound = group("bound", null);
    String unbound = group("unbound", null);
    group("child", unbound);
    String composite = role("composite");
    String above = role("above");
    mapToGroup(bound, role);
    mapToGroup(unbound, role);
    contain(composite, role);
    contain(above, composite);
    bind(
        new ABinding()
            .of(new Subject(Subject.Kind.GROUP, bound, "/bound"))
            .for_(ABinding.role(role, "ops")));

    assertThat(holders().groupsWithItself(role, NOW)).containsExactly(unbound);
    assertThat(holders().compositesOf(role, NOW)).containsExactly(composite);
    assertThat(holders().groupsWithItself(role, NOW.plusSeconds(100_000)))
        .describedAs("the binding has run out")
        .containsExactlyInAnyOrder(bound, unbound);
  }

  @Test
  void groupsOfANameAreFoundWhereverTheyAreInTheRealm() {
    String one = group("staff", null);
    String two = group("staff", group("parent", null));
    server.run(otherRealmId, own -> own.getContext().getRealm().createGroup("staff"));

    assertThat(holders().groupsNamed("staff")).containsExactlyInAnyOrder(one, two);
  }
}
