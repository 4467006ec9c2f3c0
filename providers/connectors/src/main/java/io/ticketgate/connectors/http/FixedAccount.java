package io.ticketgate.connectors.http;

import io.ticketgate.spi.ItsmException;
import java.util.function.Supplier;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.jspecify.annotations.Nullable;

/** An account whose credential is the same header in every request. */
final class FixedAccount implements Account {

  private final String header;
  private final Supplier<String> value;
  private @Nullable String read;

  /**
   * @param value asked once, at the first request: it may lie in a vault
   */
  FixedAccount(String header, Supplier<String> value) {
    this.header = header;
    this.value = value;
  }

  @Override
  public void sign(HttpUriRequestBase request, Deadline deadline) {
    request.setHeader(header, read());
  }

  @Override
  public boolean renew(HttpUriRequestBase refused) {
    return false;
  }

  private synchronized String read() {
    if (read == null) {
      String credential = value.get();
      if (!credential.chars().allMatch(c -> c >= ' ' && c <= '~')) {
        throw new ItsmException.NotPermitted(
            "The configured credential has characters that the header "
                + header
                + " cannot carry, perhaps a line break at its end. Store it again without them.",
            null);
      }
      read = credential;
    }
    return read;
  }
}
