package io.ticketgate.connectors.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/**
 * Looks names up within a bounded time, and refuses link-local addresses: at 169.254.169.254 clouds
 * give credentials to anyone who asks from this machine.
 */
final class GuardedDns extends SystemDefaultDnsResolver {

  private final Executor threads;
  private final Duration longest;

  GuardedDns(Executor threads, Duration longest) {
    this.threads = threads;
    this.longest = longest;
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] addresses = lookedUp(host);
    for (InetAddress address : addresses) {
      if (address.isLinkLocalAddress()
          || address.isAnyLocalAddress()
          || address.isMulticastAddress()) {
        throw new LinkLocalException(host);
      }
    }
    return addresses;
  }

  // In a thread of its own, since nothing can interrupt the resolver of the operating system.
  private InetAddress[] lookedUp(String host) throws UnknownHostException {
    FutureTask<InetAddress[]> lookUp = new FutureTask<>(() -> InetAddress.getAllByName(host));
    threads.execute(lookUp);
    try {
      return lookUp.get(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof UnknownHostException unknown) {
        throw unknown;
      }
      throw unknown(host, failure);
    } catch (TimeoutException late) {
      throw unknown(host, late);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw unknown(host, stopping);
    }
  }

  private static UnknownHostException unknown(String host, Exception cause) {
    UnknownHostException unknown = new UnknownHostException(host);
    unknown.initCause(cause);
    return unknown;
  }
}
