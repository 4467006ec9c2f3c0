package io.ticketgate.connectors.witness;

import io.ticketgate.connectors.http.WitnessPosts;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.LogWitness;
import io.ticketgate.spi.WitnessAnswer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A witness as C2SP tlog-witness has it. */
final class HttpWitness implements LogWitness {

  private static final String SIZE_TYPE = "text/x.tlog.size";
  private static final Pattern SIZE = Pattern.compile("(0|[1-9][0-9]{0,17})\n");

  private final WitnessPosts.Post post;

  HttpWitness(WitnessPosts.Post post) {
    this.post = post;
  }

  @Override
  public WitnessAnswer add(byte[] request) {
    try {
      WitnessPosts.Reply reply = post.send(request);
      return switch (reply.status()) {
        case 200 -> new WitnessAnswer.Cosigned(reply.body());
        case 409 -> knows(reply);
        case 403 ->
            refused(reply, "It does not trust a key of this log: tell its operator the new one.");
        case 404 ->
            refused(
                reply,
                "It does not know this log: tell its operator the origin and the key of the log.");
        case 400, 422 ->
            refused(reply, "The checkpoint it has cosigned last is not one of this log.");
        default ->
            refused(
                reply,
                reply.status() >= 300 && reply.status() < 400
                    ? "The gate does not follow a redirect. Correct url."
                    : "Check its own logs.");
      };
    } catch (ItsmException failure) {
      String word = failure instanceof ItsmException.Malformed ? "malformed" : "unavailable";
      return new WitnessAnswer.Refused(word, String.valueOf(failure.getMessage()));
    }
  }

  private WitnessAnswer knows(WitnessPosts.Reply reply) {
    Matcher size = SIZE.matcher(reply.body());
    return reply.type().equals(SIZE_TYPE) && size.matches()
        ? new WitnessAnswer.Knows(Long.parseLong(size.group(1)))
        : refused(reply, "It has cosigned another log of this size.");
  }

  private WitnessAnswer refused(WitnessPosts.Reply reply, String hint) {
    return new WitnessAnswer.Refused(
        "status_" + reply.status(), post.subject() + " answered " + reply.status() + ". " + hint);
  }
}
