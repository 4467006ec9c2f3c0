package io.ticketgate.connectors.webhook;

import io.ticketgate.connectors.http.WebhookPosts;
import io.ticketgate.spi.EventMessage;
import io.ticketgate.spi.EventReceipt;
import io.ticketgate.spi.EventSubscriber;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Sends an event in JSON, in the envelope of Standard Webhooks. */
final class WebhookSubscriber implements EventSubscriber {

  /**
   * How a CloudEvent begins: an event keeps the format that its subscriber had when it happened.
   */
  private static final String CLOUD_EVENT = "{\"specversion\":";

  private static final String CLOUD_EVENTS_JSON = "application/cloudevents+json; charset=utf-8";
  private static final String JSON = "application/json; charset=utf-8";

  private final WebhookPosts.Post post;
  private final List<WebhookSecret> secrets;

  /**
   * @param secrets the live ones, newest first: a receiver that knows one of them is content
   */
  WebhookSubscriber(WebhookPosts.Post post, List<WebhookSecret> secrets) {
    this.post = post;
    this.secrets = List.copyOf(secrets);
  }

  @Override
  public EventReceipt deliver(EventMessage message) {
    long seconds = message.at().getEpochSecond();
    String signatures =
        secrets.stream()
            .map(secret -> secret.sign(message.id(), seconds, message.body()))
            .collect(Collectors.joining(" "));
    return post.send(
        Map.of(
            "webhook-id", message.id(),
            "webhook-timestamp", Long.toString(seconds),
            "webhook-signature", signatures),
        message.body().getBytes(StandardCharsets.UTF_8),
        message.body().startsWith(CLOUD_EVENT) ? CLOUD_EVENTS_JSON : JSON);
  }
}
