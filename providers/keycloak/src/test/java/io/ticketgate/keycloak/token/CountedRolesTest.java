package io.ticketgate.keycloak.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.rule.Protection;
import io.ticketgate.core.rule.RememberedProtection;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.core.rule.RuleParser;
import io.ticketgate.core.token.Assurance;
import io.ticketgate.core.token.TokenPolicy;
import io.ticketgate.keycloak.Fake;
import io.ticketgate.keycloak.hooks.token.CountedIdentity;
import io.ticketgate.spi.EntitlementName;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.keycloak.authorization.attribute.Attributes;
import org.keycloak.authorization.identity.Identity;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserProvider;

/** Alice holds reader, the protected db-admin, and a composite that contains it, by a group too. */
class CountedRolesTest {

  private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");

  private final RealmModel realm = Fake.of(RealmModel.class, this);
  private final RoleModel reader = role("reader");
  private final RoleModel admin = role("db-admin");
  private final RoleModel composite = role("composite", admin);
  private final GroupModel dbas = group("dbas", null, composite);
  private final GroupModel night = group("night", dbas);
  private final GroupModel staff = group("staff", null, reader);
  private final List<Rule> audited = new java.util.ArrayList<>();
  private final UserModel alice = Fake.of(UserModel.class, new Alice());

  /** What the fake of a role answers. */
  public record Role(String name, RealmModel container, List<RoleModel> parts) {
    public String getId() {
      return "r-" + name;
    }

    public String getName() {
      return name;
    }

    public RealmModel getContainer() {
      return container;
    }

    public boolean isComposite() {
      return !parts.isEmpty();
    }

    public Stream<RoleModel> getCompositesStream() {
      return parts.stream();
    }

    public boolean hasRole(RoleModel role) {
      return role.getName().equals(name)
          || parts.stream().anyMatch(part -> part.getName().equals(role.getName()));
    }
  }

  /** What the fake of a group answers. */
  public record Group(String name, @Nullable GroupModel above, List<RoleModel> roles) {
    public String getId() {
      return "g-" + name;
    }

    public String getName() {
      return name;
    }

    public GroupModel.Type getType() {
      return GroupModel.Type.REALM;
    }

    public @Nullable GroupModel getParent() {
      return above;
    }

    public @Nullable String getParentId() {
      return above == null ? null : above.getId();
    }

    public @Nullable Object getOrganization() {
      return null;
    }

    public Stream<RoleModel> getRoleMappingsStream() {
      return roles.stream();
    }
  }

  /** What the fake of the user answers. */
  public final class Alice {
    public String getId() {
      return "u-alice";
    }

    public boolean hasRole(RoleModel role) {
      return true;
    }

    public boolean hasDirectRole(RoleModel role) {
      return true;
    }

    public Stream<RoleModel> getRoleMappingsStream() {
      return Stream.of(reader, admin, composite);
    }

    public Stream<RoleModel> getRealmRoleMappingsStream() {
      return getRoleMappingsStream();
    }

    public Stream<GroupModel> getGroupsStream() {
      return Stream.of(dbas, night, staff);
    }

    public boolean isMemberOf(GroupModel group) {
      return true;
    }
  }

  /** Finds alice. */
  public final class Users {
    public UserModel getUserById(RealmModel in, String id) {
      return alice;
    }

    public Stream<UserModel> searchForUserStream(RealmModel in, Map<String, String> by) {
      return Stream.of(alice);
    }
  }

  /** A session with attributes. */
  public final class Session {
    final Map<String, Object> attributes = new HashMap<>();

    public UserProvider users() {
      return Fake.of(UserProvider.class, new Users());
    }

    public @Nullable Object getAttribute(String name) {
      return attributes.get(name);
    }

    public void setAttribute(String name, Object value) {
      attributes.put(name, value);
    }
  }

  private RoleModel role(String name, RoleModel... parts) {
    return Fake.of(RoleModel.class, new Role(name, realm, List.of(parts)));
  }

  private static GroupModel group(String name, @Nullable GroupModel above, RoleModel... roles) {
    return Fake.of(GroupModel.class, new Group(name, above, List.of(roles)));
  }

  private CountedRoles roles(String mode, boolean derived) {
    Rule rule =
        RuleParser.parse(
            "rule", "prod", Map.of("protects.realmRoles", List.of("db-*"), "mode", List.of(mode)));
    Protection protection =
        new Protection(List.of(rule), role -> Map.of(), () -> RememberedProtection.NONE);
    TokenPolicy policy = new TokenPolicy(protection::protecting, Set::of, id -> List.of(), NOW);
    return new CountedRoles(
        policy,
        new TokenRealm() {
          @Override
          public Entitlement role(@Nullable String clientId, String name) {
            return new Entitlement("r-" + name, new EntitlementName.RealmRole(name));
          }

          @Override
          public Set<Entitlement> rolesShownAs(String name) {
            return name.startsWith("db-") ? Set.of(role(null, name)) : Set.of();
          }

          @Override
          public void wouldRefuse(List<Rule> rules) {
            audited.addAll(rules);
          }

          @Override
          public void used(Binding binding) {
            throw new AssertionError("no token is issued");
          }
        },
        "u-alice",
        derived,
        Assurance.NONE);
  }

  private UserModel counted() {
    CountedRoles roles = roles("enforce", false);
    return CountedSession.of(Fake.of(KeycloakSession.class, new Session()), user -> roles)
        .users()
        .getUserById(realm, "u-alice");
  }

  @Test
  void aRoleWithoutBindingIsNotHeld() {
    UserModel user = counted();

    assertThat(user.hasRole(admin)).isFalse();
    assertThat(user.hasDirectRole(admin)).isFalse();
    assertThat(user.hasRole(reader)).isTrue();
    assertThat(user.getRealmRoleMappingsStream().map(role -> role.getName()))
        .containsExactly("reader", "composite");
  }

  @Test
  void norByTheCompositeThatContainsIt() {
    RoleModel held =
        counted()
            .getRoleMappingsStream()
            .filter(role -> role.getName().equals("composite"))
            .findFirst()
            .orElseThrow();

    assertThat(held.hasRole(admin)).isFalse();
    assertThat(held.getCompositesStream()).isEmpty();
    assertThat(held.hasRole(composite)).isTrue();
  }

  @Test
  void norIsAGroupThatBringsItAlong() {
    UserModel user = counted();

    assertThat(user.getGroupsStream().map(group -> group.getName())).containsExactly("staff");
    assertThat(user.isMemberOf(night)).isFalse();
    assertThat(user.isMemberOf(staff)).isTrue();
  }

  @Test
  void usersThatAreSearchedForHaveNoMore() {
    CountedRoles roles = roles("enforce", false);
    UserModel found =
        CountedSession.of(Fake.of(KeycloakSession.class, new Session()), user -> roles)
            .users()
            .searchForUserStream(realm, Map.of())
            .findFirst()
            .orElseThrow();

    assertThat(found.hasRole(admin)).isFalse();
  }

  @Test
  void usersThatKeycloakKeepsForScriptsStayApart() {
    Session real = new Session();
    real.attributes.put("org.keycloak.authorization.x.userCache", "of another evaluation");
    real.attributes.put("other", "shared");
    CountedRoles roles = roles("enforce", false);
    KeycloakSession session = CountedSession.of(Fake.of(KeycloakSession.class, real), u -> roles);

    assertThat(session.getAttribute("org.keycloak.authorization.x.userCache")).isNull();
    session.setAttribute("org.keycloak.authorization.x.userCache", "counted");

    assertThat(session.getAttribute("org.keycloak.authorization.x.userCache")).isEqualTo("counted");
    assertThat(real.attributes)
        .containsValue("of another evaluation")
        .doesNotContainValue("counted");
    assertThat(session.getAttribute("other")).isEqualTo("shared");
  }

  @Test
  void anAuditedRuleTellsAndLetsItCount() {
    CountedRoles roles = roles("audit", false);

    assertThat(roles.counts(admin)).isTrue();
    assertThat(roles.counts(admin)).isTrue();
    assertThat(audited).hasSize(1);
  }

  private Attributes seen(boolean derived) {
    Map<String, java.util.Collection<String>> said = new HashMap<>();
    said.put("kc.realm.roles", List.of("reader", "db-admin"));
    said.put("realm_access", List.of("{\"roles\":[\"db-admin\",\"reader\"]}"));
    said.put("groups", List.of("/dbas", "/staff"));
    said.put("rights", List.of("db-admin", "reader"));
    said.put("preferred_username", List.of("db-admin"));
    Identity identity =
        new Identity() {
          @Override
          public String getId() {
            return "u-alice";
          }

          @Override
          public Attributes getAttributes() {
            return Attributes.from(said);
          }
        };
    return new CountedIdentity(identity, roles("enforce", derived), alice).getAttributes();
  }

  @Test
  void claimsSayNothingOfWhatDoesNotCount() {
    Attributes seen = seen(false);

    assertThat(seen.toMap().get("kc.realm.roles")).containsExactly("reader");
    assertThat(seen.toMap().get("realm_access")).containsExactly("{\"roles\":[\"reader\"]}");
    assertThat(seen.toMap().get("groups")).containsExactly("/staff");
    assertThat(seen.toMap().get("preferred_username")).containsExactly("db-admin");
  }

  @Test
  void inSomebodyElsesNameNoClaimNamesTheRole() {
    assertThat(seen(true).toMap().get("rights")).containsExactly("reader");
  }
}
