import FoundationEssentials
import TrackKit

/// Lists a playlist with the playlists in it: the releases of a channel, its playlists.
struct PlaylistTree: Sendable {
  /// How many playlists within one are read.
  static let mostNested = 200
  /// How many tracks of a mix are taken: it never ends by itself.
  static let longestMix = 100

  let lister: any MediaListing
  /// At most so many tracks.
  var limit = YtDlpResolver.longestListing

  /// Lists `url`, and in place of each playlist among its entries the tracks of that one.
  ///
  /// A playlist within that is private or gone is left out and counted; when one can't be read for another
  /// reason, the list has a ``ListedPlaylist/problem``.
  ///
  /// - Throws: why there is nothing.
  func list(
    _ url: String, onProgress: @escaping @Sendable (_ entries: Int, _ total: Int?) -> Void
  ) async throws(URLRefreshError) -> ListedPlaylist {
    let limit = YouTubeReference.isMix(url) ? min(limit, Self.longestMix) : limit
    var list = try await lister.list(url, limit: limit, onProgress: onProgress)
    let nested = list.nested
    guard !nested.isEmpty else { return list }
    list.nested = []
    var tracks: [Track] = []
    var rest = list.entries[...]
    for (number, inner) in nested.enumerated() {
      tracks += rest.prefix(max(0, inner.position - (list.entries.count - rest.count)))
      rest = list.entries[min(inner.position, list.entries.count)...]
      guard number < Self.mostNested, tracks.count < limit else {
        list.isCut = true
        break
      }
      let before = tracks.count
      do throws(URLRefreshError) {
        let part = try await lister.list(inner.url, limit: limit - before) { entries, _ in
          onProgress(before + entries, nil)
        }
        tracks += part.entries
        list.official.formUnion(part.official)
        list.leftOut += part.leftOut
        list.isCut = list.isCut || part.isCut
        list.problem = list.problem ?? part.problem
      } catch {
        switch error.kind {
        case _ where error.isTracksOwn:
          list.leftOut.append(
            LeftOutEntry(
              reference: inner.url, name: inner.title,
              reason: error.kind == .privateVideo ? .isPrivate : .unavailable))
        case .cancelled: throw error
        default: list.problem = list.problem ?? error
        }
      }
      if list.problem != nil { break }
    }
    list.entries = Array((tracks + rest).prefix(limit))
    return list
  }
}

extension YouTubeReference {
  /// Whether `url` is a mix, which YouTube makes up as it goes, rather than a list that a person made.
  static func isMix(_ url: String) -> Bool {
    guard let list = listID(in: url), list.hasPrefix("RD") else { return false }
    // YouTube Music's own playlists are called like mixes, but are as long as they are.
    return !list.hasPrefix("RDCLAK") && !list.hasPrefix("RDTMAK")
  }

  /// Whether `url` is the list of an account's playlists, each of which is one of its own.
  static func isLibrary(_ url: String) -> Bool {
    guard let parts = URLComponents(string: url), let host = parts.encodedHost?.lowercased(),
      host == "youtube.com" || host.hasSuffix(".youtube.com")
    else { return false }
    return ["/feed/playlists", "/feed/library", "/feed/you"].contains { parts.path.hasPrefix($0) }
  }

  /// What tells two URLs of one playlist to be the same: the list's id, else the URL.
  static func key(_ url: String) -> String {
    isMix(url) ? url : listID(in: url) ?? url
  }

  private static func listID(in url: String) -> String? {
    URLComponents(string: url)?.queryItems?.first { $0.name == "list" }?.value
  }
}
