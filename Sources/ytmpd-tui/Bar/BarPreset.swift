import ArgumentParser
import FoundationEssentials

/// A line as a known bar reads it, with titles made harmless for its markup.
enum BarPreset: String, CaseIterable, Sendable, ExpressibleByArgument {
  /// JSON for a custom module of waybar with `"return-type": "json"`.
  case waybar
  /// JSON for a block of i3blocks with `format=json`.
  case i3blocks
  /// Text for a `custom/script` module of polybar.
  case polybar
  /// Text for tmux's `status-right`.
  case tmux

  /// The line for `facts` at a moment.
  ///
  /// - Parameter format: what the line says, in place of the preset's own text.
  func line(_ facts: BarFacts, format: BarFormat?, at instant: ContinuousClock.Instant) -> String {
    let text =
      if let format {
        format.line(facts, at: instant, escape: escape)
      } else {
        Self.text(facts, at: instant, escape: escape)
      }
    switch self {
    case .polybar, .tmux: return text
    case .waybar:
      return Self.json(
        Waybar(
          text: text, alt: facts.state.rawValue, tooltip: tooltip(facts, at: instant),
          class: facts.state.rawValue))
    case .i3blocks:
      return Self.json(
        I3Block(
          fullText: text, shortText: escape(facts.text(of: .title, at: instant)),
          color: facts.state == .playing ? nil : "#888888"))
    }
  }

  /// `▶ Artist - Title`; empty while there is no song.
  private static func text(
    _ facts: BarFacts, at instant: ContinuousClock.Instant, escape: (String) -> String
  ) -> String {
    let song = facts.text(of: .song, at: instant)
    return song.isEmpty ? "" : "\(facts.text(of: .icon, at: instant)) \(escape(song))"
  }

  private func tooltip(_ facts: BarFacts, at instant: ContinuousClock.Instant) -> String {
    func text(_ field: BarField) -> String { escape(facts.text(of: field, at: instant)) }
    var lines = [text(.song), text(.album)]
    if facts.proxy == nil {
      lines.append("nothing runs: ytmpd-tui serve starts it")
    } else {
      lines.append("\(text(.streams))/\(text(.limit)) streams, \(text(.rate))")
    }
    if facts.player == nil { lines.append("MPD does not answer") }
    return lines.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// Titles come from YouTube, and must not be read as markup.
  private func escape(_ text: String) -> String {
    let special: [Character: String] =
      switch self {
      // Pango's markup.
      case .waybar: ["&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;", "'": "&#39;"]
      // No markup unless the block asks for it.
      case .i3blocks: [:]
      // `%{…}` is a tag; a character of no width between the two keeps them apart.
      case .polybar: ["%": "%\u{2060}"]
      // `#[…]` is a style, `#(…)` a command that tmux runs; and `%` begins a part of the date.
      case .tmux: ["#": "##", "%": "%%"]
      }
    guard !special.isEmpty else { return text }
    return text.reduce(into: "") { $0 += special[$1] ?? String($1) }
  }

  /// waybar-custom(5).
  private struct Waybar: Encodable {
    var text: String
    var alt: String
    var tooltip: String
    var `class`: String
  }

  /// The keys of i3bar's protocol.
  private struct I3Block: Encodable {
    var fullText: String
    var shortText: String
    var color: String?

    enum CodingKeys: String, CodingKey {
      case fullText = "full_text"
      case shortText = "short_text"
      case color
    }
  }

  private static func json(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return String(decoding: try encoder.encode(value), as: UTF8.self)
    } catch {
      // Strings alone can always be written.
      return "{}"
    }
  }
}
