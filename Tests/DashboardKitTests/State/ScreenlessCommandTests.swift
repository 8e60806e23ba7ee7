import Testing

@testable import DashboardKit
@testable import TrackKit

struct ScreenlessCommandTests {
  private static let song = VideoID("dQw4w9WgXcQ")

  @Test(
    arguments: [
      ("pause", .player(.togglePause)), ("next", .player(.next)), ("previous", .player(.previous)),
      ("seek-forward", .player(.seek(by: 10))), ("seek-back", .player(.seek(by: -10))),
      ("seek 1:30", .player(.seekTo(90))), ("seek +10", .player(.seek(by: 10))),
      ("seek -1:00:00", .player(.seek(by: -3600))), ("louder", .player(.changeVolume(by: 5))),
      ("softer", .player(.changeVolume(by: -5))), ("volume 40", .player(.setVolume(40))),
      ("volume +5", .player(.changeVolume(by: 5))), ("volume -100", .player(.changeVolume(by: -100))),
      ("random", .player(.toggle(.random))), ("clear-queue", .owner(.clearQueue)), ("undo", .owner(.undo)),
      ("refresh-expired", .owner(.refreshExpired)), ("refresh-stale", .owner(.refreshExpired)),
      ("refresh-all", .owner(.refreshAll)), ("sync-all", .owner(.sync(playlist: nil))),
      ("refresh", .song(.refresh)), ("keep", .song(.keep)), ("radio", .song(.radio)),
    ] as [(String, ScreenlessCommand.Wish)])
  func `is understood`(line: String, wish: ScreenlessCommand.Wish) throws {
    #expect(try ScreenlessCommand(words(line)).wish == wish)
  }

  @Test func `each of the list is one, with what it takes`() throws {
    for entry in ScreenlessCommand.all {
      let argument = entry.argument == "PLACE" ? ["1:30"] : entry.argument == "PERCENT" ? ["40"] : []
      #expect(try ScreenlessCommand([entry.name] + argument).name == entry.name)
      #expect(!entry.summary.contains("selected"), "\(entry.summary)")
    }
    #expect(Set(ScreenlessCommand.all.map(\.name)).count == ScreenlessCommand.all.count)
  }

  @Test(arguments: ["", "filter", "quit", "up", "queue", "PAUSE", "nonsense"])
  func `is no command without a screen`(line: String) {
    #expect(throws: ScreenlessCommand.Problem.unknown(line)) { try ScreenlessCommand(words(line)) }
  }

  @Test(arguments: [
    "seek", "seek far", "seek +", "seek 1:2:3:4", "seek +-5", "seek 1:-30", "seek 99999999", "volume",
    "volume 101",
    "volume +-5", "volume 5%", "volume ٥", "volume -101", "pause now", "undo 2",
  ])
  func `takes nothing else`(line: String) {
    #expect {
      try ScreenlessCommand(words(line))
    } throws: { error in
      guard case ScreenlessCommand.Problem.argument(let sentence) = error else { return false }
      return !sentence.isEmpty && sentence.last != "."
    }
  }

  @Test func `is for the song that is on`() throws {
    let song = try #require(Self.song)
    #expect(ScreenlessCommand.SongWish.keep.effect(on: song, isKept: false) == .keep([song], true))
    #expect(ScreenlessCommand.SongWish.keep.effect(on: song, isKept: true) == .keep([song], false))
    #expect(ScreenlessCommand.SongWish.refresh.effect(on: song, isKept: true) == .refresh([song]))
    #expect(ScreenlessCommand.SongWish.radio.effect(on: song, isKept: true) == .radio(song, .append))
  }

  private func words(_ line: String) -> [String] { line.split(separator: " ").map(String.init) }
}
