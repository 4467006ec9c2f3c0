package io.ticketgate.keycloak.realm;

import io.ticketgate.core.binding.Endings;
import io.ticketgate.core.check.Evaluator;
import io.ticketgate.core.gate.AdoptionDesk;
import io.ticketgate.core.gate.BreakGlassDesk;
import io.ticketgate.core.gate.BreakGlassReviews;
import io.ticketgate.core.gate.CredentialDesk;
import io.ticketgate.core.gate.Exclusions;
import io.ticketgate.core.gate.ExtensionDesk;
import io.ticketgate.core.gate.GrantDesk;
import io.ticketgate.core.gate.OwnerDesk;
import io.ticketgate.core.gate.ReviewDesk;
import io.ticketgate.core.gate.TicketDesk;
import io.ticketgate.core.gate.WriteGate;
import io.ticketgate.core.rule.Mode;
import io.ticketgate.keycloak.config.LoadedConditions;
import io.ticketgate.keycloak.config.ProtectionMemory;
import io.ticketgate.keycloak.config.RealmRules;
import io.ticketgate.keycloak.store.JpaBindings;
import io.ticketgate.keycloak.store.JpaRequests;
import io.ticketgate.keycloak.store.JpaTickets;
import io.ticketgate.keycloak.store.RememberedProtections;
import io.ticketgate.keycloak.store.RoleNames;
import java.util.HashMap;
import java.util.Map;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * The domain, wired to Keycloak for one realm and one session. It is made once for both, reads
 * nothing by being made, and is where a request, a task or a transaction begins: what lies deeper
 * is handed the parts it needs.
 *
 * <p>Not thread-safe, as its session is not.
 */
public final class RealmGate {

  private static final String ATTRIBUTE = RealmGate.class.getName();

  private final KeycloakSession session;
  private final RealmModel realm;
  private final Mode serverMode;
  private final JpaTickets tickets;
  private final JpaBindings bindings;
  private final JpaRequests requests;
  private final RealmRules rules;
  private final ProtectionMemory protectionMemory;
  private final ProtectedRoles protectedRoles;
  private final KeycloakDirectory directory;
  private final ClientCredentials credentials;
  private final KeycloakRoles roles;
  private final GateJournal journal;
  private final Evaluator evaluator;
  private final Endings endings;
  private final GrantDesk grantDesk;
  private final ExtensionDesk extensionDesk;
  private final CredentialDesk credentialDesk;
  private final TicketDesk ticketDesk;
  private final ReviewDesk reviewDesk;
  private final WriteGate writeGate;
  private final BreakGlassDesk breakGlassDesk;
  private final BreakGlassReviews breakGlassReviews;

  private RealmGate(KeycloakSession session, RealmModel realm, Mode serverMode) {
    this.session = session;
    this.realm = realm;
    this.serverMode = serverMode;
    this.tickets = new JpaTickets(session, realm.getId());
    this.bindings = new JpaBindings(session, realm.getId());
    this.requests = new JpaRequests(session, realm.getId());
    RememberedProtections remembered = new RememberedProtections(session, realm.getId());
    this.rules = new RealmRules(realm, serverMode, remembered::remembered);
    this.protectionMemory = new ProtectionMemory(rules, remembered);
    this.protectedRoles = new ProtectedRoles(rules, new RoleNames(session, realm.getId()));
    this.directory = new KeycloakDirectory(session, realm);
    this.credentials = new ClientCredentials(session, realm);
    this.roles = new KeycloakRoles(session, realm, credentials);
    this.journal = new GateJournal(session, realm, bindings);
    this.evaluator = new Evaluator(rules, roles, directory, LoadedConditions.INSTANCE, requests);
    this.endings =
        new Endings(
            bindings,
            rules,
            roles,
            journal,
            () -> session.getProvider(TicketGate.class).node().watch().since());
    this.grantDesk =
        new GrantDesk(
            evaluator,
            tickets,
            bindings,
            roles,
            journal,
            journal,
            endings,
            KeycloakModelUtils::generateId);
    BreakGlassReports alarm = new BreakGlassReports(session, realm);
    this.breakGlassDesk =
        new BreakGlassDesk(
            evaluator,
            bindings,
            bindings.emergencies(),
            roles,
            journal,
            journal,
            alarm,
            () -> Reviewers.ofEmergencies(realm),
            KeycloakModelUtils::generateId);
    this.breakGlassReviews =
        new BreakGlassReviews(
            evaluator, tickets, bindings, bindings.emergencies(), endings, journal, alarm);
    this.reviewDesk = new ReviewDesk(evaluator, tickets, bindings, directory, journal, endings);
    this.extensionDesk = new ExtensionDesk(evaluator, tickets, bindings, journal, journal);
    this.ticketDesk = new TicketDesk(tickets, bindings, directory, endings);
    this.credentialDesk = new CredentialDesk(evaluator, bindings, roles);
    this.writeGate =
        new WriteGate(
            evaluator,
            roles,
            tickets,
            bindings,
            journal,
            grantDesk,
            credentialDesk,
            new Exclusions(rules::all, roles, journal));
  }

  /**
   * The gate of a realm in a session.
   *
   * @param serverMode the most that the server's switch lets a rule do
   */
  public static RealmGate of(KeycloakSession session, RealmModel realm, Mode serverMode) {
    return made(session)
        .computeIfAbsent(realm.getId(), id -> new RealmGate(session, realm, serverMode));
  }

  @SuppressWarnings("unchecked") // an attribute of our own
  private static Map<String, RealmGate> made(KeycloakSession session) {
    Map<String, RealmGate> made = session.getAttribute(ATTRIBUTE, Map.class);
    if (made == null) {
      made = new HashMap<>();
      session.setAttribute(ATTRIBUTE, made);
    }
    return made;
  }

  /** Forgets what it has looked up of rules and people: the session may have written since. */
  public void refresh() {
    rules.refresh();
    directory.refresh();
  }

  /** The session. */
  public KeycloakSession session() {
    return session;
  }

  /** The realm. */
  public RealmModel realm() {
    return realm;
  }

  /** The most that the server's switch lets a rule do. */
  public Mode serverMode() {
    return serverMode;
  }

  /** The tickets the gate knows. */
  public JpaTickets tickets() {
    return tickets;
  }

  /** The bindings, live and ended. */
  public JpaBindings bindings() {
    return bindings;
  }

  /** What people asked for in self-service. */
  public JpaRequests requests() {
    return requests;
  }

  /** The rules of the realm. */
  public RealmRules rules() {
    return rules;
  }

  /** Remembers what rules protect, and forgets it. */
  public ProtectionMemory protectionMemory() {
    return protectionMemory;
  }

  /** The roles of this realm that rules protect, and names that they would. */
  public ProtectedRoles protectedRoles() {
    return protectedRoles;
  }

  /** Secrets and keys of clients. */
  public ClientCredentials credentials() {
    return credentials;
  }

  /** Roles and their holders. */
  public KeycloakRoles roles() {
    return roles;
  }

  /** People, as ITSM systems name them. */
  public KeycloakDirectory directory() {
    return directory;
  }

  /** Runs the checks of rules. */
  public Evaluator evaluator() {
    return evaluator;
  }

  /** Keeps and announces what happens. */
  public GateJournal journal() {
    return journal;
  }

  /** Ends bindings. */
  public Endings endings() {
    return endings;
  }

  /** Takes in what an ITSM says of tickets. */
  public TicketDesk ticketDesk() {
    return ticketDesk;
  }

  /** Makes and activates bindings. */
  public GrantDesk grantDesk() {
    return grantDesk;
  }

  /** Makes emergency grants. */
  public BreakGlassDesk breakGlassDesk() {
    return breakGlassDesk;
  }

  /** Reviews emergency grants. */
  public BreakGlassReviews breakGlassReviews() {
    return breakGlassReviews;
  }

  /** Certifies bindings, or ends them, as their reviewers say. */
  public ReviewDesk reviewDesk() {
    return reviewDesk;
  }

  /** Moves the ends of bindings. */
  public ExtensionDesk extensionDesk() {
    return extensionDesk;
  }

  /** Hands bindings over to other owners. */
  public OwnerDesk ownerDesk() {
    return new OwnerDesk(evaluator, tickets, bindings, directory, journal, grantDesk);
  }

  /** Keeps which credential was issued under which binding. */
  public CredentialDesk credentialDesk() {
    return credentialDesk;
  }

  /** Makes bindings for grants that were there before. */
  public AdoptionDesk adoptionDesk() {
    return new AdoptionDesk(evaluator, tickets, bindings, roles, grantDesk, credentialDesk);
  }

  /** Judges what a transaction has written. */
  public WriteGate writeGate() {
    return writeGate;
  }
}
