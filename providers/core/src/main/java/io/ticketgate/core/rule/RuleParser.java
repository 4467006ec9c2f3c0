package io.ticketgate.core.rule;

import io.ticketgate.core.classification.Areas;
import io.ticketgate.core.condition.Conditions;
import io.ticketgate.core.evidence.Digest;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a rule from its flat form: field name to values, as Keycloak keeps component configuration
 * and realm exports carry it. It refuses what it cannot read and names the field: a demand that is
 * not enforced would be a broken promise.
 */
public final class RuleParser extends FieldValues {

  private static final int MOST_USES = 1000;
  private static final int MOST_APPROVALS = 50;
  private static final int MOST_CREDENTIALS = 10;
  private static final int MOST_RECIPIENTS = 20;

  /** What Keycloak calls attributes too: two people may have the same name, and change it. */
  private static final Set<String> OF_ONE_ACCOUNT =
      Set.of("username", "email", "firstname", "lastname");

  private RuleParser(Map<String, List<String>> config) {
    super(config);
  }

  /**
   * @param id id of the component
   * @param config field name to values; a missing field takes its default
   * @throws GateException.Invalid {@code rule_invalid} with the field at fault
   */
  public static Rule parse(String id, String name, Map<String, List<String>> config) {
    return new RuleParser(config).rule(id, name);
  }

  private Rule rule(String id, String name) {
    if (name.isBlank() || name.length() > 100 || name.chars().anyMatch(Character::isISOControl)) {
      throw invalid("name", "A rule needs a name of 1 to 100 printable characters.");
    }
    refuseUnknownFields();
    LifetimeFields lifetimes = new LifetimeFields(config());
    Rule.Lifetime lifetime = lifetimes.lifetime();
    Rule.Protects protects = protects();
    return new Rule(
        id,
        name,
        mode(),
        protects,
        tickets(lifetime),
        duties(),
        lifetime,
        choice(RuleField.PROVISIONING, "manual", "automatic").equals("automatic"),
        duration(RuleField.SNAPSHOT_MAX_AGE, Duration.ZERO),
        new OwnerFields(config()).ownership(),
        flag(RuleField.STRUCTURAL_GRANTS),
        new Rule.Unbound(
            choice(RuleField.UNBOUND_MEMBERS, "refuse", "list").equals("list"),
            choice(RuleField.UNBOUND_GRANTS, "report", "remove").equals("remove")),
        choice(RuleField.ON_TOKEN_WITHOUT_BINDING, "deny", "strip").equals("strip"),
        choice(RuleField.ON_TAKEOVER, "suspend", "report").equals("report"),
        duration(RuleField.ROTATION_GRACE, Duration.ZERO),
        number(RuleField.CREDENTIALS_PARALLEL, 1, MOST_CREDENTIALS),
        ephemeralClients(protects),
        new RequestFields(config()).requesters(),
        notices(),
        new BreakGlassFields(config()).breakGlass(lifetime),
        lifetimes.onChange(),
        condition(),
        new StepUpFields(config()).stepUp(),
        digest(name));
  }

  private void refuseUnknownFields() {
    for (String key : config().keySet()) {
      if (RuleField.of(key).isEmpty()) {
        throw invalid(key, "A rule has no such field; its fields are " + RuleField.keys() + ".");
      }
    }
  }

  private Mode mode() {
    return switch (choice(RuleField.MODE, "off", "audit", "enforce")) {
      case "off" -> Mode.OFF;
      case "audit" -> Mode.AUDIT;
      default -> Mode.ENFORCE;
    };
  }

  /**
   * An attribute protects the one client that has it: when that is removed, whoever makes another
   * one of its name would need no ticket.
   */
  private boolean ephemeralClients(Rule.Protects protects) {
    boolean ephemeral = flag(RuleField.CREDENTIALS_EPHEMERAL);
    if (ephemeral && protects.clientCredentials().isEmpty()) {
      throw invalid(
          RuleField.CREDENTIALS_EPHEMERAL.key(),
          "credentials.ephemeral is about clients that protects.clientCredentials names by a"
              + " pattern, and that is empty. Fill it in, for example with ci-*, or leave"
              + " credentials.ephemeral out.");
    }
    return ephemeral;
  }

  private Rule.Protects protects() {
    List<NamePattern> realmRoles =
        list(RuleField.REALM_ROLES).stream()
            .map(text -> name(RuleField.REALM_ROLES, text))
            .toList();
    List<Rule.ClientRolePattern> clientRoles =
        list(RuleField.CLIENT_ROLES).stream().map(RuleParser::clientRole).toList();
    List<NamePattern> credentials =
        list(RuleField.CLIENT_CREDENTIALS).stream()
            .map(text -> name(RuleField.CLIENT_CREDENTIALS, text))
            .toList();
    List<String> configuration = list(RuleField.CONFIGURATION);
    for (String area : configuration) {
      if (!Areas.all().contains(area)) {
        throw invalid(
            RuleField.CONFIGURATION.key(),
            "'"
                + area
                + "' is no part of the configuration that a ticket can be for; the parts are "
                + String.join(", ", Areas.all())
                + ".");
      }
    }
    String attribute = word(RuleField.ATTRIBUTE);
    if (realmRoles.isEmpty()
        && clientRoles.isEmpty()
        && credentials.isEmpty()
        && configuration.isEmpty()
        && attribute == null) {
      throw invalid(
          "protects",
          "The rule protects nothing: fill in realmRoles, clientRoles, clientCredentials,"
              + " configuration or attribute under protects.");
    }
    if (attribute == null) {
      return new Rule.Protects(realmRoles, clientRoles, credentials, configuration, null, null);
    }
    int equals = attribute.indexOf('=');
    if (equals < 1 || equals == attribute.length() - 1) {
      throw invalid(RuleField.ATTRIBUTE.key(), "protects.attribute is written name=value.");
    }
    return new Rule.Protects(
        realmRoles,
        clientRoles,
        credentials,
        configuration,
        attribute.substring(0, equals),
        attribute.substring(equals + 1));
  }

  private static Rule.ClientRolePattern clientRole(String text) {
    List<String> parts = parts(RuleField.CLIENT_ROLES, text);
    if (parts.size() != 2) {
      throw invalid(
          RuleField.CLIENT_ROLES.key(),
          "A client role is written client/role, for example orders/refund; '"
              + text
              + "' is not.");
    }
    return new Rule.ClientRolePattern(
        pattern(RuleField.CLIENT_ROLES, parts.get(0)),
        pattern(RuleField.CLIENT_ROLES, parts.get(1)));
  }

  /** The parts of a role's name, or of a pattern for one. */
  static List<String> parts(RuleField field, String text) {
    try {
      return EntitlementName.parts(text);
    } catch (IllegalArgumentException refused) {
      throw invalid(field.key(), String.valueOf(refused.getMessage()));
    }
  }

  /** The name of a role in the one form that the gate compares. */
  static String role(RuleField field, String text) {
    try {
      return EntitlementName.role(text).toString();
    } catch (IllegalArgumentException refused) {
      throw invalid(field.key(), String.valueOf(refused.getMessage()));
    }
  }

  /** One name: a slash in it is one, whether it was escaped as in the name of a role or not. */
  private static NamePattern name(RuleField field, String text) {
    return pattern(field, text.replaceAll("\\\\([\\\\/])", "$1"));
  }

  /** One part of a pattern. */
  static NamePattern pattern(RuleField field, String text) {
    if (text.isBlank() || text.length() > 255) {
      throw invalid(field.key(), "A pattern in " + field.key() + " has 1 to 255 characters.");
    }
    if (text.chars().filter(c -> c == '*').count() > 5 || text.contains("**")) {
      throw invalid(
          field.key(),
          "A pattern in " + field.key() + " has at most five '*', and no two side by side.");
    }
    return new NamePattern(text);
  }

  private Rule.TicketDemands tickets(Rule.Lifetime lifetime) {
    List<String> systems = list(RuleField.SYSTEMS);
    for (String system : systems) {
      if (!TicketRef.isSystem(system) || TicketRef.isReserved(system)) {
        throw invalid(RuleField.SYSTEMS.key(), "'" + system + "' cannot be an ITSM system's name.");
      }
    }
    String item = word(RuleField.REQUIRE_CONFIGURATION_ITEM);
    if (item != null && !item.equals("any") && !item.matches("attribute:.+")) {
      throw invalid(
          RuleField.REQUIRE_CONFIGURATION_ITEM.key(),
          "tickets.requireConfigurationItem is 'any' or 'attribute:<name>'.");
    }
    int approvals = number(RuleField.MIN_APPROVALS, 0, MOST_APPROVALS);
    String approverRole = word(RuleField.APPROVER_ROLE);
    RiskTable byRisk =
        RiskTable.parse(list(RuleField.BY_RISK), approvals, MOST_APPROVALS, lifetime.max());
    if (approverRole != null && approvals == 0 && !byRisk.asksForApprovals()) {
      throw invalid(
          RuleField.APPROVER_ROLE.key(),
          "tickets.approverRole names the approvers, but tickets.minApprovals is 0; change one of"
              + " them.");
    }
    return new Rule.TicketDemands(
        systems,
        list(RuleField.TYPES),
        approvals,
        byRisk,
        approverRole == null ? null : role(RuleField.APPROVER_ROLE, approverRole),
        flag(RuleField.REQUIRE_JUSTIFICATION),
        flag(RuleField.REQUIRE_WINDOW),
        item != null,
        item == null || item.equals("any") ? null : item.substring("attribute:".length()),
        number(RuleField.MAX_USES, 1, MOST_USES),
        flag(RuleField.LATE_SUBJECTS));
  }

  private Rule.Duties duties() {
    List<List<String>> exclusive =
        list(RuleField.EXCLUSIVE_ROLES).stream()
            .map(set -> Arrays.stream(set.split(",", -1)).map(String::strip).toList())
            .toList();
    for (List<String> set : exclusive) {
      if (set.size() < 2
          || Set.copyOf(set).size() != set.size()
          || set.stream().anyMatch(String::isEmpty)) {
        throw invalid(
            RuleField.EXCLUSIVE_ROLES.key(),
            "Each set of separationOfDuties.exclusiveRoles names at least two different roles.");
      }
    }
    return new Rule.Duties(
        flag(RuleField.APPROVER_NOT_REQUESTER),
        flag(RuleField.APPROVER_NOT_BENEFICIARY),
        personAttribute(),
        exclusive.stream()
            .map(set -> set.stream().map(name -> role(RuleField.EXCLUSIVE_ROLES, name)).toList())
            .toList());
  }

  private @Nullable String personAttribute() {
    String attribute = word(RuleField.PERSON_ATTRIBUTE);
    if (attribute != null && OF_ONE_ACCOUNT.contains(attribute.toLowerCase(Locale.ROOT))) {
      throw invalid(
          RuleField.PERSON_ATTRIBUTE.key(),
          "separationOfDuties.personAttribute is the same in all accounts of one person, and "
              + attribute
              + " is not. Name an attribute such as a personnel number.");
    }
    return attribute;
  }

  private Notices notices() {
    Map<Notices.Kind, Set<Notices.Recipient>> recipients = new EnumMap<>(Notices.Kind.class);
    Map.of(
            Notices.Kind.GRANTED, RuleField.NOTIFY_GRANTED,
            Notices.Kind.SUSPENDED, RuleField.NOTIFY_SUSPENDED,
            Notices.Kind.ENDED, RuleField.NOTIFY_ENDED,
            Notices.Kind.REVIEW, RuleField.NOTIFY_REVIEW,
            Notices.Kind.BREAK_GLASS, RuleField.NOTIFY_BREAK_GLASS,
            Notices.Kind.ENDS_SOON, RuleField.NOTIFY_ENDS_SOON_TO)
        .forEach((kind, field) -> recipients.put(kind, recipients(field)));
    if (word(RuleField.NOTIFY_ENDS_SOON_BEFORE) != null) {
      return new Notices(
          recipients, duration(RuleField.NOTIFY_ENDS_SOON_BEFORE, Duration.ofSeconds(1)));
    }
    if (!list(RuleField.NOTIFY_ENDS_SOON_TO).isEmpty()) {
      throw invalid(
          RuleField.NOTIFY_ENDS_SOON_BEFORE.key(),
          "notify.endsSoon.before is missing: say how long before the end, for example PT1H.");
    }
    return new Notices(recipients, null);
  }

  private Set<Notices.Recipient> recipients(RuleField field) {
    List<String> texts = list(field);
    if (texts.size() > MOST_RECIPIENTS) {
      throw invalid(
          field.key(), field.key() + " names at most " + MOST_RECIPIENTS + " recipients.");
    }
    try {
      return Notices.Recipient.parse(texts);
    } catch (IllegalArgumentException unknown) {
      throw invalid(
          field.key(),
          "'"
              + unknown.getMessage()
              + "' cannot be told anything; "
              + field.key()
              + " names holder, owner, approvers, granter, reviewer, or e-mail addresses.");
    }
  }

  /** Its text alone: whoever saves the rule has it compiled too. */
  private @Nullable String condition() {
    String text = word(RuleField.CONDITION);
    if (text != null && text.length() > Conditions.MOST_CHARACTERS) {
      throw invalid(
          RuleField.CONDITION.key(),
          "condition has at most " + Conditions.MOST_CHARACTERS + " characters.");
    }
    return text;
  }

  private String digest(String name) {
    Digest digest = new Digest().field("name", name);
    // Sorted: Keycloak keeps the values of a setting in no particular order.
    new TreeMap<>(config())
        .forEach((key, values) -> values.stream().sorted().forEach(v -> digest.field(key, v)));
    return digest.hex();
  }
}
