package io.ticketgate.keycloak.store;

import io.ticketgate.core.ledger.Entry;
import io.ticketgate.core.ledger.Hash;
import io.ticketgate.core.ledger.Tiles;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;

/** The log of one realm as it is stored: its tiles, its entries and its last checkpoint. */
public final class RealmLog {

  private final Rows rows;
  private final String realmId;

  public RealmLog(KeycloakSession session, String realmId) {
    this.rows = new Rows(session);
    this.realmId = realmId;
  }

  /**
   * A log as it was last signed.
   *
   * @param size of the tree
   * @param checkpoint the signed note
   */
  public record Signed(long size, String checkpoint) {}

  /** An entry that has no place in the log yet. */
  public record Queued(String id, String record) {}

  /** The log as it was last signed; empty for a realm without one. */
  public Optional<Signed> signed() {
    return Optional.ofNullable(rows.find(LogEntity.class, realmId)).flatMap(RealmLog::signed);
  }

  private static Optional<Signed> signed(LogEntity log) {
    return Optional.ofNullable(log.checkpoint).map(note -> new Signed(log.size, note));
  }

  /** The tree of that size. */
  public Tiles tree(long size) {
    return new Tiles(this::tile, size);
  }

  /** The hashes of a tile, as many as there are; empty where there is none. */
  public List<Hash> tile(int level, long index) {
    LogTileEntity row = rows.find(LogTileEntity.class, tileId(level, index));
    if (row == null) {
      return List.of();
    }
    byte[] bytes = Base64.getDecoder().decode(row.hashes);
    List<Hash> hashes = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += Hash.BYTES) {
      byte[] hash = new byte[Hash.BYTES];
      System.arraycopy(bytes, at, hash, 0, hash.length);
      hashes.add(Hash.of(hash));
    }
    return hashes;
  }

  private String tileId(int level, long index) {
    return RowKey.of(realmId, String.valueOf(level), String.valueOf(index));
  }

  /** Entries of the log from one on, as many of them as there are. */
  public List<byte[]> entries(long first, int count) {
    return em()
        .createQuery(
            "select l.record, l.loggedAt from TgLedger l where l.realmId = :realmId and l.index >="
                + " :first and l.index < :end order by l.index",
            Object[].class)
        .setParameter("realmId", realmId)
        .setParameter("first", first)
        .setParameter("end", first + count)
        .getResultList()
        .stream()
        .map(row -> Entry.logged((String) row[0], Instant.ofEpochMilli((Long) row[1])))
        .toList();
  }

  /**
   * Realms with entries that wait for their place, those that have waited longest first.
   *
   * @param except ids of realms that are not asked for; not empty
   */
  public static List<String> waiting(KeycloakSession session, List<String> except, int most) {
    return new Rows(session)
            .em()
            .createQuery(
                "select l.realmId from TgLedger l where l.queuedAt > 0 and l.realmId not in :except"
                    + " order by l.queuedAt",
                String.class)
            .setParameter("except", except)
            .setMaxResults(most)
            .getResultList()
            .stream()
            .distinct()
            .toList();
  }

  /** Makes sure that there is a row to claim; in a transaction of its own. */
  public void open() {
    if (rows.find(LogEntity.class, realmId) == null) {
      LogEntity fresh = new LogEntity();
      fresh.id = realmId;
      NewRow.insertMissing(em(), fresh);
    }
  }

  /**
   * Locks the log for this transaction, unless another node has it. To be called before anything is
   * read: MariaDB shows a transaction the past as of its first plain read.
   *
   * @return its size; empty where another node has it
   */
  public Optional<Long> claim() {
    return claimed().map(log -> log.size);
  }

  private Optional<LogEntity> claimed() {
    List<LogEntity> locked =
        em().createQuery("select g from TgLog g where g.id = :id", LogEntity.class)
            .setParameter("id", realmId)
            .setLockMode(LockModeType.PESSIMISTIC_WRITE)
            .setHint("jakarta.persistence.lock.timeout", DueBindings.SKIP_LOCKED)
            .getResultList();
    locked.forEach(em()::detach);
    return locked.stream().findFirst();
  }

  /** Entries that wait, in their order. The log is claimed. */
  public List<Queued> queued(int most) {
    return em()
        .createQuery(
            "select l.id, l.record from TgLedger l where l.queuedAt > 0 and l.realmId = :realmId"
                + " order by l.queuedAt, l.id",
            Object[].class)
        .setParameter("realmId", realmId)
        .setMaxResults(most)
        .getResultList()
        .stream()
        .map(row -> new Queued((String) row[0], (String) row[1]))
        .toList();
  }

  /** When the last entry of a log of that size was taken in; the epoch for none. */
  public Instant lastLogged(long size) {
    return em()
        .createQuery(
            "select l.loggedAt from TgLedger l where l.realmId = :realmId and l.index = :index",
            Long.class)
        .setParameter("realmId", realmId)
        .setParameter("index", size - 1)
        .getResultList()
        .stream()
        .findFirst()
        .map(Instant::ofEpochMilli)
        .orElse(Instant.EPOCH);
  }

  /** Takes entries off the queue that no log will ever have: their realm is gone, with its keys. */
  public void forsake() {
    em().createQuery(
            "update TgLedger l set l.queuedAt = null where l.queuedAt > 0 and l.realmId = :id")
        .setParameter("id", realmId)
        .executeUpdate();
  }

  /**
   * Stores what was taken into the log. The log is claimed.
   *
   * @param first index of the first of the entries
   * @param tree after them
   * @param checkpoint over that tree
   */
  public void integrated(
      List<Queued> entries, long first, Instant logged, Tiles tree, String checkpoint) {
    LedgerPlaces.give(em(), entries.stream().map(Queued::id).toList(), first, logged);
    tree.changed().forEach((place, hashes) -> store(place.level(), place.index(), hashes));
    em().createQuery("update TgLog g set g.size = :size, g.checkpoint = :note where g.id = :id")
        .setParameter("size", tree.size())
        .setParameter("note", checkpoint)
        .setParameter("id", realmId)
        .executeUpdate();
  }

  private void store(int level, long index, List<Hash> hashes) {
    byte[] bytes = new byte[hashes.size() * Hash.BYTES];
    for (int i = 0; i < hashes.size(); i++) {
      System.arraycopy(hashes.get(i).bytes(), 0, bytes, i * Hash.BYTES, Hash.BYTES);
    }
    String text = Base64.getEncoder().encodeToString(bytes);
    int known =
        em().createQuery("update TgLogTile t set t.hashes = :hashes where t.id = :id")
            .setParameter("hashes", text)
            .setParameter("id", tileId(level, index))
            .executeUpdate();
    if (known == 0) {
      LogTileEntity row = new LogTileEntity();
      row.id = tileId(level, index);
      row.realmId = realmId;
      row.level = level;
      row.index = index;
      row.hashes = text;
      rows.insert(row);
    }
  }

  private EntityManager em() {
    return rows.em();
  }
}
