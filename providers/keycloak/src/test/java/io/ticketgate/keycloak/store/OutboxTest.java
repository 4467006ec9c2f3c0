package io.ticketgate.keycloak.store;

import static io.ticketgate.keycloak.ABinding.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.event.EventType;
import io.ticketgate.core.event.GateEvent;
import io.ticketgate.keycloak.store.DueEvents.Claim;
import io.ticketgate.keycloak.store.Outbox.Delivery;
import io.ticketgate.keycloak.store.Outbox.Status;
import io.ticketgate.keycloak.store.Outbox.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

class OutboxTest extends GateRows {

  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final Instant LATER = NOW.plusSeconds(30);

  private final Target siem = new Target(realm, "siem");
  private final Target pam = new Target(realm, "pam");

  private void queue(Target target, String event, String about) {
    GateEvent what =
        new GateEvent(event, EventType.BINDING_REVOKED, about, NOW, List.of(), null, Map.of());
    server.run(
        own ->
            new Outbox(own, target.realmId()).queue(what, target.subscriberId(), "{" + event, NOW));
  }

  private <T> T due(Function<DueEvents, T> work) {
    return server.in(own -> work.apply(new DueEvents(own)));
  }

  private void run(Consumer<DueEvents> work) {
    server.run(own -> work.accept(new DueEvents(own)));
  }

  private <T> T outbox(Function<Outbox, T> work) {
    return server.in(own -> work.apply(new Outbox(own, realm)));
  }

  private Optional<Claim> claim(Target target, Instant now) {
    return due(events -> events.claim(target, now, LEASE));
  }

  private int many(ToIntFunction<DueEvents> work) {
    return due(events -> (Integer) work.applyAsInt(events));
  }

  private List<Target> targets(Instant now) {
    return due(events -> events.targets(now));
  }

  private List<Target> known() {
    return due(DueEvents::known);
  }

  private boolean again(Target target, long number) {
    return outbox(all -> (Boolean) all.again(target.subscriberId(), number, LATER));
  }

  private List<Delivery> list(Target target) {
    return outbox(all -> all.list(target.subscriberId(), null, null, 10));
  }

  @Test
  void eventsAboutOneThingAreClaimedOneByOneInTheirOrder() {
    queue(siem, "first", "bindings/1");
    queue(siem, "second", "bindings/1");

    Claim first = claim(siem, NOW).orElseThrow();
    assertThat(first.body()).isEqualTo("{first");
    assertThat(claim(siem, NOW)).describedAs("the first is not there yet").isEmpty();

    run(events -> events.delivered(first, NOW));
    assertThat(claim(siem, NOW).orElseThrow().body()).isEqualTo("{second");
  }

  @Test
  void whatFailsHoldsUpWhatFollowsOfTheSameThingAlone() {
    queue(siem, "first", "bindings/1");
    queue(siem, "second", "bindings/1");
    queue(siem, "other", "bindings/2");
    queue(pam, "first", "bindings/1");
    Claim first = claim(siem, NOW).orElseThrow();
    run(events -> events.again(first, LATER, "unavailable", "No answer."));

    assertThat(claim(siem, NOW).orElseThrow().body()).isEqualTo("{other");
    assertThat(claim(siem, NOW)).isEmpty();
    assertThat(claim(pam, NOW)).isPresent();
    Claim again = claim(siem, LATER).orElseThrow();
    assertThat(again.body()).isEqualTo("{first");
    assertThat(again.tries()).isEqualTo(1);
  }

  @Test
  void aDeadLetterLetsWhatFollowsPass() {
    queue(siem, "first", "bindings/1");
    queue(siem, "second", "bindings/1");
    Claim first = claim(siem, NOW).orElseThrow();
    run(events -> events.dead(first, NOW, "refused", "x".repeat(600)));

    assertThat(claim(siem, NOW).orElseThrow().body()).isEqualTo("{second");
    Delivery dead = outbox(all -> all.list("siem", Status.DEAD, null, 10)).get(0);
    assertThat(dead.failure()).isEqualTo("refused");
    assertThat(dead.message()).hasSize(500);
    assertThat(dead.endedAt()).isEqualTo(NOW);
    assertThat(dead.nextTryAt()).isNull();
  }

  @Test
  void anEventThatIsAnnouncedAgainIsTheRowThatIsThere() {
    queue(siem, "end", "bindings/1");
    Claim claim = claim(siem, NOW).orElseThrow();
    run(events -> events.delivered(claim, NOW));

    queue(siem, "end", "bindings/1");

    assertThat(list(siem)).singleElement().extracting(Delivery::status).isEqualTo(Status.DELIVERED);
    queue(pam, "end", "bindings/1");
    assertThat(list(pam)).hasSize(1);
  }

  @Test
  void aClaimRunsOut() {
    queue(siem, "first", "bindings/1");
    Claim dead = claim(siem, NOW).orElseThrow();

    assertThat(targets(NOW)).isEmpty();
    assertThat(claim(siem, NOW.plus(LEASE).minusMillis(1))).isEmpty();
    assertThat(targets(NOW.plus(LEASE))).containsExactly(siem);
    Claim taken = claim(siem, NOW.plus(LEASE)).orElseThrow();
    run(events -> events.again(dead, LATER, "late", "From the dead."));
    assertThat(claim(siem, NOW.plus(LEASE))).describedAs("it is the other's still").isEmpty();
    run(events -> events.delivered(taken, NOW));
    assertThat(list(siem).get(0).tries()).isEqualTo(1);
  }

  @Test
  void aDeadOrDeliveredOneIsSentAgainWithItsWholePatience() {
    queue(siem, "first", "bindings/1");
    Claim claim = claim(siem, NOW).orElseThrow();
    long number = claim.number();
    assertThat(again(siem, number)).describedAs("it waits").isFalse();
    run(events -> events.dead(claim, NOW, "refused", "No."));

    assertThat(again(pam, number)).isFalse();
    assertThat(again(siem, number)).isTrue();

    Claim again = claim(siem, LATER).orElseThrow();
    assertThat(again.tries()).isZero();
    assertThat(again.queuedAt()).isEqualTo(LATER);
    assertThat(again.createdAt()).isEqualTo(NOW);
    assertThat(again.eventId()).isEqualTo("first");
  }

  @Test
  void theOldestDeadLettersAreSentAgainFirst() {
    queue(siem, "first", "bindings/1");
    queue(siem, "second", "bindings/2");
    assertThat(many(events -> events.giveUp(siem, null, 10, "overflow", NOW))).isEqualTo(2);

    int sent = outbox(all -> (Integer) all.deadAgain("siem", 1, NOW));
    assertThat(sent).isEqualTo(1);

    assertThat(claim(siem, NOW).orElseThrow().body()).isEqualTo("{first");
    assertThat(claim(siem, NOW)).isEmpty();
  }

  @Test
  void theOldestAreGivenUpAndNoneThatIsBeingDelivered() {
    queue(siem, "first", "bindings/1");
    claim(siem, NOW);
    queue(siem, "second", "bindings/2");
    queue(siem, "third", "bindings/3");
    queue(pam, "first", "bindings/1");

    assertThat(many(events -> events.giveUp(siem, null, 1, "overflow", NOW))).isEqualTo(1);
    assertThat(many(events -> events.giveUp(siem, NOW, 10, "overdue", NOW))).isZero();

    assertThat(list(siem))
        .extracting(Delivery::eventId, Delivery::status)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("third", Status.WAITING),
            org.assertj.core.groups.Tuple.tuple("second", Status.DEAD),
            org.assertj.core.groups.Tuple.tuple("first", Status.WAITING));
    assertThat(many(events -> (int) events.waiting(siem))).isEqualTo(2);
    Outbox.Backlog backlog = outbox(all -> all.backlog(Set.of("siem")));
    assertThat(backlog).isEqualTo(new Outbox.Backlog(2, NOW, 1));
  }

  @Test
  void aSubscriberThatAnswersAgainWaitsForNothing() {
    queue(siem, "first", "bindings/1");
    Claim claim = claim(siem, NOW).orElseThrow();
    run(events -> events.again(claim, NOW.plusSeconds(300), "late", "No answer."));

    run(events -> events.allDue(siem, LATER));

    assertThat(claim(siem, LATER)).isPresent();
  }

  @Test
  void pagesGoOnAfterTheLastOneOfThePageBefore() {
    for (int i = 0; i < 5; i++) {
      queue(siem, "event" + i, "bindings/" + i);
    }
    queue(pam, "other", "bindings/1");

    List<Delivery> first = outbox(all -> all.list("siem", null, null, 2));
    List<Delivery> second = outbox(all -> all.list("siem", null, first.get(1).number(), 2));

    assertThat(first).extracting(Delivery::eventId).containsExactly("event4", "event3");
    assertThat(second).extracting(Delivery::eventId).containsExactly("event2", "event1");
    Optional<Delivery> own = outbox(all -> all.find("siem", first.get(0).number()));
    Optional<Delivery> others = outbox(all -> all.find("pam", first.get(0).number()));
    List<Delivery> elsewhere =
        server.in(any -> new Outbox(any, otherRealm).list("siem", null, null, 9));
    assertThat(own).isPresent();
    assertThat(others).isEmpty();
    assertThat(elsewhere).isEmpty();
  }

  @Test
  void whatIsOldIsForgottenAndWhatWaitsIsNot() {
    queue(siem, "delivered", "bindings/1");
    Claim claim = claim(siem, NOW).orElseThrow();
    run(events -> events.delivered(claim, NOW));
    queue(siem, "dead", "bindings/2");
    due(events -> events.giveUp(siem, null, 1, "overflow", NOW));
    queue(siem, "waits", "bindings/3");

    assertThat(many(events -> events.forget(Status.DELIVERED, NOW, 10))).isZero();
    assertThat(many(events -> events.forget(Status.DELIVERED, LATER, 10))).isEqualTo(1);
    assertThat(many(events -> events.forgetDeadBut(siem, 1, 10))).isZero();
    assertThat(many(events -> events.forgetDeadBut(siem, 0, 10))).isEqualTo(1);
    assertThat(list(siem)).singleElement().extracting(Delivery::eventId).isEqualTo("waits");
    assertThat(known()).containsExactly(siem);
    assertThat(many(events -> events.forgetAll(siem, 10))).isEqualTo(1);
    assertThat(known()).isEmpty();
  }

  @Test
  void whatIsRolledBackWasNeverQueued() {
    GateEvent event =
        new GateEvent("e", EventType.RULE_CHANGED, "rules/1", NOW, List.of(), null, Map.of());
    try {
      server.run(
          own -> {
            new Outbox(own, realm).queue(event, "siem", "{}", NOW);
            throw new IllegalStateException("refused");
          });
    } catch (IllegalStateException expected) {
      // rolled back
    }
    assertThat(list(siem)).isEmpty();
  }
}
