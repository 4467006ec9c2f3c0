package io.ticketgate.example;

import io.ticketgate.spi.Changes;
import io.ticketgate.spi.Changes.Changed;
import io.ticketgate.spi.Finding;
import io.ticketgate.spi.Finding.Outcome;
import io.ticketgate.spi.ItsmConnector;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads tickets from files in a folder, and writes notes beside them. */
final class FolderConnector implements ItsmConnector {

  private static final String TICKET = ".properties";
  private static final Pattern WEBHOOK = Pattern.compile("ticket=(\\S+)");

  private final Path folder;

  FolderConnector(Path folder) {
    this.folder = folder;
  }

  @Override
  public Ticket fetch(TicketRef ref, @Nullable Ticket known) {
    try {
      return TicketFile.read(ref, folder.resolve(ref.key() + TICKET));
    } catch (NoSuchFileException none) {
      throw new ItsmException.NotFound("The folder has no file of ticket " + ref + ".", none);
    } catch (IOException unreadable) {
      throw unavailable(unreadable);
    }
  }

  @Override
  public Optional<Changes> changedSince(Instant since, @Nullable String page) {
    try (Stream<Path> files = Files.list(folder)) {
      List<Changed> changed = new ArrayList<>();
      for (Path file : files.filter(each -> each.toString().endsWith(TICKET)).toList()) {
        Instant at = Files.getLastModifiedTime(file).toInstant();
        if (!at.isBefore(since)) {
          String name = file.getFileName().toString();
          changed.add(new Changed(name.substring(0, name.length() - TICKET.length()), at));
        }
      }
      changed.sort(Comparator.comparing(Changed::at));
      return Optional.of(new Changes(changed, null));
    } catch (IOException unreadable) {
      throw unavailable(unreadable);
    }
  }

  @Override
  public void addNote(TicketRef ref, String note) {
    try {
      Files.writeString(
          folder.resolve(ref.key() + ".notes"),
          note + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException unwritable) {
      throw unavailable(unwritable);
    }
  }

  @Override
  public List<Finding> test() {
    return Files.isReadable(folder)
        ? List.of(new Finding("connection", Outcome.OK, "Keycloak can read the folder."))
        : List.of(
            new Finding(
                "connection",
                Outcome.PROBLEM,
                "Keycloak cannot read the folder. Create it, and let Keycloak's user read it."));
  }

  @Override
  public Optional<String> ticketKey(String body) {
    Matcher ticket = WEBHOOK.matcher(body);
    return ticket.find() ? Optional.of(ticket.group(1)) : Optional.empty();
  }

  private static ItsmException unavailable(IOException failure) {
    return new ItsmException.Unavailable(
        "Keycloak cannot use the folder. Let Keycloak's user read and write it.", null, failure);
  }
}
