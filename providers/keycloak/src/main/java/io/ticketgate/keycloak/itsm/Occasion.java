package io.ticketgate.keycloak.itsm;

/** Why a ticket is read. */
enum Occasion {
  REQUEST("for a request"),
  WEBHOOK("after a webhook"),
  LISTED("because the ITSM lists it as changed"),
  RECHECK("by the regular recheck of tickets with live bindings");

  private final String words;

  Occasion(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }
}
