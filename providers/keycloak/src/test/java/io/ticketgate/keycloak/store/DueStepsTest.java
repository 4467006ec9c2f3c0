package io.ticketgate.keycloak.store;

import static io.ticketgate.keycloak.ABinding.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Ending;
import io.ticketgate.core.binding.Reviewer;
import io.ticketgate.core.binding.Schedule;
import io.ticketgate.core.binding.Selection;
import io.ticketgate.keycloak.ABinding;
import io.ticketgate.keycloak.store.DueSteps.Kind;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DueStepsTest extends GateRows {

  private static final Duration DAY = Duration.ofDays(1);
  private static final Reviewer BOB = new Reviewer(Reviewer.Kind.PERSON, "bob-id", "bob");
  private static final Reviewer BOARD = Reviewer.role("cab-id", "cab-member");

  private Binding insert(String realmId, ABinding of, Schedule schedule) {
    Binding made = of.until(Binding.NO_END).make();
    Binding binding = made.scheduled(schedule, made.expiresAt());
    server.run(
        own -> {
          JpaBindings bindings = new JpaBindings(own, realmId);
          bindings.lockSubject(binding.subject());
          bindings.insert(binding);
        });
    return binding;
  }

  private static Schedule reviewed(Instant due, @Nullable Reviewer by) {
    return Schedule.NONE.withReview(due.minus(DAY), due, by);
  }

  private static Schedule unusedSince(Instant since) {
    return Schedule.NONE.withUse(DAY, since);
  }

  private Map<String, Set<String>> due(Kind kind, Instant now) {
    return server.in(own -> new DueSteps(own).due(kind, now, 0, 10));
  }

  private Binding now(Binding binding) {
    return server.in(own -> new JpaBindings(own, realm).find(binding.id()).orElseThrow());
  }

  @Test
  void aScheduleComesBackAsItWasWritten() {
    Binding binding =
        insert(realm, new ABinding().of("a"), reviewed(NOW.plus(DAY), BOB).withUse(DAY, NOW));

    assertThat(now(binding)).isEqualTo(binding);
    assertThat(now(binding).standing()).isTrue();
  }

  @Test
  void aReviewIsDueInEachLiveStateAndInEachRealm() {
    String waiting =
        insert(realm, new ABinding().of("a").in(BindingStatus.AUTHORIZED), reviewed(NOW, BOB)).id();
    String suspended =
        insert(otherRealm, new ABinding().of("b").in(BindingStatus.SUSPENDED), reviewed(NOW, null))
            .id();
    insert(realm, new ABinding().of("c").in(BindingStatus.REVOKED), reviewed(NOW, BOB));
    insert(realm, new ABinding().of("d"), reviewed(NOW.plus(DAY), BOB));
    insert(realm, new ABinding().of("e"), Schedule.NONE);

    assertThat(due(Kind.REVIEW, NOW))
        .isEqualTo(Map.of(realm, Set.of(waiting), otherRealm, Set.of(suspended)));
  }

  @Test
  void whatWasCertifiedMeanwhileIsPassedOver() {
    Binding missed = insert(realm, new ABinding().of("a"), reviewed(NOW, BOB));
    Binding certified = insert(realm, new ABinding().of("b"), reviewed(NOW, BOB));
    server.run(
        own ->
            new JpaBindings(own, realm)
                .update(certified.scheduled(reviewed(NOW.plus(DAY), BOB), Binding.NO_END)));

    int ended =
        server.in(
            own ->
                new JpaBindings(own, realm)
                    .end(
                        new Selection.Overdue(Set.of(missed.id(), certified.id()), NOW),
                        Ending.by(EndCause.NOT_CERTIFIED, NOW)));

    assertThat(ended).isEqualTo(1);
    assertThat(now(missed).cause()).isEqualTo(EndCause.NOT_CERTIFIED);
    assertThat(now(certified).status()).isEqualTo(BindingStatus.ACTIVE);
  }

  @Test
  void oneReminderIsDueOnce() {
    Binding binding = insert(realm, new ABinding().of("a"), reviewed(NOW.plus(DAY), BOB));
    Instant remind = Objects.requireNonNull(binding.schedule().reviewNextAt());
    Instant due = Objects.requireNonNull(binding.schedule().reviewDueAt());

    assertThat(due(Kind.REVIEW, remind.minusMillis(1))).isEmpty();
    assertThat(due(Kind.REVIEW, remind)).isEqualTo(Map.of(realm, Set.of(binding.id())));
    boolean first = server.in(own -> new DueSteps(own).reminded(binding.id(), remind));
    boolean second = server.in(own -> new DueSteps(own).reminded(binding.id(), remind));

    assertThat(first).isTrue();
    assertThat(second).isFalse();
    assertThat(due(Kind.REVIEW, due.minusMillis(1))).isEmpty();
    assertThat(due(Kind.REVIEW, due)).as("then it is overdue").hasSize(1);
    boolean late = server.in(own -> new DueSteps(own).reminded(binding.id(), due));
    assertThat(late).as("nobody is reminded of what is over").isFalse();
  }

  @Test
  void aUsePutsDormancyOff() {
    Binding used = insert(realm, new ABinding().of("a"), unusedSince(NOW.minus(DAY)));
    Binding unused = insert(realm, new ABinding().of("b"), unusedSince(NOW.minus(DAY)));
    Binding unasked = insert(realm, new ABinding().of("c"), Schedule.NONE);
    server.run(
        own ->
            LastUses.write(
                own, Map.of(used.id(), NOW.toEpochMilli(), unasked.id(), NOW.toEpochMilli())));

    assertThat(due(Kind.DORMANT, NOW)).isEqualTo(Map.of(realm, Set.of(unused.id())));
    assertThat(now(used).schedule().dormantAt()).isEqualTo(NOW.plus(DAY));
    assertThat(now(unasked).schedule()).isEqualTo(Schedule.NONE);
    assertThat(now(unasked).lastUsedAt()).isEqualTo(NOW);
  }

  @Test
  void aUseStaysThatWasStoredWhileAnotherTransactionChangedTheBinding() {
    Binding read = insert(realm, new ABinding().of("a"), unusedSince(NOW.minus(DAY)));
    server.run(own -> LastUses.write(own, Map.of(read.id(), NOW.toEpochMilli())));

    server.run(own -> new JpaBindings(own, realm).update(read));

    assertThat(now(read).schedule().dormantAt()).isEqualTo(NOW.plus(DAY));
  }

  @Test
  void onlyAnActiveBindingIsDormant() {
    insert(realm, new ABinding().of("a").in(BindingStatus.SUSPENDED), unusedSince(NOW.minus(DAY)));

    assertThat(due(Kind.DORMANT, NOW)).isEmpty();
  }

  @Test
  void aListIsForAReviewerAndATimeTheNextFirst() {
    Binding later = insert(realm, new ABinding().of("a"), reviewed(NOW.plusSeconds(2), BOB));
    Binding sooner = insert(realm, new ABinding().of("b"), reviewed(NOW.plusSeconds(1), BOARD));
    Binding nobodys = insert(realm, new ABinding().of("c"), reviewed(NOW.plusSeconds(3), null));
    insert(otherRealm, new ABinding().of("d"), reviewed(NOW, BOB));
    insert(realm, new ABinding().of("e").in(BindingStatus.REVOKED), reviewed(NOW, BOB));
    insert(realm, new ABinding().of("f"), Schedule.NONE);

    assertThat(reviews(null, null)).containsExactly(sooner.id(), later.id(), nobodys.id());
    assertThat(reviews(by("bob-id"), null)).containsExactly(later.id());
    assertThat(reviews(by("bob-id", "cab-id"), null)).containsExactly(sooner.id(), later.id());
    assertThat(reviews(null, NOW.plusSeconds(2))).containsExactly(sooner.id());
    assertThat(reviews(by("nobody"), null)).isEmpty();
  }

  @Test
  void anEmergencyGrantIsListedUntilSomebodyHasReviewedItAlsoWhenItIsOver() {
    Binding certified = insert(realm, new ABinding().of("a"), reviewed(NOW.plusSeconds(2), BOARD));
    Binding emergency = emergency("b", NOW.plusSeconds(1));
    Binding own = emergency("cab-id", NOW.plus(DAY));
    end(certified);
    end(emergency);

    assertThat(reviews(null, null)).containsExactly(emergency.id(), own.id());
    assertThat(reviews(by("cab-id"), null)).as("not their own").containsExactly(emergency.id());
    assertThat(reviews(by("granter-id", "cab-id"), null)).as("nor what they made").isEmpty();
    assertThat(due(Kind.REVIEW, NOW.plusSeconds(1)))
        .isEqualTo(Map.of(realm, Set.of(emergency.id())));
    assertThat(take(emergency, NOW.plusMillis(999))).isFalse();
    assertThat(take(emergency, NOW.plusSeconds(1))).isTrue();
    assertThat(take(emergency, NOW.plusSeconds(1))).isFalse();
    assertThat(due(Kind.REVIEW, NOW.plusSeconds(1))).isEmpty();
    assertThat(reviews(null, null)).as("nobody has reviewed it").contains(emergency.id());
    server.run(session -> new JpaBindings(session, realm).reviewed(emergency));
    assertThat(reviews(null, null)).containsExactly(own.id());
  }

  private Binding emergency(String subject, Instant due) {
    return insert(
        realm,
        new ABinding().of(subject).under(new TicketRef("break-glass", subject)),
        reviewed(due, BOARD));
  }

  private void end(Binding binding) {
    server.run(
        own ->
            new JpaBindings(own, realm)
                .end(new Selection.These(Set.of(binding.id())), Ending.by(EndCause.ADMIN, NOW)));
  }

  private boolean take(Binding binding, Instant at) {
    return server.in(own -> new JpaBindings(own, realm).takeOverdue(binding, at));
  }

  private static BindingLists.For by(String person, String... roles) {
    return new BindingLists.For(
        Stream.concat(Stream.of(person), Stream.of(roles)).collect(Collectors.toSet()), person);
  }

  private List<String> reviews(BindingLists.@Nullable For reviewer, @Nullable Instant before) {
    return server.in(
        own ->
            new JpaBindings(own, realm)
                .lists().reviews(reviewer, before, null, 0, 10).stream().map(Binding::id).toList());
  }
}
