package io.ticketgate.keycloak.store;

import static io.ticketgate.keycloak.ABinding.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.keycloak.ABinding;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnusedGrantsTest extends RealmRows {

  private static final Instant LONG_AGO = NOW.minus(Duration.ofDays(90));
  private static final Instant A_MONTH_AGO = NOW.minus(Duration.ofDays(30));

  private Binding insert(ABinding binding) {
    Binding made = binding.until(NOW.plus(Duration.ofDays(90))).make();
    server.run(own -> new JpaBindings(own, realmId).insert(made));
    return made;
  }

  private void used(Binding binding, Instant at) {
    server.run(own -> LastUses.write(own, Map.of(binding.id(), at.toEpochMilli())));
  }

  private UnusedGrants.Page unused(String after, int most) {
    return new UnusedGrants(session, realmId).since(A_MONTH_AGO, NOW, after, most);
  }

  private List<String> ids(UnusedGrants.Page page) {
    return page.unused().stream().map(Binding::id).toList();
  }

  @Test
  void whatWasNotUsedForAMonthIsListed() {
    Binding never = insert(new ABinding().made(LONG_AGO));
    Binding once = insert(new ABinding().made(LONG_AGO));
    used(once, LONG_AGO.plusSeconds(60));
    Binding lately = insert(new ABinding().made(LONG_AGO));
    used(lately, NOW.minusSeconds(60));
    insert(new ABinding().made(NOW.minusSeconds(60)));
    insert(new ABinding().made(LONG_AGO).in(BindingStatus.REVOKED));
    insert(new ABinding().made(LONG_AGO).in(BindingStatus.SUSPENDED));
    insert(new ABinding().made(LONG_AGO).of(new Subject(Subject.Kind.GROUP, "g", "/dba")));

    assertThat(ids(unused("", 10))).containsExactlyInAnyOrder(never.id(), once.id());
    assertThat(unused("", 10).next()).isNull();
  }

  @Test
  void pagesFollowOneAnother() {
    for (int i = 0; i < 5; i++) {
      insert(new ABinding().made(LONG_AGO));
    }
    List<String> all = ids(unused("", 10));
    assertThat(all).hasSize(5).isSorted();

    List<String> followed = new ArrayList<>();
    String after = "";
    while (after != null) {
      UnusedGrants.Page page = unused(after, 2);
      followed.addAll(ids(page));
      after = page.next();
    }
    assertThat(followed).isEqualTo(all);
  }

  @Test
  void aRequestLooksAtSoManyBindingsWhicheverWereUsed() {
    for (int i = 0; i < 5; i++) {
      used(insert(new ABinding().made(LONG_AGO)), NOW);
    }
    UnusedGrants two = new UnusedGrants(session, realmId, 2);
    int pages = 0;
    String after = "";
    while (after != null) {
      UnusedGrants.Page page = two.since(A_MONTH_AGO, NOW, after, 10);
      assertThat(page.unused()).isEmpty();
      after = page.next();
      pages++;
    }
    assertThat(pages).isEqualTo(3);
  }

  @Test
  void aTeamIsWhoIsInTheGroupAndWhoOfThemHasItToo() {
    Entitlement admin = ABinding.role("r-admin", "db-admin");
    String alice = user("alice");
    String bob = user("bob");
    String carol = user("carol");
    String group = group("dba", null);
    for (String each : List.of(alice, bob, carol)) {
      join(each, group);
    }
    insert(new ABinding().of(alice).for_(admin).made(LONG_AGO));
    insert(new ABinding().of(bob).for_(admin).made(LONG_AGO));
    insert(new ABinding().of(carol).for_(ABinding.role("r-read", "db-read")).made(LONG_AGO));

    UnusedGrants grants = new UnusedGrants(session, realmId);
    assertThat(grants.teamsOf(alice, 5)).containsExactly(group);
    assertThat(grants.membersOf(group)).isEqualTo(3);
    assertThat(grants.holdersIn(group, admin.id(), NOW)).isEqualTo(2);
  }
}
