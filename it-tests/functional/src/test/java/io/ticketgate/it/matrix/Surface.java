package io.ticketgate.it.matrix;

/** Where a route is taken. */
enum Surface {
  ADMIN_REST("Admin REST"),
  ADMIN_V2("Admin API v2"),
  IMPORT("Import"),
  REGISTRATION("Client registration"),
  SCIM("SCIM"),
  WORKFLOW("Workflow"),
  LOGIN("Login"),
  TOKEN("Token endpoint"),
  LDAP("LDAP"),
  CLI("Command line"),
  ACCOUNT("Account API");

  private final String title;

  Surface(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }
}
