package io.ticketgate.it.matrix;

import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Browser;
import io.ticketgate.it.harness.RealmFixture;
import java.util.List;
import java.util.Map;

/** What happens at a login gives the role, or lets somebody in as its holder. */
final class LoginRoutes {

  private LoginRoutes() {}

  static List<Route> all() {
    return List.of(
        Route.named(
                "registration-default-group",
                "Register oneself while a default group carries the role")
            .on(Surface.LOGIN)
            .inWholeRealm()
            .refused(Refusal.own("ticket_required"))
            .audited("group-membership")
            .about("newcomer")
            .realm(Map.of("registrationAllowed", true))
            .given(
                stage -> {
                  Broker.portal(stage);
                  GroupRoutes.carrier(stage, "dbas");
                  stage
                      .realm
                      .api("/default-groups/" + stage.noted("dbas"))
                      .put(Map.of())
                      .expect(204);
                })
            .leaves("the user is there", stage -> stage.exists("newcomer"))
            .givesRole()
            .by(LoginRoutes::register),
        Route.named(
                "transient-user",
                "Give the role to users who are not stored, by a mapper of their provider")
            .inWholeRealm()
            .refused("structural_grant_refused")
            .audited("identity-provider-mapper")
            .given(stage -> Broker.oidc(stage, Map.of("doNotStoreUsers", "true")))
            .gives("the login's token carries the role", Broker::tokenCarries)
            .then(stage -> Broker.login(stage).expect(200))
            .by(
                stage ->
                    BrokerRoutes.add(
                        stage, "oidc-hardcoded-role-idp-mapper", Map.of("role", Stage.ROLE))),
        MapperRoutes.mapping(
                "claims-parameter",
                "Let the person who logs in name the roles in the claims parameter")
            .given(Broker::portal)
            .gives(
                "the login's ID token carries the role's name",
                stage ->
                    Stage.carries(
                        Broker.claims(stage, "id_token").at("/realm_access/roles"), Stage.ROLE))
            .then(stage -> loginWithClaims(stage).expect(200))
            .by(
                stage ->
                    MapperRoutes.add(
                        stage,
                        "/clients/" + stage.realm.clientUuid("portal") + "/protocol-mappers/models",
                        "oidc-claims-param-value-idtoken-mapper",
                        Map.of("claim.name", "realm_access.roles", "id.token.claim", "true"))),
        Route.named("identity-linked", "Link another's identity to the account of a holder")
            .inWholeRealm()
            .refused("not_permitted")
            .audited("role-mapping", 0)
            .given(Broker::oidc)
            .armed(Stage::grant)
            .leaves(
                "the identity is linked",
                stage ->
                    !stage
                        .realm
                        .api("/users/" + stage.alice() + "/federated-identity")
                        .get()
                        .json()
                        .isEmpty())
            .gives("the other's token carries the role", Broker::tokenCarries)
            .then(stage -> Broker.login(stage).expect(200))
            .by(
                stage ->
                    stage
                        .to("/users/" + stage.alice() + "/federated-identity/" + Broker.ALIAS)
                        .post(
                            Map.of(
                                "identityProvider", Broker.ALIAS,
                                "userId", stage.noted(Broker.BROOKE),
                                "userName", Broker.BROOKE))));
  }

  private static Answer register(Stage stage) {
    Browser browser = new Browser(stage.realm.server());
    Answer page = browser.open(Broker.start(stage, "registrations"));
    return Broker.tokens(
        stage,
        browser.submit(
            page,
            Map.of(
                "username", "newcomer",
                "firstName", "New",
                "lastName", "Comer",
                "email", "newcomer@example.test",
                "password", RealmFixture.PASSWORD,
                "password-confirm", RealmFixture.PASSWORD)));
  }

  private static Answer loginWithClaims(Stage stage) {
    Browser browser = new Browser(stage.realm.server());
    String claims =
        "{\"id_token\":{\"realm_access.roles\":{\"essential\":true,\"value\":\""
            + Stage.ROLE
            + "\"}}}";
    Answer page = browser.open(Broker.start(stage, "auth", "claims", claims));
    return Broker.tokens(
        stage,
        browser.submit(page, Map.of("username", Stage.ALICE, "password", RealmFixture.PASSWORD)));
  }
}
