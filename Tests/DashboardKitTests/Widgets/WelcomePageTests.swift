import Foundation
import Testing

@testable import DashboardKit
@testable import TrackKit

@Suite("The first start")
struct WelcomePageTests {
  @Test("Nothing in the library: how to begin, and what is missing")
  func welcome() {
    var state = State(size: Size(columns: 80, rows: 24), now: Sample.now)
    #expect(!Sample.screen(state).contains("Your library is empty"))
    _ = state.update(.tracks([]), now: Sample.now)
    #expect(Sample.screen(state).contains("Your library is empty"))
    _ = state.update(
      .problems([.init(part: "yt-dlp", problem: "not there", cure: "install it")]), now: Sample.now)
    let screen = Sample.screen(state)
    #expect(
      screen.contains("⚠ yt-dlp") && screen.contains("yt-dlp: not there")
        && screen.contains("install it"))
    #expect(state.type([.paste("https://youtu.be/x"), .enter]) == [.add("https://youtu.be/x")])
    _ = state.update(.tracks(Sample.tracks), now: Sample.now)
    #expect(!Sample.screen(state).contains("Your library is empty"))
    _ = state.type("!")
    #expect(Sample.screen(state).contains("Problems") && Sample.screen(state).contains("install it"))
  }
}
