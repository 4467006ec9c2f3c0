package io.ticketgate.connectors.servicenow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.Scriptable;
import org.mozilla.javascript.ScriptableObject;

/** The Business Rule of the documentation, in ServiceNow's engine with stand-ins for its API. */
class WebhookScriptTest extends ServiceNowFixture {

  private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);
  private static final String SECRET = "whsec_" + Base64.getEncoder().encodeToString(KEY);

  // As documented: generateMac takes a key in base64 and answers base64.
  private static final String API =
      """
      function record(table, values) {
        return {
          getTableName: function() { return table; },
          getValue: function(field) { return values[field] === undefined ? null : values[field]; }
        };
      }
      var gs = {
        getProperty: function(name) { return settings[name] === undefined ? '' : settings[name]; },
        generateGUID: function() { return 'f3a5c0d2'; },
        error: function(text) { host.error(text); }
      };
      var settings = {
        'ticketgate.webhook.url': 'https://sso.example.com/realms/demo/ticket-gate/webhooks/snow',
        'ticketgate.webhook.credential': 'a0'
      };
      var sn_cc = { StandardCredentialsProvider: function() {
        this.getCredentialByID = function(id) {
          return id === 'a0' ? { getAttribute: function(name) { return host.secret(name); } } : null;
        };
      } };
      function GlideDateTime() {
        this.getNumericValue = function() { return 1795334400999; };
      }
      function GlideCertificateEncryption() {
        this.generateMac = function(key, algorithm, data) {
          return String(host.mac(key, algorithm, data));
        };
      }
      function GlideRecord(table) {
        this.get = function(id) { return table + '/' + id === known; };
        this.getValue = function(field) { return field === 'number' ? 'CHG0040001' : null; };
      }
      var sn_ws = { RESTMessageV2: function() {
        this.setEndpoint = function(url) { host.put('url', url); };
        this.setHttpMethod = function(method) { host.put('method', method); };
        this.setHttpTimeout = function(millis) {};
        this.setRequestHeader = function(name, value) { host.put(name, value); };
        this.setRequestBody = function(body) { host.put('body', body); };
        this.execute = function() {
          return { getStatusCode: function() { return host.answer(); } };
        };
      } };
      var previous = null;
      """;

  /** What the stand-ins call. */
  public static final class Host {
    final Map<String, String> sent = new LinkedHashMap<>();
    @Nullable String error;
    int status = 202;

    public void put(String name, String value) {
      sent.put(name, value);
    }

    public void error(String text) {
      error = text;
    }

    public @Nullable String secret(String attribute) {
      return attribute.equals("password") ? SECRET : null;
    }

    public String mac(String key, String algorithm, String data) throws GeneralSecurityException {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(Base64.getDecoder().decode(key), algorithm));
      return Base64.getEncoder().encodeToString(mac.doFinal(data.getBytes(UTF_8)));
    }

    public int answer() {
      if (status == 0) {
        throw new IllegalStateException("No connection");
      }
      return status;
    }
  }

  private final Host host = new Host();

  private Map<String, String> run(String current) throws IOException {
    String script = Files.readString(Path.of("../../docs/itsm/servicenow-webhook.js"));
    try (Context context = Context.enter()) {
      context.setLanguageVersion(Context.VERSION_1_8);
      Scriptable scope = context.initStandardObjects();
      ScriptableObject.putProperty(scope, "host", Context.javaToJS(host, scope));
      context.evaluateString(scope, API, "api", 1, null);
      context.evaluateString(scope, current, "current", 1, null);
      context.evaluateString(scope, script, "script", 1, null);
    }
    return host.sent;
  }

  @Test
  void signsTheNumberOfAChangedTicket() throws Exception {
    Map<String, String> sent =
        run("var current = record('change_request', {number: 'CHG0040001'});");

    assertThat(sent)
        .containsEntry("url", "https://sso.example.com/realms/demo/ticket-gate/webhooks/snow")
        .containsEntry("method", "POST")
        .containsEntry("Content-Type", "application/json")
        .containsEntry("body", "{\"ticket\":\"CHG0040001\"}")
        .containsEntry("webhook-id", "snow-f3a5c0d2")
        .containsEntry("webhook-timestamp", "1795334400");
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
    assertThat(sent.get("webhook-signature"))
        .isEqualTo(
            "v1,"
                + Base64.getEncoder()
                    .encodeToString(
                        mac.doFinal(
                            "snow-f3a5c0d2.1795334400.{\"ticket\":\"CHG0040001\"}"
                                .getBytes(UTF_8))));
    assertThat(connector().ticketKey(String.valueOf(sent.get("body")))).contains("CHG0040001");
    assertThat(host.error).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{source_table: 'change_request', sysapproval: 'c1'}",
        "{source_table: 'change_request', document_id: 'c1'}"
      })
  void anAnsweredApprovalIsNewsOfItsTicket(String approval) throws Exception {
    assertThat(
            run(
                "var known = 'change_request/c1'; var current = record('sysapproval_approver', "
                    + approval
                    + ");"))
        .containsEntry("body", "{\"ticket\":\"CHG0040001\"}");
  }

  @Test
  void anApprovalWithoutASourceTableBelongsToATask() throws Exception {
    assertThat(
            run(
                "var known = 'task/c1';"
                    + " var current = record('sysapproval_approver', {sysapproval: 'c1'});"))
        .containsEntry("body", "{\"ticket\":\"CHG0040001\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "var current = record('problem', {number: 'PRB0040001'});",
        "var current = record('change_request', {});",
        "var known = ''; var current = record('sysapproval_approver', {document_id: 'c1'});",
        "settings = {}; var current = record('change_request', {number: 'CHG0040001'});"
      })
  void ofAnythingElseNothingIsSent(String current) throws Exception {
    assertThat(run(current)).isEmpty();
    assertThat(host.error).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 401, 500})
  void aFailureIsLoggedAndStopsNothing(int status) throws Exception {
    host.status = status;

    run("var current = record('change_request', {number: 'CHG0040001'});");

    assertThat(host.error).contains("CHG0040001").doesNotContain("whsec_");
  }
}
