package io.ticketgate.it.matrix;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFException;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An LDAP directory in memory, where lydia is in the group dbas, in the role db-admin and in a role
 * of the gate.
 */
final class Directory implements AutoCloseable {

  static final String LYDIA = "lydia";
  private static final String BASE = "dc=example,dc=test";
  private static final String ADMIN = "cn=admin";
  private static final String PASSWORD = "password";

  private final InMemoryDirectoryServer server;

  private Directory(InMemoryDirectoryServer server) {
    this.server = server;
  }

  static Directory start() {
    try {
      InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(BASE);
      config.addAdditionalBindCredentials(ADMIN, PASSWORD);
      config.setListenerConfigs(
          InMemoryListenerConfig.createLDAPConfig(
              "ldap", InetAddress.getLoopbackAddress(), 0, null));
      InMemoryDirectoryServer server = new InMemoryDirectoryServer(config);
      server.add("dn: " + BASE, "objectClass: top", "objectClass: domain", "dc: example");
      unit(server, "people");
      unit(server, "groups");
      unit(server, "roles");
      unit(server, "gate");
      String lydia = "uid=" + LYDIA + ",ou=people," + BASE;
      server.add(
          "dn: " + lydia,
          "objectClass: top",
          "objectClass: person",
          "objectClass: organizationalPerson",
          "objectClass: inetOrgPerson",
          "uid: " + LYDIA,
          "cn: Lydia",
          "sn: Test",
          "mail: lydia@example.test",
          "userPassword: " + PASSWORD);
      members(server, "cn=dbas,ou=groups,", lydia);
      members(server, "cn=" + Stage.ROLE + ",ou=roles,", lydia);
      members(server, "cn=" + GateRoleRoutes.GATE_ROLE + ",ou=gate,", lydia);
      server.startListening();
      return new Directory(server);
    } catch (LDAPException | LDIFException e) {
      throw new IllegalStateException("No LDAP directory", e);
    }
  }

  private static void unit(InMemoryDirectoryServer server, String name)
      throws LDAPException, LDIFException {
    server.add("dn: ou=" + name + "," + BASE, "objectClass: organizationalUnit", "ou: " + name);
  }

  private static void members(InMemoryDirectoryServer server, String name, String member)
      throws LDAPException, LDIFException {
    server.add(
        "dn: " + name + BASE,
        "objectClass: top",
        "objectClass: groupOfNames",
        "cn: " + name.replaceFirst("cn=([^,]*),.*", "$1"),
        "member: " + member);
  }

  /** The configuration of Keycloak's user federation. */
  Map<String, List<String>> federation(boolean imported) {
    Map<String, String> config = new LinkedHashMap<>();
    config.put("enabled", "true");
    config.put("vendor", "other");
    config.put("connectionUrl", "ldap://127.0.0.1:" + server.getListenPort());
    config.put("bindDn", ADMIN);
    config.put("bindCredential", PASSWORD);
    config.put("authType", "simple");
    config.put("usersDn", "ou=people," + BASE);
    config.put("searchScope", "1");
    config.put("editMode", "WRITABLE");
    config.put("importEnabled", String.valueOf(imported));
    config.put("usernameLDAPAttribute", "uid");
    config.put("rdnLDAPAttribute", "uid");
    config.put("uuidLDAPAttribute", "entryUUID");
    config.put("userObjectClasses", "inetOrgPerson, organizationalPerson");
    return lists(config);
  }

  /** The configuration of a mapper of the directory's roles. */
  static Map<String, List<String>> roles(String mode) {
    Map<String, String> config = memberships(mode);
    config.put("roles.dn", "ou=roles," + BASE);
    config.put("role.name.ldap.attribute", "cn");
    config.put("role.object.classes", "groupOfNames");
    config.put("use.realm.roles.mapping", "true");
    config.put("user.roles.retrieve.strategy", "LOAD_ROLES_BY_MEMBER_ATTRIBUTE");
    return lists(config);
  }

  /** The same for the roles of a client, which another unit of the directory has. */
  static Map<String, List<String>> rolesOf(String client, String unit, String mode) {
    Map<String, List<String>> config = roles(mode);
    config.put("roles.dn", List.of(unit + "," + BASE));
    config.put("use.realm.roles.mapping", List.of("false"));
    config.put("client.id", List.of(client));
    return config;
  }

  /** The configuration of a mapper of the directory's groups. */
  static Map<String, List<String>> groups(String mode) {
    Map<String, String> config = memberships(mode);
    config.put("groups.dn", "ou=groups," + BASE);
    config.put("groups.path", "/");
    config.put("group.name.ldap.attribute", "cn");
    config.put("group.object.classes", "groupOfNames");
    config.put("preserve.group.inheritance", "false");
    config.put("drop.non.existing.groups.during.sync", "false");
    config.put("user.roles.retrieve.strategy", "LOAD_GROUPS_BY_MEMBER_ATTRIBUTE");
    return lists(config);
  }

  private static Map<String, String> memberships(String mode) {
    Map<String, String> config = new LinkedHashMap<>();
    config.put("mode", mode);
    config.put("membership.ldap.attribute", "member");
    config.put("membership.attribute.type", "DN");
    config.put("membership.user.ldap.attribute", "uid");
    return config;
  }

  static Map<String, List<String>> lists(Map<String, String> values) {
    Map<String, List<String>> lists = new LinkedHashMap<>();
    values.forEach((key, value) -> lists.put(key, List.of(value)));
    return lists;
  }

  @Override
  public void close() {
    server.shutDown(true);
  }
}
