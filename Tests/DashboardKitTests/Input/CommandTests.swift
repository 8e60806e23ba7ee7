import Testing

@testable import DashboardKit
@testable import TrackKit

@Suite("What commands are called")
struct CommandTests {
  @Test(
    "What a view can't do is said with its rows",
    arguments: [
      (.sort, .events, "Can't sort events"), (.reverse, .log, "Can't reverse the log"),
      (.mark, .streams, "Can't mark streams"), (.remove, .tracks, "Can't remove tracks"),
      (.push, .log, "Can't append the log to the queue"), (.syncAll, .queue, "Can't sync the queue"),
      (.filterKind, .tracks, "Can't filter tracks by kind"), (.export, .playlists, "Can't export playlists"),
    ] as [(Command, Tab, String)])
  func refusal(command: Command, tab: Tab, sentence: String) {
    var state = Sample.state()
    #expect(state.perform(.show(tab), now: Sample.now) == [])
    #expect(state.perform(command, now: Sample.now) == [])
    #expect(state.toast?.text == sentence && state.toast?.severity == .warning)
  }
}
