package io.ticketgate.keycloak.write.mapper;

import io.ticketgate.keycloak.write.mapper.HandedOut.AnyName;
import io.ticketgate.keycloak.write.mapper.HandedOut.Group;
import io.ticketgate.keycloak.write.mapper.HandedOut.GroupsInDirectory;
import io.ticketgate.keycloak.write.mapper.HandedOut.OrganizationGroup;
import io.ticketgate.keycloak.write.mapper.HandedOut.Role;
import io.ticketgate.keycloak.write.mapper.HandedOut.RolesInCredential;
import io.ticketgate.keycloak.write.mapper.HandedOut.RolesInDirectory;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads from stored configuration which roles it gives to people, by what the built-in mappers of
 * Keycloak 26.4 to 26.7 do with it. It judges unknown types by the settings that the built-in ones
 * share. It looks nothing up, and never throws because a setting is missing.
 */
public final class MapperSettings {

  private static final String ROLE = "role";
  private static final String GROUP = "group";

  /** They put a new name in place of the role, which itself they only take away. */
  private static final Set<String> RENAMES =
      Set.of("oidc-role-name-mapper", "saml-role-name-mapper");

  /** Writes the roles of one client, and only that one (26.7.3, {@code OID4VCTargetRoleMapper}). */
  private static final String ROLES_IN_CREDENTIAL = "oid4vc-target-role-mapper";

  private MapperSettings() {}

  /** What a protocol mapper, of a client or of a client scope, writes into tokens. */
  public static Set<HandedOut> protocolMapper(
      @Nullable String protocol,
      @Nullable String mapperType,
      @Nullable Map<String, String> settings) {
    String type = mapperType == null ? "" : mapperType;
    Map<String, String> config = settings == null ? Map.of() : settings;
    // Keycloak runs an OpenID Connect or SAML mapper under its own protocol only
    // (DefaultClientSessionContext, 26.7.0), one of a credential under any (OID4VCIssuerEndpoint).
    boolean inAssertions = !"openid-connect".equals(protocol);
    Set<HandedOut> handedOut = new HashSet<>(new RoleClaims(type, config).handedOut());
    handedOut.addAll(IdentityClaims.handedOut(type, config));
    if (inAssertions) {
      handedOut.addAll(inAttribute(type, config));
    }
    if (!RENAMES.contains(type)) {
      handedOut.addAll(named(config.get(ROLE), inAssertions));
    }
    handedOut.addAll(named(config.get("new.role.name"), inAssertions));
    String client = text(config.get("clientId"));
    if (type.equals(ROLES_IN_CREDENTIAL) && client != null) {
      handedOut.add(new RolesInCredential(client));
    }
    return Set.copyOf(handedOut);
  }

  /**
   * What a mapper of an identity provider gives at login. Those are written mappings and so gated,
   * but each login would be refused then: better that the mapper is.
   */
  public static Set<HandedOut> identityProviderMapper(
      @Nullable String mapperType, @Nullable Map<String, String> settings) {
    Map<String, String> config = settings == null ? Map.of() : settings;
    // All built-in types use these two settings (broker.provider.ConfigConstants); an
    // external.role is the foreign one.
    Set<HandedOut> handedOut = new HashSet<>(granted(config.get(ROLE), config.get(GROUP)));
    String group = text(config.get(GROUP));
    if (group != null && "ORGANIZATION".equals(config.get("groupType"))) {
      handedOut.add(new OrganizationGroup(group)); // Keycloak before 26.7 knows the realm's only
    }
    return Set.copyOf(handedOut);
  }

  /**
   * What an LDAP mapper puts into the user it wraps: a component of type {@code
   * org.keycloak.storage.ldap.mappers.LDAPStorageMapper}. The proxies of {@code
   * HardcodedLDAPRoleStorageMapper}, {@code HardcodedLDAPGroupStorageMapper}, {@code
   * RoleLDAPStorageMapper} and {@code GroupLDAPStorageMapper} (26.7.0) answer from the
   * configuration or the directory, and Keycloak's database never learns of it; in mode LDAP_ONLY a
   * grant goes to the directory too. Mode IMPORT writes mappings, when the user is first seen.
   */
  public static Set<HandedOut> storageMapper(
      @Nullable String providerId, @Nullable Map<String, List<String>> settings) {
    Map<String, List<String>> config = settings == null ? Map.of() : settings;
    Set<HandedOut> handedOut = new HashSet<>(granted(first(config, ROLE), first(config, GROUP)));
    if (!"IMPORT".equalsIgnoreCase(first(config, "mode"))) { // the default is never IMPORT
      if ("role-ldap-mapper".equals(providerId) || config.containsKey("roles.dn")) {
        handedOut.add(storedRoles(config));
      }
      if ("group-ldap-mapper".equals(providerId) || config.containsKey("groups.dn")) {
        String path = text(first(config, "groups.path"));
        handedOut.add(new GroupsInDirectory(path == null ? "/" : path.strip()));
      }
    }
    return Set.copyOf(handedOut);
  }

  private static Set<HandedOut> inAttribute(String type, Map<String, String> config) {
    if (type.equals("saml-role-list-mapper")
        || (!RoleAttributes.is(config.get("attribute.name"))
            && !RoleAttributes.is(config.get("friendly.name")))) {
      return Set.of();
    }
    return type.equals("saml-hardcode-attribute-mapper")
        ? HandedOut.names(config.get("attribute.value"))
        : Set.of(new AnyName());
  }

  /** An assertion has the text as it stands, and role names without their clients. */
  private static Set<HandedOut> named(@Nullable String reference, boolean inAssertions) {
    Set<HandedOut> handedOut = new HashSet<>(granted(reference, null));
    if (inAssertions) {
      handedOut.addAll(HandedOut.names(reference));
    }
    return handedOut;
  }

  private static Set<HandedOut> granted(
      @Nullable String roleSetting, @Nullable String groupSetting) {
    Set<HandedOut> handedOut = new HashSet<>();
    String role = text(roleSetting);
    if (role != null) {
      handedOut.add(new Role(role));
    }
    String group = text(groupSetting);
    if (group != null) {
      handedOut.add(new Group(group));
    }
    return handedOut;
  }

  private static RolesInDirectory storedRoles(Map<String, List<String>> config) {
    String ofRealm = first(config, "use.realm.roles.mapping");
    boolean ofClient = ofRealm != null && !Boolean.parseBoolean(ofRealm);
    return new RolesInDirectory(ofClient ? first(config, "client.id") : null);
  }

  private static @Nullable String first(Map<String, List<String>> config, String key) {
    List<String> values = config.get(key);
    return values == null || values.isEmpty() ? null : values.get(0);
  }

  private static @Nullable String text(@Nullable String setting) {
    return setting == null || setting.isBlank() ? null : setting;
  }
}
