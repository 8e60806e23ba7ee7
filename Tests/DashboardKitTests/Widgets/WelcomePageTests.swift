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
      screen.contains("⚠ yt-dlp") && screen.contains("✗ yt-dlp     not there")
        && screen.contains("install it"))
    // The proxy is not up yet, and nobody knows of the player.
    #expect(screen.contains("◌ proxy      coming up") && screen.contains("◌ MPD        being looked for"))
    var player = PlayerSnapshot(takenAt: Sample.now)
    player.problem = "connection refused"
    player.address = "/run/mpd/socket"
    _ = state.update(.player(player), now: Sample.now)
    _ = state.update(
      .events([
        .init(
          sequence: 1, date: Sample.now, kind: .mpdLost(reason: "connection refused", retryIn: .seconds(5)))
      ]), now: Sample.now)
    _ = state.update(.session(Session(trackURL: "http://localhost:8080/proxy/")), now: Sample.now)
    _ = state.update(.status(.init()), now: Sample.now)
    let words = Sample.screen(state).split(whereSeparator: \.isWhitespace).filter { $0 != "│" }.joined(
      separator: " ")
    for fact in [
      "✓ proxy listens at port 8080", "✗ MPD connection refused; looked for at /run/mpd/socket; next look at",
      "13:02:46", "▸ Paste the URL",
    ] { #expect(words.contains(fact), "\(fact)") }
    // Each fact once.
    #expect(words.components(separatedBy: "not there").count == 2)
    #expect(state.type([.paste("https://youtu.be/x"), .enter]) == [.add("https://youtu.be/x")])
    _ = state.update(.tracks(Sample.tracks), now: Sample.now)
    #expect(!Sample.screen(state).contains("Your library is empty"))
    _ = state.type("!")
    #expect(Sample.screen(state).contains("Problems") && Sample.screen(state).contains("install it"))
  }
}
