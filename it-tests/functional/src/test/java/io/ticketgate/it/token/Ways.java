package io.ticketgate.it.token;

import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.RealmFixture;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Every way to a token, or to what is said of one. */
final class Ways {

  private static final String APP = RealmFixture.APP;

  private Ways() {}

  static List<Way> all() {
    return Stream.concat(own().stream(), OthersWays.all().stream()).toList();
  }

  private static List<Way> own() {
    return List.of(
        login("password", (flows, person) -> flows.password(APP, person.user(), "openid")),
        login(
            "client_credentials",
            (flows, person) -> flows.grant(person.client(), "client_credentials")),
        login(
            "authorization code",
            (flows, person) -> flows.redeem(flows.authorize(person.user(), "code"))),
        Way.now("implicit", Kind.LOGIN, (flows, person) -> front(flows, person, "id_token token")),
        Way.now(
            "hybrid", Kind.LOGIN, (flows, person) -> front(flows, person, "code id_token token")),
        Way.now("hybrid, its code", Kind.LOGIN, Ways::hybridCode),
        login("brokered login", (flows, person) -> flows.redeem(flows.brokered(person.user()))),
        login("device", (flows, person) -> flows.device(person.user())),
        login("CIBA", (flows, person) -> flows.ciba(person.user())),
        login("JWT grant", (flows, person) -> flows.assertion(person.user())),
        login(
            "offline token",
            (flows, person) -> flows.password(APP, person.user(), "openid offline_access")),
        login(
            "lightweight token",
            (flows, person) -> flows.password(TokenRealm.LIGHT, person.user(), "openid")),
        new Way(
            "refresh",
            Kind.CONTINUED,
            had(APP, "openid", "refresh_token"),
            (flows, person, had) -> flows.looked(flows.refresh(APP, had))),
        new Way(
            "refresh by offline token",
            Kind.CONTINUED,
            had(APP, "openid offline_access", "refresh_token"),
            (flows, person, had) -> flows.looked(flows.refresh(APP, had))),
        new Way(
            "UMA ticket grant",
            Kind.CONTINUED,
            had(APP, "openid", "access_token"),
            (flows, person, had) -> flows.lookedParty(flows.party(had))),
        new Way(
            "introspection",
            Kind.LOOKED_INTO,
            had(APP, "openid", "access_token"),
            (flows, person, had) -> flows.introspection(had)),
        new Way(
            "introspection of a refresh token",
            Kind.RESOLVED,
            had(APP, "openid", "refresh_token"),
            (flows, person, had) -> flows.introspection(had, "token_type_hint", "refresh_token")),
        new Way(
            "introspection of a lightweight token",
            Kind.RESOLVED,
            had(TokenRealm.LIGHT, "openid", "access_token"),
            (flows, person, had) -> flows.introspection(had)),
        new Way(
            "userinfo",
            Kind.RESOLVED,
            had(APP, "openid", "access_token"),
            (flows, person, had) -> flows.userInfo(had)));
  }

  private static Way login(String id, BiFunction<Flows, Person, Answer> ask) {
    return Way.now(id, Kind.LOGIN, (flows, person) -> flows.looked(ask.apply(flows, person)));
  }

  /** A token of a login with the password. */
  static BiFunction<Flows, Person, String> had(String client, String scope, String token) {
    return (flows, person) -> flows.password(client, person.user(), scope).expect(200).text(token);
  }

  private static Obtained front(Flows flows, Person person, String responseType) {
    Map<String, String> sentBack = flows.authorize(person.user(), responseType);
    return flows.looked(Obtained.of(sentBack));
  }

  private static Obtained hybridCode(Flows flows, Person person) {
    Map<String, String> sentBack = flows.authorize(person.user(), "code id_token token");
    return sentBack.containsKey("code")
        ? flows.looked(flows.redeem(sentBack))
        : Obtained.of(sentBack);
  }
}
