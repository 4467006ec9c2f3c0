package io.ticketgate.keycloak.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.keycloak.ASession;
import io.ticketgate.keycloak.TestRealm;
import io.ticketgate.keycloak.realm.SessionNotes;
import io.ticketgate.keycloak.store.BindingChanges.Committed;
import io.ticketgate.keycloak.store.SessionEnds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.keycloak.models.UserSessionModel;

class SessionEndingTest {

  private static final String ROLE = "r-admin";

  private final TestRealm realm = new TestRealm();
  private final SessionEnding ending = new SessionEnding(realm.jobs);
  private final String alice = realm.user("alice", false).id();

  private UserSessionModel session(String id, boolean offline, String... roles) {
    UserSessionModel session = ASession.of(id, alice, offline);
    SessionNotes.note(session, "c-app", Set.of(roles));
    realm.server.userSessions.add(session);
    return session;
  }

  private void add(String userId, @Nullable Set<String> lost, Duration ago) {
    realm.server.run(
        session -> new SessionEnds(session).add(realm.id, userId, lost, Instant.now().minus(ago)));
  }

  /** The commits that say so reach the one that ends sessions, as on a server. */
  private void committed() {
    realm.server.published().stream()
        .filter(Committed.class::isInstance)
        .forEach(event -> ending.after((Committed) event));
  }

  private List<String> left() {
    return realm.server.in(session -> new SessionEnds(session).of(realm.id, alice));
  }

  @Test
  void theSessionsThatCarriedTheRoleEndAndNoOther() {
    UserSessionModel other = session("s-other", false, "r-other");
    UserSessionModel none = session("s-none", false);
    session("s-online", false, ROLE, "r-other");
    session("s-offline", true, ROLE);

    add(alice, Set.of(ROLE, "r-part"), Duration.ZERO);
    committed();

    assertThat(realm.server.userSessions).containsExactlyInAnyOrder(other, none);
    assertThat(left()).isEmpty();
  }

  @Test
  void everySessionEndsWhereNothingIsNamed() {
    session("s-none", false);
    session("s-offline", true);

    add(alice, null, Duration.ZERO);
    committed();

    assertThat(realm.server.userSessions).isEmpty();
  }

  @Test
  void whatFailsIsTriedAgain() {
    session("s-online", false, ROLE);
    realm.server.sessionsBroken = true;
    add(alice, Set.of(ROLE), Duration.ZERO);

    committed();

    assertThat(left()).hasSize(1);
    realm.server.sessionsBroken = false;
    ending.run();
    assertThat(left()).as("not at once").hasSize(1);
    ending.endOf(realm.id, alice);
    assertThat(realm.server.userSessions).isEmpty();
    assertThat(left()).isEmpty();
  }

  @Test
  void whatADeadNodeHasLeftIsDone() {
    session("s-online", false, ROLE);
    add(alice, Set.of(ROLE), Duration.ofMinutes(1));

    ending.run();

    assertThat(realm.server.userSessions).isEmpty();
    assertThat(left()).isEmpty();
  }

  @Test
  void ofSomebodyWhoIsGoneNothingIsLeftToDo() {
    add("u-gone", Set.of(ROLE), Duration.ofMinutes(1));

    ending.run();

    assertThat(
            realm.server.<List<String>>in(
                session -> new SessionEnds(session).of(realm.id, "u-gone")))
        .isEmpty();
  }
}
