import TrackKit

/// What a sync is to do. Pure: made of the configuration and the library, carried out by ``PlaylistSync``.
struct SyncPlan: Equatable {
  /// A playlist to be read.
  struct Job: Equatable, Sendable {
    /// Its name in the library, without the prefix.
    var name: String
    /// Where it is read from.
    var url: String
    /// Who wants it.
    var origin: PlaylistOrigin
  }

  /// Playlists that the library knows by another name.
  struct Renaming: Equatable, Sendable {
    var old: String
    var new: String
  }

  /// To be done first, in this order.
  var renamings: [Renaming] = []
  /// The playlists that are to go, with their files: their line in the configuration is gone.
  var removals: [String] = []
  /// The playlists to be read: those of the configuration in its order, then the others by name.
  var jobs: [Job] = []

  /// The plan for all playlists.
  ///
  /// - Parameters:
  ///   - configured: `playlists` of the configuration.
  ///   - known: the library's.
  ///   - prunes: whether a playlist whose line in the configuration is gone goes, too. Without a configuration
  ///     file it is not known which are gone.
  init(configured: [PlaylistSource], known: [PlaylistSummary], prunes: Bool) {
    var configured = Self.cleaned(configured)
    var taken = Set(configured.map(\.name))
    var free: [PlaylistSummary] = []
    for playlist in known {
      guard let line = configured.first(where: { $0.name == playlist.name }) else {
        free.append(playlist)
        continue
      }
      // Another playlist with this name was added. The configuration has the name; both are kept.
      if playlist.url != line.url, playlist.origin == .added || playlist.origin == .radio {
        let name = PlaylistName.free(playlist.name) { name in
          taken.contains(name) || known.contains { $0.name == name }
        }
        taken.insert(name)
        renamings.append(Renaming(old: playlist.name, new: name))
        free.append(playlist.renamed(name))
      }
    }
    for playlist in free {
      let line = configured.first { line in
        line.url == playlist.url && !known.contains { $0.name == line.name }
          && !renamings.contains { $0.new == line.name }
      }
      if let line {
        renamings.append(Renaming(old: playlist.name, new: line.name))
        free.removeAll { $0.name == playlist.name }
      } else if playlist.origin == .configured, prunes {
        removals.append(playlist.name)
        free.removeAll { $0.name == playlist.name }
      }
    }
    jobs = configured.map { Job(name: $0.name, url: $0.url, origin: .configured) }
    configured = []
    jobs += free.compactMap { playlist in
      guard let url = playlist.url, playlist.origin != .radio, playlist.origin != .library else { return nil }
      return Job(name: playlist.name, url: url, origin: playlist.origin ?? .added)
    }
  }

  /// The plan for one playlist.
  ///
  /// - Parameter name: what it is called, with or without the prefix, or by the name of its file.
  /// - Throws: ``PlaylistError``.
  init(
    only name: String, prefix: String, configured: [PlaylistSource], known: [PlaylistSummary]
  ) throws(PlaylistError) {
    let all = SyncPlan(configured: configured, known: known, prunes: false)
    let names = all.jobs.map(\.name) + known.map(\.name)
    guard let match = PlaylistName.match(name, prefix: prefix, among: names) else {
      var seen: Set<String> = []
      throw .unknown(name: name, known: names.filter { seen.insert($0).inserted })
    }
    if let job = all.jobs.first(where: { $0.name == match }) {
      renamings = all.renamings.filter { $0.new == match || $0.old == match }
      jobs = [job]
    } else if let playlist = known.first(where: { $0.name == match }), let url = playlist.url {
      jobs = [Job(name: match, url: url, origin: playlist.origin ?? .added)]
    } else {
      throw .hasNoURL(name: match)
    }
  }

  /// Names as the library has them, each once: of two lines with one name, the second gets a number.
  private static func cleaned(_ configured: [PlaylistSource]) -> [PlaylistSource] {
    var result: [PlaylistSource] = []
    for line in configured {
      let name = PlaylistName.cleaned(line.name)
      if result.contains(where: { $0.name == name && $0.url == line.url }) { continue }
      let unique = PlaylistName.free(name) { name in result.contains { $0.name == name } }
      result.append(PlaylistSource(name: unique, url: line.url))
    }
    return result
  }
}

extension PlaylistSummary {
  fileprivate func renamed(_ name: String) -> PlaylistSummary {
    var copy = self
    copy.name = name
    return copy
  }
}

extension SyncPlan {
  /// What reading the list of an account's playlists leads to: the playlists to read, each under its own name,
  /// and those that the library has of it though the account does not have them any more.
  ///
  /// - Parameters:
  ///   - nested: the account's playlists.
  ///   - known: the library's.
  ///   - jobs: what is read anyway.
  static func libraryJobs(
    _ nested: [ListedPlaylist.Nested], known: [PlaylistSummary], besides jobs: [Job]
  ) -> (jobs: [Job], gone: [String]) {
    let others = Set(jobs.map { YouTubeReference.key($0.url) })
    var result: [Job] = []
    for playlist in nested where !others.contains(YouTubeReference.key(playlist.url)) {
      let key = YouTubeReference.key(playlist.url)
      if result.contains(where: { YouTubeReference.key($0.url) == key }) { continue }
      if let same = known.first(where: { $0.url.map(YouTubeReference.key) == key }) {
        result.append(Job(name: same.name, url: playlist.url, origin: .library))
        continue
      }
      let name = PlaylistName.free(PlaylistName.cleaned(playlist.title ?? "Playlist")) { name in
        (known.map(\.name) + (jobs + result).map(\.name)).contains(name)
      }
      result.append(Job(name: name, url: playlist.url, origin: .library))
    }
    let gone = known.filter { playlist in
      playlist.origin == .library && !result.contains { $0.name == playlist.name }
    }
    return (result, gone.map(\.name))
  }
}
