package io.ticketgate.core.check;

import static io.ticketgate.core.InMemoryRealm.ALICE;
import static io.ticketgate.core.InMemoryRealm.READER;
import static io.ticketgate.core.InMemoryRealm.parse;
import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.InMemoryBindings;
import io.ticketgate.core.InMemoryDirectory;
import io.ticketgate.core.InMemoryLocks;
import io.ticketgate.core.InMemoryRoles;
import io.ticketgate.core.access.Directory;
import io.ticketgate.core.access.Presence;
import io.ticketgate.core.rule.Rule;
import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnerDutyTest {

  private static final Rule PLAIN = parse("plain", "protects.realmRoles=x", "owner.required=true");
  private static final Rule ASKS =
      parse("asks", "protects.realmRoles=x", "owner.required=true", "owner.role=reader");
  private static final Rule NONE = parse("none", "protects.realmRoles=x");

  private final InMemoryLocks locks = new InMemoryLocks();
  private final InMemoryRoles roles =
      new InMemoryRoles(locks, new InMemoryBindings(locks), List.of(ALICE));
  private final InMemoryDirectory directory = new InMemoryDirectory(roles);
  private final OwnerDuty duty = new OwnerDuty(directory);

  private OwnerDuty.Verdict of(Rule... rules) {
    return duty.of("u-alice", List.of(rules));
  }

  @Test
  void anEnabledPersonMayOwnWhatAsksForNoRole() {
    directory.user("u-alice", "alice", true);
    assertThat(of()).isEqualTo(new OwnerDuty.Fit());
    assertThat(of(PLAIN, NONE)).isEqualTo(new OwnerDuty.Fit());
  }

  @Test
  void whoeverIsDeletedOrDisabledIsGone() {
    assertThat(of(PLAIN)).isEqualTo(new OwnerDuty.Gone());
    directory.user("u-alice", "alice", false);
    assertThat(of(ASKS)).isEqualTo(new OwnerDuty.Gone());
  }

  @Test
  void theRoleIsAskedOfWhoeverIsThere() {
    directory.user("u-alice", "alice", true);
    assertThat(of(PLAIN, ASKS)).isEqualTo(new OwnerDuty.WithoutRole("asks", "reader"));
    assertThat(duty.lacking("u-alice", List.of(PLAIN, ASKS))).isPresent();
    roles.map("u-alice", READER);
    assertThat(of(PLAIN, ASKS)).isEqualTo(new OwnerDuty.Fit());
  }

  @Test
  void ofWhomADirectoryKeepsThatIsAwayNothingFollows() {
    directory.away("u-alice");
    assertThat(of(ASKS)).isEqualTo(new OwnerDuty.Unknown());
  }

  @Test
  void neitherDoesItWhereTheDirectoryGoesAwayBeforeItNamesTheRoles() {
    Directory failing =
        (Directory)
            Proxy.newProxyInstance(
                Directory.class.getClassLoader(),
                new Class<?>[] {Directory.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("presence")) {
                    return Presence.THERE;
                  }
                  throw new IllegalStateException("no connection");
                });
    assertThat(new OwnerDuty(failing).of("u-alice", List.of(ASKS)))
        .isEqualTo(new OwnerDuty.Unknown());
  }
}
