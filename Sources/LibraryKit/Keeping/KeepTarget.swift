public import TrackKit

/// What a person wants to be kept, or not any more.
public enum KeepTarget: Sendable, Equatable {
  /// One track.
  case track(VideoID)
  /// A playlist, by its name in the library.
  case playlist(String)

  /// What a person means by `word`: a playlist by one of its names, a track by its id, or either by its URL.
  ///
  /// - Throws: `TrackNotFoundError`, ``PlaylistError/unknown(name:known:)``, `StoreError`.
  init(_ word: String, in store: TrackStore, prefix: String) throws {
    let playlists = try store.playlists()
    let names = playlists.map(\.name)
    if let name = PlaylistName.match(word, prefix: prefix, among: names) {
      self = .playlist(name)
      return
    }
    switch YouTubeReference(word) {
    case .video(let id)?:
      guard try store.track(id) != nil else { throw TrackNotFoundError(id: id) }
      self = .track(id)
    case .playlist(let url)?:
      guard let name = playlists.first(where: { $0.url == url })?.name else {
        throw PlaylistError.unknown(name: word, known: names)
      }
      self = .playlist(name)
    case nil: throw PlaylistError.unknown(name: word, known: names)
    }
  }
}

/// What is left to say when something is not to be kept any more.
public enum KeepRemnant: Sendable, Equatable {
  /// It was not.
  case wasNotKept(KeepTarget)
  /// It still is, by these playlists.
  case stillKept(VideoID, by: [String])

  /// Whether it is still kept.
  public var isStillKept: Bool { if case .stillKept = self { true } else { false } }

  /// The same in a sentence.
  public var sentence: String {
    switch self {
    case .wasNotKept(.track(let id)): "\(id) was not kept"
    case .wasNotKept(.playlist(let name)): "the playlist \(TerminalText.quote(name)) was not kept"
    case .stillKept(let id, let names):
      "\(id) is still kept, as a track of \(names.map(TerminalText.quote).joined(separator: " and "))"
    }
  }
}
