package io.ticketgate.connectors.http;

import io.ticketgate.spi.ItsmException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/** Reads bodies of a bounded size, whatever they claim and however they are packed. */
final class Bodies {

  private final int cap;

  Bodies(int cap) {
    this.cap = cap;
  }

  byte[] read(@Nullable HttpEntity entity, Peer peer) throws IOException {
    if (entity == null) {
      return new byte[0];
    }
    // Packed as well: what unpacks to nothing could else go on until the deadline.
    InputStream packed = new CappedStream(entity.getContent(), cap);
    try {
      return new CappedStream(unpacked(entity, packed, peer), cap).readAllBytes();
    } catch (CappedStream.TooLong tooLong) {
      throw new ItsmException.Malformed(
          peer.subject()
              + " answered with more than "
              + cap / 1024
              + " KiB. Ask for fewer records or fields at once.",
          null);
    } catch (ZipException | EOFException broken) {
      throw new ItsmException.Malformed(
          peer.subject() + " answered with compressed data that cannot be unpacked.", null);
    }
  }

  private static InputStream unpacked(HttpEntity entity, InputStream packed, Peer peer)
      throws IOException {
    String encoding = entity.getContentEncoding();
    if (encoding == null) {
      return packed;
    }
    return switch (encoding.strip().toLowerCase(Locale.ROOT)) {
      case "", "identity" -> packed;
      case "gzip", "x-gzip" -> new GZIPInputStream(packed);
      default ->
          throw new ItsmException.Malformed(
              peer.subject() + " answered in a compression that nobody asked for.", null);
    };
  }
}
