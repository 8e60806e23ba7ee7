import Logging
import Testing

@testable import ytmpd_tui

struct LogLineTests {
  @Test(
    arguments: [
      ([:], "T INFO [PROXY] started"),
      (
        ["stream": "7", "video_id": "dQw4w9WgXcQ", "client": "MPD 0.23"],
        "T INFO [PROXY] started video_id=dQw4w9WgXcQ client=\"MPD 0.23\" stream=7"
      ),
      (["reason": ""], "T INFO [PROXY] started reason=\"\""),
      (["track": "A \"b\" \\ c=d"], "T INFO [PROXY] started track=\"A \\\"b\\\" \\\\ c=d\""),
      (
        ["track": "x\n2026 FAKE\u{1B}[2J\u{202E}"],
        "T INFO [PROXY] started track=\"x\\n2026 FAKE\\u{1b}[2J\\u{202e}\""
      ),
      (["track": "宇多田ヒカル"], "T INFO [PROXY] started track=宇多田ヒカル"),
    ] as [(Logger.Metadata, String)])
  func `values are quoted when they need it`(metadata: Logger.Metadata, line: String) {
    #expect(
      LogLine.text(
        timestamp: "T", level: .info, body: LogLine.body(message: "[PROXY] started", metadata: metadata))
        == line)
  }

  @Test(arguments: [
    (Logger.Level.trace, "DEBUG"), (.debug, "DEBUG"), (.info, "INFO"), (.notice, "INFO"),
    (.warning, "WARNING"),
    (.error, "ERROR"), (.critical, "CRITICAL"),
  ])
  func `levels have ytmpd's names`(level: Logger.Level, name: String) {
    #expect(
      LogLine.text(timestamp: "T", level: level, body: LogLine.body(message: "a\nb", metadata: [:]))
        == "T \(name) a\\nb")
  }

  @Test func `moments have milliseconds`() {
    let text = LogClock.text(seconds: 1_700_000_000, milliseconds: 7)
    #expect(text.hasPrefix("2023-11-1"))
    #expect(text.hasSuffix(".007"))
    #expect(text.count == "2023-11-14T22:13:20.007".count)
  }
}
