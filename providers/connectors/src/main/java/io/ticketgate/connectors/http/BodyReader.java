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

/**
 * Reads bodies up to a bounded size, whatever length they claim and however they are compressed.
 */
final class BodyReader {

  private final int cap;

  BodyReader(int cap) {
    this.cap = cap;
  }

  byte[] read(@Nullable HttpEntity entity, Peer peer) throws IOException {
    if (entity == null) {
      return new byte[0];
    }
    // The compressed data is bounded too: what unpacks to nothing could go on until the deadline.
    InputStream packed = new CappedStream(entity.getContent(), cap);
    try {
      return new CappedStream(unpacked(entity, packed, peer), cap).readAllBytes();
    } catch (CappedStream.TooLong tooLong) {
      throw new ItsmException.Malformed(
          peer.subject()
              + " answered with more than "
              + cap / 1024
              + " KiB. Have the settings ask for fewer records or fields at once.",
          null);
    } catch (ZipException | EOFException broken) {
      throw new ItsmException.Malformed(
          peer.subject()
              + " answered with broken compressed data. Check whether a proxy changes its answers.",
          null);
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
              peer.subject()
                  + " answered with a compression that the connector did not ask for. Switch it off"
                  + " in the ITSM or its proxy.",
              null);
    };
  }
}
