package io.ticketgate.chaos;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/** Breaks things, and mends them. */
final class Faults {

  /** More than both nodes have connections. */
  private static final int CROWD = 40;

  private final List<Node> nodes;
  private final Postgres postgres;
  private final Itsm itsm;
  private final Api api;
  private final Executor threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "fault");
            thread.setDaemon(true);
            return thread;
          });

  Faults(List<Node> nodes, Postgres postgres, Itsm itsm, Api api) {
    this.nodes = nodes;
    this.postgres = postgres;
    this.itsm = itsm;
    this.api = api;
  }

  /** Lets all of them happen; it is over when what lasts a while has ended. */
  CompletableFuture<Void> happen(List<Fault> faults) {
    return CompletableFuture.allOf(
        faults.stream()
            .map(fault -> CompletableFuture.runAsync(() -> happen(fault), threads))
            .toArray(CompletableFuture<?>[]::new));
  }

  private void happen(Fault fault) {
    Pause.millis(fault.after());
    Node node = nodes.get(fault.node());
    switch (fault.kind()) {
      case KILL_NODE -> node.kill();
      case KILL_DATABASE -> postgres.kill();
      case STOP_NODE -> {
        node.pause();
        Pause.millis(fault.lasts());
        node.goOn();
      }
      case STOP_DATABASE -> {
        postgres.pause();
        Pause.millis(fault.lasts());
        postgres.goOn();
      }
      case CUT_NODES -> {
        nodes.forEach(each -> each.cut(true));
        Pause.millis(fault.lasts());
        nodes.forEach(each -> each.cut(false));
      }
      case SPLIT_NODES -> {
        nodes.forEach(each -> each.sever(true));
        Pause.millis(fault.lasts());
        nodes.forEach(each -> each.sever(false));
      }
      case FULL_POOL -> lock(fault.lasts());
      case ITSM_HANGS -> mood(Itsm.Mood.HANGS, fault.lasts());
      case ITSM_FAILS -> mood(Itsm.Mood.FAILS, fault.lasts());
    }
  }

  private void mood(Itsm.Mood mood, long lasts) {
    itsm.mood(mood);
    Pause.millis(lasts);
    itsm.mood(Itsm.Mood.WELL);
  }

  private void lock(long lasts) {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("lock table tg_binding in access exclusive mode");
      for (int i = 0; i < CROWD; i++) {
        Node node = nodes.get(i % nodes.size());
        threads.execute(() -> api.list(node));
      }
      Pause.millis(lasts);
      connection.rollback();
    } catch (SQLException e) {
      throw new IllegalStateException("The table could not be locked", e);
    }
  }

  /** Mends all that does not mend itself, until every node is ready. */
  void mend() {
    if (!postgres.answers()) {
      postgres.start();
    }
    CompletableFuture.allOf(
            nodes.stream()
                .filter(node -> !node.alive())
                .map(node -> CompletableFuture.runAsync(node::restart, threads))
                .toArray(CompletableFuture<?>[]::new))
        .join();
    nodes.forEach(Node::awaitReady);
  }
}
