package io.ticketgate.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class TreeTest {

  /** Leaves and roots of Google's Certificate Transparency, {@code merkle_tree_test}. */
  private static final List<String> LEAVES =
      List.of(
          "",
          "00",
          "10",
          "2021",
          "3031",
          "40414243",
          "5051525354555657",
          "606162636465666768696a6b6c6d6e6f");

  private static final List<String> ROOTS =
      List.of(
          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
          "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
          "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
          "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
          "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
          "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
          "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

  private final Map<Tiles.Place, List<Hash>> stored = new HashMap<>();

  private List<Hash> read(int level, long index) {
    return stored.getOrDefault(new Tiles.Place(level, index), List.of());
  }

  private Tiles tiles(long size) {
    return new Tiles(this::read, size);
  }

  private static Hash leaf(long number) {
    return Hash.leaf(("entry " + number).getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /** Appends in batches, each of which reads anew what was stored. */
  private void grow(long from, long to, int batch) {
    for (long at = from; at < to; at += batch) {
      Tiles tiles = tiles(at);
      for (long i = at; i < Math.min(at + batch, to); i++) {
        tiles.append(leaf(i));
      }
      stored.putAll(tiles.changed());
    }
  }

  /** MTH of RFC 6962, word for word. */
  private static Hash naive(List<Hash> leaves) {
    if (leaves.size() == 1) {
      return leaves.get(0);
    }
    int k = Integer.highestOneBit(leaves.size() - 1);
    return Hash.node(naive(leaves.subList(0, k)), naive(leaves.subList(k, leaves.size())));
  }

  @Example
  void hasTheRootsOfTheStandard() {
    assertThat(Hash.OF_NOTHING.hex())
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    Tiles tiles = tiles(0);
    assertThat(tiles.root()).isEqualTo(Hash.OF_NOTHING);
    for (int i = 0; i < LEAVES.size(); i++) {
      tiles.append(Hash.leaf(HexFormat.of().parseHex(LEAVES.get(i))));
      assertThat(tiles.root().hex()).isEqualTo(ROOTS.get(i));
    }
  }

  /** RFC 6962's own picture, section 2.1.3: the audit paths of a tree of seven. */
  @Example
  void hasTheProofsOfTheStandard() {
    Tiles tiles = tiles(0);
    List<Hash> leaves = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      leaves.add(leaf(i));
      tiles.append(leaf(i));
    }
    Hash g = Hash.node(leaves.get(0), leaves.get(1));
    Hash h = Hash.node(leaves.get(2), leaves.get(3));
    Hash i = Hash.node(leaves.get(4), leaves.get(5));
    Hash j = leaves.get(6);
    Hash k = Hash.node(g, h);
    Hash l = Hash.node(i, j);
    assertThat(Tree.inclusion(tiles, 0, 7)).containsExactly(leaves.get(1), h, l);
    assertThat(Tree.inclusion(tiles, 3, 7)).containsExactly(leaves.get(2), g, l);
    assertThat(Tree.inclusion(tiles, 4, 7)).containsExactly(leaves.get(5), j, k);
    assertThat(Tree.inclusion(tiles, 6, 7)).containsExactly(i, k);
    assertThat(Tree.consistency(tiles, 3, 7)).containsExactly(leaves.get(2), leaves.get(3), g, l);
    assertThat(Tree.consistency(tiles, 4, 7)).containsExactly(l);
    assertThat(Tree.consistency(tiles, 6, 7)).containsExactly(i, j, k);
  }

  @Property(tries = 60)
  void everyProofHolds(
      @ForAll @IntRange(min = 1, max = 700) int size,
      @ForAll @IntRange(min = 0, max = 699) int some,
      @ForAll @IntRange(min = 1, max = 300) int batch) {
    stored.clear();
    grow(0, size, batch);
    List<Hash> leaves = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      leaves.add(leaf(i));
    }
    Hash root = tiles(size).root();
    assertThat(root).isEqualTo(naive(leaves));
    long index = some % size;
    List<Hash> proof = Tree.inclusion(tiles(size), index, size);
    assertThat(Proofs.included(leaf(index), index, size, root, proof)).isTrue();
    assertThat(Proofs.included(leaf(index + 1), index, size, root, proof)).isFalse();
    if (size > 1) {
      long other = index == 0 ? 1 : index - 1;
      assertThat(Proofs.included(leaf(index), other, size, root, proof)).isFalse();
      assertThat(Proofs.included(leaf(index), index, size, root, proof.subList(1, proof.size())))
          .isFalse();
    }
    // The tiles are those of the larger tree: an older root comes out of them all the same.
    Hash older = Tree.root(tiles(index), index);
    List<Hash> grown = Tree.consistency(tiles(size), index, size);
    assertThat(Proofs.grown(index, older, size, root, grown)).isTrue();
    if (index > 0) {
      assertThat(Proofs.grown(index, leaf(0), size, root, grown)).isEqualTo(index == 1);
      assertThat(Proofs.grown(index, older, size, leaf(1), grown)).isFalse();
    }
  }

  @Example
  void keepsFullTilesAndPartialOnesAcrossLevels() {
    grow(0, 70_000, 1000);
    assertThat(stored.keySet().stream().filter(place -> place.level() == 0)).hasSize(274);
    assertThat(read(0, 273)).hasSize(112);
    assertThat(read(1, 0)).hasSize(256);
    assertThat(read(1, 1)).hasSize(17);
    assertThat(read(2, 0)).hasSize(1);
    assertThat(Tile.width(0, 273, 70_000)).isEqualTo(112);
    assertThat(Tile.width(1, 1, 70_000)).isEqualTo(17);
    assertThat(Tile.width(2, 0, 70_000)).isEqualTo(1);
    assertThat(Tile.width(3, 0, 70_000)).isZero();
    assertThat(read(1, 1).get(0)).isEqualTo(tiles(70_000).at(8, 256));
    List<Hash> proof = Tree.inclusion(tiles(70_000), 65_537, 70_000);
    assertThat(Proofs.included(leaf(65_537), 65_537, 70_000, tiles(70_000).root(), proof)).isTrue();
  }

  @Example
  void namesTilesAsTheStandardDoes() {
    assertThat(new Tile(0, 1_234_067, 256).path()).isEqualTo("0/x001/x234/067");
    assertThat(new Tile(1, 5, 17).path()).isEqualTo("1/005.p/17");
    assertThat(Tile.parse("0/x001/x234/067")).contains(new Tile(0, 1_234_067, 256));
    assertThat(Tile.parse("63/000.p/1")).contains(new Tile(63, 0, 1));
    assertThat(Tile.parsePlace("x001/000.p/255")).contains(new Tile(0, 1000, 255));
    for (String wrong :
        List.of(
            "0/1",
            "00/001",
            "64/000",
            "0/000.p/0",
            "0/000.p/256",
            "0/000.p/01",
            "0/x000/001",
            "0/001/002",
            "-1/000",
            "0/000/",
            "0/x001/x234/067.p/",
            "0/../checkpoint")) {
      assertThat(Tile.parse(wrong)).as(wrong).isEmpty();
    }
  }

  @Example
  void refusesWhatTheTreeDoesNotHave() {
    grow(0, 3, 3);
    assertThatIllegalArgumentException().isThrownBy(() -> Tree.inclusion(tiles(3), 3, 3));
    assertThatIllegalArgumentException().isThrownBy(() -> Tree.consistency(tiles(3), 4, 3));
    assertThat(Proofs.grown(4, leaf(0), 3, leaf(0), List.of())).isFalse();
    assertThat(Proofs.included(leaf(0), 3, 3, leaf(0), List.of())).isFalse();
  }
}
