package io.ticketgate.keycloak.itsm;

/** Why a ticket is read. */
enum Occasion {
  REQUEST("for a request"),
  WEBHOOK("after a webhook"),
  LISTED("because the ITSM lists it as changed"),
  RECHECK("again, as every ticket with live bindings is from time to time");

  private final String words;

  Occasion(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }
}
