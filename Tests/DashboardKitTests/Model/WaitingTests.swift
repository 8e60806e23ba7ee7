import Foundation
import Testing

@testable import DashboardKit
@testable import TrackKit

@Suite("Waiting for a song")
struct WaitingTests {
  private func player(_ song: UInt32, elapsed: Duration?) -> PlayerSnapshot {
    var player = Sample.player
    player.songID = song
    player.elapsed = elapsed
    player.queue[1].videoID = Sample.id(2)
    return player
  }

  private func status(_ state: StreamState, sent: Int64 = 0) -> ProxyStatus {
    var status = Sample.status
    var stream = Sample.stream(9, "Beyoncé", "Déjà Vu", state, age: 1)
    stream.videoID = Sample.id(2)
    stream.bytesSent = sent
    status.streams.list = [stream]
    return status
  }

  @Test("A song that was asked for stands in the place of the old one until it is heard")
  func wanted() {
    var state = Sample.state()
    var idle = Sample.status
    idle.streams.list = []
    _ = state.update(.status(idle), now: Sample.now)
    _ = state.update(.player(player(1, elapsed: .seconds(102))), now: Sample.now)
    #expect(state.type("2") == [] && state.type("j") == [])
    #expect(state.type([.enter]) == [.playQueueSong(2)])
    #expect(Sample.screen(state, now: Sample.now + 0.4).contains("local.flac: starting 0.4s"))
    var now = state
    #expect(now.type("1") == [] && Sample.screen(now, now: Sample.now + 0.4).contains("⟳ starting 0.4s"))
    _ = state.update(.status(status(.resolving)), now: Sample.now + 1)
    #expect(Sample.screen(state, now: Sample.now + 1.2).contains("local.flac: getting URL 1.2s"))
    #expect(state.nextTick(now: Sample.now + 1.2).map { $0 <= .milliseconds(101) } ?? false)
    _ = state.update(.status(status(.streaming, sent: 9)), now: Sample.now + 2)
    var heard = player(2, elapsed: .milliseconds(300))
    heard.takenAt = Sample.now + 2
    _ = state.update(.player(heard), now: Sample.now + 2)
    #expect(state.facts.wanted == nil && !Sample.screen(state, now: Sample.now + 2).contains("getting URL"))
  }

  @Test("A song that the player itself waits for is told by its stream")
  func unasked() {
    var state = Sample.state()
    _ = state.update(.player(player(2, elapsed: .zero)), now: Sample.now)
    _ = state.update(.status(status(.holding)), now: Sample.now)
    #expect(Sample.screen(state).contains("Beyoncé - Déjà Vu: connecting 1.0s"))
  }

  @Test("Nothing is waited for without end")
  func patience() {
    var state = Sample.state()
    _ = state.type("3j")
    #expect(state.type([.enter]) == [.play(Sample.id(2))])
    #expect(state.facts.wanted?.track == Sample.id(2))
    _ = state.update(.tick, now: Sample.now + State.patience + 1)
    #expect(state.facts.wanted == nil)
  }
}
