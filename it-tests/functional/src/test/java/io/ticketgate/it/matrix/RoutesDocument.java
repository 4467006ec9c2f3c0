package io.ticketgate.it.matrix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The rows as a table for people. */
final class RoutesDocument {

  private static final String HEAD =
      """
      # Routes to a protected role

      Written by the test `MatrixIT` from its own rows: each one is driven through the surface named here on a Keycloak
      with the gate, where it is refused and leaves nothing, and once more under the same rule in audit mode, where it
      works and is reported under the audit word; and on a Keycloak without the gate, where it works
      (`MatrixStockIT`). "With a ticket" says that the same attempt succeeds with an approved ticket, leaves a binding, and
      that closing the ticket takes the role away again. "For `configuration:..`" says that it succeeds with a ticket for that
      part of the trust base, and no more once the ticket is closed; what was changed stays. "Only by `realm-admin`" says
      that nobody else may, with any ticket.

      """;

  private RoutesDocument() {}

  /** Whether the file said this already; it does afterwards. */
  static boolean isCurrent(Path file, List<Route> routes) {
    String text = text(routes);
    try {
      if (Files.isRegularFile(file) && Files.readString(file).equals(text)) {
        return true;
      }
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, text, StandardCharsets.UTF_8);
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(List<Route> routes) {
    StringBuilder text = new StringBuilder(HEAD);
    text.append(routes.size()).append(" routes.\n\n");
    text.append(
        "| route | surface | what is done | what the user sees | with a ticket | audit word | Keycloak |\n");
    text.append("|---|---|---|---|---|---|---|\n");
    for (Route route : routes) {
      text.append("| `")
          .append(route.id())
          .append("` | ")
          .append(route.surface().title())
          .append(" | ")
          .append(route.title())
          .append(" | ")
          .append(route.refusal().text())
          .append(" | ")
          .append(withTicket(route))
          .append(" | ")
          .append(route.denials() > 0 ? route.word() : "")
          .append(" | ")
          .append(route.needs().since())
          .append("+ |\n");
    }
    return text.toString();
  }

  private static String withTicket(Route route) {
    return switch (route.twin().kind()) {
      case NONE -> "";
      case TICKET ->
          route.rule().toString().contains("lateSubjects") ? "with `lateSubjects`" : "yes";
      case CONFIGURATION -> "for `configuration:" + route.twin().area() + "`";
      case EQUAL -> "only by `realm-admin`, without";
    };
  }
}
