import ArgumentParser
import ConfigurationKit
import MPDKit
import ProxyKit

/// `sync`: reads playlists again.
struct SyncCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync", abstract: "Read the playlists again and rewrite their files.",
    discussion: """
      Reads the playlists of the configuration and those that were added by URL. What a playlist holds no more \
      leaves it, but stays in the library. A playlist that can't be read to its end stays as it was. A running \
      instance syncs by itself, and on SIGHUP.
      """)

  @Argument(help: "The playlist, with or without playlist_prefix; all of them without it.")
  var name: String?

  @Flag(help: "Write a JSON array to standard output, an object for each playlist.")
  var json = false

  @OptionGroup var common: CommonOptions

  mutating func run() throws {
    let settings = try common.settings()
    let configuration = settings.configuration
    let store = try Library.write(configuration)
    var sync = PlaylistSync(configuration, store: store)
    sync.prunes = settings.file != nil
    if sync.files == nil {
      Console.complain(
        "warning: proxy_port is 0, so that no playlist files are written; choose a port, or set proxy_public_url"
      )
    }
    sync.filesChanged = PlaylistAnnouncement.make(settings)
    let (name, isQuiet) = (name, json)
    let outcomes = try runBlocking { [sync] in
      let report: @Sendable (PlaylistSync.Report) -> Void = { SyncLines.say($0, isQuiet: isQuiet) }
      if let name { return try await sync.one(name, report: report) }
      return try await sync.all(report: report)
    }
    if json { try Console.printJSON(outcomes.map(SyncListing.init)) }
    if outcomes.isEmpty {
      Console.note(
        "there is no playlist to read; `ytmpd-tui add URL` adds one, or `playlists` in the configuration")
    }
    if !outcomes.allSatisfy(\.isComplete) { throw CommandFailure("") }
  }
}

/// Tells MPD of new playlist files from a command, which has no connection yet.
enum PlaylistAnnouncement {
  /// What tells it; `nil` when there is no telling where MPD is. An MPD that does not answer is not missed: it
  /// reads the files when it starts.
  static func make(_ settings: Settings) -> (@Sendable () async -> Void)? {
    guard let urls = TrackURL(settings.configuration), let address = settings.mpdAddress else { return nil }
    let format = settings.configuration.playlistFormat
    return {
      let client = MPDClient(
        address: address, deadlines: .init(ordinary: .seconds(3), playback: .seconds(3)))
      defer { client.close() }
      do throws(MPDError) {
        try await PlaylistNews.tell(client, format: format, urls: urls)
      } catch {
        // Nobody is there who could have an old playlist on the screen, or MPD has no such folder.
        return
      }
    }
  }
}

extension Settings {
  /// Where MPD is, `nil` when what the user says makes no sense.
  var mpdAddress: MPDAddress? {
    do throws(MPDAddressError) {
      return try MPDAddress.resolve(
        configured: configuration.mpdSocketPath, environment: environment, home: directories.home)
    } catch {
      return nil
    }
  }
}

/// What a sync says to people.
enum SyncLines {
  /// How many of the entries that were left out are named.
  static let mostNames = 20

  /// Says on standard error how far the work has come.
  ///
  /// - Parameter isQuiet: whether results go elsewhere, so that only trouble is said.
  static func say(_ report: PlaylistSync.Report, isQuiet: Bool = false) {
    switch report {
    case .started(let name, let number, let count):
      if Console.isWatched, !isQuiet {
        Console.noteInPlace("[\(number)/\(count)] \(TerminalText.clean(name))")
      }
    case .progress(let name, let entries, let total):
      if Console.isWatched, !isQuiet {
        Console.noteInPlace("\(TerminalText.clean(name)): \(entries)\(total.map { "/\($0)" } ?? "")")
      }
    case .finished(let outcome):
      Console.endNoteInPlace()
      if !isQuiet { for line in lines(outcome) { Console.note(line) } }
      for notice in outcome.notices { Console.complain("warning: \(outcome.name): \(notice)") }
    case .removed(let name):
      if !isQuiet {
        Console.note("\(TerminalText.clean(name)): removed, since the configuration has it no more")
      }
    case .problem(let sentence):
      Console.endNoteInPlace()
      Console.complain(sentence)
    }
  }

  /// A line for a playlist, and one for each entry that was left out.
  static func lines(_ outcome: SyncOutcome) -> [String] {
    var lines = ["\(TerminalText.clean(outcome.name)): \(TerminalText.clean(outcome.sentence))"]
    guard case .read = outcome.end else { return lines }
    lines += outcome.leftOut.prefix(mostNames).map { "  left out: \(TerminalText.clean($0.line))" }
    let more = outcome.leftOut.count - mostNames
    if more > 0 { lines.append("  and \(more) more; `ytmpd-tui playlists --json` names them") }
    return lines
  }
}

/// A playlist as `sync --json` shows it. Its JSON is documented, and stays.
struct SyncListing: Encodable, Equatable {
  /// The words for how it ended.
  enum State: String, Encodable {
    case synced, partial, kept, failed, busy, untried
  }

  /// An entry that is no track.
  struct LeftOut: Encodable, Equatable {
    var reference: String
    var name: String?
    var reason: String

    init(_ entry: LeftOutEntry) {
      reference = entry.reference
      name = entry.name
      reason = entry.reason.rawValue
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(reference, forKey: .reference)
      try container.encode(name, forKey: .name)
      try container.encode(reason, forKey: .reason)
    }

    enum CodingKeys: String, CodingKey {
      case reference, name, reason
    }
  }

  var name: String
  var state: State
  var reason: String?
  var tracks: Int
  var added: Int
  var removed: Int
  var leftOut: [LeftOut]
  var file: String?
  var notices: [String]

  init(_ outcome: SyncOutcome) {
    name = outcome.name
    tracks = outcome.tracks
    (added, removed) = (0, 0)
    switch outcome.end {
    case .read(let change):
      state = .synced
      (added, removed) = (change.added, change.removed)
    case .partial(let why): (state, reason) = (.partial, why)
    case .kept(let why): (state, reason) = (.kept, why)
    case .failed(let why): (state, reason) = (.failed, why)
    case .busy: state = .busy
    case .untried(let why): (state, reason) = (.untried, why)
    }
    leftOut = outcome.leftOut.map(LeftOut.init)
    file = outcome.file?.path
    notices = outcome.notices
  }

  enum CodingKeys: String, CodingKey {
    case name, state, reason, tracks, added, removed, file, notices
    case leftOut = "left_out"
  }

  /// Writes every key, `null` for what is not known.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(state, forKey: .state)
    try container.encode(reason, forKey: .reason)
    try container.encode(tracks, forKey: .tracks)
    try container.encode(added, forKey: .added)
    try container.encode(removed, forKey: .removed)
    try container.encode(leftOut, forKey: .leftOut)
    try container.encode(file, forKey: .file)
    try container.encode(notices, forKey: .notices)
  }
}
