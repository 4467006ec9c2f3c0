package io.ticketgate.keycloak.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.ticket.Asked;
import io.ticketgate.core.ticket.Identities;
import io.ticketgate.core.ticket.KnownTicket;
import io.ticketgate.core.ticket.RequestRetention;
import io.ticketgate.keycloak.ABinding;
import io.ticketgate.keycloak.TestDatabase;
import io.ticketgate.keycloak.TestItsm;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.connections.jpa.JpaConnectionProvider;

class DueRequestsTest extends RealmRows {

  private static final Instant ASKED = Instant.parse("2026-01-01T08:00:00Z");
  private static final Instant DUE = RequestRetention.firstLook(ASKED);
  private static final Duration WEEK = Duration.ofDays(7);
  private static final int MANY = 100;

  @BeforeEach
  void clear() {
    TestDatabase.clear();
  }

  private String asked(String byId, @Nullable String key) {
    return asked(realmId, byId, key);
  }

  private String asked(String realm, String byId, @Nullable String key) {
    String id = UUID.randomUUID().toString();
    server.run(
        own -> {
          JpaRequests requests = new JpaRequests(own, realm);
          requests.insert(
              new StoredRequest(
                  id,
                  byId,
                  ABinding.user(byId, "alice"),
                  ABinding.role("role-1", "db-admin"),
                  "rotate the keys",
                  ASKED,
                  ASKED.plusSeconds(60),
                  ASKED,
                  "snow",
                  null,
                  null),
              ASKED);
          if (key != null) {
            assertThat(requests.made(id, ref(key), "https://itsm.example/" + key)).isTrue();
          }
        });
    return id;
  }

  private static TicketRef ref(String key) {
    return new TicketRef("snow", key);
  }

  private void ticket(String key, boolean open) {
    server.run(
        own -> {
          JpaTickets tickets = new JpaTickets(own, realmId);
          tickets.lockOrCreate(ref(key));
          tickets.save(
              new KnownTicket(TestItsm.ticket(ref(key), "1", open), Set.of(), Identities.NONE),
              ASKED);
        });
  }

  private int see(Instant now) {
    return server.in(own -> new DueRequests(own).see(now, MANY));
  }

  private <T> T requests(Function<JpaRequests, T> work) {
    return server.in(own -> work.apply(new JpaRequests(own, realmId)));
  }

  private boolean listed(String byId) {
    return !requests(all -> all.by(byId, null, MANY)).isEmpty();
  }

  private Optional<Asked> behind(String key) {
    return requests(all -> all.behind(ref(key)));
  }

  private List<Object[]> texts() {
    return server.in(
        own ->
            own.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .createQuery(
                    "select r.byId, r.subjectId, r.subjectName, r.entitlementId, r.entitlementName,"
                        + " r.justification, r.url, r.startsAt, r.endsAt from TgRequest r",
                    Object[].class)
                .getResultList());
  }

  private void assertWiped() {
    assertThat(texts())
        .containsExactly(new Object[] {"-", "-", "-", "-", "-", "-", null, null, null});
  }

  @Test
  void oneThatNeverGotATicketIsGoneAfterNinetyDays() {
    asked("alice-id", null);
    assertThat(see(DUE.minusMillis(1))).isZero();
    assertThat(listed("alice-id")).isTrue();
    assertThat(see(DUE)).isEqualTo(1);
    assertThat(texts()).isEmpty();
  }

  /**
   * Its ticket would count as one of the ITSM's own otherwise, which nobody had to be let ask for.
   */
  @Test
  void ofOneWhoseTicketHasClosedStaysThatItGivesNothing() {
    asked("alice-id", "CHG1");
    ticket("CHG1", false);
    assertThat(see(DUE)).isEqualTo(1);
    assertThat(listed("alice-id")).isFalse();
    assertWiped();
    assertThat(behind("CHG1")).get().extracting(Asked::forgotten).isEqualTo(true);
    assertThat(see(DUE.plus(Duration.ofDays(4000)))).isZero();
  }

  @Test
  void oneWhoseTicketIsOpenIsLookedAtAgainForAYear() {
    asked("alice-id", "CHG1");
    ticket("CHG1", true);
    assertThat(see(DUE)).isEqualTo(1);
    assertThat(see(DUE.plus(WEEK).minusMillis(1))).isZero();
    assertThat(see(DUE.plus(WEEK))).isEqualTo(1);
    assertThat(listed("alice-id")).isTrue();
    assertThat(behind("CHG1")).get().extracting(Asked::forgotten).isEqualTo(false);
    assertThat(see(ASKED.plus(RequestRetention.LONGEST_OPEN))).isEqualTo(1);
    assertThat(listed("alice-id")).isFalse();
  }

  @Test
  void oneWhoseTicketWasNeverReadMayBeOpen() {
    asked("alice-id", "CHG1");
    see(DUE);
    assertThat(listed("alice-id")).isTrue();
  }

  @Test
  void oneWithALiveBindingIsKept() {
    asked("alice-id", "CHG1");
    ticket("CHG1", false);
    server.run(
        own ->
            new JpaBindings(own, realmId)
                .insert(
                    new ABinding().of("alice-id").under("CHG1").in(BindingStatus.ACTIVE).make()));
    assertThat(see(DUE)).isEqualTo(1);
    assertThat(listed("alice-id")).isTrue();
  }

  @Test
  void oneOfARealmThatIsGoneIsGone() {
    String gone = UUID.randomUUID().toString();
    asked(gone, "alice-id", "CHG1");
    asked("bella-id", "CHG2");
    assertThat(see(DUE)).isEqualTo(2);
    assertThat(texts()).hasSize(1);
    assertThat(listed("bella-id")).isTrue();
  }

  @Test
  void aRealmThatIsRemovedHasNone() {
    asked("alice-id", "CHG1");
    asked(otherRealmId, "bella-id", null);
    server.run(own -> new JpaRequests(own, realmId).forgetRealm());
    assertThat(texts()).hasSize(1);
    assertThat(behind("CHG1")).isEmpty();
  }

  @Test
  void manyAreSeenToInSteps() {
    for (int i = 0; i < 5; i++) {
      asked("alice-id", null);
    }
    assertThat(server.<Integer>in(own -> new DueRequests(own).see(DUE, 2))).isEqualTo(2);
    assertThat(texts()).hasSize(3);
  }

  @Test
  void aPersonWhoIsRemovedIsForgottenAndTheirTicketGivesNothing() {
    String making = asked("alice-id", null);
    asked("alice-id", "CHG1");
    server.run(own -> new JpaRequests(own, otherRealmId).forgetPerson("alice-id"));
    server.run(own -> new JpaRequests(own, realmId).forgetPerson("bella-id"));
    assertThat(listed("alice-id")).isTrue();

    server.run(own -> new JpaRequests(own, realmId).forgetPerson("alice-id"));

    assertThat(listed("alice-id")).isFalse();
    assertThat(texts()).hasSize(2).allSatisfy(row -> assertThat(row).doesNotContain("alice-id"));
    assertThat(behind("CHG1")).get().extracting(Asked::forgotten).isEqualTo(true);
    // The ITSM was making this one meanwhile.
    assertThat(this.<Boolean>requests(all -> all.made(making, ref("CHG2"), null))).isTrue();
    assertThat(behind("CHG2")).get().extracting(Asked::forgotten).isEqualTo(true);
  }

  @Test
  void aTicketForARequestThatIsGoneIsNotKept() {
    assertThat(
            this.<Boolean>requests(
                all -> all.made(UUID.randomUUID().toString(), ref("CHG1"), null)))
        .isFalse();
  }
}
