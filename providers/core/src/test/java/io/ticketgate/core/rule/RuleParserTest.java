package io.ticketgate.core.rule;

import static io.ticketgate.core.InMemoryRealm.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.spi.EntitlementName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleParserTest {

  private static final String DB = "protects.realmRoles=db-*";

  private static void assertInvalid(String field, String... settings) {
    assertInvalidNamed("prod", field, settings);
  }

  private static void assertInvalidNamed(String name, String field, String... settings) {
    assertThatThrownBy(() -> parse(name, settings))
        .isInstanceOfSatisfying(
            GateException.Invalid.class,
            invalid -> {
              assertThat(invalid.code()).isEqualTo(ErrorCode.RULE_INVALID);
              assertThat(invalid.field()).isEqualTo(field);
              assertThat(invalid.getMessage()).isNotBlank();
            });
  }

  @Test
  void takesTheSafeDefaults() {
    Rule rule = parse("prod", DB);
    assertThat(rule.mode()).isEqualTo(Mode.ENFORCE);
    assertThat(rule.tickets())
        .isEqualTo(
            new Rule.TicketDemands(
                List.of(),
                List.of(),
                1,
                new RiskTable(List.of()),
                null,
                false,
                false,
                false,
                null,
                1,
                false));
    assertThat(rule.separationOfDuties()).isEqualTo(new Rule.Duties(true, true, null, List.of()));
    assertThat(rule.lifetime())
        .isEqualTo(new Rule.Lifetime(Duration.ofHours(8), Duration.ofHours(8)));
    assertThat(rule.automaticProvisioning()).isFalse();
    assertThat(rule.snapshotMaxAge()).isEqualTo(Duration.ZERO);
    assertThat(rule.rotationGrace()).isEqualTo(Duration.ofMinutes(10));
    assertThat(rule.ownership()).isNull();
    assertThat(rule.id()).isEqualTo("rule-prod");
    assertThat(rule.name()).isEqualTo("prod");
  }

  @Test
  void protectsTheCredentialsOfClients() {
    Rule rule = parse("ci", "protects.clientCredentials=ci-*", "rotationGrace=PT0S");
    assertThat(rule.protects().matches(new EntitlementName.ClientCredential("ci-deployer")))
        .isTrue();
    assertThat(rule.protects().matches(new EntitlementName.ClientCredential("app"))).isFalse();
    assertThat(rule.protects().matches(new EntitlementName.RealmRole("ci-deployer"))).isFalse();
    assertThat(rule.rotationGrace()).isEqualTo(Duration.ZERO);
  }

  @Test
  void aSlashInTheNameOfARealmRoleOrClientIsEscapedOrNot() {
    Rule rule =
        parse(
            "slashes",
            "protects.realmRoles=cab\\/approver",
            "protects.realmRoles=ops/*",
            "protects.realmRoles=a\\\\b",
            "protects.clientCredentials=https:\\/\\/sp.example.com\\/*");
    assertThat(rule.protects().matches(new EntitlementName.RealmRole("cab/approver"))).isTrue();
    assertThat(rule.protects().matches(new EntitlementName.RealmRole("ops/admin"))).isTrue();
    assertThat(rule.protects().matches(new EntitlementName.RealmRole("a\\b"))).isTrue();
    assertThat(rule.protects().matches(new EntitlementName.RealmRole("cab\\/approver"))).isFalse();
    assertThat(
            rule.protects()
                .matches(new EntitlementName.ClientCredential("https://sp.example.com/saml")))
        .isTrue();
  }

  @Test
  void protectsPartsOfTheConfiguration() {
    Rule rule = parse("trust", "protects.configuration=keys", "protects.configuration=mail");
    assertThat(rule.protects().matches(new EntitlementName.Configuration("mail"))).isTrue();
    assertThat(rule.protects().matches(new EntitlementName.Configuration("names"))).isFalse();
    assertThat(rule.protects().matches(new EntitlementName.RealmRole("mail"))).isFalse();
  }

  @Test
  void readsEveryField() {
    Rule rule =
        parse(
            "prod",
            DB,
            "protects.clientRoles=orders/refund",
            "protects.attribute=ticket-gate.tier=high",
            "mode=audit",
            "tickets.systems=snow",
            "tickets.types=change_request",
            "tickets.types=incident",
            "tickets.minApprovals=2",
            "tickets.approverRole=cab-member",
            "tickets.requireJustification=true",
            "tickets.requireWindow=true",
            "tickets.requireConfigurationItem=attribute:ci",
            "tickets.maxUses=3",
            "tickets.lateSubjects=true",
            "separationOfDuties.approverNotRequester=false",
            "separationOfDuties.approverNotBeneficiary=false",
            "separationOfDuties.exclusiveRoles=maker, checker",
            "lifetime.max=PT4H",
            "lifetime.default=PT1H",
            "lifetime.reviewEvery=P90D",
            "lifetime.dormantAfter=P30D",
            "onDormant=revoke",
            "reviews.by=attribute:manager",
            "reviews.riskAnalysis=TRA-12",
            "structuralGrants=false",
            "provisioning=automatic",
            "onTokenWithoutBinding=strip",
            "snapshotMaxAge=PT30S",
            "breakGlass.allowed=true",
            "breakGlass.role=incident\\/commander",
            "breakGlass.max=PT1H",
            "breakGlass.reviewWithin=P1D",
            "owner.required=true",
            "owner.attribute=steward",
            "owner.role=orders/steward");
    assertThat(rule.mode()).isEqualTo(Mode.AUDIT);
    assertThat(rule.breakGlass())
        .isEqualTo(
            new Rule.BreakGlass("incident\\/commander", Duration.ofHours(1), Duration.ofDays(1)));
    assertThat(rule.tickets())
        .isEqualTo(
            new Rule.TicketDemands(
                List.of("snow"),
                List.of("change_request", "incident"),
                2,
                new RiskTable(List.of()),
                "cab-member",
                true,
                true,
                true,
                "ci",
                3,
                true));
    assertThat(rule.separationOfDuties())
        .isEqualTo(new Rule.Duties(false, false, null, List.of(List.of("maker", "checker"))));
    assertThat(rule.lifetime())
        .isEqualTo(
            new Rule.Lifetime(
                Duration.ofHours(4),
                Duration.ofHours(1),
                new Rule.Reviews(
                    Duration.ofDays(90), Rule.ReviewedBy.ATTRIBUTE, "manager", "TRA-12"),
                new Rule.Dormancy(Duration.ofDays(30), Rule.OnDormant.REVOKE)));
    assertThat(rule.automaticProvisioning()).isTrue();
    assertThat(rule.snapshotMaxAge()).isEqualTo(Duration.ofSeconds(30));
    assertThat(rule.ownership()).isEqualTo(new Rule.Ownership("steward", "orders/steward"));
  }

  @Test
  void aRoleOfOwnersNeedsOwners() {
    assertInvalid("owner.role", DB, "owner.role=service-owner");
    assertInvalid("owner.role", DB, "owner.required=true", "owner.role=a/b/c");
    assertThat(parse("p", DB, "owner.required=true").ownership())
        .isEqualTo(new Rule.Ownership("owner", null));
  }

  @Test
  void aGrantWithoutAnEndIsReviewed() {
    Rule rule = parse("p", DB, "lifetime.max=none", "lifetime.reviewEvery=P90D");

    assertThat(rule.lifetime().max()).isEqualTo(Rule.Lifetime.UNLIMITED);
    assertThat(rule.lifetime().byDefault()).isEqualTo(Rule.Lifetime.UNLIMITED);
    assertThat(rule.lifetime().reviews())
        .isEqualTo(new Rule.Reviews(Duration.ofDays(90), Rule.ReviewedBy.OWNER, null, null));
  }

  @Test
  void reviewersAreNamedInOneOfThreeWays() {
    String every = "lifetime.reviewEvery=P90D";
    assertInvalid("reviews.by", DB, every, "reviews.by=manager");
    assertInvalid("reviews.by", DB, every, "reviews.by=attribute:");
    assertInvalid("reviews.by", DB, every, "reviews.by=approverRole");
    assertInvalid("reviews.riskAnalysis", DB, every, "reviews.riskAnalysis=" + "x".repeat(101));
    assertInvalid("onDormant", DB, "lifetime.dormantAfter=P30D", "onDormant=ignore");
    assertThat(
            parse("p", DB, every, "reviews.by=approverRole", "tickets.approverRole=cab")
                .lifetime()
                .reviews())
        .extracting(Rule.Reviews::by)
        .isEqualTo(Rule.ReviewedBy.APPROVER_ROLE);
  }

  @Test
  void protectsWhatTheRuleNamesAndNothingElse() {
    Rule.Protects protects =
        parse("p", DB, "protects.clientRoles=orders/re*", "protects.attribute=tier=high=er")
            .protects();
    assertThat(protects.matches(new EntitlementName.RealmRole("db-admin"))).isTrue();
    assertThat(protects.matches(new EntitlementName.RealmRole("web-admin"))).isFalse();
    assertThat(protects.matches(new EntitlementName.ClientRole("orders", "refund"))).isTrue();
    assertThat(protects.matches(new EntitlementName.ClientRole("stock", "refund"))).isFalse();
    assertThat(protects.matches(new EntitlementName.ClientRole("orders", "db-x"))).isFalse();
    assertThat(protects.matches(new EntitlementName.ClientCredential("db-admin"))).isFalse();
    assertThat(protects.matches(Map.of("tier", List.of("low", "high=er")))).isTrue();
    assertThat(protects.matches(Map.of("tier", List.of("high")))).isFalse();
    assertThat(protects.matches(Map.of())).isFalse();
    assertThat(parse("p", DB).protects().matches(Map.of("tier", List.of("high")))).isFalse();
  }

  @Test
  void aSlashInsideANameIsEscaped() {
    Rule rule = parse("p", "protects.clientRoles=https:\\/\\/app.example\\/saml/ops\\/*");
    assertThat(
            rule.protects()
                .matches(new EntitlementName.ClientRole("https://app.example/saml", "ops/admin")))
        .isTrue();
    assertThat(
            rule.protects()
                .matches(new EntitlementName.ClientRole("https:", "/app.example/saml/ops/admin")))
        .isFalse();
  }

  @Test
  void whatCanBeReadInTwoWaysIsRefused() {
    assertInvalid("protects.clientRoles", "protects.clientRoles=https://app.example/refund");
    assertInvalid("tickets.approverRole", DB, "tickets.approverRole=a/b/c");
    assertInvalid(
        "separationOfDuties.exclusiveRoles",
        DB,
        "separationOfDuties.exclusiveRoles=maker, a/b/checker");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mode|on",
        "mode|ENFORCE",
        "tickets.minApprovals|-1",
        "tickets.minApprovals|51",
        "tickets.minApprovals|two",
        "tickets.minApprovals|1.5",
        "tickets.maxUses|0",
        "tickets.maxUses|1001",
        "tickets.maxUses|99999999999",
        "tickets.requireJustification|yes",
        "tickets.requireWindow|1",
        "tickets.requireConfigurationItem|attribute:",
        "tickets.requireConfigurationItem|ci",
        "tickets.systems|a:b",
        "tickets.systems|-a",
        "separationOfDuties.approverNotRequester|no",
        "separationOfDuties.approverNotBeneficiary|no",
        "separationOfDuties.personAttribute|email",
        "separationOfDuties.personAttribute|userName",
        "stepUp.acr|two factors",
        "stepUp.acr|0",
        "stepUp.acr|a\\\\b",
        "separationOfDuties.exclusiveRoles|maker",
        "separationOfDuties.exclusiveRoles|maker,maker",
        "separationOfDuties.exclusiveRoles|maker,",
        "lifetime.max|8h",
        "lifetime.max|PT0S",
        "lifetime.max|-PT1H",
        "lifetime.max|P367D",
        "lifetime.default|PT9H",
        "lifetime.default|PT0S",
        "lifetime.default|soon",
        "lifetime.reviewEvery|weekly",
        "lifetime.dormantAfter|PT0S",
        "lifetime.reviewEvery|PT0S",
        "lifetime.max|none",
        "reviews.by|approverRole",
        "reviews.riskAnalysis|TRA-12",
        "onDormant|revoke",
        "structuralGrants|maybe",
        "unboundMembers|ignore",
        "unboundGrants|keep",
        "provisioning|auto",
        "onTokenWithoutBinding|ignore",
        "snapshotMaxAge|-PT1S",
        "snapshotMaxAge|30",
        "owner.required|TRUE",
        "protects.clientCredentials|ci-**",
        "protects.configuration|weather",
        "protects.configuration|gate",
        "protects.configuration|*",
        "credentials.ephemeral|yes",
        "credentials.ephemeral|true", // the rule protects no clients
        "credentials.parallel|0",
        "credentials.parallel|11",
        "rotationGrace|-PT1S",
        "protects.clientRoles|orders",
        "protects.clientRoles|/refund",
        "protects.clientRoles|orders/",
        "protects.attribute|tier",
        "protects.attribute|=high",
        "protects.attribute|tier=",
        "protects.realmRoles|a**b",
        "protects.realmRoles|*a*b*c*d*e*",
        "protects.realmrole|db-*",
        "lifetime|PT8H"
      })
  void refusesAFieldItCannotKeepAndNamesIt(String field, String value) {
    assertInvalid(field, DB, field + "=" + value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"mode=enforce", "tickets.minApprovals=1", "lifetime.max=PT8H", "condition=a"})
  void refusesTwoValuesForAFieldThatTakesOne(String setting) {
    assertInvalid(setting.substring(0, setting.indexOf('=')), DB, setting, setting);
  }

  @Test
  void refusesARuleThatProtectsNothing() {
    assertInvalid("protects", "mode=enforce");
    assertInvalid("protects", "protects.realmRoles=  ");
  }

  @Test
  void refusesARuleWithoutAUsableName() {
    assertInvalidNamed(" ", "name", DB);
    assertInvalidNamed("x".repeat(101), "name", DB);
    assertInvalidNamed("two\nlines", "name", DB);
    assertThat(parse("x".repeat(100), DB).name()).hasSize(100);
  }

  @Test
  void refusesToSayWhoApprovesWhereNobodyHasTo() {
    assertInvalid(
        "tickets.approverRole", DB, "tickets.minApprovals=0", "tickets.approverRole=cab-member");
  }

  @Test
  void refusesAPatternThatIsTooLong() {
    assertInvalid("protects.realmRoles", "protects.realmRoles=" + "x".repeat(256));
  }

  private static final List<String> BREAK_GLASS =
      List.of(
          "breakGlass.allowed=true",
          "breakGlass.role=commander",
          "breakGlass.max=PT1H",
          "breakGlass.reviewWithin=P1D");

  @ParameterizedTest
  @ValueSource(strings = {"breakGlass.role", "breakGlass.max", "breakGlass.reviewWithin"})
  void aBreakGlassSaysWhoHowLongAndUntilWhenItIsReviewed(String field) {
    String[] without =
        Stream.concat(
                Stream.of(DB), BREAK_GLASS.stream().filter(each -> !each.startsWith(field + "=")))
            .toArray(String[]::new);
    assertInvalid(field, without);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"breakGlass.role=commander", "breakGlass.max=PT1H", "breakGlass.reviewWithin=P1D"})
  void whatIsNotAllowedHasNoLimits(String setting) {
    assertInvalid(setting.replaceFirst("=.*", ""), DB, setting);
  }

  @Test
  void anEmergencyLastsNoLongerThanAnyOtherGrant() {
    String[] day =
        Stream.concat(Stream.of(DB, "lifetime.max=PT59M"), BREAK_GLASS.stream())
            .toArray(String[]::new);
    assertInvalid("breakGlass.max", day);
  }

  @Test
  void noRuleTakesTicketsOfTheSystemThatStandsForNone() {
    assertInvalid("tickets.systems", DB, "tickets.systems=break-glass");
    assertInvalid("tickets.systems", DB, "tickets.systems=Break-Glass");
  }

  @Test
  void changesTheDigestWithTheContentAndNotWithTheId() {
    Map<String, List<String>> config = Map.of("protects.realmRoles", List.of("db-*"));
    String digest = RuleParser.parse("a", "prod", config).digest();
    assertThat(digest).matches("[0-9a-f]{64}");
    assertThat(RuleParser.parse("b", "prod", config).digest()).isEqualTo(digest);
    assertThat(RuleParser.parse("a", "other", config).digest()).isNotEqualTo(digest);
    assertThat(parse("prod", DB, "tickets.maxUses=2").digest()).isNotEqualTo(digest);
    assertThat(parse("prod", DB, "mode=audit").digest()).isNotEqualTo(digest);
  }

  @Test
  void givesTheSameDigestWhateverTheOrderOfFieldsAndValues() {
    assertThat(parse("p", DB, "mode=audit", "tickets.maxUses=2").digest())
        .isEqualTo(parse("p", "tickets.maxUses=2", "mode=audit", DB).digest());
    assertThat(parse("p", DB, "tickets.types=a", "tickets.types=b").digest())
        .isEqualTo(parse("p", DB, "tickets.types=b", "tickets.types=a").digest());
  }

  @Test
  @SuppressWarnings("EnumOrdinal") // the order of the modes is what is tested
  void weakensARuleToTheServersModeAndNeverStrengthensIt() {
    for (Mode rule : Mode.values()) {
      for (Mode server : Mode.values()) {
        assertThat(rule.atMost(server).ordinal())
            .isEqualTo(Math.min(rule.ordinal(), server.ordinal()));
      }
    }
  }

  @Test
  void readsWhoMayAskInSelfService() {
    assertThat(parse("p", DB).requesters()).isNull();
    Requesters requesters =
        parse(
                "p",
                DB,
                "request.allowed=employee",
                "request.allowed=role:hr-*",
                "request.allowed=orders/clerk",
                "request.allowed=group:/dba")
            .requesters();
    assertThat(requesters)
        .isEqualTo(
            new Requesters(
                List.of(new NamePattern("employee"), new NamePattern("hr-*")),
                List.of(
                    new Rule.ClientRolePattern(
                        new NamePattern("orders"), new NamePattern("clerk"))),
                List.of("/dba")));
    assertInvalid("request.allowed", DB, "request.allowed=group:dba");
    assertInvalid("request.allowed", DB, "request.allowed=group:/");
    assertInvalid("request.allowed", DB, "request.allowed=a/b/c");
    assertInvalid("request.allowed", DB, "request.allowed=role:");
  }
}
