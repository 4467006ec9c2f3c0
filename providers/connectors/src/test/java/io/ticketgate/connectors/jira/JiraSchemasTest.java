package io.ticketgate.connectors.jira;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The fixtures have the shape of Jira's answers. The schemas are those of jira.js, which others
 * derive from Atlassian's descriptions; {@code it-tests/jira-schemas} writes them. They are strict:
 * a key or a word that the description does not have is an error.
 */
class JiraSchemasTest {

  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(VersionFlag.V202012);
  private static final SchemaValidatorsConfig STRICT =
      SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

  private static Set<ValidationMessage> errors(String schema, JsonNode value) {
    return SCHEMAS.getSchema(Fixtures.read("schemas/" + schema), STRICT).validate(value);
  }

  // jira.js has no Data Center. Its schemas of Service Management know that people have names and
  // keys there.
  @ParameterizedTest(name = "{0} {1} is a {2}")
  @CsvSource({
    "cloud/issue, '', Issue",
    "cloud/issue, /fields/issuetype, IssueTypeDetails",
    "cloud/issue, /fields/project, ProjectDetails",
    "cloud/issue, /fields/status, StatusDetails",
    "cloud/issue, /fields/reporter, UserDetails",
    "cloud/issue, /fields/customfield_10050, UserDetails",
    "cloud/issue, /fields/customfield_10051, Document",
    "cloud/issue, /fields/description, Document",
    "cloud/issue, /fields/customfield_10010/requestType, RequestType",
    "cloud/issue, /fields/customfield_10010/currentStatus, CustomerRequestStatus",
    "cloud/approvals, '', PagedApproval",
    "cloud/comment-internal, '', Comment",
    "cloud/myself, '', DashboardUser",
    "cloud/server-info, '', ServerInformation",
    "cloud/search-page-1, '', SearchAndReconcileResults",
    "cloud/search-page-2, '', SearchAndReconcileResults",
    "cloud/permissions, '', Permissions",
    "cloud/permissions, /permissions/BROWSE_PROJECTS, UserPermission",
    "cloud/permissions, /permissions/SERVICEDESK_AGENT, UserPermission",
    "cloud/project, '', Project",
    "datacenter/approvals, '', PagedApproval",
    "datacenter/search-page-1, '', SearchResults",
    "datacenter/search-page-2, '', SearchResults",
  })
  void aFixtureHasTheDescribedShape(String fixture, String pointer, String schema) {
    JsonNode value = Fixtures.read(fixture).at(pointer);

    assertThat(value.isMissingNode()).isFalse();
    assertThat(errors(schema, value)).isEmpty();
  }

  @ParameterizedTest(name = "{0} are each a {1}")
  @CsvSource({"cloud/statuses, IssueTypeWithStatus", "cloud/fields, FieldDetails"})
  void eachOfAListHasTheDescribedShape(String fixture, String schema) {
    assertThat(Fixtures.read(fixture))
        .isNotEmpty()
        .allSatisfy(value -> assertThat(errors(schema, value)).isEmpty());
  }

  @Test
  void whatIsInventedIsFound() {
    ObjectNode approvals = Fixtures.object("cloud/approvals");
    ObjectNode first = (ObjectNode) approvals.at("/values/0");
    first.put("finalDecision", "perhaps").put("invented", true);

    assertThat(List.copyOf(errors("PagedApproval", approvals)))
        .extracting(error -> error.getInstanceLocation().toString())
        .containsExactlyInAnyOrder("/values/0/finalDecision", "/values/0");
  }
}
