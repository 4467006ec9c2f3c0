package io.ticketgate.keycloak.store;

import static io.ticketgate.keycloak.ABinding.NOW;
import static io.ticketgate.keycloak.ABinding.role;
import static io.ticketgate.keycloak.ABinding.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.Detail;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Transition;
import io.ticketgate.keycloak.ABinding;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JpaBindingsTest extends BindingRows {

  @Test
  void findsWhatWasInsertedWithEveryField() {
    Binding binding = insert(new ABinding().ownedBy("owner").make());

    assertThat(bindings().find(binding.id())).contains(binding);
  }

  @Test
  void doesNotFindABindingOfAnotherRealm() {
    Binding elsewhere = insert(otherRealm, new ABinding().make());

    assertThat(bindings().find(elsewhere.id())).isEmpty();
  }

  @Test
  void anUpdateChangesStateEndAndGranterAndLeavesTheEvidence() {
    Binding authorised = insert(new ABinding().in(BindingStatus.AUTHORIZED).make());
    Binding active = authorised.activated(new Person("carol-id", "carol"), NOW.plusSeconds(60));
    in(
        bindings -> {
          bindings.update(active);
          return true;
        });
    assertThat(bindings().find(authorised.id())).contains(active);
    Binding ended = active.ended(EndCause.TICKET_CLOSED, NOW.plusSeconds(5));
    in(
        bindings -> {
          bindings.update(ended);
          return true;
        });

    assertThat(bindings().find(authorised.id())).contains(ended);
  }

  @Test
  void liveBindingsOfASubjectLeaveOutEndedOnesThoseOfOthersAndOfOtherRealms() {
    Binding active = insert(new ABinding().of("u").make());
    Binding suspended = insert(new ABinding().of("u").in(BindingStatus.SUSPENDED).make());
    insert(new ABinding().of("u").in(BindingStatus.REVOKED).make());
    insert(new ABinding().of("u").in(BindingStatus.EXPIRED).make());
    insert(new ABinding().of("another").make());
    insert(otherRealm, new ABinding().of("u").make());

    assertThat(bindings().liveOf("u"))
        .containsExactlyInAnyOrder(active, suspended)
        .isEqualTo(bindings().liveUnlocked("u"));
  }

  @Test
  void whatWasReadUnderALockIsReadAnewOnceTheSameSessionHasWritten() {
    Binding binding = insert(new ABinding().of("u").make());

    List<Binding> after =
        in(
            bindings -> {
              bindings.lockSubject("u");
              assertThat(bindings.liveOf("u")).containsExactly(binding);
              bindings.update(binding.ended(EndCause.ADMIN, NOW));
              return bindings.liveOf("u");
            });

    assertThat(after).isEmpty();
  }

  @Test
  void whatWasReadUnderALockIsNotQueriedAgain() {
    insert(new ABinding().of("u").make());

    in(
        bindings -> {
          bindings.lockSubject("u");
          assertThat(bindings.liveOf("u")).isSameAs(bindings.liveOf("u"));
          return true;
        });
  }

  @Test
  void whatWasReadWithoutALockIsQueriedAgain() {
    insert(new ABinding().of("u").make());

    in(
        bindings -> {
          assertThat(bindings.liveOf("u")).hasSize(1);
          insert(new ABinding().of("u").make());
          assertThat(bindings.liveOf("u")).hasSize(2);
          return true;
        });
  }

  @Test
  void ticketsThatOnlyAuthoriseAreFoundWithAndWithoutTheLock() {
    Subject subject = user("u", "u");
    insert(new ABinding().of(subject).under("CHG1").in(BindingStatus.AUTHORIZED).make());
    insert(new ABinding().of(subject).under("CHG2").make());

    assertThat(bindings().authorisedUnder(subject)).containsExactly(new TicketRef("snow", "CHG1"));
    bindings().lockSubject(subject);
    assertThat(bindings().authorisedUnder(subject)).containsExactly(new TicketRef("snow", "CHG1"));
  }

  @Test
  void liveBindingsOfAnEntitlementAreFoundById() {
    Binding one = insert(new ABinding().for_(role("r1", "db-admin")).make());
    insert(new ABinding().for_(role("r2", "db-admin")).make());
    insert(new ABinding().for_(role("r1", "db-admin")).in(BindingStatus.EXPIRED).make());

    assertThat(bindings().liveFor("r1")).containsExactly(one);
  }

  @Test
  void onlyAPageOfWhatCoversNowIsRead() {
    List<Binding> covering =
        Stream.of("u", "v", "w")
            .map(user -> insert(new ABinding().of(user).make()))
            .sorted(Comparator.comparing(Binding::id))
            .toList();
    insert(new ABinding().of("u").in(BindingStatus.SUSPENDED).make());
    insert(new ABinding().of("u").until(NOW).make());
    insert(otherRealm, new ABinding().of("u").make());

    assertThat(bindings().lists().covering(NOW, 0, 10)).isEqualTo(covering);
    assertThat(bindings().lists().covering(NOW, 1, 1)).containsExactly(covering.get(1));
    assertThat(bindings().lists().covering(NOW, 3, 10)).isEmpty();
  }

  @Test
  void ownersAreThoseOfActiveBindingsOnly() {
    insert(new ABinding().ownedBy("o1").make());
    insert(new ABinding().ownedBy("o1").make());
    insert(new ABinding().ownedBy("o2").in(BindingStatus.SUSPENDED).make());
    insert(new ABinding().make());
    insert(otherRealm, new ABinding().ownedBy("o3").make());

    insert(new ABinding().ownedBy("o4").make());
    HolderPages pages = new HolderPages(session, realm);

    assertThat(pages.owners("", 10)).containsExactly("o1", "o4");
    assertThat(pages.owners("", 1)).containsExactly("o1");
    assertThat(pages.owners("o1", 10)).containsExactly("o4");
    List<Binding> owned = bindings().lists().ownedBy("o1", "", 10);
    assertThat(owned).hasSize(2);
    assertThat(bindings().lists().ownedBy("o1", owned.get(0).id(), 10))
        .containsExactly(owned.get(1));
    assertThat(bindings().lists().ownedBy("o2", "", 10)).isEmpty();
  }

  @Test
  void aSystemIsInUseWhileALiveBindingRestsOnOneOfItsTickets() {
    insert(new ABinding().under(new TicketRef("snow", "CHG1")).make());
    insert(new ABinding().under(new TicketRef("jira", "OPS-1")).in(BindingStatus.REVOKED).make());
    insert(otherRealm, new ABinding().under(new TicketRef("rt", "1")).make());

    assertThat(bindings().anyLiveOf("snow")).isTrue();
    assertThat(bindings().anyLiveOf("jira")).isFalse();
    assertThat(bindings().anyLiveOf("rt")).isFalse();
  }

  @Test
  void usesCountEndedBindingsOfTheSameTicketSubjectAndEntitlement() {
    TicketRef ticket = new TicketRef("snow", "CHG1");
    insert(new ABinding().in(BindingStatus.REVOKED).make());
    insert(new ABinding().make());
    insert(new ABinding().under("CHG2").make());
    insert(new ABinding().of("somebody-else").make());
    insert(new ABinding().for_(role("other-id", "other")).make());

    assertThat(uses(ticket, user("alice-id", "alice"), role("db-admin-id", "db-admin")))
        .isEqualTo(2);
  }

  @Test
  void usesAreRememberedWhenSubjectOrRoleAreMadeAgainUnderTheirNames() {
    TicketRef ticket = new TicketRef("snow", "CHG1");
    insert(new ABinding().make());

    assertThat(uses(ticket, user("new-id", "alice"), role("db-admin-id", "db-admin")))
        .describedAs("the user was removed and made again")
        .isEqualTo(1);
    assertThat(uses(ticket, user("alice-id", "alice"), role("new-id", "db-admin")))
        .describedAs("the role was removed and made again")
        .isEqualTo(1);
    assertThat(uses(ticket, user("alice-id", "renamed"), role("db-admin-id", "renamed")))
        .describedAs("both were renamed")
        .isEqualTo(1);
    assertThat(uses(ticket, user("new-id", "other"), role("db-admin-id", "db-admin"))).isZero();
  }

  @Test
  void usesOfARoleOfAClientAreNotThoseOfARealmRoleOfTheSameName() {
    TicketRef ticket = new TicketRef("snow", "CHG1");
    Entitlement ofClient =
        new Entitlement("c-role", new EntitlementName.ClientRole("orders", "db-admin"));
    insert(new ABinding().for_(ofClient).make());

    assertThat(uses(ticket, user("alice-id", "alice"), role("new-id", "db-admin"))).isZero();
    assertThat(
            uses(
                ticket,
                user("alice-id", "alice"),
                new Entitlement("new", new EntitlementName.ClientRole("billing", "db-admin"))))
        .isZero();
    assertThat(
            uses(
                ticket,
                user("alice-id", "alice"),
                new Entitlement("new", new EntitlementName.ClientRole("orders", "db-admin"))))
        .isEqualTo(1);
  }

  @Test
  void aServiceAccountIsNotTheUserOfTheSameName() {
    insert(new ABinding().of(user("u", "robot")).make());

    assertThat(
            uses(
                new TicketRef("snow", "CHG1"),
                new Subject(Subject.Kind.SERVICE_ACCOUNT, "sa", "robot"),
                role("db-admin-id", "db-admin")))
        .isZero();
  }

  private int uses(TicketRef ticket, Subject subject, Entitlement entitlement) {
    return in(bindings -> bindings.uses(ticket, subject, entitlement));
  }

  @Test
  void countsEveryStateAlsoTheOnesThatNoBindingIsIn() {
    insert(new ABinding().make());
    insert(new ABinding().make());
    insert(new ABinding().in(BindingStatus.EXPIRED).make());
    insert(otherRealm, new ABinding().make());

    assertThat(bindings().lists().counts())
        .hasSize(BindingStatus.values().length)
        .containsEntry(BindingStatus.ACTIVE, 2L)
        .containsEntry(BindingStatus.EXPIRED, 1L)
        .containsEntry(BindingStatus.SUSPENDED, 0L);
  }

  @Test
  void historyIsOldestFirstAndWithinAMillisecondBeginsAndEndsInOrder() {
    Instant later = NOW.plusMillis(1);
    Transition made = step(null, BindingStatus.AUTHORIZED, null, NOW);
    Transition activated = step(BindingStatus.AUTHORIZED, BindingStatus.ACTIVE, null, NOW);
    Transition ended =
        step(BindingStatus.ACTIVE, BindingStatus.REVOKED, EndCause.TICKET_CLOSED, NOW);
    Transition earlier = step(null, BindingStatus.AUTHORIZED, null, NOW.minusMillis(1));
    Transition last = step(BindingStatus.ACTIVE, BindingStatus.REVOKED, EndCause.ADMIN, later);
    in(
        bindings -> {
          List.of(last, ended, activated, made, earlier)
              .forEach(step -> bindings.record(new ABinding().make(), step));
          return true;
        });

    assertThat(bindings().history("b")).containsExactly(earlier, made, activated, ended, last);
    assertThat(new JpaBindings(session, otherRealm).history("b")).isEmpty();
  }

  private static Transition step(
      @Nullable BindingStatus from, BindingStatus to, @Nullable EndCause cause, Instant at) {
    return new Transition(
        "b", from, to, cause, at, new Person("p", "pat"), new Detail.Reason("why"));
  }

  @Test
  void aKnownSubjectIsLockedAndAnUnknownOneMakesNoRow() {
    in(
        bindings -> {
          assertThat(bindings.lockKnownSubject("u")).isFalse();
          assertThat(bindings.holdsLock("u")).isFalse();
          bindings.lockSubject("u");
          assertThat(bindings.holdsLock("u")).isTrue();
          return true;
        });

    in(
        bindings -> {
          assertThat(bindings.holdsLock("u")).isFalse();
          assertThat(bindings.lockKnownSubject("u")).isTrue();
          assertThat(bindings.holdsLock("u")).isTrue();
          return true;
        });
  }
}
