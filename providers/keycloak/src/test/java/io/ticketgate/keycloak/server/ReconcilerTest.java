package io.ticketgate.keycloak.server;

import static io.ticketgate.keycloak.TestRealm.ago;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.Detail;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.keycloak.ABinding;
import io.ticketgate.keycloak.Fake;
import io.ticketgate.keycloak.TestItsm;
import io.ticketgate.keycloak.TestRealm;
import io.ticketgate.keycloak.store.SessionEnds;
import io.ticketgate.keycloak.store.UnboundGrants;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.events.EventStoreProvider;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.models.KeycloakSession;

class ReconcilerTest {

  private final TestRealm realm = new TestRealm();
  private final List<String> told = new ArrayList<>();

  /** Keeps what drift was told of; reached by {@link Fake}. */
  public final class Store {
    public void onEvent(AdminEvent event, boolean details) {
      boolean here = event.getRealmId().equals(realm.id);
      if (here && event.getResourcePath().endsWith("/drift")) {
        told.add(event.getDetails().get("audit") + " " + event.getDetails().get("subject"));
      }
    }
  }

  @BeforeEach
  void keepEvents() {
    realm.server.provider(
        EventStoreProvider.class, any -> Fake.of(EventStoreProvider.class, new Store()));
    realm.server.run(
        realm.id, session -> session.getContext().getRealm().setAdminEventsEnabled(true));
  }

  private void rule(String mode, String unbound) {
    realm.server.run(
        realm.id,
        session ->
            TestItsm.rule(
                session.getContext().getRealm(),
                "databases",
                "db-*",
                Map.of("mode", mode, "unboundGrants", unbound)));
  }

  private void run() {
    new Reconciler(realm.jobs, realm.node, Duration.ofMinutes(1)).run();
  }

  private ABinding binding(Subject subject) {
    return new ABinding()
        .of(subject)
        .made(ago(Duration.ofMinutes(1)))
        .until(ago(Duration.ofHours(-1)));
  }

  @Test
  void aProtectedGrantWithoutABindingIsToldOnceAndStays() {
    Subject alice = realm.user("alice", true);
    rule("enforce", "report");

    run();
    run();

    assertThat(told).containsExactly("grant_without_binding " + alice.id());
    assertThat(realm.holds(alice)).isTrue();
  }

  @Test
  void allHoldersOfARoleAreLookedAtPageByPage() {
    List<Subject> holders = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      holders.add(realm.user("holder" + i, true));
    }
    rule("enforce", "report");
    RealmLook small = new RealmLook(realm.jobs, realm.node.counts(), realm.id, 3);

    small.step();
    assertThat(told).as("the first step looks at no holder").isEmpty();
    small.step();
    assertThat(told).hasSize(3);
    small.step();
    assertThat(told).hasSize(6);
    small.step();

    assertThat(told)
        .containsExactlyInAnyOrderElementsOf(
            holders.stream().map(each -> "grant_without_binding " + each.id()).toList());
    assertThat(loggedOut())
        .as("whose earlier tokens are void")
        .containsAll(holders.stream().map(Subject::id).toList());
    int loggedOut = loggedOut().size();
    look(3);
    look(3);
    assertThat(told).as("each once").hasSize(7);
    assertThat(loggedOut()).as("each once").hasSize(loggedOut);
  }

  private List<String> loggedOut() {
    return realm.server.in(
        session -> {
          SessionEnds ends = new SessionEnds(session);
          Instant later = Instant.now().plus(Duration.ofHours(1));
          return ends.these(ends.due(false, later, 1000)).stream()
              .map(SessionEnds.Due::userId)
              .toList();
        });
  }

  /** A whole look, so many holders, findings or bindings at a time. */
  private void look(int page) {
    RealmLook look = new RealmLook(realm.jobs, realm.node.counts(), realm.id, page);
    while (look.goesOn()) {
      assertThat(look.step()).isTrue();
    }
  }

  @Test
  void aRunThatHasNoTimeMakesOneStepAndTheNextGoesOnThere() {
    realm.user("alice", true);
    rule("enforce", "report");
    Reconciler hurried = new Reconciler(realm.jobs, realm.node, Duration.ZERO);

    int runs = 0;
    while (realm.node.looks().last(realm.id).isEmpty() && runs < 10_000) {
      hurried.run();
      runs++;
    }

    assertThat(told).hasSize(1);
    assertThat(runs).isGreaterThan(3);
  }

  @Test
  void aRunLooksThroughASmallRealmAndSaysHowLongThatTook() {
    realm.user("alice", true);
    rule("enforce", "report");

    run();

    assertThat(realm.node.looks().last(realm.id)).isPresent();
    assertThat(realm.node.looks().last("another")).isEmpty();
  }

  @Test
  void whoIsBoundMeanwhileIsForgotten() {
    Subject first = realm.user("a", true);
    realm.user("b", true);
    realm.user("c", true);
    rule("enforce", "report");
    look(1);
    Binding bound = realm.bind(binding(first));
    look(1);
    realm.jobs.run(
        realm.id, gate -> gate.bindings().update(bound.ended(EndCause.ADMIN, ago(Duration.ZERO))));
    look(1);

    assertThat(told).hasSize(4);
    assertThat(told).filteredOn(each -> each.endsWith(first.id())).hasSize(2);
  }

  @Test
  void rolesThatARuleLetsNobodyCombineAreToldOnceAndStay() {
    String[] ids = new String[3];
    realm.server.run(
        realm.id,
        session -> {
          var here = session.getContext().getRealm();
          var maker = here.addRole("maker");
          var checker = here.addRole("checker");
          var office = here.createGroup("office");
          office.grantRole(checker);
          for (int i = 0; i < 3; i++) {
            var user = session.users().addUser(here, null, "user" + i, false, false);
            ids[i] = user.getId();
            if (i < 2) {
              user.grantRole(maker);
            }
            if (i > 0) {
              user.joinGroup(office);
            }
          }
          TestItsm.rule(
              here,
              "apart",
              "db-*",
              Map.of("separationOfDuties.exclusiveRoles", "maker,checker,gone"));
        });

    run();
    run();

    assertThat(told).containsExactly("exclusive_roles_held " + ids[1]);
    realm.server.run(
        realm.id,
        session -> {
          var here = session.getContext().getRealm();
          var user = session.users().getUserById(here, ids[1]);
          assertThat(user.hasRole(here.getRole("maker"))).isTrue();
          assertThat(user.hasRole(here.getRole("checker"))).isTrue();
          user.deleteRoleMapping(here.getRole("maker"));
        });
    run();
    realm.server.run(
        realm.id,
        session -> {
          var here = session.getContext().getRealm();
          session.users().getUserById(here, ids[1]).grantRole(here.getRole("maker"));
        });
    run();
    assertThat(told).as("it came back").hasSize(2);
  }

  @Test
  void aGrantThatCameBackIsToldAgain() {
    Subject alice = realm.user("alice", true);
    rule("enforce", "report");
    run();
    Binding bound = realm.bind(binding(alice));
    run();
    realm.jobs.run(
        realm.id, gate -> gate.bindings().update(bound.ended(EndCause.ADMIN, ago(Duration.ZERO))));

    run();

    assertThat(told).hasSize(2);
  }

  @Test
  void aRuleThatSaysSoTakesWhatHasNoBinding() {
    Subject alice = realm.user("alice", true);
    Subject bound = realm.user("bound", true);
    realm.bind(binding(bound));
    rule("enforce", "remove");

    run();

    assertThat(realm.holds(alice)).isFalse();
    assertThat(realm.holds(bound)).isTrue();
    assertThat(told)
        .containsExactly("grant_without_binding " + alice.id(), "grant_taken " + alice.id());
  }

  @Test
  void aRuleThatOnlyAuditsTakesNothing() {
    Subject alice = realm.user("alice", true);
    rule("audit", "remove");

    run();

    assertThat(realm.holds(alice)).isTrue();
    assertThat(told).hasSize(1);
  }

  @Test
  void aBindingWhoseGrantIsGoneIsEnded() {
    Subject alice = realm.user("alice", false);
    Subject holder = realm.user("holder", true);
    Binding drifted = realm.bind(binding(alice));
    Binding kept = realm.bind(binding(holder));
    rule("enforce", "report");

    run();

    assertThat(realm.binding(drifted.id()).status()).isEqualTo(BindingStatus.REVOKED);
    assertThat(realm.binding(drifted.id()).cause()).isEqualTo(EndCause.DRIFT);
    assertThat(realm.binding(kept.id()).status()).isEqualTo(BindingStatus.ACTIVE);
  }

  @Test
  void aBindingWhoseOwnerIsGoneIsSuspended() {
    Subject owner = realm.user("owner", false);
    Subject alice = realm.user("alice", true);
    Subject bob = realm.user("bob", true);
    Binding orphaned = realm.bind(binding(alice).ownedBy("gone"));
    Binding owned = realm.bind(binding(bob).ownedBy(owner.id()));
    rule("enforce", "report");

    run();

    assertThat(realm.binding(orphaned.id()).status()).isEqualTo(BindingStatus.SUSPENDED);
    assertThat(realm.binding(owned.id()).status()).isEqualTo(BindingStatus.ACTIVE);
  }

  private void ownersNeed(String mode, String role) {
    realm.server.run(
        realm.id,
        session ->
            TestItsm.rule(
                session.getContext().getRealm(),
                "owned-" + mode,
                "db-*",
                Map.of("mode", mode, "owner.required", "true", "owner.role", role)));
  }

  private void stewards(Subject user) {
    realm.server.run(
        realm.id,
        session -> {
          var here = session.getContext().getRealm();
          var role =
              here.getRole("steward") == null ? here.addRole("steward") : here.getRole("steward");
          session.users().getUserById(here, user.id()).grantRole(role);
        });
  }

  @Test
  void aBindingWhoseOwnerLacksTheRoleOfOwnersIsSuspended() {
    Subject steward = realm.user("steward", false);
    Subject owner = realm.user("owner", false);
    stewards(steward);
    Binding unfit = realm.bind(binding(realm.user("alice", true)).ownedBy(owner.id()));
    Binding fit = realm.bind(binding(realm.user("bob", true)).ownedBy(steward.id()));
    ownersNeed("audit", "steward");
    rule("enforce", "report");

    run();
    assertThat(realm.binding(unfit.id()).status())
        .as("an audited rule suspends nothing")
        .isEqualTo(BindingStatus.ACTIVE);
    ownersNeed("enforce", "steward");
    run();

    assertThat(realm.binding(unfit.id()).status()).isEqualTo(BindingStatus.SUSPENDED);
    assertThat(realm.binding(fit.id()).status()).isEqualTo(BindingStatus.ACTIVE);
    assertThat(
            realm
                .jobs
                .in(realm.id, gate -> gate.bindings().history(unfit.id()))
                .orElseThrow()
                .get(0)
                .detail())
        .isInstanceOf(Detail.OwnerWithoutRole.class);
  }

  @Test
  void whatHasAnotherOwnerMeanwhileIsLeftAlone() {
    Subject owner = realm.user("owner", false);
    Binding bound = realm.bind(binding(realm.user("alice", true)).ownedBy("gone"));
    rule("enforce", "report");
    realm.jobs.run(
        realm.id,
        gate -> {
          gate.bindings().lockSubject(bound.subject());
          gate.bindings().update(bound.ownedBy(new Person(owner.id(), "owner")));
        });

    assertThat(
            realm.jobs.in(
                realm.id, gate -> new OwnerLook(gate, 10).suspend(bound, "gone", Instant.now())))
        .contains(Optional.empty());
    assertThat(realm.binding(bound.id()).status()).isEqualTo(BindingStatus.ACTIVE);
  }

  @Test
  void anOwnerOfWhomNothingIsKnownIsToldOnceAndNothingIsSuspended() {
    String directory = realm.systemId;
    String away = "f:" + directory + ":olivia";
    Binding bound = realm.bind(binding(realm.user("alice", true)).ownedBy(away));
    rule("enforce", "report");

    run();
    run();

    assertThat(told).containsExactly("owner_unknown " + away);
    assertThat(realm.binding(bound.id()).status()).isEqualTo(BindingStatus.ACTIVE);
    realm.jobs.run(
        realm.id, gate -> gate.bindings().update(bound.ended(EndCause.ADMIN, Instant.now())));
    run();
    realm.bind(binding(realm.user("bob", true)).ownedBy(away));
    run();
    assertThat(told).filteredOn(each -> each.startsWith("owner_")).as("it came back").hasSize(2);
  }

  @Test
  void aRealmThatAnotherNodeLooksThroughIsLeftToIt() {
    realm.user("alice", true);
    rule("enforce", "report");
    KeycloakSession other = realm.server.open();
    new UnboundGrants(other, realm.id).claim();

    run();
    other.close();

    assertThat(told).isEmpty();
  }

  @Test
  void aRealmWithoutRulesIsNotLookedAt() {
    Subject alice = realm.user("alice", false);
    Binding binding = realm.bind(binding(alice));

    run();

    assertThat(realm.binding(binding.id()).status()).isEqualTo(BindingStatus.ACTIVE);
  }
}
