package io.ticketgate.core.rule;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a rule: the one table from which parsing, the JSON view and the console's form are
 * made. A key with a dot is a member of an object in JSON.
 */
public enum RuleField {
  MODE("mode", Kind.WORD, "off, audit or enforce", "enforce"),
  REALM_ROLES("protects.realmRoles", Kind.LIST, "Patterns of realm role names, * for any", null),
  CLIENT_ROLES("protects.clientRoles", Kind.LIST, "Patterns client/role, * for any", null),
  CLIENT_CREDENTIALS("protects.clientCredentials", Kind.LIST, "Patterns of client ids", null),
  ATTRIBUTE(
      "protects.attribute",
      Kind.WORD,
      "name=value of an attribute that marks a role or client",
      null),
  SYSTEMS("tickets.systems", Kind.LIST, "Names of ITSM systems; empty for any", null),
  TYPES("tickets.types", Kind.LIST, "Ticket types; empty for any", null),
  MIN_APPROVALS("tickets.minApprovals", Kind.NUMBER, "How many distinct people approve", "1"),
  APPROVER_ROLE("tickets.approverRole", Kind.WORD, "Role that each approver holds", null),
  REQUIRE_JUSTIFICATION(
      "tickets.requireJustification",
      Kind.FLAG,
      "The ticket gives a business justification",
      "false"),
  REQUIRE_WINDOW("tickets.requireWindow", Kind.FLAG, "The ticket has a change window", "false"),
  REQUIRE_CONFIGURATION_ITEM(
      "tickets.requireConfigurationItem",
      Kind.WORD,
      "any, or attribute:<name> of the subject that names its configuration item",
      null),
  MAX_USES("tickets.maxUses", Kind.NUMBER, "Bindings of one ticket per subject and role", "1"),
  APPROVER_NOT_REQUESTER(
      "separationOfDuties.approverNotRequester",
      Kind.FLAG,
      "Nobody approves what they asked for",
      "true"),
  APPROVER_NOT_BENEFICIARY(
      "separationOfDuties.approverNotBeneficiary",
      Kind.FLAG,
      "Nobody approves their own access",
      "true"),
  EXCLUSIVE_ROLES(
      "separationOfDuties.exclusiveRoles",
      Kind.SETS,
      "Sets of roles of which nobody holds two",
      null),
  LIFETIME_MAX("lifetime.max", Kind.WORD, "Longest life of a grant, ISO 8601 duration", "PT8H"),
  LIFETIME_DEFAULT("lifetime.default", Kind.WORD, "Life of a grant when none is asked for", null),
  REVIEW_EVERY("lifetime.reviewEvery", Kind.WORD, "Cadence of recertification", null),
  DORMANT_AFTER("lifetime.dormantAfter", Kind.WORD, "Unused for so long is dormant", null),
  STRUCTURAL_GRANTS(
      "structuralGrants",
      Kind.FLAG,
      "Groups and composites may carry the role under a ticket",
      "false"),
  UNBOUND_MEMBERS(
      "unboundMembers",
      Kind.WORD,
      "refuse or list: a structure whose members hold no binding yet",
      "refuse"),
  UNBOUND_GRANTS(
      "unboundGrants", Kind.WORD, "report or remove: a grant found without a binding", "report"),
  PROVISIONING("provisioning", Kind.WORD, "manual or automatic", "manual"),
  ON_TOKEN_WITHOUT_BINDING("onTokenWithoutBinding", Kind.WORD, "deny or strip", "deny"),
  SNAPSHOT_MAX_AGE("snapshotMaxAge", Kind.WORD, "How old a stored ticket may be", "PT0S"),
  BREAK_GLASS_ALLOWED(
      "breakGlass.allowed", Kind.FLAG, "An emergency grant without a ticket", "false"),
  BREAK_GLASS_ROLE("breakGlass.role", Kind.WORD, "Who may break the glass", null),
  BREAK_GLASS_MAX("breakGlass.max", Kind.WORD, "Longest emergency grant", null),
  BREAK_GLASS_REVIEW("breakGlass.reviewWithin", Kind.WORD, "Time for the review", null),
  ROTATION_GRACE(
      "rotationGrace", Kind.WORD, "How long a rotated client secret stays valid", "PT10M"),
  OWNER_REQUIRED("owner.required", Kind.FLAG, "A service account has an enabled owner", "false"),
  OWNER_ATTRIBUTE("owner.attribute", Kind.WORD, "Attribute that names the owner", "owner"),
  CONDITION("condition", Kind.WORD, "A condition in CEL", null);

  /** How a field is written. */
  public enum Kind {
    WORD,
    NUMBER,
    FLAG,
    LIST,
    /** A list of lists; each inner list is one value, its parts separated by commas. */
    SETS
  }

  private final String key;
  private final Kind kind;
  private final String help;
  private final Optional<String> byDefault;

  RuleField(String key, Kind kind, String help, @Nullable String byDefault) {
    this.key = key;
    this.kind = kind;
    this.help = help;
    this.byDefault = Optional.ofNullable(byDefault);
  }

  /** Its name, for example {@code tickets.minApprovals}. */
  public String key() {
    return key;
  }

  /** How it is written. */
  public Kind kind() {
    return kind;
  }

  /** One line for the form. */
  public String help() {
    return help;
  }

  /** What holds when the rule does not say. */
  public Optional<String> byDefault() {
    return byDefault;
  }

  /** The field of that name. */
  public static Optional<RuleField> of(String key) {
    return Arrays.stream(values()).filter(field -> field.key.equals(key)).findFirst();
  }

  /** Every field name, in the order of this table. */
  public static List<String> keys() {
    return Arrays.stream(values()).map(RuleField::key).toList();
  }
}
