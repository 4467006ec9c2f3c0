package io.ticketgate.example;

import io.ticketgate.spi.Approval;
import io.ticketgate.spi.Approval.Decision;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The file of one ticket. */
final class TicketFile {

  private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");

  private final Properties properties;

  private TicketFile(Properties properties) {
    this.properties = properties;
  }

  /**
   * Reads a ticket.
   *
   * @throws ItsmException.Malformed when a property is missing or cannot be read
   */
  static Ticket read(TicketRef ref, Path path) throws IOException {
    Properties properties = new Properties();
    try (Reader file = Files.newBufferedReader(path)) {
      properties.load(file);
      return new TicketFile(properties).ticket(ref);
    } catch (IllegalArgumentException contradiction) {
      throw new ItsmException.Malformed("The file is not a ticket. Correct it.", contradiction);
    }
  }

  private Ticket ticket(TicketRef ref) {
    String state = required("state");
    return new Ticket(
        ref,
        required("type"),
        state,
        // Only a state that is known to be open. An unknown word is not open.
        state.equals("implement"),
        required("version"),
        optional("requester"),
        optional("requestedFor"),
        EntitlementName.parseAll(required("entitlements"), false),
        approvals(),
        optional("justification"),
        null,
        null,
        null,
        null,
        null);
  }

  // Every approver who was asked: the gate must also see those who have not answered.
  private List<Approval> approvals() {
    return Stream.concat(
            people("approvedBy").map(name -> new Approval(name, Decision.APPROVED, null)),
            people("askedFor").map(name -> new Approval(name, Decision.PENDING, null)))
        .toList();
  }

  private Stream<String> people(String property) {
    return COMMA.splitAsStream(required(property).strip()).filter(name -> !name.isBlank());
  }

  // A missing property is an error: the gate must not take it for an empty one.
  private String required(String property) {
    String value = optional(property);
    if (value == null) {
      throw new ItsmException.Malformed(
          "The file of the ticket has no " + property + ". Add it.", null);
    }
    return value;
  }

  private @Nullable String optional(String property) {
    return properties.getProperty(property);
  }
}
