package io.ticketgate.policy;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.check.GrantRequest;
import io.ticketgate.core.refusal.CheckResult;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.Ticket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file of examples: {@code realm}, who there is; {@code given}, what all examples have in
 * common; and {@code examples}, each of which says what is otherwise.
 */
final class ExampleReader {

  private static final String GIVEN = "/given";
  private static final String EXAMPLES = "/examples";
  private static final Set<String> MERGED = Set.of("ticket", "request");

  private final JsonText file;
  private final Consumer<Finding> findings;

  ExampleReader(JsonText file, Consumer<Finding> findings) {
    this.file = file;
    this.findings = findings;
  }

  /** The examples that can be read; the others are findings. */
  List<Example> read() {
    List<Example> examples = new ArrayList<>();
    try {
      Members top = Members.of(file.value(), "");
      ExampleRealm realm = new ExampleRealm(top.object("realm"));
      Object given = top.has("given") ? whole(file.value()).get("given") : Map.of();
      List<?> each = top.list("examples");
      top.requireKnown();
      for (int i = 0; i < each.size(); i++) {
        example(realm, given, each.get(i), EXAMPLES + "/" + i).ifPresent(examples::add);
      }
    } catch (Members.Wrong wrong) {
      findings.accept(
          Finding.error(file.at(wrong.path()), "", "", String.valueOf(wrong.getMessage())));
    }
    return examples;
  }

  private static Map<?, ?> whole(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private Optional<Example> example(
      ExampleRealm realm, @Nullable Object given, @Nullable Object own, String pointer) {
    try {
      return Optional.of(example(realm, Members.of(merged(given, own), ""), file.at(pointer)));
    } catch (Members.Wrong wrong) {
      findings.accept(
          Finding.error(
              file.at(
                  file.has(pointer + wrong.path()) || !file.has(GIVEN + wrong.path())
                      ? pointer + wrong.path()
                      : GIVEN + wrong.path()),
              "",
              "",
              String.valueOf(wrong.getMessage())));
      return Optional.empty();
    }
  }

  /**
   * An example says what is otherwise than given. Of the ticket and the request it names single
   * members, and takes one away with null; all else it names whole.
   */
  private static @Nullable Object merged(@Nullable Object given, @Nullable Object own) {
    if (!(own instanceof Map<?, ?> members)) {
      return own;
    }
    Map<Object, @Nullable Object> all = new LinkedHashMap<>(whole(given));
    members.forEach(
        (name, value) ->
            all.put(
                name,
                MERGED.contains(name) && value instanceof Map<?, ?> && all.get(name) != null
                    ? laidOver(whole(all.get(name)), whole(value))
                    : value));
    return all;
  }

  private static Map<?, ?> laidOver(Map<?, ?> given, Map<?, ?> own) {
    Map<Object, @Nullable Object> all = new LinkedHashMap<>(given);
    all.putAll(own);
    return all;
  }

  private static Example example(ExampleRealm realm, Members example, Finding.Place place) {
    String name = example.required("name");
    Instant now = example.instant("now");
    if (now == null) {
      throw example.wrong("now", "now is missing: the time of the decision.");
    }
    Members ticket = example.object("ticket");
    List<Ticket> tickets = new ArrayList<>();
    example.objects("earlier").forEach(record -> tickets.add(ExampleTicket.read(record)));
    tickets.add(ExampleTicket.read(ticket));
    if (tickets.stream().map(Ticket::ref).distinct().count() > 1) {
      throw example.wrong("earlier", "earlier are records of the same ticket: ref is the same.");
    }
    Entitlement entitlement =
        realm.entitlementNamed(ExampleTicket.entitlement(example.object("entitlement")));
    Members request = example.object("request");
    GrantRequest wanted =
        new GrantRequest(
            ExampleTicket.ref(ticket),
            subject(realm, example.object("subject"), entitlement),
            entitlement,
            request.flag("activate", true),
            request.instant("expiresAt"),
            request.text("justification"),
            person(realm, request, "owner"),
            person(realm, request, "by"));
    int uses = request.number("uses", 0);
    request.requireKnown();
    Example.Expected expected = expected(example.object("expect"));
    example.requireKnown();
    return new Example(name, place, realm, tickets, wanted, uses, now, expected);
  }

  private static @Nullable Person person(ExampleRealm realm, Members request, String member) {
    String name = request.text(member);
    if (name == null) {
      return null;
    }
    return realm
        .enabledPerson(name)
        .orElseThrow(
            () -> request.wrong(member, "realm.users has no enabled user '" + name + "'."));
  }

  private static Subject subject(ExampleRealm realm, Members subject, Entitlement entitlement) {
    String user = subject.text("user");
    String account = subject.text("serviceAccount");
    String group = subject.text("group");
    String role = subject.text("role");
    Members person = subject.has("onBehalfOf") ? subject.object("onBehalfOf") : null;
    String whom = person == null ? null : person.required("user");
    subject.requireKnown();
    long named =
        Arrays.asList(user, account, group, role).stream().filter(each -> each != null).count();
    if (named != 1 || (whom != null && account == null)) {
      throw new Members.Wrong(
          subject.path(),
          "A subject has exactly one of user, serviceAccount, group and role; onBehalfOf goes with"
              + " serviceAccount.");
    }
    if (user != null) {
      return there(subject, "user", user, realm::user);
    }
    if (group != null) {
      return realm.group(group);
    }
    if (role != null) {
      return realm.role(ExampleRealm.roleNamed(subject, "role", role));
    }
    String clientId = String.valueOf(account);
    if (entitlement.name() instanceof EntitlementName.ClientCredential credential) {
      if (!credential.clientId().equals(clientId) || whom != null) {
        throw new Members.Wrong(
            subject.path(), "The credential of a client is bound to that client itself.");
      }
      return there(subject, "serviceAccount", clientId, realm::client);
    }
    Subject itself = there(subject, "serviceAccount", clientId, realm::serviceAccount);
    return whom == null || person == null
        ? itself
        : Subject.agent(itself, there(person, "user", whom, realm::user));
  }

  private static Subject there(
      Members subject, String member, String name, Function<String, Optional<Subject>> find) {
    return find.apply(name)
        .orElseThrow(
            () ->
                subject.wrong(
                    member,
                    member.equals("user")
                        ? "realm.users has no user '" + name + "'."
                        : "realm.clients has no client '" + name + "' of that kind."));
  }

  private static Example.Expected expected(Members expect) {
    boolean isProtected = expect.flag("protected", true);
    boolean says = expect.has("allowed");
    boolean allowed = expect.flag("allowed", false);
    Set<CheckResult.Id> failed = expect.has("failed") ? failed(expect) : null;
    String code = expect.text("code");
    Instant expiresAt = expect.instant("expiresAt");
    expect.requireKnown();
    if (!isProtected && !says && failed == null && code == null && expiresAt == null) {
      return new Example.Unprotected();
    }
    if (!isProtected || !says) {
      throw new Members.Wrong(
          expect.path(), "expect has 'allowed', or else 'protected': false alone.");
    }
    if (allowed ? failed != null || code != null : expiresAt != null) {
      throw new Members.Wrong(
          expect.path(),
          "'failed' and 'code' are for what is denied, 'expiresAt' is for what is allowed.");
    }
    return allowed
        ? new Example.Allowed(expiresAt)
        : new Example.Denied(failed, code == null ? null : code(expect, code));
  }

  private static Set<CheckResult.Id> failed(Members expect) {
    Set<CheckResult.Id> failed = EnumSet.noneOf(CheckResult.Id.class);
    for (String word : expect.texts("failed")) {
      failed.add(
          Arrays.stream(CheckResult.Id.values())
              .filter(id -> id.word().equals(word))
              .findFirst()
              .orElseThrow(() -> expect.wrong("failed", "There is no check '" + word + "'.")));
    }
    return failed;
  }

  private static ErrorCode code(Members expect, String word) {
    return Arrays.stream(ErrorCode.values())
        .filter(each -> each.code().equals(word))
        .findFirst()
        .orElseThrow(() -> expect.wrong("code", "There is no code '" + word + "'."));
  }
}
