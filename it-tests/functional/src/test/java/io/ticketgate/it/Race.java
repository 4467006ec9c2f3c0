package io.ticketgate.it;

import io.ticketgate.it.harness.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Requests that start at the same moment, and what they are answered. */
final class Race {

  private Race() {}

  /** Sends all at once; the answers come in the order of the requests. */
  static List<Answer> run(List<Callable<Answer>> requests) {
    ExecutorService pool = Executors.newFixedThreadPool(requests.size());
    try {
      CyclicBarrier start = new CyclicBarrier(requests.size());
      List<Future<Answer>> running = new ArrayList<>();
      for (Callable<Answer> request : requests) {
        running.add(
            pool.submit(
                () -> {
                  start.await(1, TimeUnit.MINUTES);
                  return request.call();
                }));
      }
      return results(running);
    } finally {
      pool.shutdownNow();
    }
  }

  /** Runs races, {@code atOnce} of them at a time. */
  static List<List<Answer>> all(int atOnce, List<Callable<List<Answer>>> races) {
    ExecutorService pool = Executors.newFixedThreadPool(atOnce);
    try {
      List<Future<List<Answer>>> running = new ArrayList<>();
      races.forEach(race -> running.add(pool.submit(race)));
      return results(running);
    } finally {
      pool.shutdownNow();
    }
  }

  /** How often each combination of answers came, printed for the reader of the build. */
  static Map<String, Integer> distribution(String title, List<List<Answer>> races) {
    Map<String, Integer> counts = new TreeMap<>();
    for (List<Answer> race : races) {
      counts.merge(String.join(" | ", race.stream().map(Race::word).toList()), 1, Integer::sum);
    }
    System.out.println("Races: " + title);
    counts.forEach((answers, times) -> System.out.printf("  %4d x %s%n", times, answers));
    return counts;
  }

  /** Status and, of a refusal, the code. */
  static String word(Answer answer) {
    if (answer.status() < 400) {
      return String.valueOf(answer.status());
    }
    if (!answer.body().startsWith("{")) {
      return String.valueOf(answer.status());
    }
    String code = answer.text("code");
    return answer.status() + " " + (code.isEmpty() ? answer.text("error") : code);
  }

  private static <T> List<T> results(List<Future<T>> running) {
    List<T> results = new ArrayList<>();
    for (Future<T> each : running) {
      try {
        results.add(each.get(3, TimeUnit.MINUTES));
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new AssertionError("Interrupted in a race", interrupted);
      } catch (ExecutionException | java.util.concurrent.TimeoutException failed) {
        throw new AssertionError("A request of a race failed", failed);
      }
    }
    return results;
  }
}
