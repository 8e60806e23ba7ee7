import FoundationEssentials
import TrackKit

/// All that the library knows of a track.
struct TrackDetails {
  let scene: Scene

  func describe(_ track: TrackRow) -> Details {
    let lists = scene.facts.contents.values.filter { $0.tracks.contains(track.id) }.map(\.name).sorted()
    var played = track.playCount > 0 ? Wording.count(track.playCount, "time") : nil
    if let last = track.lastPlayedAt {
      played = (played.map { "\($0), last " } ?? "") + scene.clock.moment(last, now: scene.now)
    }
    let facts: [(String, Span?)] = [
      ("title", Span(track.title, Style(.text, .bold))), ("artist", text(track.artist)),
      ("album", text(track.album)), ("length", track.duration.map { Span(Wording.clock($0)) }),
      ("format", text(track.format)),
      ("URL", FreshnessWords(now: scene.now, clock: scene.clock).describe(track)),
      ("here", track.cachedFraction.map { Span("\(Int(min(1, max(0, $0)) * 100)) %") }),
      ("played", played.map { Span($0) }),
      ("in", lists.isEmpty ? nil : Span(lists.joined(separator: ", "))),
      ("id", Span(track.id.rawValue, .muted)),
      (
        "address",
        scene.facts.session.trackURL.isEmpty
          ? nil : Span(scene.facts.session.trackURL + track.id.rawValue, .muted)
      ),
    ]
    return Details(
      title: track.displayName,
      lines: facts.compactMap { name, span in
        span.map { [Span(name.padding(to: 10), .muted), $0] }
      })
  }

  private func text(_ text: String?) -> Span? { text.flatMap { $0.isEmpty ? nil : Span($0) } }
}

extension String {
  /// The string, filled up with blanks to this many characters.
  fileprivate func padding(to columns: Int) -> String {
    self + String(repeating: " ", count: Swift.max(0, columns - count))
  }
}
