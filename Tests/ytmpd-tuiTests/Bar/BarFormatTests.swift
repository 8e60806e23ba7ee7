import MPDKit
import Testing
import TrackKit

@testable import ytmpd_tui

/// The texts that people write for their bars.
struct BarFormatTests {
  static let playing = facts { $0.state = .playing }

  static func facts(title: String = "Morning Ferry", _ change: (inout MPDStatus) -> Void) -> BarFacts {
    var status = MPDStatus(readAt: now)
    status.elapsed = .seconds(83)
    status.duration = .seconds(240)
    status.volume = 80
    status.songPosition = 1
    status.queueLength = 12
    change(&status)
    var proxy = ProxyStatus()
    proxy.streams.active = 1
    proxy.streams.limit = 10
    return BarFacts(
      player: status,
      song: MPDSong(
        uri: "http://localhost/x", id: MPDSongID(rawValue: 7), position: 1, artist: "Paper Harbour",
        title: title, album: "Low Tide"), proxy: proxy)
  }

  static let now = ContinuousClock.now

  @Test(arguments: [
    ("{artist} - {title} {state}", "Paper Harbour - Morning Ferry playing"),
    ("{song}|{album}|{icon}", "Paper Harbour - Morning Ferry|Low Tide|▶"),
    ("{elapsed}/{duration} -{left}", "1:23/4:00 -2:37"),
    ("{position}/{queue} {volume} %", "2/12 80 %"),
    ("{streams}/{limit} {waiting} {retrying} {rate} {resolver}", "1/10 0 0 0 B/s ok"),
    ("{{{title}}}", "{Morning Ferry}"), ("", ""), ("plain", "plain"),
  ])
  func fieldsAreFilledIn(format: String, line: String) throws {
    #expect(try BarFormat(format).line(Self.playing, at: Self.now) == line)
  }

  @Test(arguments: [
    ("{titel}", "unknown field {titel}. Did you mean {title}?"),
    ("{title", "the format has a { without }; {{ stands for {"),
    ("title}", "the format has a } without {; }} stands for }"),
  ])
  func mistakesAreNamed(format: String, sentence: String) {
    #expect(throws: BarFormat.Problem(description: sentence)) { try BarFormat(format) }
  }

  @Test func unknownFieldWithoutLikenessListsThem() {
    #expect {
      try BarFormat("{}")
    } throws: { error in
      (error as? BarFormat.Problem)?.description.hasPrefix("unknown field {}. There are: artist, title,")
        == true
    }
  }

  @Test func songRunsWhileItPlays() throws {
    let format = try BarFormat("{elapsed} {left}")
    #expect(format.line(Self.playing, at: Self.now + .seconds(7)) == "1:30 2:30")
    let paused = Self.facts { $0.state = .paused }
    #expect(format.line(paused, at: Self.now + .seconds(7)) == "1:23 2:37")
    #expect(format.line(Self.playing, at: Self.now + .seconds(900)) == "4:00 0:00")
  }

  @Test func whatIsNotThereIsEmpty() throws {
    let all = BarField.allCases.map { "{\($0.rawValue)}" }.joined(separator: ",")
    let line = try BarFormat(all).line(BarFacts(), at: Self.now)
    #expect(line == ",,,,offline,○,,,,,,,,,,,,")
    var stopped = Self.facts { $0.state = .stopped }
    stopped.player?.elapsed = nil
    #expect(try BarFormat("{state} {song}{elapsed}{duration}").line(stopped, at: Self.now) == "stopped ")
  }

  @Test func titlesMakeNoSecondLine() throws {
    let facts = Self.facts(title: "a\nb\u{1B}[31m") { $0.state = .playing }
    let line = try BarFormat("{title}").line(facts, at: Self.now)
    #expect(!line.contains { $0.isNewline || $0 == "\u{1B}" })
  }
}
