package io.ticketgate.keycloak.write.change;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Detail;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.DecidingAttributes;
import io.ticketgate.core.rule.Mode;
import io.ticketgate.core.rule.NamedRoles;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.keycloak.write.mapper.HandedOut;
import io.ticketgate.spi.EntitlementName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.component.ComponentModel;

/** A realm without a server: what is put into it is there, and what it is told is written down. */
final class FakeRealm implements RealmContents, RealmProtection, Guard, LiveBindings {

  static final Entitlement DB_ADMIN = role("db-admin-id", "db-admin");
  static final Entitlement REFUND =
      new Entitlement("refund-id", new EntitlementName.ClientRole("orders", "refund"));
  static final Subject ALICE = new Subject(Subject.Kind.USER, "alice-id", "alice");

  final Map<String, Subject> users = new HashMap<>();
  final Map<String, Subject> groups = new HashMap<>();
  final Map<String, Entitlement> roles = new HashMap<>();
  final Map<String, Subject> clients = new HashMap<>();
  final Map<String, List<Entitlement>> clientRoles = new HashMap<>();
  final Map<String, Set<Entitlement>> groupRoles = new HashMap<>();
  final Map<String, List<Carrier>> above = new HashMap<>();
  final Map<String, Scope> scopes = new HashMap<>();
  final Map<String, ComponentModel> components = new LinkedHashMap<>();
  final Map<HandedOut, Entitlement> reach = new HashMap<>();
  final Map<String, Entitlement> contained = new HashMap<>();
  final Set<String> ownComponents = new HashSet<>();
  final Set<String> ownWork = new HashSet<>();
  final Set<String> withIdentityProvider = new HashSet<>();
  final Set<String> bound = new HashSet<>();
  final Set<Entitlement> newlyProtected = new HashSet<>();
  final Set<String> namedAfterRealm = new HashSet<>();
  final Set<String> wereProtected = new HashSet<>();
  final Map<String, String> accounts = new HashMap<>();
  String self = "";
  final Set<String> administrators = new HashSet<>();
  final List<Rule> rules = new ArrayList<>();
  boolean enforced = true;

  /** Whether a rule is audited. */
  boolean audited;

  boolean admin;
  boolean bearer = true;

  /** What the realm was told, in order. */
  final List<String> told = new ArrayList<>();

  FakeRealm() {
    users.put(ALICE.id(), ALICE);
    roles.put(DB_ADMIN.id(), DB_ADMIN);
    roles.put(REFUND.id(), REFUND);
  }

  static Entitlement role(String id, String name) {
    return new Entitlement(id, new EntitlementName.RealmRole(name));
  }

  @Override
  public Detail.@Nullable Registered registered() {
    return null;
  }

  static Entitlement credentialOf(Subject client) {
    return new Entitlement(client.id(), new EntitlementName.ClientCredential(client.name()));
  }

  Subject client(String uuid, String clientId) {
    Subject client = new Subject(Subject.Kind.CLIENT, uuid, clientId);
    clients.put(uuid, client);
    return client;
  }

  Subject group(String id, String path) {
    Subject group = new Subject(Subject.Kind.GROUP, id, path);
    groups.put(id, group);
    return group;
  }

  ComponentModel component(String id, String type, String provider, Map<String, String> settings) {
    ComponentModel component = new ComponentModel();
    component.setId(id);
    component.setName(id);
    component.setProviderType(type);
    component.setProviderId(provider);
    settings.forEach((key, value) -> component.getConfig().putSingle(key, value));
    components.put(id, component);
    return component;
  }

  /** As it is judged together with these changes. */
  JudgedRealm with(AttemptedChange... changes) {
    return new JudgedRealm(this, this, this, this, MadeInTransaction.by(List.of(changes)));
  }

  @Override
  public Optional<Subject> user(String id) {
    return Optional.ofNullable(users.get(id));
  }

  @Override
  public boolean hasIdentityProvider(String organizationId) {
    return withIdentityProvider.contains(organizationId);
  }

  @Override
  public Optional<Subject> group(String id) {
    return Optional.ofNullable(groups.get(id));
  }

  @Override
  public Optional<Subject> composite(String roleId) {
    return role(roleId)
        .map(role -> new Subject(Subject.Kind.ROLE, role.id(), role.name().toString()));
  }

  @Override
  public Optional<Subject> client(String uuid) {
    return Optional.ofNullable(clients.get(uuid));
  }

  @Override
  public Optional<Entitlement> role(String id) {
    return Optional.ofNullable(roles.get(id));
  }

  @Override
  public Optional<Entitlement> credential(String clientUuid) {
    return client(clientUuid).map(FakeRealm::credentialOf);
  }

  @Override
  public boolean isNamedAfterItsRealm(String clientUuid) {
    return namedAfterRealm.contains(clientUuid);
  }

  @Override
  public Mode modeAs(Entitlement entitlement, EntitlementName before) {
    return wereProtected.contains(before.toString()) ? strictest() : Mode.OFF;
  }

  @Override
  public Optional<String> serviceAccount(String clientUuid) {
    return Optional.ofNullable(accounts.get(clientUuid));
  }

  @Override
  public boolean isAskedByOtherThan(String userId) {
    return bearer && !userId.equals(self);
  }

  @Override
  public void requireEqualOf(String userId) {
    if (administrators.contains(userId) && isAskedByOtherThan(userId) && !admin) {
      throw notPermitted(userId);
    }
  }

  @Override
  public void requireEqualOfStored(String userId) {
    requireEqualOfBefore(userId);
  }

  @Override
  public void requireEqualOfBefore(String userId) {
    if (administrators.contains(userId) && !admin) {
      throw notPermitted(userId);
    }
  }

  @Override
  public void takenOver(String userId) {
    told.add("taken over " + userId);
  }

  @Override
  public List<Entitlement> rolesOfClient(String uuid) {
    return clientRoles.getOrDefault(uuid, List.of());
  }

  @Override
  public Set<Entitlement> rolesOfGroup(String id) {
    return groupRoles.getOrDefault(id, Set.of());
  }

  @Override
  public List<Carrier> above(String groupId) {
    return above.getOrDefault(groupId, List.of());
  }

  @Override
  public Set<Entitlement> closure(Entitlement role) {
    return contained.containsKey(role.id()) ? Set.of(role, contained.get(role.id())) : Set.of(role);
  }

  @Override
  public Set<Entitlement> bringing(Set<String> roleIds) {
    Set<Entitlement> bringing = new HashSet<>();
    contained.forEach(
        (composite, part) -> {
          if (roleIds.contains(part.id())) {
            bringing.add(roles.get(composite));
          }
        });
    return bringing;
  }

  @Override
  public void namesFollow(String clientUuid) {
    told.add("names follow " + clientUuid);
  }

  @Override
  public Optional<Scope> clientScope(String id) {
    return Optional.ofNullable(scopes.get(id));
  }

  @Override
  public Optional<ComponentModel> component(String id) {
    return Optional.ofNullable(components.get(id));
  }

  @Override
  public List<ComponentModel> components(String providerType) {
    return components.values().stream()
        .filter(each -> each.getProviderType().equals(providerType))
        .toList();
  }

  @Override
  public boolean credentialIsOwnWork(String clientUuid) {
    return ownWork.contains(clientUuid);
  }

  @Override
  public boolean ownerIsOwnWork(String clientUuid, String attribute) {
    return ownWork.contains(clientUuid + " " + attribute);
  }

  @Override
  public Mode strictest() {
    return enforced ? Mode.ENFORCE : audited ? Mode.AUDIT : Mode.OFF;
  }

  @Override
  public Set<Entitlement> roles() {
    return Set.copyOf(roles.values());
  }

  @Override
  public Set<Entitlement> reached(Set<HandedOut> handedOut) {
    Set<Entitlement> reached = new HashSet<>();
    handedOut.stream().filter(reach::containsKey).map(reach::get).forEach(reached::add);
    return reached;
  }

  @Override
  public boolean newlyProtects(Entitlement entitlement, EntitlementName before) {
    told.add("asked " + entitlement.name() + " before " + before);
    return newlyProtected.contains(entitlement);
  }

  @Override
  public NamedRoles named() {
    return new NamedRoles(() -> rules, name -> Optional.empty());
  }

  @Override
  public DecidingAttributes attributes() {
    return new DecidingAttributes(() -> rules);
  }

  /** Users of whom a directory says all. */
  final Set<String> ofDirectory = new HashSet<>();

  @Override
  public boolean isSaidByDirectory(String userId, boolean made, String attribute) {
    return ofDirectory.contains(userId);
  }

  @Override
  public void rememberRenamed(String id, EntitlementName before) {
    told.add("renamed " + id + " before " + before);
  }

  @Override
  public boolean marks(String attribute) {
    return attribute.equals("tier");
  }

  @Override
  public void rememberMarked(Entitlement entitlement) {
    told.add("marked " + entitlement.id());
  }

  @Override
  public void rememberAllMarked() {
    told.add("all marked");
  }

  @Override
  public void reportExposed(JudgedRealm realm) {
    told.add("exposed");
  }

  @Override
  public boolean isAskedByBearer() {
    return bearer;
  }

  /** The areas of which it was reported that their change would be refused. */
  final List<String> trustReports = new ArrayList<>();

  @Override
  public void reportTrusted(String area, String why, String what) {
    trustReports.add(area);
  }

  @Override
  public void requireTrusted(String area, String why, String what) {
    if (!admin) {
      throw new GateException.Refused(ErrorCode.TRUST_BASE_GUARDED, area + ": " + what, List.of());
    }
  }

  @Override
  public boolean isOwnComponent(String componentId) {
    return ownComponents.contains(componentId);
  }

  @Override
  public void requireAdmin(String what) {
    if (!admin) {
      throw notPermitted(what);
    }
  }

  @Override
  public GateException.Refused notPermitted(String message) {
    return new GateException.Refused(ErrorCode.NOT_PERMITTED, message, List.of());
  }

  @Override
  public boolean isGateRole(String roleId) {
    return roleId.startsWith("gate-");
  }

  @Override
  public boolean containedOfGate(String id) {
    return isGateRole(id) || id.startsWith("group-of-gate");
  }

  @Override
  public void requireEqualOfContents(String id) {
    if (containedOfGate(id) && bearer && !admin) {
      throw notPermitted(id);
    }
  }

  @Override
  public boolean isNameOfGateRole(String name) {
    return name.startsWith("ticket-gate-");
  }

  @Override
  public boolean lockedAndEnforced(String userId) {
    return bound.contains(userId);
  }

  @Override
  public void grantRemoved(Subject subject, Entitlement role) {
    told.add(subject.id() + " lost " + role.name());
  }

  @Override
  public void subjectRemoved(String subjectId) {
    told.add(subjectId + " is gone");
  }
}
