package io.ticketgate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Examples are judged by the rules beside them, as a realm would judge them. */
class ExamplesTest {

  /** What the documentation shows. */
  private static final Path SHIPPED =
      Path.of("../../realm-config/src/main/resources/ticket-gate/policy-example");

  private static final Path READY =
      Path.of("../../realm-config/src/main/resources/ticket-gate/rules");

  private static final String REALM =
      "'users': {'alice': {}, 'bob': {'roles': ['cab']}, 'carol': {'alsoNamed': ['c@x.test']},"
          + " 'gone': {'enabled': false}}, 'clients': {'agent': {'serviceAccount': {}}},"
          + " 'roles': {'ops': {'contains': ['db-admin']}, 'marked': {'attributes': {'tier':"
          + " 'high'}}}";
  private static final String TICKET =
      "'ref': 'snow:CHG-1', 'type': 'change', 'requester': 'alice', 'requestedFor': 'alice',"
          + " 'entitlements': [{'realmRole': 'db-admin'}, {'realmRole': 'ops'}, {'realmRole':"
          + " 'marked'}], 'approvals': [{'approver': 'bob', 'decision': 'approved'}]";

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  private Command test(String rule, String example) throws IOException {
    Files.writeString(
        folder.resolve("rule.json"),
        json(
            "{'name': 'prod', 'protects': {'realmRoles': ['db-*'], 'attribute': 'tier=high'}"
                + rule
                + "}"));
    Files.writeString(
        folder.resolve("rule.examples.json"),
        json(
            "{'realm': {"
                + REALM
                + "}, 'given': {'now': '2026-11-30T12:00:00Z', 'subject': {'user': 'alice'},"
                + " 'entitlement': {'realmRole': 'db-admin'}, 'ticket': {"
                + TICKET
                + "}},\n'examples': [\n{'name': 'it', "
                + example
                + "}]}"));
    return Command.run("test", folder);
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  @Test
  void thoseOfTheDocumentationHold() {
    Command test = Command.run("test", SHIPPED);

    assertThat(test.exitCode()).as(test.out()).isZero();
    assertThat(test.out()).endsWith("3 rules, 0 errors, 0 warnings, 12 examples, 0 failed.\n");
  }

  @Test
  void theReadyMadeRulesCanBeSaved() {
    Command lint = Command.run("lint", READY);

    assertThat(lint.exitCode()).as(lint.out()).isZero();
    assertThat(lint.out()).contains("6 rules, 0 errors");
  }

  /** Each fails where the rule is another: nothing passes whatever the rule says. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                       | 'expect': {'allowed': true, 'expiresAt': '2026-11-30T20:00:00Z'} | ''",
        "''                                       | 'expect': {'allowed': false, 'failed': ['approvals']} | it is allowed",
        "'tickets': {'minApprovals': 2}           | 'expect': {'allowed': true} | it is denied by approvals (ticket_not_approved)",
        "'tickets': {'minApprovals': 2}           | 'expect': {'allowed': false, 'failed': ['approvals'], 'code': 'ticket_not_approved'} | ''",
        "'tickets': {'minApprovals': 2}           | 'expect': {'allowed': false, 'failed': ['approvals', 'window']} | it is denied by approvals",
        "'tickets': {'minApprovals': 2}           | 'expect': {'allowed': false, 'code': 'ticket_closed'} | it is ticket_not_approved",
        "'lifetime': {'max': 'PT1H'}              | 'expect': {'allowed': true, 'expiresAt': '2026-11-30T20:00:00Z'} | it ends at 2026-11-30T13:00:00Z",
        "'tickets': {'approverRole': 'cab'}       | 'expect': {'allowed': true} | ''",
        "'tickets': {'approverRole': 'cab'}       | 'ticket': {'approvals': [{'approver': 'c@x.test', 'decision': 'approved'}]}, 'expect': {'allowed': false, 'failed': ['approvers']} | ''",
        "''                                       | 'ticket': {'approvals': [{'approver': 'gone', 'decision': 'approved'}]}, 'expect': {'allowed': false, 'failed': ['approvers']} | ''",
        "''                                       | 'ticket': {'approvals': [{'approver': 'nobody', 'decision': 'approved'}]}, 'expect': {'allowed': false, 'failed': ['approvers']} | ''",
        "''                                       | 'ticket': {'approvals': [{'approver': 'alice', 'decision': 'approved'}]}, 'expect': {'allowed': false, 'failed': ['separation_of_duties']} | ''",
        "''                                       | 'ticket': {'open': false}, 'expect': {'allowed': false, 'failed': ['ticket_open', 'unchanged', 'approvals']} | ''",
        "''                                       | 'ticket': {'requester': null}, 'expect': {'allowed': false, 'failed': ['separation_of_duties']} | ''",
        "''                                       | 'request': {'uses': 1}, 'expect': {'allowed': false, 'failed': ['uses']} | ''",
        "''                                       | 'request': {'expiresAt': '2026-12-30T12:00:00Z'}, 'expect': {'allowed': false, 'failed': ['lifetime']} | ''",
        "''                                       | 'entitlement': {'realmRole': 'ops'}, 'expect': {'allowed': true} | ''",
        "''                                       | 'entitlement': {'realmRole': 'marked'}, 'expect': {'allowed': true} | ''",
        "''                                       | 'entitlement': {'realmRole': 'reader'}, 'expect': {'protected': false} | ''",
        "''                                       | 'entitlement': {'realmRole': 'reader'}, 'expect': {'allowed': true} | no rule protects role reader",
        "''                                       | 'expect': {'protected': false} | these do: prod",
        "'condition': 'has(request.by)'           | 'request': {'by': 'bob'}, 'expect': {'allowed': true} | ''",
        "'condition': 'has(request.by)'           | 'expect': {'allowed': false, 'failed': ['condition'], 'code': 'condition_not_met'} | ''",
        "''                                       | 'subject': {'serviceAccount': 'agent', 'onBehalfOf': {'user': 'alice'}}, 'expect': {'allowed': false, 'failed': ['subject']} | ''",
        "''                                       | 'subject': {'group': '/dba'}, 'ticket': {'requestedFor': 'group:/dba'}, 'expect': {'allowed': false, 'failed': ['structure']} | ''",
        "'owner': {'required': true, 'role': 'cab'} | 'subject': {'serviceAccount': 'agent'}, 'ticket': {'requestedFor': 'agent'}, 'request': {'owner': 'carol'}, 'expect': {'allowed': false, 'failed': ['owner'], 'code': 'owner_missing'} | ''",
        "'owner': {'required': true, 'role': 'cab'} | 'subject': {'serviceAccount': 'agent'}, 'ticket': {'requestedFor': 'agent'}, 'request': {'owner': 'bob'}, 'expect': {'allowed': true} | ''",
        "'mode': 'audit', 'tickets': {'minApprovals': 2} | 'expect': {'allowed': false, 'failed': ['approvals']} | ''",
      })
  void isJudgedAsInARealm(String rule, String example, String surprise) throws IOException {
    Command test = test(rule.isBlank() ? "" : ", " + rule, example);

    assertThat(test.exitCode()).as(test.out()).isEqualTo(surprise.isEmpty() ? 0 : 1);
    assertThat(test.out())
        .contains("rule.examples.json:3:1: " + (surprise.isEmpty() ? "pass: it" : "FAIL: it"))
        .contains(surprise);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'expect': {}                                        | expect has 'allowed'",
        "'expect': {'allowed': true, 'failed': []}           | are for what is denied",
        "'expect': {'allowed': false, 'failed': ['aproval']} | There is no check 'aproval'",
        "'expect': {'allowed': false, 'code': 'nope'}        | There is no code 'nope'",
        "'expect': {'alowed': false}                         | There is no 'alowed' here",
        "'expect': {'allowed': true}, 'tickets': {}          | There is no 'tickets' here",
        "'expect': {'allowed': true}, 'ticket': {'rsk': 'x'} | There is no 'rsk' here",
        "'expect': {'allowed': true}, 'ticket': {'ref': 'x'} | Write a ticket as 'system:key'",
        "'expect': {'allowed': true}, 'subject': {'user': 'mallory'} | has no user 'mallory'",
        "'expect': {'allowed': true}, 'subject': {}          | exactly one of user",
        "'expect': {'allowed': true}, 'now': 'today'         | now is an ISO 8601 instant",
        "'expect': {'allowed': true}, 'request': {'by': 'gone'} | no enabled user 'gone'",
      })
  void refusesAnExampleThatSaysWhatNobodyLooksAt(String example, String message)
      throws IOException {
    Command test = test("", example);

    assertThat(test.exitCode()).isEqualTo(Main.FAILED);
    assertThat(test.out())
        .contains("rule.examples.json:3:")
        .contains(": error: ")
        .contains(message);
  }

  @Test
  void noExampleAtAllIsNotFine() throws IOException {
    Files.writeString(
        folder.resolve("rule.json"), json("{'name': 'prod', 'protects': {'realmRoles': ['a']}}"));

    Command test = Command.run("test", folder);

    assertThat(test.exitCode()).isEqualTo(Main.FAILED);
    assertThat(test.err()).contains("There is no example");
  }

  @Test
  void warnsOfAConditionThatIsNeverTrue() throws IOException {
    Command never =
        test(", 'condition': 'ticket.id == \"\\\\\"\\\\\"\"'", "'expect': {'allowed': true}");
    assertThat(never.exitCode()).isEqualTo(Main.FAILED);

    test(", 'condition': '1 > 2'", "'expect': {'allowed': false, 'failed': ['condition']}");
    Command lint = Command.run("lint", folder);

    assertThat(lint.exitCode()).isZero();
    assertThat(lint.out())
        .contains("warning: rule prod: The condition is met in none of the 1 examples")
        .doesNotContain("refused in none");
    test(", 'condition': '2 > 1'", "'expect': {'allowed': true}");
    assertThat(Command.run("lint", folder).out())
        .contains("The condition is refused in none of the 1 examples");
  }

  @Test
  void tellsProgramsTheSame() throws IOException {
    test(", 'tickets': {'minApprovals': 2}", "'expect': {'allowed': true}");

    Command test = Command.run("test", folder, "--format", "json");

    assertThat(test.exitCode()).isEqualTo(Main.FAILED);
    assertThat(test.json().get("exitCode")).isEqualTo(1L);
    Map<String, Object> example = test.first("examples");
    assertThat(example.get("passed")).isEqualTo(false);
    assertThat(example.get("line")).isEqualTo(3L);
    assertThat(Command.first(example, "failed").get("id")).isEqualTo("approvals");
  }
}
