package io.ticketgate.keycloak.server;

import static io.ticketgate.keycloak.TestRealm.ago;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Ending;
import io.ticketgate.core.binding.Selection;
import io.ticketgate.core.binding.Transition;
import io.ticketgate.keycloak.ABinding;
import io.ticketgate.keycloak.Fake;
import io.ticketgate.keycloak.TestRealm;
import io.ticketgate.keycloak.TestSubscriber;
import io.ticketgate.keycloak.store.BindingChanges.Committed;
import io.ticketgate.keycloak.store.DueBindings;
import io.ticketgate.keycloak.store.DueCleanUps;
import io.ticketgate.keycloak.store.JpaBindings;
import io.ticketgate.keycloak.store.Outbox;
import io.ticketgate.spi.EventSubscriber;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.events.EventStoreProvider;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.models.KeycloakSession;

class CleanUpTest {

  private final TestRealm realm = new TestRealm();
  private final CleanUp cleanUp = new CleanUp(realm.jobs, new SessionEnding(realm.jobs));
  private final List<AdminEvent> events = new ArrayList<>();
  private boolean broken;

  /** A store of events that may be down: nothing of a subject can be cleaned up then. */
  public final class Store {
    public void onEvent(AdminEvent event, boolean details) {
      if (broken && event.getDetails().get("audit") == null) {
        throw new IllegalStateException("no event can be stored");
      }
      events.add(event);
    }
  }

  @BeforeEach
  void keepEvents() {
    realm.server.provider(
        EventStoreProvider.class, any -> Fake.of(EventStoreProvider.class, new Store()));
    realm.server.run(
        realm.id, session -> session.getContext().getRealm().setAdminEventsEnabled(true));
  }

  private Binding bound(String user) {
    return realm.bind(
        new ABinding().of(realm.user(user, true)).made(ago(Duration.ofHours(2))).under("CHG1"));
  }

  private void close() {
    realm.jobs.run(
        realm.id,
        gate ->
            gate.endings()
                .end(
                    new Selection.UnderTicket(new ABinding().under("CHG1").make().ticket()),
                    Ending.by(EndCause.TICKET_CLOSED, ago(Duration.ofSeconds(1)))));
  }

  private boolean cleanedUpAtOnce() {
    Committed last =
        (Committed)
            realm.server.published().stream()
                .filter(Committed.class::isInstance)
                .reduce((a, b) -> b)
                .orElseThrow();
    return !cleanUp.after(last);
  }

  private DueCleanUps.Backlog backlog() {
    return realm.server.in(session -> new DueCleanUps(session).backlog(realm.id));
  }

  @Test
  void theEndIsCommittedBeforeAnythingIsCleanedUp() {
    Binding binding = bound("alice");

    close();

    assertThat(realm.binding(binding.id()).status()).isEqualTo(BindingStatus.REVOKED);
    assertThat(realm.holds(binding.subject())).isTrue();
    assertThat(backlog()).isEqualTo(new DueCleanUps.Backlog(1, 0));
  }

  @Test
  void aFewAreCleanedUpAtOnce() {
    Binding one = bound("alice");
    Binding other = bound("bob");
    close();

    assertThat(cleanedUpAtOnce()).isTrue();

    assertThat(realm.holds(one.subject())).isFalse();
    assertThat(realm.holds(other.subject())).isFalse();
    assertThat(backlog()).isEqualTo(new DueCleanUps.Backlog(0, 0));
    assertThat(history(one)).last().extracting(Transition::to).isEqualTo(BindingStatus.REVOKED);
    assertThat(history(one)).hasSize(1);
  }

  @Test
  void manyAreLeftToTheTaskWhichNeedsMoreThanOneBatchForThem() {
    realm.server.run(
        session -> {
          JpaBindings bindings = new JpaBindings(session, realm.id);
          for (int i = 0; i < 205; i++) {
            Binding binding = new ABinding().of("nobody-" + i).under("CHG1").make();
            bindings.lockSubject(binding.subject());
            bindings.insert(binding);
          }
        });
    close();
    assertThat(cleanedUpAtOnce()).isFalse();
    assertThat(backlog().bindings()).isEqualTo(205);

    cleanUp.run();

    assertThat(backlog().bindings()).isZero();
  }

  @Test
  void ofManyThoseThatAdministerAreCleanedUpAtOnceAndBeforeWhatOtherTicketsLeft() {
    nobodies(205);
    Binding administrator =
        realm.bind(
            new ABinding()
                .of(realm.user("zoe", true))
                .bringing("unrecorded")
                .made(ago(Duration.ofHours(2)))
                .under("CHG1"));
    close();

    assertThat(cleanedUpAtOnce()).isFalse();

    assertThat(realm.holds(administrator.subject())).isFalse();
    assertThat(backlog().bindings()).isEqualTo(205);
  }

  @Test
  void ofManyThoseThatAdministerAreDueFirst() {
    nobodies(205);
    close();
    Binding administrator =
        new ABinding().of("zz-admin").bringing("unrecorded").under("CHG1").make();
    realm.server.run(
        session -> {
          JpaBindings bindings = new JpaBindings(session, realm.id);
          bindings.lockSubject(administrator.subject());
          bindings.insert(administrator);
        });
    close();

    List<DueBindings.Due> first =
        realm.server.in(session -> new DueCleanUps(session).due(ago(Duration.ZERO), 0, 1));
    assertThat(first).containsExactly(new DueBindings.Due(realm.id, "zz-admin"));
  }

  @Test
  void andAgainWhereThatHasFailedAndIsDue() {
    nobodies(3);
    Binding administrator =
        new ABinding().of("zz-admin").bringing("unrecorded").under("CHG1").make();
    realm.server.run(
        session -> {
          JpaBindings bindings = new JpaBindings(session, realm.id);
          bindings.lockSubject(administrator.subject());
          bindings.insert(administrator);
        });
    close();
    DueBindings.Due admin = new DueBindings.Due(realm.id, "zz-admin");
    realm.server.run(session -> new DueCleanUps(session).failed(admin, ago(Duration.ZERO)));

    assertThat(due(ago(Duration.ZERO))).doesNotContain(admin).isNotEmpty();
    assertThat(due(ago(Duration.ofHours(-1)))).startsWith(admin).hasSizeGreaterThan(1);
  }

  private List<DueBindings.Due> due(Instant now) {
    return realm.server.in(session -> new DueCleanUps(session).due(now, 0, 100));
  }

  private void nobodies(int many) {
    realm.server.run(
        session -> {
          JpaBindings bindings = new JpaBindings(session, realm.id);
          for (int i = 0; i < many; i++) {
            Binding binding = new ABinding().of("nobody-" + i).under("CHG1").make();
            bindings.lockSubject(binding.subject());
            bindings.insert(binding);
          }
        });
  }

  @Test
  void ofASubjectWithVeryManyOneTransactionCleansUpAHundred() {
    Subject alice = realm.user("alice", true);
    for (int i = 0; i < 105; i++) {
      realm.bind(new ABinding().of(alice).made(ago(Duration.ofHours(2))).under("CHG1"));
    }
    close();

    assertThat(cleanedUpAtOnce()).isFalse();

    assertThat(backlog().bindings()).isEqualTo(5);
    cleanUp.run();
    assertThat(backlog().bindings()).isZero();
    assertThat(realm.holds(alice)).isFalse();
  }

  @Test
  void whatFailsIsReportedOnceTriedAgainLaterAndKeepsNobodyElse() {
    Binding failing = bound("alice");
    close();
    broken = true;
    assertThat(cleanedUpAtOnce()).isFalse();
    broken = false;
    assertThat(backlog()).isEqualTo(new DueCleanUps.Backlog(1, 1));
    assertThat(events)
        .extracting(event -> event.getDetails().get("audit"))
        .containsExactly("clean_up_failed");
    Binding behind = bound("bob");
    close();

    cleanUp.run();

    assertThat(realm.holds(behind.subject())).isFalse();
    assertThat(realm.holds(failing.subject())).as("not due yet").isTrue();
    assertThat(realm.binding(failing.id()).status()).isEqualTo(BindingStatus.REVOKED);
  }

  @Test
  void subscribersHearOfAnEndThoughItsCleanUpFailsAndHearOfItOnce() {
    realm.server.factory(EventSubscriber.class, new TestSubscriber());
    String siem =
        realm.server.in(
            realm.id,
            session ->
                TestSubscriber.subscriber(session.getContext().getRealm(), "siem", Map.of()));
    Binding failing = bound("alice");
    close();
    broken = true;
    cleanedUpAtOnce();

    assertThat(queued(siem))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.type()).isEqualTo("io.ticketgate.binding.revoked");
              assertThat(event.about()).isEqualTo("bindings/" + failing.id());
            });

    broken = false;
    assertThat(cleanedUpAtOnce()).isTrue();
    assertThat(history(failing)).last().extracting(Transition::to).isEqualTo(BindingStatus.REVOKED);
    assertThat(queued(siem)).hasSize(1);
  }

  private List<Outbox.Delivery> queued(String subscriber) {
    return realm.server.in(
        session -> new Outbox(session, realm.id).list(subscriber, null, null, 10));
  }

  @Test
  void whatAnotherNodeHasClaimedIsLeftToIt() {
    Binding claimed = bound("alice");
    Binding behind = bound("bob");
    close();
    KeycloakSession other = realm.server.open();
    new DueBindings(other).claim(new DueBindings.Due(realm.id, claimed.subject().id()));

    cleanUp.run();

    assertThat(realm.holds(claimed.subject())).isTrue();
    assertThat(realm.holds(behind.subject())).isFalse();
    other.close();
    cleanUp.run();
    assertThat(realm.holds(claimed.subject())).isFalse();
  }

  @Test
  void theHistoryOfARealmThatIsGoneIsWritten() {
    Binding binding = new ABinding().under("CHG1").make();
    realm.server.run(session -> new JpaBindings(session, "gone").insert(binding));
    realm.server.run(
        session ->
            new JpaBindings(session, "gone")
                .end(
                    new Selection.OfRealm(),
                    Ending.by(EndCause.SUBJECT_REMOVED, ago(Duration.ofSeconds(1)))));

    cleanUp.run();

    realm.server.run(
        session -> {
          assertThat(new JpaBindings(session, "gone").history(binding.id())).hasSize(1);
          assertThat(new DueCleanUps(session).backlog("gone").bindings()).isZero();
        });
  }

  @Test
  void whoseUserIsGoneIsRecordedAsWell() {
    Binding binding =
        realm.bind(
            new ABinding().of(new Subject(Subject.Kind.USER, "nobody", "nobody")).under("CHG1"));
    close();

    assertThat(cleanedUpAtOnce()).isTrue();

    assertThat(history(binding)).hasSize(1);
  }

  private List<Transition> history(Binding binding) {
    return realm.jobs.in(realm.id, gate -> gate.bindings().history(binding.id())).orElseThrow();
  }

  @Test
  void thePauseDoublesUpToTenMinutes() {
    Instant now = Instant.ofEpochMilli(0);
    Binding binding = bound("alice");
    close();
    realm.server.run(
        session -> {
          DueBindings.Due due = new DueBindings.Due(realm.id, binding.subject().id());
          DueCleanUps due1 = new DueCleanUps(session);
          assertThat(due1.failed(due, now)).isTrue();
          assertThat(due1.due(now.plusSeconds(4), 0, 5)).isEmpty();
          assertThat(due1.due(now.plusSeconds(5), 0, 5)).containsExactly(due);
          assertThat(due1.failed(due, now)).isFalse();
          assertThat(due1.due(now.plusSeconds(9), 0, 5)).isEmpty();
          assertThat(due1.due(now.plusSeconds(10), 0, 5)).containsExactly(due);
          for (int i = 0; i < 30; i++) {
            due1.failed(due, now);
          }
          assertThat(due1.due(now.plusSeconds(600), 0, 5)).containsExactly(due);
        });
  }
}
