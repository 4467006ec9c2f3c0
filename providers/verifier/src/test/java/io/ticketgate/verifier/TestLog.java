package io.ticketgate.verifier;

import io.ticketgate.core.ledger.Checkpoint;
import io.ticketgate.core.ledger.Entry;
import io.ticketgate.core.ledger.Hash;
import io.ticketgate.core.ledger.Json;
import io.ticketgate.core.ledger.SignedNote;
import io.ticketgate.core.ledger.SigningKey;
import io.ticketgate.core.ledger.Tiles;
import io.ticketgate.core.ledger.export.EvidenceRow;
import io.ticketgate.core.ledger.export.EvidenceWriter;
import io.ticketgate.core.ledger.export.ListedBinding;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/** A log in memory, as a server has it, and its exports. */
final class TestLog {

  static final Instant START = Instant.parse("2026-11-01T08:00:00Z");

  final SigningKey key;
  final List<EvidenceRow> rows = new ArrayList<>();
  final Map<Tiles.Place, List<Hash>> tiles = new HashMap<>();
  private long size;

  TestLog() {
    this(SigningKey.parse("log", SigningKey.generate()));
  }

  TestLog(SigningKey key) {
    this.key = key;
  }

  List<Hash> read(int level, long index) {
    return tiles.getOrDefault(new Tiles.Place(level, index), List.of());
  }

  Tiles tree() {
    return new Tiles(this::read, size);
  }

  static Entry entry(int number, String realm, Instant recorded) {
    return new Entry(
        "entry-" + number,
        realm,
        "binding.activated",
        recorded.minusSeconds(1),
        recorded,
        Map.of("binding", "binding-" + number, "to", "ACTIVE"),
        Map.of(
            "subject",
            Map.of("id", "user-" + number, "kind", "user", "name", "alice" + number),
            "ticket",
            "snow:CHG" + number,
            "justification",
            "=cmd|' /C calc'!A0 <script>"),
        Entry.salt(new byte[32]));
  }

  /** Takes in so many entries, one a minute. */
  TestLog grow(int entries) {
    for (int i = 0; i < entries; i++) {
      Instant at = START.plusSeconds(60L * size);
      append(entry((int) size, "realm", at), at.plusSeconds(2));
    }
    return this;
  }

  void append(Entry entry, Instant logged) {
    byte[] bytes = Entry.logged(entry.record(), logged);
    Tiles tree = tree();
    tree.append(Hash.leaf(bytes));
    tiles.putAll(tree.changed());
    rows.add(EvidenceRow.of(size, bytes, entry.salt(), Json.canonical(entry.names())));
    size++;
  }

  String checkpoint() {
    return SignedNote.sign(new Checkpoint("log", size, tree().root()).text(), List.of(key))
        .toString();
  }

  /** An export of all rows that match, as files by their names. */
  Map<String, String> export(Predicate<EvidenceRow> which, boolean whole, @Nullable Long older) {
    return export(which, whole, older, null);
  }

  /** The same with the bindings of a table; null without. */
  Map<String, String> export(
      Predicate<EvidenceRow> which,
      boolean whole,
      @Nullable Long older,
      @Nullable List<ListedBinding> bindings) {
    return export(which, whole, older, bindings, checkpoint(), List.of());
  }

  /** All rows, with what witnesses have cosigned. */
  Map<String, String> export(String checkpoint, List<SignedNote> witnessed) {
    return export(row -> true, true, null, null, checkpoint, witnessed);
  }

  private Map<String, String> export(
      Predicate<EvidenceRow> which,
      boolean whole,
      @Nullable Long older,
      @Nullable List<ListedBinding> bindings,
      String checkpoint,
      List<SignedNote> witnessed) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      new EvidenceWriter(tree(), checkpoint, witnessed, List.of(key), START.plusSeconds(100_000))
          .write(
              out,
              "from= to=",
              whole,
              older,
              each -> {
                rows.stream().filter(which).forEach(each);
                return true;
              },
              bindings == null ? null : bindings::forEach);
      Map<String, String> files = new LinkedHashMap<>();
      ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(out.toByteArray()));
      for (ZipEntry file = zip.getNextEntry(); file != null; file = zip.getNextEntry()) {
        files.put(file.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void zip(Map<String, String> files, Path to) {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(to))) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
