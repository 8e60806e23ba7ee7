import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

struct AudioIndexTests {
  private static let third = testVideo("ccccccccccc")

  private static func index(kept: Set<VideoID> = []) -> AudioIndex {
    var index = AudioIndex()
    index.kept = kept
    index.put(entry(.test, size: 100, heardAt: 3), as: 1)
    index.put(entry(.other, size: 200, heardAt: 1), as: 2)
    index.put(entry(third, size: 300, heardAt: 2), as: 3)
    index.put(entry(third, size: 50, heardAt: 9), as: 4)
    return index
  }

  private static func entry(_ id: VideoID, size: Int64, heardAt: Double) -> AudioIndex.Entry {
    AudioIndex.Entry(id: id, length: 1000, bytes: size, size: size, heardAt: heardAt)
  }

  /// The limit, the room that is wanted, what is spared, what is kept, and what goes.
  @Test(
    arguments: [
      (650, 0, [], [], []),
      (649, 0, [], [], [2]),
      (450, 0, [], [], [2]),
      (449, 0, [], [], [2, 3]),
      (0, 0, [], [], [2, 3, 1, 4]),
      (1000, 1, [], [], [2]),
      (1000, 201, [], [], [2, 3]),
      (500, 600, [], [], [2, 3, 1]),
      // What is read stays, and others go in its place.
      (449, 0, [2], [], [3]),
      (0, 0, [1, 2, 3, 4], [], []),
      // What is kept stays, and does not count.
      (450, 0, [], [.other], []),
      (449, 0, [], [.other], [3]),
      (0, 0, [], [.other, .test], [3, 4]),
      (0, 0, [], [.other, .test, third], []),
    ] as [(Int64, Int64, Set<Int64>, Set<VideoID>, [Int64])])
  func `what was heard longest ago goes first`(
    limit: Int64, room: Int64, spared: Set<Int64>, kept: Set<VideoID>, victims: [Int64]
  ) {
    #expect(Self.index(kept: kept).victims(limit: limit, room: room, sparing: spared) == victims)
  }

  @Test func `sizes are counted whatever happens`() {
    var index = Self.index()
    #expect(index.size == 650)
    index.kept = [Self.third]
    #expect(index.size == 300)
    index.update(3) { $0.size = 1000 }
    index.update(1) { $0.size += 11 }
    #expect(index.size == 311)
    index.put(Self.entry(.test, size: 5, heardAt: 4), as: 1)
    #expect(index.size == 205)
    index.kept = []
    #expect(index.size == 1255)
    index.remove(3)
    index.remove(3)
    #expect(index.size == 255)
    #expect(index.numbers(of: Self.third) == [4])
    index.remove(4)
    #expect(index.numbers(of: Self.third).isEmpty)
  }

  @Test func `totals count tracks, not files`() {
    var index = Self.index(kept: [Self.third])
    index.update(4) { $0.bytes = 1000 }
    let totals = AudioTotals(index)
    #expect((totals.bytes, totals.keptBytes) == (650, 350))
    #expect((totals.tracks, totals.completeTracks) == (3, 1))
  }

  /// The limit; above what something goes; what stays then.
  @Test(
    arguments: [
      (0, 0, 0), (1 << 20, 983_040, 917_504), (1 << 30, 1_006_632_960, 939_524_096),
      (1 << 40, (1 << 40) - (64 << 20), (1 << 40) - (128 << 20)),
    ] as [(Int64, Int64, Int64)])
  func `some of the limit is left free`(bytes: Int64, high: Int64, low: Int64) {
    let limit = AudioLimit(bytes: bytes)
    #expect((limit.high, limit.low) == (high, low))
  }
}
