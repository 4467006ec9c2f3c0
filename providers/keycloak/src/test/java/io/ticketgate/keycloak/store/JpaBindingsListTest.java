package io.ticketgate.keycloak.store;

import static io.ticketgate.keycloak.ABinding.NOW;
import static io.ticketgate.keycloak.ABinding.role;
import static io.ticketgate.keycloak.ABinding.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.keycloak.ABinding;
import io.ticketgate.keycloak.store.BindingLists.Filter;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JpaBindingsListTest extends GateRows {

  private static final Filter ANY = new Filter(null, Set.of(), null, null, null, null, null, null);

  private Binding insert(ABinding binding) {
    Binding made = binding.make();
    server.run(own -> new JpaBindings(own, realm).insert(made));
    return made;
  }

  private List<Binding> list(Filter filter) {
    return new JpaBindings(session, realm).lists().list(filter, 0, 100);
  }

  private static Filter subject(
      Set<Subject.Kind> kinds, @Nullable String name, @Nullable String id) {
    return new Filter(null, kinds, name, id, null, null, null, null);
  }

  private static Filter entitlement(EntitlementName name, @Nullable String id) {
    return new Filter(null, Set.of(), null, null, name, id, null, null);
  }

  @Test
  void withoutAFilterListsTheRealmNewestFirst() {
    Binding old = insert(new ABinding().made(NOW.minusSeconds(10)));
    Binding latest = insert(new ABinding().made(NOW.plusSeconds(10)).in(BindingStatus.REVOKED));
    Binding middle = insert(new ABinding());
    Binding elsewhere = new ABinding().make();
    server.run(own -> new JpaBindings(own, otherRealm).insert(elsewhere));

    assertThat(list(ANY)).containsExactly(latest, middle, old);
  }

  @Test
  void pagesFollowOneAnotherWithoutGapOrRepetitionAlsoAmongBindingsOfOneMoment() {
    List<Binding> all = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      all.add(insert(new ABinding()));
    }

    JpaBindings bindings = new JpaBindings(session, realm);
    List<Binding> paged = new ArrayList<>();
    for (int first = 0; first < 9; first += 3) {
      paged.addAll(bindings.lists().list(ANY, first, 3));
    }

    assertThat(paged).containsExactlyElementsOf(list(ANY)).containsExactlyInAnyOrderElementsOf(all);
    List<Binding> followed = new ArrayList<>(bindings.lists().list(ANY, 0, 3));
    for (int page = 1; page < 3; page++) {
      followed.addAll(bindings.lists().listAfter(followed.get(followed.size() - 1), ANY, 3));
    }
    assertThat(followed).isEqualTo(paged);
    assertThat(bindings.lists().listAfter(paged.get(6), ANY, 3)).isEmpty();
    assertThat(bindings.lists().list(ANY, 3, 3)).hasSize(3);
    assertThat(bindings.lists().list(ANY, 7, 3)).isEmpty();
  }

  @Test
  void filtersByTicketOfOneSystem() {
    Binding wanted = insert(new ABinding().under("CHG7"));
    insert(new ABinding().under(new TicketRef("jira", "CHG7")));

    assertThat(
            list(
                new Filter(
                    new TicketRef("snow", "CHG7"), Set.of(), null, null, null, null, null, null)))
        .containsExactly(wanted);
  }

  @Test
  void findsASubjectByTheNameItHadAndByTheIdThatHasTheNameNow() {
    Binding before = insert(new ABinding().of(user("old-id", "alice")));
    Binding renamed = insert(new ABinding().of(user("new-id", "formerly")));
    insert(new ABinding().of(user("x", "bob")));

    assertThat(list(subject(Set.of(), "alice", "new-id")))
        .containsExactlyInAnyOrder(before, renamed);
    assertThat(list(subject(Set.of(), "alice", null))).containsExactly(before);
  }

  @Test
  void filtersByTheKindOfSubject() {
    Binding account =
        insert(new ABinding().of(new Subject(Subject.Kind.SERVICE_ACCOUNT, "s", "robot")));
    Binding client = insert(new ABinding().of(new Subject(Subject.Kind.CLIENT, "c", "robot")));
    insert(new ABinding().of(user("u", "robot")));

    assertThat(
            list(subject(Set.of(Subject.Kind.SERVICE_ACCOUNT, Subject.Kind.CLIENT), "robot", null)))
        .containsExactlyInAnyOrder(account, client);
  }

  private static Subject agent(String account, String client, String personId, String person) {
    return Subject.agent(
        new Subject(Subject.Kind.SERVICE_ACCOUNT, account, client), user(personId, person));
  }

  @Test
  void findsWhatAgentsMayDoForAPersonAndByAnAccount() {
    Binding both = insert(new ABinding().of(agent("s7", "agent/7", "u-alice", "alice")));
    Binding own = insert(new ABinding().of(user("u-alice", "alice")));
    Binding renamed = insert(new ABinding().of(agent("s8", "agent/8", "u-alice", "before")));
    Binding gone = insert(new ABinding().of(agent("s8", "agent/8", "u-gone", "alice")));
    Binding others = insert(new ABinding().of(agent("s7", "agent/7", "u-bob", "bob")));
    insert(new ABinding().of(agent("s70", "agent/70", "u-bob", "bob")));
    // Its name reads like an agent's.
    Binding trap = insert(new ABinding().of(user("x", "agent\\/7/alice")));
    Set<Subject.Kind> users = Set.of(Subject.Kind.USER);
    Set<Subject.Kind> clients = Set.of(Subject.Kind.SERVICE_ACCOUNT, Subject.Kind.CLIENT);

    assertThat(list(subject(users, "alice", "u-alice")))
        .containsExactlyInAnyOrder(both, own, renamed, gone);
    assertThat(list(subject(users, "agent\\/7/alice", "x"))).containsExactly(trap);
    assertThat(list(subject(clients, "agent/7", null))).containsExactlyInAnyOrder(both, others);
    assertThat(list(subject(clients, "now called", "s8"))).containsExactlyInAnyOrder(renamed, gone);
    assertThat(list(subject(clients, "agent", null))).isEmpty();
    assertThat(list(subject(clients, "agent_7", null))).isEmpty();
    assertThat(list(subject(clients, "", null))).isEmpty();
  }

  @Test
  void findsARoleByTheNameItHadAndByTheIdThatHasTheNameNow() {
    Binding before = insert(new ABinding().for_(role("old-id", "ops")));
    Binding renamed = insert(new ABinding().for_(role("new-id", "formerly")));
    insert(new ABinding().for_(role("x", "other")));
    insert(
        new ABinding().for_(new Entitlement("y", new EntitlementName.ClientRole("orders", "ops"))));
    insert(new ABinding().for_(new Entitlement("z", new EntitlementName.ClientCredential("ops"))));

    assertThat(list(entitlement(new EntitlementName.RealmRole("ops"), "new-id")))
        .containsExactlyInAnyOrder(before, renamed);
    assertThat(list(entitlement(new EntitlementName.RealmRole("ops"), null)))
        .containsExactly(before);
  }

  @Test
  void filtersByRoleOfAClientAndByCredential() {
    Binding ofOrders =
        insert(
            new ABinding()
                .for_(new Entitlement("1", new EntitlementName.ClientRole("orders", "ops"))));
    insert(
        new ABinding()
            .for_(new Entitlement("2", new EntitlementName.ClientRole("billing", "ops"))));
    Binding credential =
        insert(
            new ABinding()
                .for_(new Entitlement("3", new EntitlementName.ClientCredential("orders"))));

    assertThat(list(entitlement(new EntitlementName.ClientRole("orders", "ops"), null)))
        .containsExactly(ofOrders);
    assertThat(list(entitlement(new EntitlementName.ClientCredential("orders"), null)))
        .containsExactly(credential);
  }

  @Test
  void filtersByState() {
    insert(new ABinding());
    Binding suspended = insert(new ABinding().in(BindingStatus.SUSPENDED));

    assertThat(
            list(new Filter(null, Set.of(), null, null, null, null, BindingStatus.SUSPENDED, null)))
        .containsExactly(suspended);
  }

  @Test
  void whatExpiresBeforeATimeIsLiveAndEndsEarlier() {
    Instant end = NOW.plusSeconds(60);
    Binding soon = insert(new ABinding().until(end.minusMillis(1)));
    insert(new ABinding().until(end));
    insert(new ABinding().until(end.minusMillis(1)).in(BindingStatus.EXPIRED));

    assertThat(list(new Filter(null, Set.of(), null, null, null, null, null, end)))
        .containsExactly(soon);
  }

  @Test
  void severalFiltersNarrowOneAnother() {
    Binding wanted = insert(new ABinding().under("CHG7").of("u").in(BindingStatus.SUSPENDED));
    insert(new ABinding().under("CHG7").of("u"));
    insert(new ABinding().under("CHG7").of("v").in(BindingStatus.SUSPENDED));
    insert(new ABinding().under("CHG8").of("u").in(BindingStatus.SUSPENDED));

    assertThat(
            list(
                new Filter(
                    new TicketRef("snow", "CHG7"),
                    Set.of(Subject.Kind.USER),
                    "u-name",
                    "u",
                    new EntitlementName.RealmRole("db-admin"),
                    "db-admin-id",
                    BindingStatus.SUSPENDED,
                    NOW.plusSeconds(100_000))))
        .containsExactly(wanted);
  }
}
