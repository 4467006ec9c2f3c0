package io.ticketgate.verifier;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** The files of a ZIP. No line and no small file is read without a bound. */
final class Evidence implements Closeable {

  private static final int LONGEST_LINE = 4 * 1024 * 1024;
  private static final int LARGEST_TEXT = 4 * 1024 * 1024;

  private final ZipFile zip;

  Evidence(Path file) throws IOException {
    zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8);
  }

  /** The names of its files, in their order; one that is there twice twice. */
  List<String> names() {
    return Collections.list(zip.entries()).stream().map(ZipEntry::getName).toList();
  }

  boolean has(String name) {
    return zip.getEntry(name) != null;
  }

  InputStream open(String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new IOException("The ZIP has no file " + name + ".");
    }
    return zip.getInputStream(entry);
  }

  /** A small file as a whole. */
  String text(String name) throws IOException {
    try (InputStream in = open(name)) {
      byte[] bytes = in.readNBytes(LARGEST_TEXT + 1);
      if (bytes.length > LARGEST_TEXT) {
        throw new IOException("The file " + name + " is larger than 4 MiB.");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  Lines lines(String name) throws IOException {
    return new Lines(name, open(name));
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }

  /** The lines of a file, one after another. */
  static final class Lines implements Closeable {

    private final String name;
    private final BufferedReader reader;

    private Lines(String name, InputStream in) {
      this.name = name;
      this.reader =
          new BufferedReader(
              new InputStreamReader(
                  in,
                  StandardCharsets.UTF_8
                      .newDecoder()
                      .onMalformedInput(CodingErrorAction.REPORT)
                      .onUnmappableCharacter(CodingErrorAction.REPORT)));
    }

    /** The next line without its break; null after the last. */
    @Nullable String next() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = reader.read(); c != '\n'; c = reader.read()) {
        if (c < 0) {
          return line.isEmpty() ? null : line.toString();
        }
        line.append((char) c);
        if (line.length() > LONGEST_LINE) {
          throw new IOException("A line of " + name + " is longer than 4 Mi characters.");
        }
      }
      return line.toString();
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }
}
