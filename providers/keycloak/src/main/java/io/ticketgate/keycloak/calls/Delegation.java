package io.ticketgate.keycloak.calls;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a derived token says that an agent got to act for its user, in the claim {@link
 * DerivedTokens#CLAIM}: nobody but the gate writes it. The token is dead with the first of these
 * bindings.
 *
 * @param agentId id of the agent that acts for the user
 * @param bindings ids of those of the agent
 * @param own ids of those of the user
 * @param from id of the client for which the user got the token that the agent exchanged; null
 *     where the claim does not say so
 */
public record Delegation(
    String agentId, List<String> bindings, List<String> own, @Nullable String from) {

  private static final String AGENT = "agent";
  private static final String BINDINGS = "bindings";
  private static final String OWN = "own";
  private static final String FROM = "from";

  public Delegation {
    bindings = List.copyOf(bindings);
    own = List.copyOf(own);
  }

  /** Of a user whose token an agent got; nothing is known of where from. */
  public Delegation(String agentId, List<String> bindings, List<String> own) {
    this(agentId, bindings, own, null);
  }

  /** The same, where the user got the token for the client with that id. */
  public Delegation from(@Nullable String client) {
    return new Delegation(agentId, bindings, own, client);
  }

  /** The claim. */
  public Map<String, Object> claim() {
    Map<String, Object> claim = Map.of(AGENT, agentId, BINDINGS, bindings, OWN, own);
    if (from == null) {
      return claim;
    }
    Map<String, Object> more = new LinkedHashMap<>(claim);
    more.put(FROM, from);
    return more;
  }

  /** Reads the claim; empty for a token by which nobody acts under a ticket. */
  public static Optional<Delegation> of(@Nullable Object claim) {
    return claim instanceof Map<?, ?> said
            && said.get(AGENT) instanceof String agent
            && said.get(BINDINGS) instanceof List<?> bindings
            && said.get(OWN) instanceof List<?> own
            && Stream.concat(bindings.stream(), own.stream()).allMatch(String.class::isInstance)
        ? Optional.of(
            new Delegation(
                agent,
                bindings.stream().map(String.class::cast).toList(),
                own.stream().map(String.class::cast).toList(),
                said.get(FROM) instanceof String from ? from : null))
        : Optional.empty();
  }
}
