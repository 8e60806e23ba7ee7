import Foundation
import LoopbackOrigin
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// How much of a song is in the cache when it is asked for.
enum CachedPart: String, Sendable, CaseIterable {
  case nothing, firstHalf, everything

  /// Puts the part into the cache, by hearing it.
  ///
  /// - Returns: how many bytes.
  func prepare(_ id: VideoID, in relay: RelayFixture) async throws -> Int64 {
    let length: Int64 =
      switch self {
      case .nothing: 0
      case .firstHalf: 3 * BlockSet.size
      case .everything: Int64(relay.audio.count)
      }
    guard length > 0 else { return 0 }
    // Another listener: one who has asked for a range gets no metadata.
    let answer = try await relay.get(id: id, agent: "VLC/3", "Range: bytes=0-\(length - 1)")
    #expect(Octets(answer.body) == Octets(relay.audio.prefix(Int(length))))
    try await relay.recorder.wait { $0.isEnd(of: id) }
    return length
  }
}

/// The table once more, for a relay with a cache of audio: what it promises of faults holds whatever is in the cache, and
/// what is there costs nothing.
@Suite(.serialized, .timeLimit(.minutes(5))) struct FaultTableCacheTests {
  @Test(arguments: FaultKind.table) func emptyCache(kind: FaultKind) async throws {
    try await FaultTableTests.play(FaultRow.rows(for: kind), of: kind, cache: .nothing)
  }

  @Test(arguments: FaultKind.table) func halfFullCache(kind: FaultKind) async throws {
    // One row stands for those whose place is in the cache.
    let rows = FaultRow.rows(for: kind).filter {
      $0.place == .head ? $0.mode == .mpd : !$0.place.isBeforeFirstByte
    }
    try await FaultTableTests.play(rows, of: kind, cache: .firstHalf)
  }

  /// Nobody is asked, and so it is all the same what he would say.
  @Test func fullCache() async throws {
    let kind = try #require(FaultKind.table.first)
    try await FaultTableTests.play(FaultRow.rows(for: kind), of: kind, cache: .everything)
  }
}
