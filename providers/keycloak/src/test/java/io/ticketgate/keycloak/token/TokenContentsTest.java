package io.ticketgate.keycloak.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.rule.Protection;
import io.ticketgate.core.rule.RememberedProtection;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.core.rule.RuleParser;
import io.ticketgate.core.token.TokenPolicy;
import io.ticketgate.core.token.TokenRequest;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TokenContentsTest {

  private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");
  private static final Subject ALICE = new Subject(Subject.Kind.USER, "u-alice", "alice");
  private static final Entitlement CLIENT =
      new Entitlement("c-shop", new EntitlementName.ClientCredential("shop"));
  private static final Entitlement DB_ADMIN =
      new Entitlement("r-db-admin", new EntitlementName.RealmRole("db-admin"));
  private static final Entitlement REFUND =
      new Entitlement("r-refund", new EntitlementName.ClientRole("orders", "refund"));
  private static final Entitlement READER =
      new Entitlement("r-reader", new EntitlementName.RealmRole("reader"));

  private final List<Binding> bindings = new ArrayList<>();
  private final FakeRealm realm = new FakeRealm();
  private int decided;

  private static final class FakeRealm implements TokenRealm {
    final Map<String, Entitlement> roles = new HashMap<>();
    final Map<String, Set<Entitlement>> shownAs = new HashMap<>();
    final List<Rule> audited = new ArrayList<>();
    final List<String> used = new ArrayList<>();

    @Override
    public Entitlement role(@Nullable String clientId, String name) {
      EntitlementName full =
          clientId == null
              ? new EntitlementName.RealmRole(name)
              : new EntitlementName.ClientRole(clientId, name);
      return roles.getOrDefault(full.toString(), new Entitlement(full.toString(), full));
    }

    @Override
    public Set<Entitlement> rolesShownAs(String name) {
      return shownAs.getOrDefault(name, Set.of());
    }

    @Override
    public void wouldRefuse(List<Rule> rules) {
      audited.addAll(rules);
    }

    @Override
    public void used(Binding binding) {
      used.add(binding.id());
    }
  }

  private TokenContents token(String mode, String onTokenWithoutBinding, Entitlement... held) {
    Rule rule =
        RuleParser.parse(
            "rule",
            "prod",
            Map.of(
                "protects.realmRoles", List.of("db-*"),
                "protects.clientRoles", List.of("orders/*"),
                "mode", List.of(mode),
                "onTokenWithoutBinding", List.of(onTokenWithoutBinding)));
    Protection protection =
        new Protection(List.of(rule), role -> Map.of(), () -> RememberedProtection.NONE);
    TokenPolicy policy =
        new TokenPolicy(
            role -> {
              decided++;
              return protection.protecting(role);
            },
            Set::of,
            id -> bindings.stream().filter(each -> each.subject().id().equals(id)).toList(),
            NOW);
    return TokenContents.judged(
        policy, new TokenRequest(CLIENT, ALICE.id(), List.of(held), false, null), realm);
  }

  private void bound(String id, Entitlement entitlement, long minutes) {
    bindings.add(
        new Binding(
            id,
            ALICE,
            entitlement,
            new TicketRef("snow", "CHG1"),
            List.of("prod"),
            "digest-of-rules",
            BindingStatus.ACTIVE,
            null,
            null,
            null,
            List.of(new Person("u-bob", "bob")),
            null,
            new Binding.Evidence("7", "digest-of-fields"),
            NOW,
            NOW,
            NOW.plusSeconds(60 * minutes),
            null,
            null,
            null));
  }

  @Test
  void showsTheRolesThatMayBeCarriedAndLooksForNoneOfThem() {
    bound("b1", DB_ADMIN, 60);
    TokenContents token = token("enforce", "deny", DB_ADMIN, READER);
    decided = 0;
    assertThat(token.show(null, "db-admin")).isTrue();
    assertThat(token.show(null, "reader")).isTrue();
    assertThat(decided).isZero();
    assertThat(token.refusal()).isEmpty();
  }

  @Test
  void aNameThatAMapperShowsMayEndTheTokenEarlier() {
    bound("b1", DB_ADMIN, 60);
    bound("b2", REFUND, 30);
    realm.roles.put("orders/refund", REFUND);
    TokenContents token = token("enforce", "deny", DB_ADMIN);
    assertThat(token.end()).contains(NOW.plusSeconds(3600));
    assertThat(token.show("orders", "refund")).isTrue();
    assertThat(token.end()).contains(NOW.plusSeconds(1800));
    token.issued();
    assertThat(realm.used).containsExactlyInAnyOrder("b1", "b2");
  }

  @Test
  void aNameThatAMapperShowsMayRefuseTheToken() {
    TokenContents token = token("enforce", "deny", READER);
    assertThat(token.refusal()).isEmpty();
    assertThat(token.show(null, "db-none")).as("no role has this name").isFalse();
    assertThat(token.refusal()).isPresent();
  }

  @Test
  void readingChangesNothing() {
    bound("b1", DB_ADMIN, 60);
    TokenContents token = token("enforce", "deny", DB_ADMIN);
    for (int i = 0; i < 2; i++) {
      assertThat(token.refusal()).isEmpty();
      assertThat(token.end()).contains(NOW.plusSeconds(3600));
      assertThat(token.namedTicket()).isEmpty();
      assertThat(token.anyTicket())
          .contains(
              Map.of(
                  "ref",
                  "snow:CHG1",
                  "binding",
                  "b1",
                  "approvers",
                  List.of("u-bob"),
                  "end",
                  NOW.plusSeconds(3600).getEpochSecond()));
    }
    assertThat(realm.used).isEmpty();
  }

  @Test
  void aRoleIsDecidedOnOnceInAToken() {
    TokenContents token = token("audit", "deny", READER);
    decided = 0;
    assertThat(token.show(null, "db-admin")).isTrue();
    assertThat(token.show(null, "db-admin")).isTrue();
    assertThat(decided).isEqualTo(1);
    assertThat(realm.audited).extracting(Rule::name).containsExactly("prod");
  }

  @Test
  void tellsOfAuditedRolesThatTheUserHolds() {
    token("audit", "deny", DB_ADMIN, READER);
    assertThat(realm.audited).extracting(Rule::name).containsExactly("prod");
  }

  @Test
  void leavesOutANameWithoutRefusingWhereTheRuleStrips() {
    TokenContents token = token("enforce", "strip", DB_ADMIN);
    assertThat(token.show(null, "db-admin")).isFalse();
    assertThat(token.show("orders", "refund")).isFalse();
    assertThat(token.show("billing", "refund")).isTrue();
    assertThat(token.refusal()).isEmpty();
  }

  @Test
  void whatIsNoNameOfARoleIsShown() {
    TokenContents token = token("enforce", "deny");
    assertThat(token.show(null, " ")).isTrue();
    assertThat(token.show(null, "x".repeat(256))).isTrue();
  }

  @Test
  void anAssertionShowsANameOnlyIfEveryRoleItMayStandForMayBeShown() {
    realm.shownAs.put("refund", Set.of(REFUND, READER));
    assertThat(token("enforce", "strip", READER).showInAssertion("refund")).isFalse();
    realm.shownAs.put("refund", Set.of(READER));
    assertThat(token("enforce", "strip", READER).showInAssertion("refund")).isTrue();
  }

  @Test
  void anAssertionShowsANameThatTheUserRightfullyHolds() {
    bound("b1", REFUND, 30);
    realm.shownAs.put("refund", Set.of(REFUND, DB_ADMIN));
    TokenContents token = token("enforce", "strip", REFUND);
    assertThat(token.showInAssertion("refund")).isTrue();
    assertThat(token.end()).contains(NOW.plusSeconds(1800));
  }
}
