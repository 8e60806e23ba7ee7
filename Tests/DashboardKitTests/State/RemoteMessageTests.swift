import Foundation
import Testing
import TrackKit

@testable import DashboardKit

struct RemoteMessageTests {
  /// What a message tells a dashboard elsewhere, after its way over the socket.
  private func sent(_ message: Message) throws -> Message? {
    guard let remote = RemoteMessage(message) else { return nil }
    return try JSONDecoder().decode(RemoteMessage.self, from: JSONEncoder().encode(remote)).message
  }

  @Test func `a dashboard elsewhere shows what the one here shows`() throws {
    var (here, there) = (Sample.state(), Sample.state())
    let messages: [Message] = [
      .session(Session(canDetach: true)), .status(Sample.status), .player(Sample.player),
      .tracks(Sample.tracks),
      .playlists(Sample.playlists), .events(Sample.events), .log(Sample.log), .toast(.warning, "Cancelled"),
      .progress(WorkProgress(id: 7, title: "refreshing", done: 1, total: 3)),
      .problems([PartProblem(part: "yt-dlp", problem: "old", cure: "setup")]),
    ]
    for message in messages {
      _ = here.update(message, now: Sample.now)
      let message = try #require(try sent(message))
      _ = there.update(message, now: Sample.now)
    }
    for key in ["1", "2", "3", "4", "5", "6", "7", "8"] {
      _ = (here.type(key), there.type(key))
      #expect(Sample.screen(here) == Sample.screen(there))
    }
  }

  @Test func `gauges arrive with what their JSON leaves out`() throws {
    var status = Sample.status
    status.streams.list[0].attemptLimit = 3
    status.streams.list[0].retryAt = Sample.now
    status.streams.list[0].reason = "the server answered 503"
    status.streams.list[0].details.request = "bytes 1000-"
    guard case .status(let arrived)? = try sent(.status(status)) else { return #expect(Bool(false)) }
    #expect(arrived == status)
  }

  @Test func `keys and the terminal are the dashboard's own`() {
    for message in [Message.started, .tick, .key(.enter), .themes([])] {
      #expect(RemoteMessage(message) == nil)
    }
  }
}
