import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

@Suite struct SeekMemoryTests {
  private let start = SuspendingClock.now

  @Test(arguments: [(0, true), (599, true), (600, false), (100_000, false)])
  func rangeIsRememberedForTenMinutes(seconds: Int, isKnown: Bool) {
    var memory = SeekMemory()
    memory.note(listener(), at: start)
    #expect(memory.seeks(listener(), at: start + .seconds(seconds)) == isKnown)
  }

  @Test func everyRangeCountsAnew() {
    var memory = SeekMemory()
    memory.note(listener(), at: start)
    memory.note(listener(), at: start + .seconds(500))
    #expect(memory.seeks(listener(), at: start + .seconds(1099)))
  }

  @Test func itIsOfOneTrackProgramAndAddress() {
    var memory = SeekMemory()
    memory.note(listener(), at: start)
    for other in [listener(.other), listener(agent: "mpv"), listener(address: "192.0.2.1")] {
      #expect(!memory.seeks(other, at: start))
    }
  }

  @Test func listenersOfLongAgoAreForgotten() {
    var memory = SeekMemory()
    for number in 0...SeekMemory.mostListeners {
      memory.note(listener(agent: "\(number)"), at: start)
      // Who asks again is not forgotten.
      memory.note(listener(agent: "0"), at: start)
    }
    #expect(memory.seeks(listener(agent: "0"), at: start))
    #expect(!memory.seeks(listener(agent: "1"), at: start))
    #expect(memory.seeks(listener(agent: "2"), at: start))
  }

  private func listener(
    _ id: VideoID = .test, agent: String = "AppleCoreMedia/1.0", address: String = "127.0.0.1"
  ) -> RelayMemory.Listener {
    var request = ProxyRequest(id: id)
    request.userAgent = agent
    request.address = address
    return .init(request)
  }
}
