package io.ticketgate.keycloak.hooks;

import io.ticketgate.core.rule.Mode;
import io.ticketgate.keycloak.calls.Version;
import io.ticketgate.keycloak.events.EventWorker;
import io.ticketgate.keycloak.events.OutboxKeeper;
import io.ticketgate.keycloak.events.Sequencer;
import io.ticketgate.keycloak.events.Witnessing;
import io.ticketgate.keycloak.itsm.DeliveryWorker;
import io.ticketgate.keycloak.itsm.ItsmThreads;
import io.ticketgate.keycloak.itsm.NoteWriter;
import io.ticketgate.keycloak.itsm.Polling;
import io.ticketgate.keycloak.itsm.RequestedTickets;
import io.ticketgate.keycloak.itsm.TicketUpdates;
import io.ticketgate.keycloak.realm.NodeState;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.keycloak.realm.RealmJobs;
import io.ticketgate.keycloak.realm.TicketGate;
import io.ticketgate.keycloak.realm.TicketSource;
import io.ticketgate.keycloak.server.Adoptions;
import io.ticketgate.keycloak.server.ChangedRules;
import io.ticketgate.keycloak.server.CleanUp;
import io.ticketgate.keycloak.server.DormancySweep;
import io.ticketgate.keycloak.server.EndAnnouncer;
import io.ticketgate.keycloak.server.Expiry;
import io.ticketgate.keycloak.server.LastUseWriter;
import io.ticketgate.keycloak.server.Logouts;
import io.ticketgate.keycloak.server.OutageWatch;
import io.ticketgate.keycloak.server.OwnThread;
import io.ticketgate.keycloak.server.Reconciler;
import io.ticketgate.keycloak.server.RefusalWriter;
import io.ticketgate.keycloak.server.RequestSweep;
import io.ticketgate.keycloak.server.ReviewSweep;
import io.ticketgate.keycloak.server.SessionEnding;
import io.ticketgate.keycloak.server.Setup;
import io.ticketgate.keycloak.server.Starts;
import io.ticketgate.keycloak.server.TestedVersions;
import io.ticketgate.keycloak.server.TimedTask;
import io.ticketgate.keycloak.server.WatchKeeper;
import io.ticketgate.keycloak.store.BindingChanges;
import io.ticketgate.keycloak.store.BindingIndex;
import io.ticketgate.keycloak.store.LastUses;
import io.ticketgate.keycloak.store.Outbox;
import io.ticketgate.keycloak.write.WriteListeners;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.keycloak.Config;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.PostMigrationEvent;
import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;
import org.keycloak.provider.ServerInfoAwareProviderFactory;
import org.keycloak.timer.TimerProvider;

/**
 * Reads the server's options, hooks the write gate into Keycloak's persistence, and starts the
 * tasks.
 *
 * <p>Options: {@code enforcement} ({@code on}, {@code audit} or {@code off}; for the operator,
 * since a realm administrator must not be able to switch the gate off), {@code expiry-interval}
 * (seconds between two sweeps that end bindings past their end, or past a review that nobody made),
 * {@code reconcile-interval} (seconds between two sweeps for grants without a binding and bindings
 * without a grant), {@code last-use-interval} (seconds between two batches of last uses, and of
 * refusals), {@code poll-interval} (seconds between two checks for ITSM systems that are due to be
 * polled), {@code index-size} and {@code index-age} (how many subjects' bindings are kept in
 * memory, and for how many milliseconds at most).
 */
public final class DefaultTicketGateFactory
    implements TicketGateFactory, ServerInfoAwareProviderFactory {

  private static final Logger LOG = Logger.getLogger(DefaultTicketGateFactory.class);
  private static final String ENFORCEMENT = "enforcement";
  private static final String EXPIRY_INTERVAL = "expiry-interval";
  private static final int EXPIRY_SECONDS = 5;
  private static final String RECONCILE_INTERVAL = "reconcile-interval";
  private static final int RECONCILE_SECONDS = 60;

  /** The reconciler is at work for one part in so many, which is 5 % of the time. */
  private static final int RECONCILE_PART = 20;

  private static final String LAST_USE_INTERVAL = "last-use-interval";
  private static final int LAST_USE_SECONDS = 5;
  private static final int CLEAN_UP_SECONDS = 5;
  private static final int NOTE_SECONDS = 2;
  private static final int RULE_SECONDS = 2;
  private static final int WATCH_SECONDS = 5;
  private static final int EVENT_SECONDS = 1;
  private static final int OUTBOX_SECONDS = 30;

  /** So many events wait for one subscriber at most, and so many dead letters of it are kept. */
  private static final long MOST_WAITING = 100_000;

  private static final long MOST_DEAD = 10_000;
  private static final String INDEX_SIZE = "index-size";
  private static final int INDEX_ENTRIES = 50_000;
  private static final String INDEX_AGE = "index-age";
  private static final int INDEX_MILLIS = 1000;
  private static final String POLL_INTERVAL = "poll-interval";
  private static final int POLL_SECONDS = 5;
  private static final long MILLIS = 1000L;

  private Mode serverMode = Mode.ENFORCE;
  private int expirySeconds = EXPIRY_SECONDS;
  private int reconcileSeconds = RECONCILE_SECONDS;
  private int lastUseSeconds = LAST_USE_SECONDS;
  private int pollSeconds = POLL_SECONDS;
  private int indexSize = INDEX_ENTRIES;
  private int indexMillis = INDEX_MILLIS;
  private BindingIndex index = new BindingIndex(INDEX_ENTRIES, Duration.ofMillis(INDEX_MILLIS));
  private final LastUses lastUses = new LastUses();
  private final NodeState node = new NodeState();
  private final DeliveryWorker deliveryWorker = new DeliveryWorker();
  private final EventWorker eventWorker = new EventWorker();
  private final ItsmThreads pollers = new ItsmThreads("ticket-gate-polling");

  @Override
  public TicketGate create(KeycloakSession session) {
    return new TicketGate() {
      private final Map<String, TicketSource> sources = new HashMap<>();

      @Override
      public Mode serverMode() {
        return serverMode;
      }

      @Override
      public BindingIndex index() {
        return index;
      }

      @Override
      public LastUses lastUses() {
        return lastUses;
      }

      @Override
      public NodeState node() {
        return node;
      }

      @Override
      public RealmGate of(RealmModel realm) {
        return RealmGate.of(session, realm, serverMode);
      }

      @Override
      public TicketSource tickets(RealmModel realm) {
        return sources.computeIfAbsent(
            realm.getId(), id -> new RequestedTickets(of(realm), node.health()));
      }
    };
  }

  @Override
  public DeliveryWorker deliveryWorker() {
    return deliveryWorker;
  }

  @Override
  public void init(Config.Scope config) {
    serverMode = mode(config.get(ENFORCEMENT, "on"));
    expirySeconds = seconds(config, EXPIRY_INTERVAL, EXPIRY_SECONDS);
    lastUseSeconds = seconds(config, LAST_USE_INTERVAL, LAST_USE_SECONDS);
    pollSeconds = seconds(config, POLL_INTERVAL, POLL_SECONDS);
    indexSize = atLeastOne(config, INDEX_SIZE, INDEX_ENTRIES, "a number of subjects");
    indexMillis = atLeastOne(config, INDEX_AGE, INDEX_MILLIS, "a number of milliseconds");
    index = new BindingIndex(indexSize, Duration.ofMillis(indexMillis));
    reconcileSeconds = seconds(config, RECONCILE_INTERVAL, RECONCILE_SECONDS);
  }

  private static int seconds(Config.Scope config, String option, int byDefault) {
    return atLeastOne(config, option, byDefault, "a number of seconds");
  }

  private static int atLeastOne(Config.Scope config, String option, int byDefault, String what) {
    int number = config.getInt(option, byDefault);
    if (number < 1) {
      throw new IllegalArgumentException(
          "spi-ticket-gate--default--" + option + " is " + what + ", at least 1.");
    }
    return number;
  }

  private static Mode mode(String word) {
    return switch (word) {
      case "on" -> Mode.ENFORCE;
      case "audit" -> Mode.AUDIT;
      case "off" -> Mode.OFF;
      default ->
          throw new IllegalArgumentException(
              "spi-ticket-gate--default--" + ENFORCEMENT + " is one of on, audit, off.");
    };
  }

  @Override
  public void postInit(KeycloakSessionFactory factory) {
    if (serverMode != Mode.ENFORCE) {
      LOG.warnf(
          "The ticket gate enforces nothing: spi-ticket-gate--default--%s=%s",
          ENFORCEMENT, serverMode.word());
    }
    TestedVersions.tell(org.keycloak.common.Version.VERSION);
    WriteListeners.register(factory, serverMode);
    index.follow(factory);
    RealmJobs jobs = new RealmJobs(factory, serverMode);
    SessionEnding sessions = new SessionEnding(jobs);
    CleanUp cleanUp = new CleanUp(jobs, sessions);
    OwnThread cleaning = new OwnThread(factory, cleanUp);
    OwnThread logouts = new OwnThread(factory, new Logouts(jobs));
    factory.register(
        event -> {
          if (event instanceof BindingChanges.Committed committed) {
            if (sessions.after(committed)) {
              logouts.soon();
            }
            if (cleanUp.after(committed)) {
              cleaning.soon();
            }
          } else if (event instanceof Outbox.Written written) {
            written.targets().forEach(eventWorker::nudge);
          }
        });
    factory.register(new Setup(serverMode));
    factory.register(
        event -> {
          if (event instanceof PostMigrationEvent && serverMode != Mode.OFF) {
            Hooks.require(factory);
            WatchKeeper watch = new WatchKeeper(factory, node.watch());
            schedule(factory, jobs, cleaning, watch);
            schedule(factory, sessions, logouts);
          }
        });
  }

  private static void schedule(
      KeycloakSessionFactory factory, SessionEnding sessions, OwnThread logouts) {
    OwnThread ending = new OwnThread(factory, sessions);
    try (KeycloakSession session = factory.create()) {
      TimerProvider timer = session.getProvider(TimerProvider.class);
      timer.schedule(ending, CLEAN_UP_SECONDS * MILLIS, "ticket-gate-session-ends");
      timer.schedule(logouts, CLEAN_UP_SECONDS * MILLIS, "ticket-gate-logouts");
    }
  }

  private void schedule(
      KeycloakSessionFactory factory, RealmJobs jobs, OwnThread cleaning, WatchKeeper watch) {
    TicketUpdates updates = new TicketUpdates(jobs, node.health());
    try (KeycloakSession session = factory.create()) {
      TimerProvider timer = session.getProvider(TimerProvider.class);
      every(timer, expirySeconds * MILLIS, "ticket-gate-expiry", new Expiry(factory));
      every(timer, expirySeconds * MILLIS, "ticket-gate-reviews", new ReviewSweep(jobs));
      every(timer, expirySeconds * MILLIS, "ticket-gate-dormancy", new DormancySweep(jobs));
      every(timer, expirySeconds * MILLIS, "ticket-gate-requests", new RequestSweep(factory));
      every(
          timer,
          expirySeconds * MILLIS,
          "ticket-gate-starts",
          new OwnThread(factory, new Starts(jobs, node.health())));
      every(
          timer,
          expirySeconds * MILLIS,
          "ticket-gate-outages",
          new OutageWatch(jobs, node.health()));
      every(timer, CLEAN_UP_SECONDS * MILLIS, "ticket-gate-clean-up", cleaning);
      every(
          timer,
          RULE_SECONDS * MILLIS,
          "ticket-gate-rules",
          new OwnThread(factory, new ChangedRules(jobs)));
      every(timer, WATCH_SECONDS * MILLIS, "ticket-gate-watch", watch);
      every(timer, expirySeconds * MILLIS, "ticket-gate-end-notices", new EndAnnouncer(factory));
      index.listen(session);
      every(
          timer,
          lastUseSeconds * MILLIS,
          "ticket-gate-last-uses",
          new LastUseWriter(factory, lastUses));
      every(
          timer,
          lastUseSeconds * MILLIS,
          "ticket-gate-refusals",
          new RefusalWriter(factory, node.refusals()));
      long reconcileMillis = reconcileSeconds * MILLIS;
      every(
          timer,
          reconcileMillis,
          "ticket-gate-reconciliation",
          new Reconciler(jobs, node, Duration.ofMillis(reconcileMillis / RECONCILE_PART)));
      every(
          timer,
          NOTE_SECONDS * MILLIS,
          "ticket-gate-notes",
          new OwnThread(factory, new NoteWriter(factory)));
      every(
          timer,
          pollSeconds * MILLIS,
          "ticket-gate-polling",
          new OwnThread(factory, new Polling(factory, updates, pollers)));
      every(timer, MILLIS, "ticket-gate-jobs", new OwnThread(factory, new Adoptions(jobs)));
      every(timer, MILLIS, "ticket-gate-ledger", new OwnThread(factory, new Sequencer(factory)));
      every(
          timer, MILLIS, "ticket-gate-witnesses", new OwnThread(factory, new Witnessing(factory)));
      eventWorker.start(factory);
      every(
          timer, EVENT_SECONDS * MILLIS, "ticket-gate-events", new OwnThread(factory, eventWorker));
      every(
          timer,
          OUTBOX_SECONDS * MILLIS,
          "ticket-gate-outbox",
          new OwnThread(factory, new OutboxKeeper(factory, MOST_WAITING, MOST_DEAD)));
      deliveryWorker.start(factory, updates);
      every(timer, MILLIS, "ticket-gate-deliveries", new OwnThread(factory, deliveryWorker));
    }
  }

  private static void every(TimerProvider timer, long millis, String name, Runnable work) {
    timer.schedule(new TimedTask(name, work), millis, name);
  }

  @Override
  public Set<Class<? extends Provider>> dependsOn() {
    return Set.of(JpaConnectionProvider.class);
  }

  @Override
  public void close() {
    deliveryWorker.stop();
    eventWorker.stop();
    pollers.close();
  }

  @Override
  public String getId() {
    return "default";
  }

  @Override
  public Map<String, String> getOperationalInfo() {
    return Map.of(
        "version",
        Version.get(),
        ENFORCEMENT,
        serverMode.word(),
        EXPIRY_INTERVAL,
        expirySeconds + " s",
        RECONCILE_INTERVAL,
        reconcileSeconds + " s",
        LAST_USE_INTERVAL,
        lastUseSeconds + " s",
        POLL_INTERVAL,
        pollSeconds + " s",
        INDEX_SIZE,
        String.valueOf(indexSize),
        INDEX_AGE,
        indexMillis + " ms");
  }

  @Override
  public List<ProviderConfigProperty> getConfigMetadata() {
    return ProviderConfigurationBuilder.create()
        .property()
        .name(ENFORCEMENT)
        .type("string")
        .helpText("The most that any rule may do: on, audit (report and refuse nothing) or off.")
        .options("on", "audit", "off")
        .defaultValue("on")
        .add()
        .property()
        .name(EXPIRY_INTERVAL)
        .type("int")
        .helpText("Seconds between two sweeps that end bindings past their end.")
        .defaultValue(EXPIRY_SECONDS)
        .add()
        .property()
        .name(RECONCILE_INTERVAL)
        .type("int")
        .helpText(
            "Seconds between two sweeps for protected grants without a binding, and the reverse.")
        .defaultValue(RECONCILE_SECONDS)
        .add()
        .property()
        .name(LAST_USE_INTERVAL)
        .type("int")
        .helpText("Seconds between two batches that store when bindings were last used.")
        .defaultValue(LAST_USE_SECONDS)
        .add()
        .property()
        .name(POLL_INTERVAL)
        .type("int")
        .helpText("Seconds between two checks for ITSM systems that are due to be polled.")
        .defaultValue(POLL_SECONDS)
        .add()
        .property()
        .name(INDEX_SIZE)
        .type("int")
        .helpText("Number of subjects whose bindings are kept in memory for the token endpoint.")
        .defaultValue(INDEX_ENTRIES)
        .add()
        .property()
        .name(INDEX_AGE)
        .type("int")
        .helpText(
            "Milliseconds after which those bindings are read again if a cluster message was lost.")
        .defaultValue(INDEX_MILLIS)
        .add()
        .build();
  }
}
