package io.ticketgate.connectors.servicenow;

import io.ticketgate.connectors.http.Settings;

/**
 * What a system's settings say.
 *
 * @param bareRoles whether a word without a prefix is the name of a realm role
 */
record ServiceNowSettings(
    Tables tables, Columns columns, States states, People people, boolean bareRoles) {

  static final String TABLES = "tables";
  static final String FIELDS = "fields";
  static final String OPEN_STATES = "openStates";
  static final String CLOSED_STATES = "closedStates";
  static final String PERSON_FIELD = "personField";
  static final String BARE_ROLES = "bareRoles";

  static ServiceNowSettings of(Settings settings) {
    return new ServiceNowSettings(
        new Tables(settings.map(TABLES)),
        new Columns(settings.map(FIELDS)),
        new States(settings.map(OPEN_STATES), settings.map(CLOSED_STATES)),
        new People(settings.text(PERSON_FIELD, People.FIELDS.get(0))),
        settings.flag(BARE_ROLES, false));
  }
}
