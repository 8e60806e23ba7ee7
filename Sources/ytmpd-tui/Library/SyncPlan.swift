import ConfigurationKit
import ProxyKit

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

  /// Why nothing can be done about a playlist that was named.
  enum Failure: ProxyError, Equatable {
    /// There is no such playlist.
    case unknown(name: String, known: [String])
    /// It has no URL to be read from.
    case hasNoURL(name: String)
    /// It can't be removed here, for the configuration has it.
    case isConfigured(name: String)

    /// Only another name helps.
    var disposition: Disposition { .giveUp }

    /// What is wrong, and the cure.
    var sentence: String {
      switch self {
      case .unknown(let name, let known):
        let names = known.map(TerminalText.quote)
        return "there is no playlist \(TerminalText.quote(name)); "
          + (names.isEmpty ? "`ytmpd-tui add URL` makes one" : "there are \(names.joined(separator: ", "))")
      case .hasNoURL(let name):
        return
          "the playlist \(TerminalText.quote(name)) was not read from anywhere, so it can't be read again"
      case .isConfigured(let name):
        return "the playlist \(TerminalText.quote(name)) is in the configuration, and would come back; "
          + "take its line out of `playlists`"
      }
    }
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
  ///     file there is no telling.
  init(configured: [Configuration.Playlist], known: [PlaylistSummary], prunes: Bool) {
    var configured = Self.cleaned(configured)
    var taken = Set(configured.map(\.name))
    var free: [PlaylistSummary] = []
    for playlist in known {
      guard let line = configured.first(where: { $0.name == playlist.name }) else {
        free.append(playlist)
        continue
      }
      // Somebody added another playlist that calls itself so. The configuration has the name; both are kept.
      if playlist.url != line.url, playlist.origin == .added || playlist.origin == .radio {
        let name = Self.freeName(playlist.name) { name in
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
  /// - Throws: ``Failure``.
  init(
    only name: String, prefix: String, configured: [Configuration.Playlist], known: [PlaylistSummary]
  ) throws(Failure) {
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
  private static func cleaned(_ configured: [Configuration.Playlist]) -> [Configuration.Playlist] {
    var result: [Configuration.Playlist] = []
    for line in configured {
      let name = PlaylistName.cleaned(line.name)
      if result.contains(where: { $0.name == name && $0.url == line.url }) { continue }
      let unique = freeName(name) { name in result.contains { $0.name == name } }
      result.append(Configuration.Playlist(name: unique, url: line.url))
    }
    return result
  }

  /// `name`, or the first of `name (2)`, `name (3)`… that is not taken.
  static func freeName(_ name: String, isTaken: (String) -> Bool) -> String {
    var candidate = name
    var number = 1
    while isTaken(candidate) {
      number += 1
      candidate = "\(name) (\(number))"
    }
    return candidate
  }
}

extension PlaylistSummary {
  fileprivate func renamed(_ name: String) -> PlaylistSummary {
    var copy = self
    copy.name = name
    return copy
  }
}

/// What people call a playlist.
enum PlaylistName {
  /// `name` as the library keeps it.
  static func cleaned(_ name: String) -> String {
    // The library cleans names, and so does the name of a file; without a prefix only slashes and dots differ.
    TrackStore.cleanedPlaylistName(name)
  }

  /// The playlist that somebody means by `text`: its name, its name with the prefix, or the name of its file,
  /// which lacks some characters. Case counts only where it decides.
  static func match(_ text: String, prefix: String, among names: [String]) -> String? {
    let forms: [(String) -> String] = [
      { $0 }, { prefix + $0 }, { PlaylistFileName(prefix: prefix, $0).name }, { PlaylistFileName($0).name },
    ]
    let cleaned = cleaned(text)
    let names = Set(names).sorted()
    for form in forms {
      if let name = names.first(where: { form($0) == text || form($0) == cleaned }) { return name }
    }
    let folded = cleaned.lowercased()
    for form in forms {
      let found = names.filter { form($0).lowercased() == folded }
      if found.count == 1 { return found[0] }
    }
    return nil
  }
}

extension SyncPlan {
  /// What reading the list of an account's playlists leads to: the playlists to read, each under its own name,
  /// and those that the library has of it though the account has them no more.
  ///
  /// - Parameters:
  ///   - nested: the account's playlists.
  ///   - known: the library's.
  ///   - jobs: what is read anyway.
  static func libraryJobs(
    _ nested: [YtDlpPlaylist.Nested], known: [PlaylistSummary], besides jobs: [Job]
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
      let name = freeName(PlaylistName.cleaned(playlist.title ?? "Playlist")) { name in
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
