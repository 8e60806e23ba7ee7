import TrackKit

/// An entry of a playlist as it is shown.
enum PlaylistEntry: Sendable, Equatable {
  /// A track; what the library knows of it.
  case track(VideoID, TrackRow?)
  /// An entry that is no track.
  case leftOut(LeftOutEntry)

  /// The entry with this number, from 0: the tracks come first.
  init?(_ number: Int, of content: PlaylistContent, _ facts: Facts) {
    if content.tracks.indices.contains(number) {
      let id = content.tracks[number]
      self = .track(id, facts.library[id])
    } else if content.leftOut.indices.contains(number - content.tracks.count) {
      self = .leftOut(content.leftOut[number - content.tracks.count])
    } else {
      return nil
    }
  }

  /// What a filter looks at.
  var searchTexts: [String] {
    switch self {
    case .track(let id, let row): row?.searchTexts ?? [id.rawValue]
    case .leftOut(let entry): [entry.name ?? "", entry.reference, entry.reason.words]
    }
  }
}
