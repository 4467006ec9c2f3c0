package io.ticketgate.it.token;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.harness.Answer;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Ways on which somebody else gets a token for the person, and what is made of such a token. */
final class OthersWays {

  static final String OFFER = "credential offer";

  private OthersWays() {}

  static List<Way> all() {
    return List.of(
        impersonated("impersonated session", (flows, tokens) -> flows.looked(tokens)),
        Way.now(
            "impersonated session, implicit",
            Kind.IMPERSONATED,
            (flows, person) ->
                flows.looked(Obtained.of(flows.impersonated(person.user(), "id_token token")))),
        impersonated("impersonated session, refresh", OthersWays::refreshed),
        impersonated("impersonated session, UMA", OthersWays::party),
        impersonated(
            "impersonated session, exchange",
            (flows, tokens) -> exchanged(flows, TokenRealm.PORTAL, token(tokens))),
        Way.now(
            OFFER,
            Kind.IMPERSONATED,
            (flows, person) -> flows.looked(flows.offered(person.user()))),
        Way.now(
            "impersonation by a client",
            Kind.IMPERSONATED,
            (flows, person) -> flows.looked(flows.impersonation(TokenRealm.LEGACY, person.user()))),
        Way.now(
            "impersonation by a client, UMA",
            Kind.IMPERSONATED,
            (flows, person) -> party(flows, flows.impersonation(TokenRealm.LEGACY, person.user()))),
        exchange("standard exchange", TokenRealm.PORTAL, (flows, tokens) -> flows.looked(tokens)),
        exchange("standard exchange, refresh", TokenRealm.PORTAL, OthersWays::refreshed),
        exchange("standard exchange, UMA", TokenRealm.PORTAL, OthersWays::party),
        exchange(
            "standard exchange, UMA, refresh",
            TokenRealm.PORTAL,
            (flows, tokens) -> refreshed(flows, flows.party(token(tokens)))),
        exchange(
            "standard exchange, UMA by ID token",
            TokenRealm.PORTAL,
            (flows, tokens) ->
                flows.lookedParty(
                    flows.partyByIdToken(TokenRealm.PORTAL, tokens.text("id_token")))),
        exchange(
            "standard exchange, exchange",
            TokenRealm.PORTAL,
            (flows, tokens) -> exchanged(flows, TokenRealm.PORTAL, token(tokens))),
        exchange("legacy exchange", TokenRealm.LEGACY, (flows, tokens) -> flows.looked(tokens)),
        exchange("legacy exchange, refresh", TokenRealm.LEGACY, OthersWays::refreshed),
        exchange("legacy exchange, UMA", TokenRealm.LEGACY, OthersWays::party),
        exchange(
            "legacy exchange, exchange",
            TokenRealm.LEGACY,
            (flows, tokens) -> exchanged(flows, TokenRealm.LEGACY, token(tokens))),
        new Way(
            "UMA by ID token",
            Kind.EXCHANGED,
            Ways.had(TokenRealm.PORTAL, "openid", "id_token"),
            (flows, person, had) ->
                flows.lookedParty(flows.partyByIdToken(TokenRealm.PORTAL, had))));
  }

  private static Way impersonated(String id, BiFunction<Flows, Answer, Obtained> then) {
    return Way.now(
        id,
        Kind.IMPERSONATED,
        (flows, person) -> {
          Map<String, String> sentBack = flows.impersonated(person.user(), "code");
          return then.apply(flows, flows.redeem(sentBack).expect(200));
        });
  }

  /** Exchanges the person's token, and goes on with what that gives. */
  private static Way exchange(String id, String client, BiFunction<Flows, Answer, Obtained> then) {
    return new Way(
        id,
        Kind.EXCHANGED,
        Ways.had(client, "openid", "access_token"),
        (flows, person, had) -> {
          Answer tokens = flows.exchange(client, had, Flows.REFRESH_TOKEN);
          return tokens.status() == 200 ? then.apply(flows, tokens) : Obtained.of(tokens);
        });
  }

  private static String token(Answer tokens) {
    return tokens.expect(200).text("access_token");
  }

  private static Obtained refreshed(Flows flows, Answer tokens) {
    JsonNode refresh = Obtained.claims(tokens.expect(200).text("refresh_token"));
    return flows.looked(flows.refresh(refresh.path("azp").asText(), tokens.text("refresh_token")));
  }

  private static Obtained party(Flows flows, Answer tokens) {
    return flows.lookedParty(flows.party(token(tokens)));
  }

  private static Obtained exchanged(Flows flows, String client, String token) {
    return flows.looked(flows.exchange(client, token, Flows.REFRESH_TOKEN));
  }
}
