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
