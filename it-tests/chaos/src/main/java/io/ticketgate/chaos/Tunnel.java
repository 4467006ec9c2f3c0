package io.ticketgate.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Carries TCP connections from one port of 127.0.0.1 to another. While it is cut, nothing gets
 * through and nobody is told, as when a network loses packets; afterwards what was sent arrives.
 * While it is severed, connections are closed, and what was on its way is lost.
 */
final class Tunnel implements AutoCloseable {

  private static final int CONNECT_MILLIS = 5_000;
  private static final int BUFFER = 16_384;

  private final ServerSocket entrance;
  private final int exit;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition mended = lock.newCondition();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private boolean cut;
  private volatile boolean severed;

  Tunnel(int from, int to) {
    exit = to;
    try {
      entrance = new ServerSocket();
      entrance.setReuseAddress(true);
      entrance.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), from));
    } catch (IOException e) {
      throw new UncheckedIOException("No tunnel from " + from + " to " + to, e);
    }
    start("tunnel-" + from, this::accept);
  }

  /** The port that leads in. */
  int port() {
    return entrance.getLocalPort();
  }

  void cut(boolean now) {
    lock.lock();
    try {
      cut = now;
      mended.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void sever(boolean now) {
    severed = now;
    if (now) {
      open.forEach(Tunnel::close);
    }
  }

  private void accept() {
    while (!entrance.isClosed()) {
      try {
        Socket near = entrance.accept();
        start("tunnel-open", () -> open(near));
      } catch (IOException e) {
        if (!entrance.isClosed()) {
          System.err.println("Tunnel to " + exit + ": " + e);
        }
      }
    }
  }

  private void open(Socket near) {
    Socket far = new Socket();
    try {
      awaitMended();
      if (severed) {
        close(near);
        return;
      }
      far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), exit), CONNECT_MILLIS);
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
    } catch (IOException e) {
      // What is behind the tunnel is down: the caller sees its connection end.
      close(near);
      close(far);
      return;
    }
    open.add(near);
    open.add(far);
    start("tunnel-back", () -> carry(far, near));
    carry(near, far);
    open.remove(near);
    open.remove(far);
  }

  private void carry(Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        awaitMended();
        out.write(buffer, 0, read);
        out.flush();
      }
      awaitMended();
    } catch (IOException e) {
      // One side has gone away, and the other is told below.
    } finally {
      close(from);
      close(to);
    }
  }

  private void awaitMended() {
    lock.lock();
    try {
      while (cut) {
        mended.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed all the same.
    }
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    cut(false);
    try {
      entrance.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
