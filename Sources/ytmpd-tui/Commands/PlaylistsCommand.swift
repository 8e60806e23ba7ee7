import ArgumentParser
import FoundationEssentials
import LibraryKit
import TrackKit

/// `playlists`: what is known and what is configured.
struct PlaylistsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "playlists", abstract: "List the playlists that are known or configured.")

  @Flag(help: "Write a JSON array, an object for each playlist.")
  var json = false

  @OptionGroup var common: CommonOptions

  mutating func run() throws {
    let settings = try common.settings()
    let store = try CommandLibrary.read(settings)
    let known = try store?.playlists() ?? []
    var listings = PlaylistListing.merge(known: known, configured: settings.playlists)
    if json, let store {
      for index in listings.indices where listings[index].skipped > 0 {
        listings[index].leftOut = try store.leftOut(ofPlaylist: listings[index].name).map(
          SyncListing.LeftOut.init)
      }
    }
    if json { return try Console.printJSON(listings) }
    if listings.isEmpty {
      Console.note(
        "No playlists yet. Add one with `ytmpd-tui add URL`, or under `playlists` in the configuration.")
    }
    Console.write(listings.map { $0.line + "\n" }.joined())
  }
}

/// A playlist as `playlists` shows it. Its JSON is documented, and stays.
struct PlaylistListing: Encodable, Equatable {
  var name: String
  var url: String?
  var tracks: Int
  /// Private and deleted entries that were left out.
  var skipped: Int
  /// Unix seconds; `nil` for one that was never read.
  var syncedAt: Double?
  /// Who wants it.
  var origin: String?
  /// Why it could not be read the last time.
  var problem: String?
  /// The entries that were left out.
  var leftOut: [SyncListing.LeftOut] = []
  /// Whether its tracks are to be on this machine for good.
  var isKept = false
  /// How many of its tracks play without a network.
  var offlineTracks = 0

  /// The playlists of the library, then those of the configuration that were never read.
  static func merge(known: [PlaylistSummary], configured: [PlaylistSource]) -> [PlaylistListing] {
    let names = Set(known.map(\.name))
    return known.map { summary in
      PlaylistListing(
        name: summary.name, url: summary.url, tracks: summary.count, skipped: summary.skipped,
        syncedAt: summary.syncedAt.timeIntervalSince1970, origin: summary.origin?.rawValue,
        problem: summary.problem, isKept: summary.isKept, offlineTracks: summary.completeCount)
    }
      + configured.filter { !names.contains(PlaylistName.cleaned($0.name)) }.map { playlist in
        PlaylistListing(
          name: playlist.name, url: playlist.url, tracks: 0, skipped: 0, syncedAt: nil,
          origin: PlaylistOrigin.configured.rawValue)
      }
  }

  /// A line for people.
  var line: String {
    let name = TerminalText.pad(TerminalText.clean(name), to: 32)
    guard syncedAt != nil else { return "\(name)  never read" }
    let here = Wording.here(offlineTracks, of: tracks, isKept: isKept)
    return "\(name)  \(Wording.count(tracks, "track"))" + (skipped > 0 ? ", \(skipped) left out" : "")
      + (here.map { "  [\($0)]" } ?? "")
      + (problem.map { "; the last sync failed: \(TerminalText.clean($0))" } ?? "")
  }

  enum CodingKeys: String, CodingKey {
    case name, url, tracks, skipped, origin, problem
    case syncedAt = "synced_at"
    case leftOut = "left_out"
    case isKept = "kept"
    case offlineTracks = "offline_tracks"
  }

  /// Writes every key, `null` for what is not known.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(url, forKey: .url)
    try container.encode(tracks, forKey: .tracks)
    try container.encode(skipped, forKey: .skipped)
    try container.encode(syncedAt, forKey: .syncedAt)
    try container.encode(origin, forKey: .origin)
    try container.encode(problem, forKey: .problem)
    try container.encode(leftOut, forKey: .leftOut)
    try container.encode(isKept, forKey: .isKept)
    try container.encode(offlineTracks, forKey: .offlineTracks)
  }
}
