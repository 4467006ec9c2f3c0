package io.ticketgate.core.rule;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a rule. Parsing, the JSON view and the console's form all follow from this table. A
 * key with a dot is a member of an object in JSON.
 */
public enum RuleField {
  MODE("mode", Kind.WORD, "off, audit (report and refuse nothing) or enforce", "enforce"),
  REALM_ROLES(
      "protects.realmRoles",
      Kind.LIST,
      "Patterns of realm role names; * stands for any text",
      null),
  CLIENT_ROLES(
      "protects.clientRoles", Kind.LIST, "Patterns client/role; * stands for any text", null),
  CLIENT_CREDENTIALS(
      "protects.clientCredentials",
      Kind.LIST,
      "Patterns of client ids; * stands for any text",
      null),
  CONFIGURATION(
      "protects.configuration",
      Kind.LIST,
      "Parts of the configuration that a ticket lets others than ticket-gate-admin change",
      null),
  ATTRIBUTE(
      "protects.attribute",
      Kind.WORD,
      "name=value of the attribute that marks a protected role or client",
      null),
  SYSTEMS("tickets.systems", Kind.LIST, "Names of ITSM systems; empty for any", null),
  TYPES("tickets.types", Kind.LIST, "Ticket types; empty for any", null),
  MIN_APPROVALS(
      "tickets.minApprovals", Kind.NUMBER, "Number of distinct people who must approve", "1"),
  BY_RISK(
      "tickets.byRisk",
      Kind.RISKS,
      "More approvals and a shorter life by the risk of the ticket; one of another risk, or of"
          + " none, meets the strictest row",
      null),
  APPROVER_ROLE("tickets.approverRole", Kind.WORD, "Role that each approver must hold", null),
  REQUIRE_JUSTIFICATION(
      "tickets.requireJustification",
      Kind.FLAG,
      "The ticket must give a business justification",
      "false"),
  REQUIRE_WINDOW(
      "tickets.requireWindow", Kind.FLAG, "The ticket must have a change window", "false"),
  REQUIRE_CONFIGURATION_ITEM(
      "tickets.requireConfigurationItem",
      Kind.WORD,
      "any, or attribute:<name>: the subject's attribute that the item must equal",
      null),
  MAX_USES(
      "tickets.maxUses",
      Kind.NUMBER,
      "Bindings that one ticket carries for one subject and entitlement",
      "1"),
  LATE_SUBJECTS(
      "tickets.lateSubjects",
      Kind.FLAG,
      "An account counts that was made, under the name in the ticket, after the ticket came in",
      "false"),
  APPROVER_NOT_REQUESTER(
      "separationOfDuties.approverNotRequester",
      Kind.FLAG,
      "The requester may not approve",
      "true"),
  APPROVER_NOT_BENEFICIARY(
      "separationOfDuties.approverNotBeneficiary",
      Kind.FLAG,
      "The beneficiary may not approve",
      "true"),
  STEP_UP_ACR(
      "stepUp.acr",
      Kind.WORD,
      "Authentication context class (acr) that a session has reached whose tokens carry the role",
      null),
  STEP_UP_MAX_AGE(
      "stepUp.maxAge", Kind.WORD, "How long such a login counts, such as PT12H", "PT12H"),
  PERSON_ATTRIBUTE(
      "separationOfDuties.personAttribute",
      Kind.WORD,
      "Attribute of users that is the same in all accounts of one person, such as a personnel"
          + " number",
      null),
  EXCLUSIVE_ROLES(
      "separationOfDuties.exclusiveRoles",
      Kind.SETS,
      "Sets of roles; one subject may not hold two roles of a set",
      null),
  LIFETIME_MAX(
      "lifetime.max",
      Kind.WORD,
      "Longest life of a grant, an ISO 8601 duration; or none, with reviewEvery",
      "PT8H"),
  LIFETIME_DEFAULT(
      "lifetime.default", Kind.WORD, "Life of a grant whose request names no end", null),
  REVIEW_EVERY("lifetime.reviewEvery", Kind.WORD, "Time between two reviews of a binding", null),
  DORMANT_AFTER(
      "lifetime.dormantAfter",
      Kind.WORD,
      "Time without use after which a binding is dormant",
      null),
  ON_DORMANT(
      "onDormant",
      Kind.WORD,
      "report, suspend or revoke a binding that nobody has used for lifetime.dormantAfter",
      "report"),
  REVIEWS_BY(
      "reviews.by",
      Kind.WORD,
      "Who reviews: owner, approverRole, or attribute:<name> of the subject",
      "owner"),
  REVIEWS_RISK_ANALYSIS(
      "reviews.riskAnalysis",
      Kind.WORD,
      "Reference to the targeted risk analysis that set lifetime.reviewEvery",
      null),
  STRUCTURAL_GRANTS(
      "structuralGrants",
      Kind.FLAG,
      "Groups and composite roles may carry the role under a ticket",
      "false"),
  UNBOUND_MEMBERS(
      "unboundMembers",
      Kind.WORD,
      "refuse or list a group or composite role whose members have no binding",
      "refuse"),
  UNBOUND_GRANTS(
      "unboundGrants", Kind.WORD, "report or remove a grant that has no binding", "report"),
  PROVISIONING(
      "provisioning", Kind.WORD, "manual (needs Keycloak's permission too) or automatic", "manual"),
  ON_TOKEN_WITHOUT_BINDING(
      "onTokenWithoutBinding", Kind.WORD, "deny the token or strip the role", "deny"),
  ON_TAKEOVER(
      "onTakeover",
      Kind.WORD,
      "suspend or report the bindings of a holder whose password or e-mail somebody else sets",
      "suspend"),
  ON_CHANGE(
      "onChange",
      Kind.WORD,
      "keep, review or revoke live bindings that do not fulfil the rule once it has changed",
      "keep"),
  REVIEWS_AFTER_CHANGE(
      "reviews.afterChange",
      Kind.WORD,
      "With onChange: review, time to certify what the changed rule does not allow any more",
      "P14D"),
  SNAPSHOT_MAX_AGE(
      "snapshotMaxAge", Kind.WORD, "Age up to which a stored ticket is not read again", "PT0S"),
  BREAK_GLASS_ALLOWED(
      "breakGlass.allowed", Kind.FLAG, "Emergency grants without a ticket are allowed", "false"),
  BREAK_GLASS_ROLE(
      "breakGlass.role", Kind.WORD, "Role whose holders may make an emergency grant", null),
  BREAK_GLASS_MAX("breakGlass.max", Kind.WORD, "Longest life of an emergency grant", null),
  BREAK_GLASS_REVIEW(
      "breakGlass.reviewWithin",
      Kind.WORD,
      "Time within which an emergency grant is reviewed",
      null),
  ROTATION_GRACE(
      "rotationGrace", Kind.WORD, "How long the replaced secret of a client stays valid", "PT10M"),
  CREDENTIALS_PARALLEL(
      "credentials.parallel",
      Kind.NUMBER,
      "Credentials of one client that are good side by side, each as long as its ticket",
      "1"),
  CREDENTIALS_EPHEMERAL(
      "credentials.ephemeral",
      Kind.FLAG,
      "A client that is made under a ticket is removed when the ticket ends",
      "false"),
  OWNER_REQUIRED(
      "owner.required", Kind.FLAG, "A service account must have an enabled owner", "false"),
  OWNER_ATTRIBUTE(
      "owner.attribute", Kind.WORD, "Attribute of the client that names the owner", "owner"),
  OWNER_ROLE("owner.role", Kind.WORD, "Role that each owner must hold, with owner.required", null),
  REQUEST_ALLOWED(
      "request.allowed",
      Kind.LIST,
      "Who may ask for it in self-service: patterns of role names, or group:/path; empty for nobody",
      null),
  NOTIFY_GRANTED(
      "notify.granted",
      Kind.LIST,
      "Who gets an e-mail when a grant begins: holder, owner, approvers, granter, reviewer, or addresses",
      null),
  NOTIFY_SUSPENDED(
      "notify.suspended",
      Kind.LIST,
      "Who gets an e-mail when a grant is withheld or given back",
      null),
  NOTIFY_ENDED(
      "notify.ended", Kind.LIST, "Who gets an e-mail when a grant has ended, and why", null),
  NOTIFY_REVIEW(
      "notify.review",
      Kind.LIST,
      "Who gets an e-mail when a review is due soon, or overdue; reviewer is another recipient",
      null),
  NOTIFY_BREAK_GLASS(
      "notify.breakGlass",
      Kind.LIST,
      "Who gets an e-mail when somebody makes an emergency grant",
      null),
  NOTIFY_ENDS_SOON_BEFORE(
      "notify.endsSoon.before",
      Kind.WORD,
      "How long before the end of a grant it is announced, an ISO 8601 duration",
      null),
  NOTIFY_ENDS_SOON_TO(
      "notify.endsSoon.to", Kind.LIST, "Who gets an e-mail when a grant ends soon", null),
  CONDITION(
      "condition",
      Kind.WORD,
      "A further condition on ticket, subject, entitlement, request and now, in CEL",
      null);

  /** How a field is written. */
  public enum Kind {
    WORD,
    NUMBER,
    FLAG,
    LIST,
    /** A list of lists; each inner list is one value, its parts separated by commas. */
    SETS,
    /**
     * A table by risk, each row one value: {@code high,minApprovals=3,lifetime=PT1H}. In JSON an
     * object of objects.
     */
    RISKS
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

  /** One line of help for the form. */
  public String help() {
    return help;
  }

  /** The value when the rule leaves the field out. */
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
