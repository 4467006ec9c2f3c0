package io.ticketgate.keycloak.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.core.rule.RuleField;
import io.ticketgate.keycloak.store.MatchedNames;
import io.ticketgate.keycloak.store.MatchedNames.Matched;
import io.ticketgate.spi.EntitlementName;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a rule that was just saved protects at the moment, pattern by pattern. */
final class RuleMatches {

  private static final int MOST_PATTERNS = 100;
  private static final int FIRST = 5;

  private RuleMatches() {}

  /**
   * What one pattern of a rule matches now.
   *
   * @param field where the rule states it
   * @param pattern as it is understood: a slash inside a name of a client role is escaped
   * @param count how many it matches; 0 says that it protects nothing yet
   * @param first the first few of them, by name
   * @param more true when there are more than were counted
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record PatternMatch(
      String field, String pattern, int count, List<String> first, @Nullable Boolean more) {

    static PatternMatch of(RuleField field, String pattern, Matched matched) {
      return new PatternMatch(
          field.key(),
          pattern,
          matched.names().size(),
          matched.names().stream().limit(FIRST).toList(),
          matched.more() ? true : null);
    }
  }

  /** Of each pattern, the first hundred of them. */
  static List<PatternMatch> of(Rule.Protects protects, MatchedNames names) {
    Stream<PatternMatch> roles =
        protects.realmRoles().stream()
            .map(
                pattern ->
                    PatternMatch.of(
                        RuleField.REALM_ROLES, pattern.text(), names.realmRoles(pattern)));
    Stream<PatternMatch> clientRoles =
        protects.clientRoles().stream()
            .map(
                pattern ->
                    PatternMatch.of(
                        RuleField.CLIENT_ROLES,
                        new EntitlementName.ClientRole(
                                pattern.client().text(), pattern.role().text())
                            .toString(),
                        names.clientRoles(pattern)));
    Stream<PatternMatch> clients =
        protects.clientCredentials().stream()
            .map(
                pattern ->
                    PatternMatch.of(
                        RuleField.CLIENT_CREDENTIALS, pattern.text(), names.clients(pattern)));
    Stream<PatternMatch> configuration =
        protects.configuration().stream()
            .map(
                area ->
                    PatternMatch.of(
                        RuleField.CONFIGURATION,
                        area,
                        new Matched(
                            List.of(new EntitlementName.Configuration(area).toString()), false)));
    String attribute = protects.attributeName();
    String value = protects.attributeValue();
    Stream<PatternMatch> marked =
        attribute == null || value == null
            ? Stream.empty()
            : Stream.of(attribute + "=" + value)
                .map(
                    mark ->
                        PatternMatch.of(RuleField.ATTRIBUTE, mark, names.marked(attribute, value)));
    return Stream.of(roles, clientRoles, clients, configuration, marked)
        .flatMap(each -> each)
        .limit(MOST_PATTERNS)
        .toList();
  }
}
