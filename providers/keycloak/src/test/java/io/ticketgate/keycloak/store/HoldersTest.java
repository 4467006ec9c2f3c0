package io.ticketgate.keycloak.store;

import static io.ticketgate.keycloak.ABinding.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Ending;
import io.ticketgate.core.binding.Selection;
import io.ticketgate.keycloak.ABinding;
import io.ticketgate.keycloak.store.HolderPages.Page;
import io.ticketgate.keycloak.store.HolderPages.Position;
import io.ticketgate.keycloak.store.HolderPages.Ungranted;
import io.ticketgate.keycloak.store.HolderPages.Ways;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HoldersTest extends RealmRows {

  private Holders holders() {
    return new Holders(session, realmId);
  }

  private HolderPages pages() {
    return new HolderPages(session, realmId);
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
  void findsTheClientsWhoseAccountsHaveTheRoleByMappingOrGroup() {
    String role = role("acts");
    String composite = role("all");
    String group = group("acting", null);
    contain(composite, role);
    map(account("mapped", "client-a"), composite);
    join(account("member", "client-b"), group);
    account("other", "client-c");
    map(user("person"), role);

    Set<String> bringing = holders().bringingAny(Set.of(role, "another"));
    assertThat(bringing).containsExactlyInAnyOrder(role, composite, "another");
    assertThat(holders().actingClients(bringing, Set.of(group), 10))
        .containsExactly("client-a", "client-b");
    assertThat(holders().actingClients(bringing, Set.of(), 10)).containsExactly("client-a");
  }

  @Test
  void holdersComePageByPageByRoleAndByGroupAndFromAStorageProvider() {
    String role = role("ops");
    String composite = role("all-ops");
    String group = group("staff", null);
    String twice = user("twice");
    String member = user("member");
    user("nobody");
    map(twice, role);
    map(twice, composite);
    join(member, group);
    mapFederated(role);
    joinFederated(group);
    Ways ways = new Ways(Set.of(role, composite), Set.of(group));

    List<String> seen = new ArrayList<>();
    Position from = Position.START;
    while (from != null) {
      Page page = pages().holders(from, ways, 1);
      assertThat(page.ids()).hasSizeLessThanOrEqualTo(1);
      seen.addAll(page.ids());
      from = page.next();
    }

    assertThat(seen).containsExactlyInAnyOrder(twice, twice, member, federated, federated);
    assertThat(pages().holders(Position.START, ways, 100).ids()).isEqualTo(seen);
    assertThat(pages().holding(Set.of(twice, member, federated, "nobody"), ways))
        .containsExactlyInAnyOrder(twice, member, federated);
    assertThat(pages().holding(Set.of(member), new Ways(Set.of(role), Set.of()))).isEmpty();
  }

  @Test
  void whoWaitsForTheSweepOrTheCleanUpIsNotWithoutABinding() {
    String role = role("ops");
    String bound = user("bound");
    String ended = user("ended");
    String runOut = user("run-out");
    bind(binding(bound, role));
    Binding over = bind(binding(ended, role));
    bind(binding(runOut, role).until(NOW));
    Set<String> all = Set.of(bound, ended, runOut);
    server.run(
        own ->
            new JpaBindings(own, realmId)
                .end(
                    new Selection.These(Set.of(over.id())),
                    Ending.by(EndCause.TICKET_CLOSED, NOW)));

    assertThat(pages().bound(all, role, Set.of(role)))
        .containsExactlyInAnyOrder(bound, ended, runOut);

    server.run(
        own -> {
          JpaBindings bindings = new JpaBindings(own, realmId);
          bindings.cleanedUp(bindings.remains(ended));
        });
    assertThat(pages().bound(all, role, Set.of(role))).containsExactlyInAnyOrder(bound, runOut);
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

    Ways ways = new Ways(Set.of(role, composite), Set.of(group));
    assertThat(pages().ungranted(role, ways, "", 100))
        .isEqualTo(new Ungranted(List.of(without.id()), null));
    Set<String> lost = new HashSet<>();
    String last = "";
    int looks = 0;
    while (last != null) {
      Ungranted page = pages().ungranted(role, ways, last, 2);
      lost.addAll(page.lost());
      last = page.last();
      looks++;
    }
    assertThat(lost).containsExactly(without.id());
    assertThat(looks).as("five bindings, two at a time").isEqualTo(3);
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

    assertThat(pages().ungranted(role, new Ways(Set.of(role), Set.of()), "", 10).lost())
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
