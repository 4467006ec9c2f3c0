package io.ticketgate.chaos;

import io.ticketgate.chaos.Expected.Outcome;
import io.ticketgate.chaos.Expected.State;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One ticket, the binding that was asked for under it, and what is to be expected of that by now.
 * Used by one worker, and by the checks once the workers have stopped.
 */
final class Fact {

  /** A binding that runs out is ended within that time. */
  private static final Duration SWEEP = Duration.ofSeconds(2);

  private final String system;
  private final String key;
  private final String holder;
  private final String entitlement;
  private final boolean credential;
  private final @Nullable Instant end;

  private Expected expected = Expected.nothing();
  private int version = 1;
  private @Nullable String binding;
  private @Nullable String secret;
  private @Nullable String token;
  private boolean closing;
  private boolean closed;
  private boolean told;
  private boolean settled;

  private Fact(
      String system,
      String key,
      String holder,
      String entitlement,
      boolean credential,
      @Nullable Instant end) {
    this.system = system;
    this.key = key;
    this.holder = holder;
    this.entitlement = entitlement;
    this.credential = credential;
    this.end = end;
  }

  static Fact ofRole(String system, String key, String user, String role, @Nullable Instant end) {
    return new Fact(system, key, user, role, false, end);
  }

  static Fact ofCredential(String system, String key, String client) {
    return new Fact(system, key, client, client, true, null);
  }

  String system() {
    return system;
  }

  String key() {
    return key;
  }

  String ticket() {
    return system + ":" + key;
  }

  String holder() {
    return holder;
  }

  String entitlement() {
    return entitlement;
  }

  boolean credential() {
    return credential;
  }

  @Nullable Instant end() {
    return end;
  }

  void asked(State wanted, Outcome outcome) {
    // It may have run out meanwhile, whether anybody could write that down yet or not.
    expected = expected(Instant.now(), Instant.MAX).after(wanted, outcome);
  }

  /** What may be so while anything may be broken. */
  Expected expected() {
    return expected(Instant.now(), Instant.MAX);
  }

  /** What may be so when all is well: whatever ran out has been ended. */
  Expected expectedWhenQuiet() {
    return expected(Instant.now(), end == null ? Instant.MAX : end.plus(SWEEP));
  }

  private Expected expected(Instant now, Instant surely) {
    return end == null ? expected : expected.expiringAt(end, now, surely);
  }

  boolean isOnly(State state) {
    return expected().isOnly(state);
  }

  int nextVersion() {
    return ++version;
  }

  @Nullable String binding() {
    return binding;
  }

  void binding(String id) {
    binding = id;
  }

  @Nullable String secret() {
    return secret;
  }

  void secret(String issued) {
    secret = issued;
  }

  /** An access token that carries the role. */
  @Nullable String token() {
    return token;
  }

  void token(String minted) {
    token = minted;
  }

  /** Its ticket was to be closed, and the answer may be missing. */
  void closing() {
    closing = true;
  }

  /** The closing was answered: by a push, the binding has ended; by a webhook, it will. */
  void closed() {
    closed = true;
  }

  /** Whether the closing of its ticket was tried and never answered. */
  boolean closingUnanswered() {
    return closing && !closed;
  }

  /** A webhook that its ticket is closed was accepted. */
  boolean endsByWebhook() {
    return closed && system.equals(Itsm.SYSTEM);
  }

  /** Whether its notes were all found on its ticket. */
  boolean told() {
    return told;
  }

  void found() {
    told = true;
  }

  /** Whether the database was seen to have nothing live of it, with nothing under way. */
  boolean settled() {
    return settled;
  }

  void settle() {
    settled = true;
  }

  @Override
  public String toString() {
    return ticket() + " (" + entitlement + " for " + holder + ")";
  }
}
