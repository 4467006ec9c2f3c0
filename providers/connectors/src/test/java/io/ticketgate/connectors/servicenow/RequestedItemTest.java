package io.ticketgate.connectors.servicenow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.spi.EntitlementName.RealmRole;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requested items, whose catalog variables are records of their own. */
class RequestedItemTest extends ServiceNowFixture {

  private static final String ITEM = "a2000000000000000000000000000001";
  private static final TicketRef RITM = new TicketRef("snow", "RITM0010001");

  private int variables;

  @BeforeEach
  void item() {
    variables = 0;
    ticket("sc_req_item", ITEM, "RITM0010001")
        .with("state", "2", "Work in Progress")
        .with("requested_for", "sys_user:" + ALICE, "Alice Example");
    INSTANCE.empty(Variables.TABLE);
  }

  private Instance.Record variable(String item, String name, String value) {
    String id = String.format("%031x", ++variables);
    INSTANCE.add("item_option_new", "e" + id).with("name", name);
    INSTANCE
        .add("sc_item_option", "f" + id)
        .with("item_option_new", "item_option_new:e" + id)
        .with("value", value);
    return INSTANCE
        .add(Variables.TABLE, "d" + id)
        .with("request_item", "sc_req_item:" + item)
        .with("sc_item_option", "sc_item_option:f" + id);
  }

  private Ticket read(String... fields) {
    List<String> settings = new ArrayList<>();
    for (String field : fields) {
      settings.add(ServiceNowSettings.FIELDS);
      settings.add(field);
    }
    return connector(settings.toArray(String[]::new)).fetch(RITM, null);
  }

  @Test
  void isForWhomItSays() {
    assertThat(read().requestedFor()).isEqualTo("alice");
    assertThat(read().requester()).isEqualTo("dave");
    assertThat(read().type()).isEqualTo("sc_req_item");
  }

  @Test
  void readsVariables() {
    variable(ITEM, "access", "role:db-admin");
    variable(ITEM, "reason", "Quarterly patching");
    variable(ITEM, "other", "role:root");
    variable("a2000000000000000000000000000002", "access", "role:root");

    Ticket ticket =
        read(
            "sc_req_item.entitlements=variables.access",
            "sc_req_item.justification=variables.reason");

    assertThat(ticket.entitlements()).containsExactly(new RealmRole("db-admin"));
    assertThat(ticket.justification()).isEqualTo("Quarterly patching");
  }

  @Test
  void aVariableThatRefersToAPersonNamesThem() {
    variable(ITEM, "who", BOB);

    assertThat(read("sc_req_item.requestedFor=variables.who").requestedFor()).isEqualTo("bob");
  }

  @Test
  void aVariableOfTextNamesAServiceAccount() {
    variable(ITEM, "who", "ci-deployer");

    assertThat(read("sc_req_item.requestedFor=variables.who").requestedFor())
        .isEqualTo("ci-deployer");
  }

  @Test
  void aVariableThatRefersToNobodyWhoCanBeReadIsNotATicketThatIsNotThere() {
    variable(ITEM, "who", SERVER);

    assertThatThrownBy(() -> read("sc_req_item.requestedFor=variables.who"))
        .isInstanceOf(ItsmException.NotPermitted.class)
        .hasMessageContaining("sys_user");
  }

  @Test
  void aVariableThatTheCatalogItemDoesNotHaveSaysNothing() {
    Ticket ticket =
        read("sc_req_item.entitlements=variables.access", "sc_req_item.requestedFor=variables.who");

    assertThat(ticket.entitlements()).isEmpty();
    assertThat(ticket.requestedFor()).isNull();
  }

  @Test
  void aVariableThatTheAccountMayNotReadIsNotPermitted() {
    INSTANCE.hiddenRows.add(variable(ITEM, "access", "role:db-admin").id());

    assertThatThrownBy(() -> read("sc_req_item.entitlements=variables.access"))
        .isInstanceOf(ItsmException.NotPermitted.class)
        .hasMessageContaining("sc_item_option_mtom");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sc_item_option.value", "item_option_new.name"})
  void aHiddenPartOfAVariableIsAnError(String field) {
    variable(ITEM, "access", "role:db-admin");
    INSTANCE.hiddenFields.add(field);

    assertThatThrownBy(() -> read("sc_req_item.entitlements=variables.access"))
        .isInstanceOf(ItsmException.Malformed.class)
        .hasMessageContaining("sc_item_option");
  }

  @Test
  void variablesOfAnotherItemAreAnError() {
    variable("a2000000000000000000000000000002", "access", "role:root");
    INSTANCE.ignoredInQueries.add(Variables.TABLE + ".request_item");

    assertThatThrownBy(() -> read("sc_req_item.entitlements=variables.access"))
        .isInstanceOf(ItsmException.Malformed.class)
        .hasMessageContaining("ignored");
  }

  @Test
  void twoVariablesOfOneNameMustAgree() {
    variable(ITEM, "access", "role:db-admin");
    variable(ITEM, "access", "role:db-admin");
    assertThat(read("sc_req_item.entitlements=variables.access").entitlements()).hasSize(1);

    variable(ITEM, "access", "role:root");
    assertThatThrownBy(() -> read("sc_req_item.entitlements=variables.access"))
        .isInstanceOf(ItsmException.Malformed.class)
        .hasMessageContaining("access");
  }

  @Test
  void aConfiguredTableHasItsOwnFieldsAndStates() {
    ticket("u_access_request", "a3000000000000000000000000000001", "ACC001")
        .with("state", "open", "Open")
        .with("u_who", "sys_user:" + BOB, "Bob Example")
        .with("u_what", "role:db-admin");

    Ticket ticket =
        connector(
                ServiceNowSettings.TABLES, "ACC=u_access_request",
                ServiceNowSettings.OPEN_STATES, "u_access_request=open,wip",
                ServiceNowSettings.CLOSED_STATES, "u_access_request=done",
                ServiceNowSettings.FIELDS, "u_access_request.requestedFor=u_who",
                ServiceNowSettings.FIELDS, "u_access_request.entitlements=u_what")
            .fetch(new TicketRef("snow", "ACC001"), null);

    assertThat(ticket.type()).isEqualTo("u_access_request");
    assertThat(ticket.requestedFor()).isEqualTo("bob");
    assertThat(ticket.entitlements()).containsExactly(new RealmRole("db-admin"));
  }
}
