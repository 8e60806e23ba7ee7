public import TrackKit

extension StoredPlaylist {
  /// The playlist in a form that players read.
  ///
  /// - Parameters:
  ///   - prefix: what stands in front of its name in an XSPF's title.
  ///   - urls: the URLs of its tracks.
  public func text(_ format: PlaylistFormat, prefix: String, urls: TrackURL) -> String {
    switch format {
    case .m3u: M3U.text(tracks, urls: urls)
    case .xspf: XSPF.text(tracks, title: prefix + summary.name, urls: urls)
    }
  }
}
