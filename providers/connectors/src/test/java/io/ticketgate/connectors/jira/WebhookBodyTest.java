package io.ticketgate.connectors.jira;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookBodyTest {

  @Test
  void findsTheIssueOfJirasOwnWebhook() {
    assertThat(WebhookBody.ticketKey(Fixtures.read("webhook").toString())).contains("ACC-7");
  }

  @Test
  void findsTheTicketOfAnAutomationRule() {
    assertThat(WebhookBody.ticketKey("{\"ticket\":\"ACC-7\"}")).contains("ACC-7");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "ACC-7",
        "{",
        "{\"issue\":{\"id\":\"10042\"}}",
        "{\"issue\":{\"key\":\"../../ACC-7\"}}",
        "{\"issue\":{\"key\":7}}",
        "{\"ticket\":\"{{issue.key}}\"}",
        "{\"ticket\":\"\"}"
      })
  void findsNoneInAnythingElse(String body) {
    assertThat(WebhookBody.ticketKey(body)).isEmpty();
  }
}
