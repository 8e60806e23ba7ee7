import MPDKit

/// Judges MPD, and whether our playlists get to it.
enum PlayerCheck {
  /// What is known of MPD.
  struct Facts: Sendable, Equatable {
    /// Where it should be, or why that can't be told.
    var address: Result<String, MPDAddressError>
    /// Whether it shares this machine's files.
    var isLocal = true
    /// The version of its protocol, or why it does not answer; `nil` when it was not asked.
    var version: Result<String, MPDError>?
    /// What is known to be wrong with that version.
    var faults: [MPDFault] = []
    /// The commands that we may give; `nil` when it did not tell.
    var commands: Set<String>?
    /// How far its playlists are ours.
    var playlists = Playlists.unknown
    /// `mpd_playlist_directory`.
    var folder: FolderFacts
    /// XSPF files go into the music directory instead.
    var writesXSPF = false
  }

  /// Whether MPD reads playlists where we write them.
  enum Playlists: Sendable, Equatable {
    /// Not known.
    case unknown
    /// It does.
    case same
    /// It reads another folder, which it names if it can.
    case elsewhere(String?)
    /// It has none.
    case disabled(String)
  }

  /// What a push, the tags and the player's keys need.
  static let needed = [
    "add", "addid", "addtagid", "cleartagid", "clear", "currentsong", "deleteid", "load", "next", "pause",
    "play", "playid", "playlistinfo", "plchanges", "previous", "seekcur", "status", "stop",
  ]

  /// A finding for MPD, and one for the playlists.
  static func findings(_ facts: Facts) -> [Finding] {
    [player(facts)] + faults(facts) + [playlists(facts)]
  }

  /// What a user of this version of MPD should hear of.
  private static func faults(_ facts: Facts) -> [Finding] {
    facts.faults.map { .warning(.player, $0.sentence, cure: $0.cure) }
  }

  private static func player(_ facts: Facts) -> Finding {
    let address: String
    switch facts.address {
    case .failure(let error):
      return .error(
        .player, sentence: error.description, otherwise: "correct it, or leave it out for MPD's usual places")
    case .success(let text): address = text
    }
    switch facts.version {
    case .failure(let error):
      return .error(.player, sentence: error.description, otherwise: cure(error))
    case nil: return .ok(.player, "\(address) was not asked")
    case .success(let version):
      let missing = facts.commands.map { known in needed.filter { !known.contains($0) } } ?? []
      guard !missing.isEmpty else { return .ok(.player, "protocol \(version) at \(address)") }
      let names = missing.prefix(3).joined(separator: ", ") + (missing.count > 3 ? ", …" : "")
      return .error(
        .player, "MPD at \(address) does not permit \(names)",
        cure: "give its password as password@host in MPD_HOST or mpd_socket_path")
    }
  }

  /// What to do about the errors whose own sentences don't say.
  private static func cure(_ error: MPDError) -> String {
    switch error {
    case .accessDenied: "let this user into the socket's group, or use host:port"
    case .unknownHost, .unreachable: "correct mpd_socket_path or MPD_HOST"
    case .notMPD: "correct the port in mpd_socket_path or MPD_PORT"
    case .timedOut, .closed, .malformed: "look at MPD's own log, and restart it"
    default: "look at MPD's own log"
    }
  }

  private static func playlists(_ facts: Facts) -> Finding {
    if facts.writesXSPF {
      return .ok(.playlists, "written as XSPF, into mpd_music_directory")
    }
    let path = facts.folder.path
    switch facts.playlists {
    case .disabled(let reason):
      return .error(
        .playlists, "MPD keeps no playlists: \(reason)", cure: "set playlist_directory in mpd.conf")
    case .elsewhere(let other):
      return .error(
        .playlists,
        other.map { "MPD reads playlists from \($0), not from \(path)" }
          ?? "MPD does not see the playlists in \(path)",
        cure: "set mpd_playlist_directory to the playlist_directory of mpd.conf")
    case .same, .unknown: break
    }
    switch facts.folder.state {
    case .writable:
      if facts.playlists == .same { return .ok(.playlists, "\(path), which MPD reads too") }
      if case .success = facts.version, !facts.isLocal {
        return .ok(.playlists, "\(path); MPD runs elsewhere and must read the same folder")
      }
      return .ok(.playlists, "\(path); whether MPD reads it could not be seen")
    case .missing(canBeMade: true):
      return .warning(
        .playlists, "\(path) does not exist yet",
        cure: "it is made with the first playlist; check that mpd.conf has the same playlist_directory"
      ).mended(by: .makeFolder(path))
    case .missing(canBeMade: false):
      return .error(
        .playlists, "\(path) does not exist and can't be made",
        cure: "make it, or set mpd_playlist_directory")
    case .readOnly:
      return .error(
        .playlists, "\(path) can't be written to",
        cure: "give this user write permission, or set mpd_playlist_directory")
    case .notAFolder:
      return .error(.playlists, "\(path) is not a folder", cure: "set mpd_playlist_directory")
    }
  }
}
