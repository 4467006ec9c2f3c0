package io.ticketgate.keycloak.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.Detail;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Transition;
import io.ticketgate.core.ticket.Occasion;
import io.ticketgate.keycloak.realm.CredentialIssuer;
import io.ticketgate.keycloak.realm.FederatedIdentity;
import io.ticketgate.keycloak.realm.PublicKeys;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BindingViewTest {

  private static final Instant AT = Instant.parse("2026-11-22T08:00:00Z");
  private static final Instant END = Instant.parse("2026-11-22T12:00:00Z");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static JsonNode json(Object view) {
    try {
      return MAPPER.readTree(MAPPER.writeValueAsString(view));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static JsonNode expected(String json) {
    try {
      return MAPPER.readTree(json.replace('\'', '"'));
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException(malformed);
    }
  }

  private static Binding binding(Subject subject, Entitlement entitlement) {
    return new Binding(
        "b-1",
        subject,
        entitlement,
        TicketRef.parse("demo:CHG-1"),
        List.of("prod-admins", "all-admins"),
        "digest-of-rules",
        BindingStatus.ACTIVE,
        null,
        null,
        null,
        List.of(new Person("u-2", "bob"), new Person("u-3", "carol")),
        null,
        new Binding.Evidence("7", "digest-of-fields"),
        AT,
        AT,
        END,
        null,
        null,
        null);
  }

  private static Binding ofAlice() {
    return binding(
        new Subject(Subject.Kind.USER, "u-1", "alice"),
        new Entitlement("r-1", new EntitlementName.RealmRole("db-admin")));
  }

  @Test
  void leavesOutWhatABindingDoesNotHave() {
    assertThat(json(BindingView.of(ofAlice())))
        .isEqualTo(
            expected(
                "{'id':'b-1','status':'ACTIVE','ticket':'demo:CHG-1',"
                    + "'subject':{'user':'alice','userId':'u-1'},"
                    + "'entitlement':{'realmRole':'db-admin'},'rule':'prod-admins,all-admins',"
                    + "'approvers':['bob','carol'],'createdAt':'2026-11-22T08:00:00Z',"
                    + "'notBefore':'2026-11-22T08:00:00Z','expiresAt':'2026-11-22T12:00:00Z',"
                    + "'evidence':{'ticketVersion':'7','digest':'digest-of-fields',"
                    + "'ruleDigest':'digest-of-rules'}}"));
  }

  @Test
  void saysThatTheClientGoesWithIt() {
    assertThat(json(BindingView.of(ofAlice().ofEphemeralClient())).path("ephemeral").asBoolean())
        .isTrue();
  }

  @Test
  void namesEachKindOfSubjectInItsOwnField() {
    assertThat(subject(Subject.Kind.USER, "alice"))
        .isEqualTo(expected("{'user':'alice','userId':'x-1'}"));
    assertThat(subject(Subject.Kind.SERVICE_ACCOUNT, "orders"))
        .isEqualTo(expected("{'userId':'x-1','serviceAccount':'orders'}"));
    assertThat(subject(Subject.Kind.CLIENT, "orders"))
        .isEqualTo(expected("{'serviceAccount':'orders'}"));
    assertThat(subject(Subject.Kind.GROUP, "/dba")).isEqualTo(expected("{'group':'/dba'}"));
    assertThat(subject(Subject.Kind.ROLE, "ops")).isEqualTo(expected("{'role':'ops'}"));
    assertThat(subject(Subject.Kind.CONFIGURATION, "mapper x"))
        .isEqualTo(expected("{'configuration':'mapper x'}"));
  }

  private static JsonNode subject(Subject.Kind kind, String name) {
    return json(SubjectJson.of(new Subject(kind, "x-1", name)));
  }

  @Test
  void namesEachKindOfEntitlementInItsOwnField() {
    for (EntitlementName name :
        List.of(
            new EntitlementName.RealmRole("db-admin"),
            new EntitlementName.ClientRole("orders", "refund"),
            new EntitlementName.ClientCredential("ci-1"))) {
      assertThat(EntitlementJson.of(name).name("entitlement")).isEqualTo(name);
      assertThat(json(EntitlementJson.of(name))).hasSize(1);
    }
  }

  @Test
  void showsACredentialOnceAndNeverInALog() {
    BindingView.Credential secret =
        BindingView.Credential.of(new CredentialIssuer.Issued("ci-1", "s3cret", null, END));
    BindingView.Credential keys =
        BindingView.Credential.of(
            new CredentialIssuer.Issued(
                "ci-1", null, new PublicKeys(List.of("k-1"), Map.of()), END));
    BindingView.Credential identity =
        BindingView.Credential.of(
            new CredentialIssuer.Issued("ci-1", null, new FederatedIdentity("ci", "job"), END));

    assertThat(json(secret))
        .isEqualTo(
            expected("{'clientId':'ci-1','secret':'s3cret','expiresAt':'2026-11-22T12:00:00Z'}"));
    assertThat(json(keys))
        .isEqualTo(
            expected("{'clientId':'ci-1','keyIds':['k-1'],'expiresAt':'2026-11-22T12:00:00Z'}"));
    assertThat(json(identity))
        .isEqualTo(
            expected(
                "{'clientId':'ci-1','federated':{'identityProvider':'ci','subject':'job'},"
                    + "'expiresAt':'2026-11-22T12:00:00Z'}"));
    assertThat(secret.toString()).doesNotContain("s3cret");
    assertThat(json(BindingView.of(ofAlice())).has("credential")).isFalse();
  }

  // History

  private static BindingView.Step step(@Nullable Detail detail) {
    return BindingView.Step.of(
        new Transition(
            "b-1",
            BindingStatus.ACTIVE,
            BindingStatus.REVOKED,
            EndCause.TICKET_CLOSED,
            AT,
            null,
            detail));
  }

  @Test
  void makesTheSentenceOfAStepAndShowsItsCodeAndFactsBesideIt() {
    assertThat(json(step(new Detail.TicketRead("7", Occasion.WEBHOOK))))
        .isEqualTo(
            expected(
                "{'from':'ACTIVE','to':'REVOKED','cause':'ticket_closed',"
                    + "'at':'2026-11-22T08:00:00Z',"
                    + "'detail':'Version 7 was read after a webhook.','detailCode':'ticket_read',"
                    + "'facts':{'version':'7','occasion':'webhook'}}"));
  }

  @Test
  void showsTheSentenceOfAnOldStepAsItWasStored() {
    assertThat(json(step(new Detail.Plain("Version 7 was read after a webhook."))))
        .isEqualTo(
            expected(
                "{'from':'ACTIVE','to':'REVOKED','cause':'ticket_closed',"
                    + "'at':'2026-11-22T08:00:00Z',"
                    + "'detail':'Version 7 was read after a webhook.'}"));
  }

  @Test
  void leavesOutWhatAStepDoesNotHave() {
    Transition made =
        new Transition(
            "b-1", null, BindingStatus.ACTIVE, null, AT, new Person("u-3", "carol"), null);

    assertThat(json(BindingView.Step.of(made)))
        .isEqualTo(expected("{'to':'ACTIVE','at':'2026-11-22T08:00:00Z','actor':'carol'}"));
  }
}
