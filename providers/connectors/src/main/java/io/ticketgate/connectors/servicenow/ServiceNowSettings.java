package io.ticketgate.connectors.servicenow;

import io.ticketgate.connectors.settings.EntitlementTexts;
import io.ticketgate.connectors.settings.Settings;
import java.util.Optional;

/**
 * The settings of a system.
 *
 * @param entitlements how tickets name entitlements
 * @param requestTable the table of tickets that people ask for in self-service; empty for none
 */
record ServiceNowSettings(
    Tables tables,
    Columns columns,
    States states,
    People people,
    EntitlementTexts entitlements,
    Optional<String> requestTable) {

  static final String TABLES = "tables";
  static final String FIELDS = "fields";
  static final String OPEN_STATES = "openStates";
  static final String CLOSED_STATES = "closedStates";
  static final String REQUEST_TABLE = "requestTable";
  static final String PERSON_FIELD = "personField";
  static final boolean BARE_REALM_ROLES_BY_DEFAULT = false;

  static ServiceNowSettings of(Settings settings) {
    return new ServiceNowSettings(
        new Tables(settings.map(TABLES)),
        new Columns(settings.map(FIELDS)),
        new States(settings.map(OPEN_STATES), settings.map(CLOSED_STATES)),
        new People(settings.text(PERSON_FIELD, People.FIELDS.get(0))),
        EntitlementTexts.of(settings, BARE_REALM_ROLES_BY_DEFAULT),
        settings.text(REQUEST_TABLE));
  }
}
