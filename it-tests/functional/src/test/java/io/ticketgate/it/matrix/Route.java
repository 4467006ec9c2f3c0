package io.ticketgate.it.matrix;

import io.ticketgate.it.harness.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One way by which a subject can come to hold or use a protected role: a row of the matrix.
 *
 * @param id short name in kebab case
 * @param title what is done
 * @param word what audit events and the metric call it
 * @param twin how people do the same properly, which must work
 * @param denials how many would-be denials audit mode reports
 * @param once whether the attempt uses something up, so that it cannot be made again in its realm
 * @param rule fields over those of the stage's rule
 * @param realm fields of the realm
 * @param wholeRealm whether it needs the login flows, client scopes, required actions or policies
 *     of client registration that Keycloak gives a new realm
 * @param subject name of the user, or id of the client, whom the route serves
 * @param given what is there before the rule is; it must not give the privilege yet
 * @param armed what is done once the rule is there
 * @param then how the privilege is made use of where the attempt alone does not show it
 * @param completed what people do besides, once the attempt has worked under their ticket
 * @param reasons what the refusal has left behind, where its answer does not say why
 */
record Route(
    String id,
    String title,
    Surface surface,
    Needs needs,
    Refusal refusal,
    String word,
    Twin twin,
    int denials,
    boolean once,
    Map<String, ?> rule,
    Map<String, ?> realm,
    boolean wholeRealm,
    String subject,
    Consumer<Stage> given,
    Consumer<Stage> armed,
    Function<Stage, Answer> attempt,
    Consumer<Stage> then,
    Consumer<Stage> completed,
    List<Probe> reasons,
    List<Probe> probes) {

  static Draft named(String id, String title) {
    return new Draft(id, title);
  }

  /** Whether it is about the credential of a client, and not about a role. */
  boolean ofClient() {
    return word.equals("client-credential");
  }

  @Override
  public String toString() {
    return id;
  }

  /** A row while it is written down. */
  static final class Draft {
    private final String id;
    private final String title;
    private Surface surface = Surface.ADMIN_REST;
    private Needs needs = Needs.NOTHING;
    private Refusal refusal = Refusal.json("ticket_required");
    private String word = "";
    private Twin twin = Twin.NONE;
    private int denials = 1;
    private boolean once;
    private Map<String, ?> rule = Map.of();
    private Map<String, ?> realm = Map.of();
    private boolean wholeRealm;
    private String subject = Stage.ALICE;
    private Consumer<Stage> given = stage -> {};
    private Consumer<Stage> armed = stage -> {};
    private Consumer<Stage> then = stage -> {};
    private Consumer<Stage> completed = stage -> {};
    private final List<Probe> reasons = new ArrayList<>();
    private final List<Probe> probes = new ArrayList<>();

    private Draft(String id, String title) {
      this.id = id;
      this.title = title;
    }

    Draft on(Surface where) {
      surface = where;
      return this;
    }

    Draft needs(String since, String because) {
      needs = new Needs(since, because);
      return this;
    }

    /** Refused with 403 and this code; without this call it is {@code ticket_required}. */
    Draft refused(String code) {
      refusal = Refusal.json(code);
      return this;
    }

    Draft refused(Refusal how) {
      refusal = how;
      return this;
    }

    Draft audited(String route) {
      word = route;
      return this;
    }

    Draft audited(String route, int times) {
      word = route;
      denials = times;
      return this;
    }

    /**
     * The attempt uses up what it needs, though it is refused, or its surface has begun what it
     * does not begin twice. Under audit it is made in another realm.
     */
    Draft once() {
      once = true;
      return this;
    }

    /** People use it: with a ticket it works. */
    Draft withTwin() {
      twin = Twin.TICKET;
      return this;
    }

    /** People use it, and do this too under the same ticket. */
    Draft withTwin(Consumer<Stage> further) {
      completed = further;
      return withTwin();
    }

    /** Its caller, whom the row is about, may do it with a ticket for this part. */
    Draft withTicketFor(String area) {
      twin = Twin.configuration(area);
      return this;
    }

    /** Its caller, whom the row is about, may do it once they hold realm-admin. */
    Draft withEqual() {
      twin = Twin.EQUAL;
      return this;
    }

    /** What is seen on a server with the gate after the refusal. */
    Draft because(String what, Predicate<Stage> test) {
      reasons.add(Probe.persisted(what, test));
      return this;
    }

    Draft rule(Map<String, ?> fields) {
      rule = fields;
      return this;
    }

    Draft realm(Map<String, ?> fields) {
      realm = fields;
      return this;
    }

    /**
     * Its realm has all that Keycloak gives a new one: the row goes through its login flows, client
     * scopes, required actions or policies of client registration.
     */
    Draft inWholeRealm() {
      wholeRealm = true;
      return this;
    }

    /** It serves another user than alice, who is there. */
    Draft about(String username) {
      subject = username;
      return this;
    }

    Draft armed(Consumer<Stage> afterTheRule) {
      armed = afterTheRule;
      return this;
    }

    Draft then(Consumer<Stage> use) {
      then = use;
      return this;
    }

    Draft given(Consumer<Stage> before) {
      given = before;
      return this;
    }

    Draft leaves(String what, Predicate<Stage> test) {
      probes.add(Probe.persisted(what, test));
      return this;
    }

    Draft gives(String what, Predicate<Stage> test) {
      probes.add(Probe.usable(what, test));
      return this;
    }

    /** The protected realm role, in Keycloak and in a token. */
    Draft givesRole() {
      return gives("the subject holds the role", Stage::holds)
          .gives("the subject's token carries the role", Stage::tokenCarries);
    }

    /** The protected client role, in Keycloak and in a token. */
    Draft givesClientRole() {
      return gives("the subject holds the client role", Stage::holdsClientRole)
          .gives("the subject's token carries the client role", Stage::tokenCarriesClientRole);
    }

    /** What mappers give: the role's name in a token, whoever asks for it. */
    Draft givesName() {
      return gives("the subject's token carries the role's name", Stage::tokenCarries);
    }

    Route by(Function<Stage, Answer> attempt) {
      boolean seen = twin.is(Twin.Kind.CONFIGURATION) || probes.stream().anyMatch(Probe::usable);
      if (!seen || word.isEmpty()) {
        throw new IllegalStateException(id + " is not written to its end");
      }
      if (twin.is(Twin.Kind.CONFIGURATION) && probes.stream().allMatch(Probe::usable)) {
        throw new IllegalStateException(id + " does not say what its change leaves");
      }
      return new Route(
          id,
          title,
          surface,
          needs,
          refusal,
          word,
          twin,
          denials,
          once,
          rule,
          realm,
          wholeRealm,
          subject,
          given,
          armed,
          attempt,
          then,
          completed,
          List.copyOf(reasons),
          List.copyOf(probes));
    }
  }
}
