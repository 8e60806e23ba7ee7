import Foundation
import Testing

@testable import DashboardKit
@testable import TrackKit

@Suite("What is on this machine")
struct LocalAudioTests {
  /// The dashboard, with so much of the first track here, and with or without a mark.
  private func state(_ part: Double?, isKept: Bool) throws -> State {
    var state = Sample.state()
    var row = try #require(state.facts.library[Sample.id(1)])
    row.cachedFraction = part
    row.isKept = isKept
    _ = state.update(.track(row), now: Sample.now)
    return state
  }

  private func lines(_ state: State, _ renderer: Renderer = Sample.renderer) -> [String] {
    renderer.render(state, now: Sample.now).cells.text.split(separator: "\n").map(String.init)
  }

  private func line(_ state: State, _ renderer: Renderer = Sample.renderer) -> String {
    lines(state, renderer).first { $0.contains("Thin Brown Layer") && $0.contains("3:33") } ?? ""
  }

  @Test(
    "The column says how much, and the star what is kept",
    arguments: [
      (0.64, false, " 64% ", " *64%"), (1, false, "100% ", ""), (1, true, "★100% ", "*100%"),
      (nil, true, "★ ", "* "),
      (0.999, true, "★99% ", "*99%"),
    ] as [(Double?, Bool, String, String)])
  func column(part: Double?, isKept: Bool, text: String, ascii: String) throws {
    var state = try state(part, isKept: isKept)
    _ = state.update(.resize(Size(columns: 120, rows: 36)), now: Sample.now)
    _ = state.type("3")
    #expect(lines(state).contains { $0.contains("HERE") })
    #expect(line(state).contains(text), "\(line(state))")
    if isKept { #expect(line(state, Sample.asciiRenderer).contains(ascii)) }
  }

  @Test("Without anything here there is no column")
  func noColumn() {
    var state = Sample.state()
    _ = state.update(.resize(Size(columns: 120, rows: 36)), now: Sample.now)
    _ = state.type("3")
    #expect(!lines(state).contains { $0.contains("HERE") })
  }

  @Test("A track that is here is playable, whatever its URL is worth")
  func playable() throws {
    var state = try state(1, isKept: false)
    var row = try #require(state.facts.library[Sample.id(1)])
    (row.staleAt, row.failure) = (nil, "no network")
    _ = state.update(.track(row), now: Sample.now)
    _ = state.update(.resize(Size(columns: 120, rows: 36)), now: Sample.now)
    _ = state.type("3")
    #expect(line(state).contains(" here") && !line(state).contains("no network"), "\(line(state))")
    row.cachedFraction = 0.5
    _ = state.update(.track(row), now: Sample.now)
    #expect(line(state).contains("failing"), "\(line(state))")
  }

  @Test("What is kept is let go with the same key")
  func toggle() throws {
    var state = try state(1, isKept: true)
    #expect(state.type("3D") == [.keep([Sample.id(1)], false)])
    // Of some that are kept and some that are not, all are wanted.
    #expect(state.type("  D") == [.keep([Sample.id(1), Sample.id(2)], true)])
  }

  @Test("Nothing is kept without a cache")
  func off() {
    var state = Sample.state()
    var status = Sample.status
    status.cache.state = .off
    _ = state.update(.status(status), now: Sample.now)
    #expect(state.type("3D") == [] && state.type("4D") == [])
    #expect(lines(state).contains { $0.contains("cache_size is 0") })
  }

  @Test("A playlist says how many of its tracks are here")
  func playlist() {
    var state = Sample.state()
    _ = state.update(
      .playlists([PlaylistRow(name: "Focus", trackCount: 20, source: "u", completeCount: 12, isKept: true)]),
      now: Sample.now)
    _ = state.update(.resize(Size(columns: 120, rows: 36)), now: Sample.now)
    #expect(state.type("4D") == [.keepPlaylists(["Focus"], false)])
    #expect(lines(state).contains { $0.contains("Focus") && $0.contains("★12/20") })
  }
}
