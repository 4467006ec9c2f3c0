package io.ticketgate.connectors.jira;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.spi.ItsmException;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldValueTest {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      value = {
        "'text'                                         | text",
        "'  '                                           | -",
        "null                                           | -",
        "[]                                             | -",
        "3                                              | 3",
        "{'self':'s','value':'High','id':'1'}           | High",
        "[{'value':'role:a'},{'value':'role:b'}]        | role:a, role:b",
        "['role:a','role:b']                            | role:a, role:b",
        "{'self':'s','name':'Highest','id':'1'}         | Highest",
        "[{'workspaceId':'w','objectId':'88'}]          | 88",
        "[{'objectId':'88','objectKey':'CMDB-88'}]      | CMDB-88",
        "{'type':'doc','version':1,'content':[]}        | -"
      })
  void readsTextsInEveryForm(String json, @Nullable String text) {
    assertThat(field(json).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'value':'role:orders','child':{'value':'refund'}}",
        "{'accountId':'5b10','displayName':'Alice'}",
        "{'something':'new'}",
        "true"
      })
  void aFormThatIsNotKnownIsAnError(String json) {
    assertThatThrownBy(() -> field(json).text())
        .isInstanceOf(ItsmException.Malformed.class)
        .hasMessageContaining("customfield_1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      value = {
        "{'name':'alice','key':'JIRAUSER1','displayName':'Alice'}                     | alice",
        "[{'name':'alice','key':'JIRAUSER1','displayName':'Alice'}]                   | alice",
        "[{'name':'alice','displayName':'A'},{'name':'bob','displayName':'B'}]        | -",
        "[]                                                                           | -",
        "null                                                                         | -",
        "{'key':'JIRAUSER1','displayName':'Alice'}                                    | -",
        "{'name':'admins','self':'https://jira.example.com/rest/api/2/group'}         | -",
        "'ci-deployer'                                                                | ci-deployer",
        "{'value':'ci-deployer','id':'1'}                                             | ci-deployer"
      })
  void namesOnePersonOrNobody(String json, @Nullable String person) {
    assertThat(field(json).person(new People("name"))).isEqualTo(person);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-22T09:00:00.000+0100, 2026-11-22T08:00:00Z",
    "2026-11-22T09:00:00+01:00, 2026-11-22T08:00:00Z",
    "2026-11-22T09:00:00.000+0000, 2026-11-22T09:00:00Z",
    "2026-11-22T09:00:00Z, 2026-11-22T09:00:00Z",
    "2026-11-22, 2026-11-22T22:59:59Z"
  })
  void readsMoments(String text, Instant moment) {
    assertThat(field("'" + text + "'").moment(BERLIN, true)).isEqualTo(moment);
  }

  @Test
  void aDateBeginsInTheTimeZoneOfTheSettings() {
    assertThat(field("'2026-11-22'").moment(BERLIN, false))
        .isEqualTo(Instant.parse("2026-11-21T23:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tomorrow", "2026-11-22T09:00:00", "22/Nov/26"})
  void aMomentWithoutOffsetOrSenseIsAnError(String text) {
    assertThatThrownBy(() -> field("'" + text + "'").moment(BERLIN, true))
        .isInstanceOf(ItsmException.Malformed.class);
  }

  @Test
  void theNumberBehindAnObjectsNameIsNoPartOfIt() {
    assertThat(field("['pg-prod-01 (CMDB-88)']").object()).isEqualTo("pg-prod-01");
    assertThat(field("'pg-prod-01 (old)'").object()).isEqualTo("pg-prod-01 (old)");
  }

  private static FieldValue field(String json) {
    return new FieldValue("customfield_1", Fixtures.json(json));
  }
}
