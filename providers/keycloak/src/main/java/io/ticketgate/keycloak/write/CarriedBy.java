package io.ticketgate.keycloak.write;

import io.ticketgate.keycloak.write.Carried.AnyName;
import io.ticketgate.keycloak.write.Carried.Group;
import io.ticketgate.keycloak.write.Carried.OrganizationGroup;
import io.ticketgate.keycloak.write.Carried.Role;
import io.ticketgate.keycloak.write.Carried.StoredGroups;
import io.ticketgate.keycloak.write.Carried.StoredRoles;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads out of stored configuration which roles it puts into reach, by what the built-in mappers of
 * Keycloak 26.4 to 26.7 do with it. Types it does not know are judged by the settings that the
 * built-in ones share. Nothing is looked up, and nothing that is missing makes it throw.
 */
final class CarriedBy {

  private static final String ROLE = "role";
  private static final String GROUP = "group";

  /** They put a new name in place of the role, which itself they only take away. */
  private static final Set<String> RENAMES =
      Set.of("oidc-role-name-mapper", "saml-role-name-mapper");

  private CarriedBy() {}

  /** What a protocol mapper, of a client or of a client scope, writes into tokens. */
  static Set<Carried> protocolMapper(
      @Nullable String protocol,
      @Nullable String mapperType,
      @Nullable Map<String, String> settings) {
    String type = mapperType == null ? "" : mapperType;
    Map<String, String> config = settings == null ? Map.of() : settings;
    // Keycloak runs an OpenID Connect or SAML mapper under its own protocol only
    // (DefaultClientSessionContext, 26.7.0), one of a credential under any (OID4VCIssuerEndpoint).
    boolean inAssertions = !"openid-connect".equals(protocol);
    Set<Carried> carried = new HashSet<>(new CarriedInClaims(type, config).carried());
    if (inAssertions) {
      carried.addAll(inAttribute(type, config));
    }
    if (!RENAMES.contains(type)) {
      carried.addAll(named(config.get(ROLE), inAssertions));
    }
    carried.addAll(named(config.get("new.role.name"), inAssertions));
    return Set.copyOf(carried);
  }

  /**
   * What a mapper of an identity provider gives at login. Those are written mappings and so gated,
   * but each login would be refused then: better that the mapper is.
   */
  static Set<Carried> identityProviderMapper(
      @Nullable String mapperType, @Nullable Map<String, String> settings) {
    Map<String, String> config = settings == null ? Map.of() : settings;
    // All built-in types use these two settings (broker.provider.ConfigConstants); an
    // external.role is the foreign one.
    Set<Carried> carried = new HashSet<>(granted(config.get(ROLE), config.get(GROUP)));
    String group = text(config.get(GROUP));
    if (group != null && "ORGANIZATION".equals(config.get("groupType"))) {
      carried.add(new OrganizationGroup(group)); // Keycloak before 26.7 knows the realm's only
    }
    return Set.copyOf(carried);
  }

  /**
   * What an LDAP mapper puts into the user it wraps: a component of type {@code
   * org.keycloak.storage.ldap.mappers.LDAPStorageMapper}. The proxies of {@code
   * HardcodedLDAPRoleStorageMapper}, {@code HardcodedLDAPGroupStorageMapper}, {@code
   * RoleLDAPStorageMapper} and {@code GroupLDAPStorageMapper} (26.7.0) answer from the
   * configuration or the directory, and Keycloak's database never learns of it; in mode LDAP_ONLY a
   * grant goes to the directory too. Mode IMPORT writes mappings, when the user is first seen.
   */
  static Set<Carried> storageMapper(
      @Nullable String providerId, @Nullable Map<String, List<String>> settings) {
    Map<String, List<String>> config = settings == null ? Map.of() : settings;
    Set<Carried> carried = new HashSet<>(granted(first(config, ROLE), first(config, GROUP)));
    if (!"IMPORT".equalsIgnoreCase(first(config, "mode"))) { // the default is never IMPORT
      if ("role-ldap-mapper".equals(providerId) || config.containsKey("roles.dn")) {
        carried.add(storedRoles(config));
      }
      if ("group-ldap-mapper".equals(providerId) || config.containsKey("groups.dn")) {
        String path = text(first(config, "groups.path"));
        carried.add(new StoredGroups(path == null ? "/" : path.strip()));
      }
    }
    return Set.copyOf(carried);
  }

  private static Set<Carried> inAttribute(String type, Map<String, String> config) {
    if (type.equals("saml-role-list-mapper")
        || (!RoleAttributes.is(config.get("attribute.name"))
            && !RoleAttributes.is(config.get("friendly.name")))) {
      return Set.of();
    }
    return type.equals("saml-hardcode-attribute-mapper")
        ? Carried.names(config.get("attribute.value"))
        : Set.of(new AnyName());
  }

  /** An assertion has the text as it stands, and role names without their clients. */
  private static Set<Carried> named(@Nullable String reference, boolean inAssertions) {
    Set<Carried> carried = new HashSet<>(granted(reference, null));
    if (inAssertions) {
      carried.addAll(Carried.names(reference));
    }
    return carried;
  }

  private static Set<Carried> granted(@Nullable String roleSetting, @Nullable String groupSetting) {
    Set<Carried> carried = new HashSet<>();
    String role = text(roleSetting);
    if (role != null) {
      carried.add(new Role(role));
    }
    String group = text(groupSetting);
    if (group != null) {
      carried.add(new Group(group));
    }
    return carried;
  }

  private static StoredRoles storedRoles(Map<String, List<String>> config) {
    String ofRealm = first(config, "use.realm.roles.mapping");
    boolean ofClient = ofRealm != null && !Boolean.parseBoolean(ofRealm);
    return new StoredRoles(ofClient ? first(config, "client.id") : null);
  }

  private static @Nullable String first(Map<String, List<String>> config, String key) {
    List<String> values = config.get(key);
    return values == null || values.isEmpty() ? null : values.get(0);
  }

  private static @Nullable String text(@Nullable String setting) {
    return setting == null || setting.isBlank() ? null : setting;
  }
}
