package io.ticketgate.keycloak.calls;

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
 */
public record Delegation(String agentId, List<String> bindings, List<String> own) {

  private static final String AGENT = "agent";
  private static final String BINDINGS = "bindings";
  private static final String OWN = "own";

  public Delegation {
    bindings = List.copyOf(bindings);
    own = List.copyOf(own);
  }

  /** The claim. */
  public Map<String, Object> claim() {
    return Map.of(AGENT, agentId, BINDINGS, bindings, OWN, own);
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
                own.stream().map(String.class::cast).toList()))
        : Optional.empty();
  }
}
