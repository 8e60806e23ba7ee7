import TrackKit

/// Whose a playlist file is, and what is to be done about it. Pure: ``PlaylistFiles`` looks and acts.
enum PlaylistFileRules {
  /// What stands at a path.
  enum Content: Equatable {
    /// Nothing.
    case nothing
    /// A file with this text.
    case text(String)
    /// Something that is no file of ours for certain: a folder, a symbolic link, a file too large, or one that
    /// can't be read.
    case other
  }

  /// Whose it is.
  enum Ownership: Equatable {
    /// The path is free.
    case free
    /// Ours: it may be written, and removed.
    case ours
    /// Ours once, but other songs were put into it since.
    case edited
    /// Another program's or person's.
    case foreign
  }

  /// Whose the file with `content` is.
  ///
  /// - Parameters:
  ///   - digest: of what we wrote to this path, `nil` when we never did.
  ///   - isOurURL: whether a song is one of our relay's.
  static func ownership(
    of content: Content, format: PlaylistFormat, digest: Int64?,
    isOurURL: (String) -> Bool
  ) -> Ownership {
    switch content {
    case .nothing: return .free
    case .other: return .foreign
    case .text(let text):
      if digest == PlaylistFile.digest(of: text) || isOfOurForm(text, format, isOurURL) { return .ours }
      return digest == nil ? .foreign : .edited
    }
  }

  /// The tracks of an M3U of ours, or of ytmpd's: in order, named as the file names them.
  ///
  /// - Parameter id: the track behind a URL, `nil` when it is not one of ours.
  static func tracks(in text: String, id: (String) -> VideoID?) -> [Track] {
    M3U.entries(in: text).compactMap { entry in
      guard let id = id(entry.url) else { return nil }
      let parts = entry.name.split(separator: " - ", maxSplits: 1).map(String.init)
      let name = entry.name.isEmpty ? id.rawValue : entry.name
      return Track(
        id: id, title: parts.count == 2 ? parts[1] : name, artist: parts.count == 2 ? parts[0] : nil,
        duration: entry.duration)
    }
  }

  /// Whether `text` can only have been written by us, or by ytmpd: a line about each song, and no song of
  /// any other. MPD's own playlists have no such lines, even when all of their songs are ours.
  private static func isOfOurForm(
    _ text: String, _ format: PlaylistFormat, _ isOurURL: (String) -> Bool
  ) -> Bool {
    switch format {
    case .xspf:
      return XSPF.locations(in: text).map { $0.allSatisfy(isOurURL) } ?? false
    case .m3u:
      var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
      if lines.last?.isEmpty == true { lines = lines.dropLast() }
      guard lines.popFirst() == "#EXTM3U" else { return false }
      var isAnnounced = false
      for line in lines where !line.isEmpty {
        if line.hasPrefix("#EXTINF:") {
          isAnnounced = true
        } else if line.hasPrefix("#") {
          continue
        } else {
          guard isAnnounced, isOurURL(String(line)) else { return false }
          isAnnounced = false
        }
      }
      return true
    }
  }

  /// The number of the file name that `playlist` gets: its own if it has one already, else the first that is
  /// neither another playlist's nor a foreign file.
  ///
  /// - Parameters:
  ///   - holder: the playlist whose file of ours has this name, `nil` for none.
  ///   - ownership: whose the file of this name is.
  static func number(
    for playlist: String, prefix: String, holder: (PlaylistFileName) -> String?,
    ownership: (PlaylistFileName) -> Ownership
  ) -> Int {
    // More files than can be would have to be in the way.
    for number in 1..<10_000 {
      let name = PlaylistFileName(prefix: prefix, playlist, number: number)
      let holder = holder(name)
      if holder == nil || holder == playlist, ownership(name) != .foreign { return number }
    }
    return 10_000
  }
}
