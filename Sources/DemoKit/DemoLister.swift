import LibraryKit
package import TrackKit

/// The demo's YouTube: its songs as a playlist, as the results of searches, and as each other's radio.
package struct DemoLister: MediaListing {
  /// Where the demo's playlist is read from.
  package static let playlistURL = "https://www.youtube.com/playlist?list=PLdemo"

  /// A lister at its own pace.
  package init(pace: Duration = .milliseconds(120)) { self.pace = pace }

  /// How long an entry takes to come, so that progress can be seen.
  var pace: Duration

  /// Lists what `url` leads to in the demo; see ``MediaListing``.
  package func list(
    _ url: String, limit: Int, onProgress: @escaping @Sendable (_ entries: Int, _ total: Int?) -> Void
  ) async throws(URLRefreshError) -> ListedPlaylist {
    var list = try Self.answer(url)
    list.isCut = list.entries.count > limit
    list.entries = Array(list.entries.prefix(limit))
    for index in list.entries.indices {
      do { try await Task.sleep(for: pace) } catch { throw URLRefreshError(kind: .cancelled) }
      onProgress(index + 1, list.entries.count)
    }
    return list
  }

  /// What `url` leads to in the demo.
  static func answer(_ url: String) throws(URLRefreshError) -> ListedPlaylist {
    let tracks = DemoLibrary.songs.map(\.track)
    var list = ListedPlaylist()
    if url == playlistURL {
      list.title = DemoLibrary.playlistName
      list.entries = tracks
    } else if url.hasPrefix("ytsearch"), let colon = url.firstIndex(of: ":") {
      let words = url[colon...].dropFirst().lowercased().split(separator: " ")
      list.title = String(url[colon...].dropFirst())
      list.entries = tracks.filter { track in
        words.contains { "\(track.displayName) \(track.album ?? "")".lowercased().contains($0) }
      }
    } else if let seed = tracks.firstIndex(where: { url == YouTubeReference.radio(of: $0.id) }) {
      list.title = "Radio"
      // Each song's radio begins with it and goes through the others in steps of five: twelve songs, each once.
      list.entries = tracks.indices.map { tracks[(seed + 5 * $0) % tracks.count] }
    } else {
      throw URLRefreshError(kind: .network, evidence: "the demo stays on this machine")
    }
    return list
  }
}
