package io.ticketgate.core.gate;

import static io.ticketgate.core.Grants.grant;
import static io.ticketgate.core.Grants.refused;
import static io.ticketgate.core.InMemoryRealm.ALICE;
import static io.ticketgate.core.InMemoryRealm.BELLA;
import static io.ticketgate.core.InMemoryRealm.DB_ADMIN;
import static io.ticketgate.core.InMemoryRealm.DEPLOYER;
import static io.ticketgate.core.InMemoryRealm.DEPLOYER_CLIENT;
import static io.ticketgate.core.InMemoryRealm.DEPLOYER_CREDENTIAL;
import static io.ticketgate.core.InMemoryRealm.OPS;
import static io.ticketgate.core.InMemoryRealm.READER;
import static io.ticketgate.core.InMemoryRealm.T0;
import static io.ticketgate.core.InMemoryRealm.realmRole;
import static io.ticketgate.core.TicketBuilder.ticket;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.InMemoryRealm;
import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Holding;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.BreakGlass.Outcome;
import io.ticketgate.core.binding.Detail;
import io.ticketgate.core.check.BreakGlassRequest;
import io.ticketgate.core.gate.BreakGlassReviews.Verdict;
import io.ticketgate.core.refusal.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BreakGlassDeskTest {

  private static final Entitlement COMMANDER = realmRole("commander");
  private static final Person CARMEN = new Person("u-carmen", "carmen");
  private static final Person BOB = new Person("u-bob", "bob");
  private static final Instant DEADLINE = T0.plus(Duration.ofDays(1));

  private final InMemoryRealm realm = new InMemoryRealm();

  @BeforeEach
  void allow() {
    realm.user(CARMEN.id(), CARMEN.name(), true);
    realm.map(CARMEN.id(), COMMANDER);
    rule("prod", "protects.realmRoles=db-*", "PT1H", "P1D");
  }

  private void rule(String name, String protects, String max, String within) {
    realm.rule(
        name,
        protects,
        "breakGlass.allowed=true",
        "breakGlass.role=commander",
        "breakGlass.max=" + max,
        "breakGlass.reviewWithin=" + within);
  }

  private static BreakGlassRequest request(Subject subject, Entitlement entitlement) {
    return until(subject, entitlement, null, CARMEN);
  }

  private static BreakGlassRequest until(
      Subject subject, Entitlement entitlement, @Nullable Instant end, Person by) {
    return new BreakGlassRequest(subject, entitlement, end, "the database is down", by);
  }

  private Binding use(Instant now) {
    return realm.breakGlass(request(ALICE, DB_ADMIN), now);
  }

  @Test
  void nothingExtendsIt() {
    use(T0);
    refused(
        ErrorCode.BINDING_NOT_LIVE,
        () -> realm.extend("b1", T0.plus(Duration.ofHours(2)), T0.plusSeconds(60)));
    assertThat(realm.binding("b1").expiresAt()).isEqualTo(T0.plus(Duration.ofHours(1)));
  }

  @Test
  void makesAGrantWithoutAnyTicketAndTellsOfIt() {
    realm.forgetCalls();
    Binding binding = use(T0);

    assertThat(binding.status()).isEqualTo(BindingStatus.ACTIVE);
    assertThat(binding.ticket().toString()).isEqualTo("break-glass:b1");
    assertThat(binding.grantedBy()).isEqualTo(CARMEN);
    assertThat(binding.requestedBy()).isNull();
    assertThat(binding.approvers()).isEmpty();
    assertThat(binding.rules()).containsExactly("prod");
    assertThat(binding.justification()).isEqualTo("the database is down");
    assertThat(binding.expiresAt()).isEqualTo(T0.plus(Duration.ofHours(1)));
    assertThat(realm.roles(ALICE)).containsExactly(DB_ADMIN);
    assertThat(realm.emergency("b1").reviewDueAt()).isEqualTo(DEADLINE);
    assertThat(realm.transitions())
        .singleElement()
        .satisfies(
            step -> {
              assertThat(step.from()).isNull();
              assertThat(step.actor()).isEqualTo(CARMEN);
              assertThat(step.detail()).isEqualTo(new Detail.BrokenGlass(DEADLINE.toString()));
            });
    assertThat(realm.alarms()).containsExactly("used b1");
    assertThat(realm.calls()).noneMatch(call -> call.contains("ticket"));
  }

  @Test
  void anyRuleThatDoesNotAllowItKeepsItAway() {
    realm.rule("strict", "protects.realmRoles=db-admin");
    refused(ErrorCode.TICKET_REQUIRED, () -> use(T0));
    assertThat(realm.bindings()).isEmpty();
    assertThat(realm.alarms()).isEmpty();
    realm.rule("strict", "protects.realmRoles=db-admin", "mode=audit");
    use(T0);
    assertThat(realm.refusals()).hasSize(1);
  }

  @Test
  void soDoesARuleForAPartOfTheRole() {
    realm.rule("readers", "protects.realmRoles=reader");
    refused(ErrorCode.TICKET_REQUIRED, () -> realm.breakGlass(request(ALICE, OPS), T0));
  }

  @Test
  void onlyAPersonWithTheRoleOfEveryRuleMakesOne() {
    refused(ErrorCode.NOT_PERMITTED, () -> realm.breakGlass(until(ALICE, DB_ADMIN, null, BOB), T0));
    realm.map(BOB.id(), COMMANDER);
    realm.breakGlass(until(ALICE, DB_ADMIN, null, BOB), T0);
    // An account that is disabled, or of a client, is no person.
    realm.user("u-off", "off", false);
    realm.map("u-off", COMMANDER);
    refused(
        ErrorCode.NOT_PERMITTED,
        () -> realm.breakGlass(until(BELLA, DB_ADMIN, null, new Person("u-off", "off")), T0));
  }

  @Test
  void theShortestOfAllRulesLimitsItAndItsReview() {
    rule("short", "protects.realmRoles=db-admin", "PT10M", "PT2H");
    Instant limit = T0.plus(Duration.ofMinutes(10));
    refused(
        ErrorCode.LIFETIME_EXCEEDED,
        () -> realm.breakGlass(until(ALICE, DB_ADMIN, limit.plusMillis(1), CARMEN), T0));
    refused(
        ErrorCode.LIFETIME_EXCEEDED,
        () -> realm.breakGlass(until(ALICE, DB_ADMIN, T0, CARMEN), T0));
    Binding binding = use(T0);
    assertThat(binding.expiresAt()).isEqualTo(limit);
    assertThat(realm.emergency(binding.id()).reviewDueAt()).isEqualTo(T0.plus(Duration.ofHours(2)));
  }

  @Test
  void somebodyHasToSayWhy() {
    refused(
        ErrorCode.JUSTIFICATION_MISSING,
        () -> realm.breakGlass(new BreakGlassRequest(ALICE, DB_ADMIN, null, " ", CARMEN), T0));
  }

  @Test
  void whatOnePersonMayNotCombineStaysApart() {
    realm.rule(
        "prod",
        "protects.realmRoles=db-*",
        "separationOfDuties.exclusiveRoles=db-admin,reader",
        "breakGlass.allowed=true",
        "breakGlass.role=commander",
        "breakGlass.max=PT1H",
        "breakGlass.reviewWithin=P1D");
    realm.map(ALICE.id(), READER);
    refused(ErrorCode.SEPARATION_OF_DUTIES, () -> use(T0));
  }

  @Test
  void itIsForAPersonAndNotForACredential() {
    realm.rule("clients", "protects.clientCredentials=ci-*");
    refused(ErrorCode.INVALID_REQUEST, () -> realm.breakGlass(request(DEPLOYER, DB_ADMIN), T0));
    refused(
        ErrorCode.INVALID_REQUEST,
        () -> realm.breakGlass(request(DEPLOYER_CLIENT, DEPLOYER_CREDENTIAL), T0));
    refused(
        ErrorCode.INVALID_REQUEST, () -> realm.breakGlass(request(ALICE, realmRole("free")), T0));
  }

  @Test
  void noSecondOneFollowsUntilTheFirstIsReviewed() {
    use(T0);
    Instant later = T0.plus(Duration.ofHours(2));
    realm.expire(ALICE, later);
    refused(ErrorCode.REVIEW_DUE, () -> use(later));
    // Nor under another role that brings it along, nor after the account was made anew.
    refused(ErrorCode.REVIEW_DUE, () -> realm.breakGlass(request(ALICE, OPS), later));
    Subject again = new Subject(Subject.Kind.USER, "u-alice-2", "alice");
    refused(ErrorCode.REVIEW_DUE, () -> realm.breakGlass(request(again, DB_ADMIN), later));
    realm.review("b1", new Verdict(Outcome.REJECTED, null, null, BOB), later);
    use(later);
  }

  @Test
  void oneOfAWholeStandsInTheWayOfItsParts() {
    realm.breakGlass(request(ALICE, OPS), T0);
    refused(ErrorCode.REVIEW_DUE, () -> use(T0));
  }

  @Test
  void whoeverLeavesAReviewOverdueMakesNoOtherOne() {
    use(T0);
    realm.breakGlass(request(BELLA, DB_ADMIN), DEADLINE.minusMillis(1));
    realm.map(BOB.id(), COMMANDER);
    Subject dave = new Subject(Subject.Kind.USER, "u-dave", "dave");
    refused(ErrorCode.REVIEW_OVERDUE, () -> realm.breakGlass(request(dave, DB_ADMIN), DEADLINE));
    realm.breakGlass(until(dave, DB_ADMIN, null, BOB), DEADLINE);
  }

  @Test
  void nobodyActivatesOrResumesOne() {
    Binding binding = use(T0);
    realm.suspend(binding, T0);
    assertThat(realm.roles(ALICE)).isEmpty();
    refused(ErrorCode.BINDING_NOT_LIVE, () -> realm.resume(binding.id(), T0));
    refused(ErrorCode.BINDING_NOT_LIVE, () -> realm.activate(binding.id(), T0));
  }

  @Test
  void itCoversAStockMappingUntilItsEndAndNoLonger() {
    use(T0);
    AttemptedGrant again = new AttemptedGrant(Route.ROLE_MAPPING, ALICE, Holding.mapped(DB_ADMIN));
    realm.assign(null, T0, again);
    refused(
        ErrorCode.TICKET_REQUIRED, () -> realm.assign(null, T0.plus(Duration.ofHours(1)), again));
    refused(
        ErrorCode.TICKET_NOT_FOUND,
        () -> realm.assign("break-glass:b1", T0.plus(Duration.ofHours(1)), again));
  }

  @Test
  void aTicketForTheSameIsNotKeptWaiting() {
    use(T0);
    realm.receive(ticket("demo:CHG-1").approvedBy("bob"), T0);
    Binding ticketed = realm.bind(grant("demo:CHG-1", ALICE, DB_ADMIN), T0).binding();
    realm.expire(ALICE, T0.plus(Duration.ofHours(1)));
    assertThat(realm.roles(ALICE)).isEqualTo(Set.of(DB_ADMIN));
    assertThat(realm.binding(ticketed.id()).status().live()).isTrue();
  }
}
