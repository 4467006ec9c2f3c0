package io.ticketgate.core.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.Subject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DecidingAttributesTest {

  private static final Subject USER = new Subject(Subject.Kind.USER, "u", "alice");
  private static final Subject ACCOUNT = new Subject(Subject.Kind.SERVICE_ACCOUNT, "s", "ci");
  private static final Subject CLIENT = new Subject(Subject.Kind.CLIENT, "c", "ci");
  private static final Subject GROUP = new Subject(Subject.Kind.GROUP, "g", "/dba");

  private final List<Rule> rules = new ArrayList<>();
  private final DecidingAttributes attributes = new DecidingAttributes(() -> rules);

  private void rule(String mode, Map<String, String> fields) {
    Map<String, List<String>> config = new HashMap<>();
    config.put("mode", List.of(mode));
    config.put("protects.realmRoles", List.of("db-*"));
    fields.forEach((field, value) -> config.put(field, List.of(value)));
    rules.add(RuleParser.parse("id", "name", config));
  }

  @Test
  void noRuleDecidesByAny() {
    assertThat(attributes.decides("owner")).isFalse();
    assertThat(attributes.of(USER, "owner")).isEqualTo(Mode.OFF);
  }

  @Test
  void whichAccountsAreOnePersonsIsGuardedInNewAccountsToo() {
    rule("enforce", Map.of("separationOfDuties.personAttribute", "number"));
    assertThat(attributes.ofNewAccount("number")).isEqualTo(Mode.ENFORCE);
    assertThat(attributes.of(USER, "number")).isEqualTo(Mode.ENFORCE);
    assertThat(attributes.of(CLIENT, "number")).isEqualTo(Mode.OFF);
    assertThat(attributes.decides("Number")).isFalse();
  }

  @Test
  void whoReviewsIsGuardedInWhatIsThere() {
    rule("audit", Map.of("lifetime.reviewEvery", "P30D", "reviews.by", "attribute:manager"));
    assertThat(attributes.decides("manager")).isTrue();
    assertThat(attributes.ofNewAccount("manager")).isEqualTo(Mode.OFF);
    assertThat(attributes.of(USER, "manager")).isEqualTo(Mode.AUDIT);
    assertThat(attributes.of(GROUP, "manager")).isEqualTo(Mode.AUDIT);
  }

  @Test
  void whatATicketMustBeAboutIsGuarded() {
    rule("enforce", Map.of("tickets.requireConfigurationItem", "attribute:ci"));
    assertThat(attributes.of(CLIENT, "ci")).isEqualTo(Mode.ENFORCE);
    assertThat(attributes.of(USER, "ci")).isEqualTo(Mode.ENFORCE);
  }

  @Test
  void anOwnerHasWhatIsNoPerson() {
    rule("enforce", Map.of("owner.required", "true", "owner.attribute", "contact"));
    assertThat(attributes.of(CLIENT, "contact")).isEqualTo(Mode.ENFORCE);
    assertThat(attributes.of(ACCOUNT, "contact")).isEqualTo(Mode.ENFORCE);
    assertThat(attributes.of(USER, "contact")).isEqualTo(Mode.OFF);
    assertThat(attributes.of(CLIENT, "owner")).isEqualTo(Mode.OFF);
  }

  @Test
  void theStrictestRuleCounts() {
    rule("audit", Map.of("tickets.requireConfigurationItem", "attribute:ci"));
    rule("enforce", Map.of("tickets.requireConfigurationItem", "attribute:ci"));
    assertThat(attributes.of(USER, "ci")).isEqualTo(Mode.ENFORCE);
  }
}
