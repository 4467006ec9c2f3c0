package io.ticketgate.it;

import io.ticketgate.it.harness.RealmFixture;
import java.util.List;
import java.util.Map;

/** People who have held a protected role since before its rule. */
final class EarlyHolders {

  /** Her rule strips the role from tokens. */
  static final String STELLA = "stella";

  static final String STRIPPED = "strip-me";

  /** His rule refuses tokens. */
  static final String OLAF = "olaf";

  private EarlyHolders() {}

  /** Adds them, and then the rules. */
  static Story in(RealmFixture realm) {
    Story story = new Story(realm);
    realm.createRole(STRIPPED);
    realm.createUser(OLAF);
    realm.assign(OLAF, Story.ROLE).expect(204);
    realm.createUser(STELLA);
    realm.assign(STELLA, STRIPPED).expect(204);
    story.rule(Map.of());
    realm
        .gate("/rules")
        .post(
            Map.of(
                "name",
                "stripping",
                "protects",
                Map.of("realmRoles", List.of(STRIPPED)),
                "onTokenWithoutBinding",
                "strip"))
        .expect(201);
    return story;
  }
}
