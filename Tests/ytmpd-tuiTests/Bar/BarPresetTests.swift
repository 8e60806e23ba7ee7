import FoundationEssentials
import MPDKit
import Testing

@testable import ytmpd_tui

/// Lines as bars read them.
struct BarPresetTests {
  private static let hostile = BarFormatTests.facts(title: "<b>#(rm) %{F#f00} & \"x\"") {
    $0.state = .playing
  }

  private static func line(_ preset: BarPreset, _ facts: BarFacts, format: String? = nil) throws -> String {
    try preset.line(
      facts, format: format.map { try BarFormat($0) }, at: BarFormatTests.now)
  }

  private static func json(_ line: String) throws -> [String: String] {
    try JSONDecoder().decode([String: String].self, from: Data(line.utf8))
  }

  @Test func waybarGetsJSON() throws {
    let line = try Self.json(try Self.line(.waybar, BarFormatTests.playing))
    #expect(
      line == [
        "text": "▶ Paper Harbour - Morning Ferry", "alt": "playing", "class": "playing",
        "tooltip": "Paper Harbour - Morning Ferry\nLow Tide\n1/10 streams, 0 B/s",
      ])
  }

  @Test func i3blocksGetsJSON() throws {
    let playing = try Self.json(try Self.line(.i3blocks, BarFormatTests.playing))
    #expect(
      playing == ["full_text": "▶ Paper Harbour - Morning Ferry", "short_text": "Morning Ferry"])
    let paused = try Self.json(try Self.line(.i3blocks, BarFormatTests.facts { $0.state = .paused }))
    #expect(paused["color"] == "#888888")
  }

  @Test func titlesAreNoMarkup() throws {
    let waybar = try Self.json(try Self.line(.waybar, Self.hostile, format: "<i>{title}</i>"))
    #expect(waybar["text"] == "<i>&lt;b&gt;#(rm) %{F#f00} &amp; &quot;x&quot;</i>")
    #expect(waybar["tooltip"]?.contains("<") == false)
    #expect(
      try Self.line(.tmux, Self.hostile, format: "#[bold]{title}")
        == "#[bold]<b>##(rm) %%{F##f00} & \"x\"")
    #expect(try !Self.line(.polybar, Self.hostile).contains("%{"))
  }

  @Test(arguments: [BarPreset.polybar, .tmux])
  func nothingIsShownWithoutASong(preset: BarPreset) throws {
    #expect(try Self.line(preset, BarFacts()) == "")
  }

  @Test func waybarSaysWhatIsMissing() throws {
    let line = try Self.json(try Self.line(.waybar, BarFacts()))
    #expect(line["class"] == "offline")
    #expect(line["tooltip"] == "nothing runs: ytmpd-tui serve starts it\nMPD does not answer")
  }
}
