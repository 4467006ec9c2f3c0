package io.ticketgate.core.ledger;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A tile of the tree: up to 256 neighbouring hashes of one level, C2SP tlog-tiles.
 *
 * @param level 0 for hashes of leaves; at each further level a hash stands for a full tile below
 * @param index its place in the level
 * @param width how many hashes
 */
public record Tile(int level, long index, int width) {

  /** So many hashes has a full tile. */
  public static final int WIDTH = 256;

  /** So many levels of the tree lie in a tile. */
  static final int HEIGHT = 8;

  private static final Pattern PATH =
      Pattern.compile("(?<n>(x[0-9]{3}/){0,5}[0-9]{3})(\\.p/(?<w>[1-9][0-9]{0,2}))?");
  private static final Pattern LEVEL = Pattern.compile("(?<l>0|[1-9][0-9]?)/(?<rest>.+)");
  private static final int DEEPEST = 63;
  private static final int DIGITS = 3;
  private static final int THOUSAND = 1000;

  public Tile {
    if (level < 0 || level > DEEPEST || index < 0 || width < 1 || width > WIDTH) {
      throw new IllegalArgumentException("There is no such tile.");
    }
  }

  /** The path of a tile of hashes after {@code tile/}, for example {@code 0/x001/234.p/7}. */
  public String path() {
    return level + "/" + place();
  }

  /** The path of a bundle of entries after {@code tile/entries/}. */
  public String place() {
    StringBuilder path = new StringBuilder(String.format("%03d", index % THOUSAND));
    for (long rest = index / THOUSAND; rest > 0; rest /= THOUSAND) {
      path.insert(0, String.format("x%03d/", rest % THOUSAND));
    }
    return width == WIDTH ? path.toString() : path + ".p/" + width;
  }

  /** Reads {@link #path()}; empty for what is no such path. */
  public static Optional<Tile> parse(String path) {
    Matcher matcher = LEVEL.matcher(path);
    return matcher.matches() && Integer.parseInt(matcher.group("l")) <= DEEPEST
        ? parse(Integer.parseInt(matcher.group("l")), matcher.group("rest"))
        : Optional.empty();
  }

  /** Reads {@link #place()}; empty for what is no such path. */
  public static Optional<Tile> parsePlace(String place) {
    return parse(0, place);
  }

  private static Optional<Tile> parse(int level, String place) {
    Matcher matcher = PATH.matcher(place);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long index = 0;
    for (String part : matcher.group("n").split("/", -1)) {
      index = index * THOUSAND + Long.parseLong(part.substring(part.length() - DIGITS));
    }
    int width = matcher.group("w") == null ? WIDTH : Integer.parseInt(matcher.group("w"));
    if (width > WIDTH || (width == WIDTH && matcher.group("w") != null)) {
      return Optional.empty();
    }
    Tile tile = new Tile(level, index, width);
    return tile.place().equals(place)
        ? Optional.of(tile)
        : Optional.empty(); // a leading group of zeros: a tile has one path
  }

  /** How many hashes the tile at a place has in a tree of that size; 0 for none. */
  public static int width(int level, long index, long size) {
    long hashes = level * HEIGHT >= Long.SIZE - 1 ? 0 : size >> (level * HEIGHT);
    return (int) Math.max(0, Math.min(WIDTH, hashes - index * WIDTH));
  }
}
