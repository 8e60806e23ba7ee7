import Foundation
import Testing

@testable import TerminalKit

/// What is asked of terminals beyond ncurses.
struct TerminalFeaturesTests {
  private func features(
    _ name: String, mouse: Bool = true, environment: [String: String] = [:]
  ) -> TerminalFeatures {
    TerminalFeatures(name: name, reportsMouse: mouse, environment: environment)
  }

  @Test func `leaves terminals alone that would not understand`() throws {
    let plain = features("vt100", mouse: false)
    #expect(
      plain.beginning == [] && plain.end == [] && plain.pictureBeginning == [] && plain.pictureEnd == [])
    #expect(plain.title("song") == [] && plain.clipboard("text") == nil)
    let console = features("linux")
    #expect(console.title("song") == [] && console.clipboard("text") == nil)
  }

  @Test func `asks for the ground only where somebody answers`() {
    #expect(features("xterm").groundQuestion == Array("\u{1B}]11;?\u{1B}\\".utf8))
    #expect(!features("tmux-256color").groundQuestion.isEmpty)
    for quiet in [features("linux"), features("vt100", mouse: false), features("screen-256color")] {
      #expect(quiet.groundQuestion.isEmpty)
    }
  }

  @Test func `switches off all that it switches on`() {
    for terminal in [features("xterm-256color"), features("tmux-256color"), features("linux")] {
      let on = String(decoding: terminal.beginning, as: UTF8.self)
      let off = String(decoding: terminal.end, as: UTF8.self)
      for mode in on.matches(of: #/\?(\d+)h/#) { #expect(off.contains("\u{1B}[?\(mode.1)l")) }
      #expect(off.contains("\u{1B}[?2026l"))
      #expect(on.contains("[22;2t") == off.contains("[23;2t"))
    }
  }

  @Test func `lets nothing of a song's title command the terminal`() {
    let bytes = features("xterm").title(
      "a\u{1B}]0;x\u{7}b\u{9C}c\u{202E}d\ne" + String(repeating: "é", count: 999))
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.hasPrefix("\u{1B}]2;a]0;xbcd e") && text.hasSuffix("é\u{7}"))
    #expect(text.unicodeScalars.count == 4 + 200 + 1)
    #expect(text.unicodeScalars.dropFirst(4).dropLast().allSatisfy { $0.value >= 0x20 && $0.value != 0x9C })
  }

  @Test func `puts text on the clipboard, through multiplexers too`() throws {
    let plain = "\u{1B}]52;c;aGk=\u{7}"
    func copied(_ features: TerminalFeatures) throws -> String {
      String(decoding: try #require(features.clipboard("hi")), as: UTF8.self)
    }
    #expect(try copied(features("xterm")) == plain)
    #expect(
      try copied(features("tmux-256color")) == plain + "\u{1B}Ptmux;\u{1B}\u{1B}]52;c;aGk=\u{7}\u{1B}\\")
    #expect(try copied(features("xterm", environment: ["TMUX": "/tmp/x"])).contains("Ptmux;"))
    #expect(try copied(features("screen", environment: ["STY": "1"])) == "\u{1B}P\(plain)\u{1B}\\")
    #expect(features("xterm").clipboard(String(repeating: "x", count: 100_000)) == nil)
    #expect(features("xterm").clipboard("") == nil)
  }
}
