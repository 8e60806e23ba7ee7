import Foundation
import TestSupport
import Testing

@testable import LibraryKit
@testable import TrackKit

@Suite struct KeepPlanTests {
  private let now = Date(timeIntervalSince1970: 1_800_000_000)

  private func track(_ letter: Character, bytes: Int64 = 0, failure: KeepFailure? = nil) -> KeptTrack {
    KeptTrack(
      id: letterTrack(letter).id, name: String(letter),
      audio: bytes > 0 ? AudioShare(bytes: bytes, length: 9) : nil,
      failure: failure)
  }

  /// A failure `ago` seconds ago, the `tries`th.
  private func failure(_ kind: URLRefreshError.Kind, tries: Int = 1, ago: Double = 0) -> KeepFailure {
    var failure: KeepFailure?
    for _ in 0..<tries {
      failure = KeepFailure(URLRefreshError(kind: kind), after: failure, now: now.addingTimeInterval(-ago))
    }
    return failure ?? KeepFailure(URLRefreshError(kind: kind), after: nil, now: now)
  }

  private func decide(
    _ tracks: [KeptTrack], underWay: String = "", refusedFor: Duration? = nil, givesUp: Bool = false
  ) -> KeepPlan.Decision {
    KeepPlan(givesUp: givesUp).decide(
      tracks, underWay: Set(underWay.map { letterTrack($0).id }), refusedFor: refusedFor, now: now)
  }

  @Test func `what was marked first is downloaded first, and what is there is not`() {
    #expect(decide([]) == .nothing)
    #expect(decide([track("a", bytes: 9)]) == .nothing)
    #expect(decide([track("a", bytes: 9), track("b", bytes: 8), track("c")]) == .fill(letterTrack("b").id))
    #expect(decide([track("b"), track("c")], underWay: "b") == .fill(letterTrack("c").id))
    #expect(decide([track("b")], underWay: "b") == .nothing)
  }

  @Test func `nothing begins while YouTube refuses`() {
    #expect(decide([track("a")], refusedFor: .seconds(900)) == .wait(.seconds(900)))
    #expect(decide([track("a")], refusedFor: .zero) == .wait(.seconds(1)))
    #expect(decide([track("a", bytes: 9)], refusedFor: .seconds(900)) == .nothing)
  }

  @Test func `what failed rests, longer each time, and others go on`() {
    let failed = track("a", failure: failure(.network))
    #expect(decide([failed, track("b")]) == .fill(letterTrack("b").id))
    #expect(decide([failed]) == .wait(.seconds(5)))
    #expect(decide([track("a", failure: failure(.network, ago: 5))]) == .fill(failed.id))
    #expect(decide([track("a", failure: failure(.network, tries: 2))]) == .wait(.seconds(10)))
    #expect(decide([track("a", failure: failure(.timeout, tries: 30))]) == .wait(.seconds(600)))
    #expect(decide([track("a", failure: failure(.privateVideo))]) == .wait(.seconds(24 * 3600)))
    // A clock that was put back.
    #expect(decide([track("a", failure: failure(.privateVideo, ago: -3600))]) == .fill(failed.id))
  }

  @Test func `a person is not kept waiting for what will not come`() {
    #expect(decide([track("a", failure: failure(.privateVideo))], givesUp: true) == .nothing)
    #expect(decide([track("a", failure: failure(.network, tries: 3))], givesUp: true) == .nothing)
    #expect(decide([track("a", failure: failure(.network, tries: 2))], givesUp: true) == .wait(.seconds(10)))
  }
}

@Suite struct KeepProgressTests {
  private func track(_ letter: Character, bytes: Int64 = 0, failure: KeepFailure? = nil) -> KeptTrack {
    KeptTrack(
      id: letterTrack(letter).id, name: String(letter),
      audio: bytes > 0 ? AudioShare(bytes: bytes, length: 9) : nil,
      failure: failure)
  }

  @Test func `what changes is told once`() {
    let now = Date(timeIntervalSince1970: 1_800_000_000)
    var progress = KeepProgress()
    #expect(progress.take([track("a", bytes: 9), track("b"), track("c")]) == [.begun(total: 3, complete: 1)])
    #expect(progress.take([track("a", bytes: 9), track("b"), track("c")]) == [])
    #expect(
      progress.take([track("a", bytes: 9), track("b", bytes: 3), track("c")])
        == [.progress(track("b", bytes: 3), settled: 1, total: 3)])
    let network = KeepFailure(URLRefreshError(kind: .network), after: nil, now: now)
    #expect(
      progress.take([track("a", bytes: 9), track("b", bytes: 9), track("c", failure: network)])
        == [
          .settled(track("b", bytes: 9), settled: 2, total: 3),
          .failed(track("c", failure: network), network),
        ])
    let private_ = track(
      "c", failure: KeepFailure(URLRefreshError(kind: .privateVideo), after: network, now: now))
    let end = [track("a", bytes: 9), track("b", bytes: 9), private_]
    #expect(progress.take(end) == [.settled(private_, settled: 3, total: 3)])
    #expect(progress.take(end) == [])
    #expect(KeepOutcome(end).bytes == 18 && KeepOutcome(end).missing == [private_])
  }
}
