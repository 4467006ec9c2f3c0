package io.ticketgate.core.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A tree that is kept as tiles. It reads the tiles that it needs and no others, so that neither
 * appending nor a proof costs more where the tree is large.
 *
 * <p>Not thread-safe.
 */
public final class Tiles implements Tree.Nodes {

  /** Where tiles are kept. */
  public interface Source {

    /** The hashes of a tile, as many as there are; empty where there is none. */
    List<Hash> read(int level, long index);
  }

  /** Place of a tile. */
  public record Place(int level, long index) {}

  private final Source source;
  private final Map<Place, List<Hash>> known = new HashMap<>();
  private final Set<Place> changed = new LinkedHashSet<>();
  private long size;

  /**
   * @param size of the tree so far
   */
  public Tiles(Source source, long size) {
    this.source = source;
    this.size = size;
  }

  /** How many leaves the tree has. */
  public long size() {
    return size;
  }

  /** Adds a leaf. */
  public void append(Hash leaf) {
    append(0, size, leaf);
    size++;
  }

  private void append(int level, long position, Hash hash) {
    Place place = new Place(level, position / Tile.WIDTH);
    List<Hash> tile = hashes(place);
    int offset = (int) (position % Tile.WIDTH);
    if (tile.size() != offset) {
      throw new IllegalStateException(
          "Tile " + level + "/" + place.index() + " does not belong to a tree of this size.");
    }
    tile.add(hash);
    changed.add(place);
    if (tile.size() == Tile.WIDTH) {
      append(level + 1, place.index(), over(tile, 0, Tile.WIDTH));
    }
  }

  /** The tiles that have changed, each with all its hashes. */
  public Map<Place, List<Hash>> changed() {
    Map<Place, List<Hash>> tiles = new LinkedHashMap<>();
    changed.forEach(place -> tiles.put(place, List.copyOf(hashes(place))));
    return tiles;
  }

  /** The root over all leaves. */
  public Hash root() {
    return Tree.root(this, size);
  }

  @Override
  public Hash at(int level, long index) {
    int height = level % Tile.HEIGHT;
    long first = index << height;
    List<Hash> tile = hashes(new Place(level / Tile.HEIGHT, first / Tile.WIDTH));
    int from = (int) (first % Tile.WIDTH);
    int to = from + (1 << height);
    if (to > tile.size()) {
      throw new IllegalStateException("The tiles lack node " + index + " of level " + level + ".");
    }
    return over(tile, from, to);
  }

  private static Hash over(List<Hash> tile, int from, int to) {
    if (to - from == 1) {
      return tile.get(from);
    }
    int middle = (from + to) / 2;
    return Hash.node(over(tile, from, middle), over(tile, middle, to));
  }

  private List<Hash> hashes(Place place) {
    return known.computeIfAbsent(
        place,
        wanted -> {
          // A tile may have grown since the tree had this size.
          List<Hash> read = source.read(wanted.level(), wanted.index());
          int width = Tile.width(wanted.level(), wanted.index(), size);
          return new ArrayList<>(read.subList(0, Math.min(width, read.size())));
        });
  }
}
