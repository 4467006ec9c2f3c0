package io.ticketgate.connectors.rt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.spi.Changes;
import io.ticketgate.spi.Changes.Changed;
import io.ticketgate.spi.ItsmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The changes that the other recordings were made by. */
class ChangeFeedTest {

  private static final RtSettings SETTINGS = Rt.with(List.of("Access"), Rt.FIELDS);
  private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

  private final RecordedApi api = RecordedApi.of("changes");
  private final RequestTrackerConnector connector =
      new RequestTrackerConnector("rt", api, SETTINGS);

  @Test
  void aShortTimeIsOnePageOldestFirst() {
    Changes changes = page(Instant.parse("2026-11-22T08:18:00Z"), null);

    assertThat(changes.next()).isNull();
    assertThat(changes.tickets()).isNotEmpty();
    assertThat(changes.tickets()).extracting(Changed::at).isSorted();
    assertThat(changes.tickets())
        .allSatisfy(each -> assertThat(each.at()).isAfterOrEqualTo("2026-11-22T08:18:00Z"));
    assertThat(api.asked()).hasSize(2);
  }

  @Test
  void aLongTimeIsReadPageByPageFromItsBeginning() {
    List<Changed> all = all();

    assertThat(all).extracting(Changed::at).isSorted();
    assertThat(all).extracting(Changed::key).contains(RecordedApi.of("requested").ticket());
  }

  @Test
  void aDeletedAndAMergedTicketHaveChangedToo() {
    // A search for tickets by their last update finds neither.
    assertThat(all())
        .extracting(Changed::key)
        .contains(RecordedApi.of("deleted").ticket(), RecordedApi.of("merged-away").ticket());
  }

  @Test
  void aChangeOfAnApprovalIsOneOfTheTicketThatWaitsForIt() {
    String approval = RecordedApi.of("an-approval-itself").ticket();
    String ticket = String.valueOf(Integer.parseInt(approval) - 1);

    assertThat(page(Instant.parse("2026-11-22T08:18:00Z"), null).tickets())
        .extracting(Changed::key)
        .contains(ticket)
        .doesNotContain(approval);
  }

  @Test
  void aPageThatIsNotItsOwnIsRefused() {
    assertThatThrownBy(() -> page(LONG_AGO, "1 OR id > 0"))
        .isInstanceOf(ItsmException.Malformed.class);
    assertThat(api.asked()).isEmpty();
  }

  private List<Changed> all() {
    Changes page = page(LONG_AGO, null);
    List<Changed> all = new ArrayList<>(page.tickets());
    while (page.next() != null) {
      page = page(LONG_AGO, page.next());
      all.addAll(page.tickets());
    }
    return all;
  }

  private Changes page(Instant since, @Nullable String page) {
    return connector.changedSince(since, page).orElseThrow();
  }
}
