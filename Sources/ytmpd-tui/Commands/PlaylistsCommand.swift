import ArgumentParser
import ConfigurationKit
import ProxyKit

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// `playlists`: what is known and what is configured.
struct PlaylistsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "playlists", abstract: "List the playlists that are known or configured.")

  @Flag(help: "Write a JSON array, an object for each playlist.")
  var json = false

  @OptionGroup var common: CommonOptions

  mutating func run() throws {
    let configuration = try common.settings().configuration
    let known = try Library.read(configuration)?.playlists() ?? []
    let listings = PlaylistListing.merge(known: known, configured: configuration.playlists)
    if json { return try Console.printJSON(listings) }
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

  /// The playlists of the library, then those of the configuration that were never read.
  static func merge(known: [PlaylistSummary], configured: [Configuration.Playlist]) -> [PlaylistListing] {
    let names = Set(known.map(\.name))
    return known.map { summary in
      PlaylistListing(
        name: summary.name, url: summary.url, tracks: summary.count, skipped: summary.skipped,
        syncedAt: summary.syncedAt.timeIntervalSince1970)
    }
      + configured.filter { !names.contains($0.name) }.map { playlist in
        PlaylistListing(name: playlist.name, url: playlist.url, tracks: 0, skipped: 0, syncedAt: nil)
      }
  }

  /// A line for people.
  var line: String {
    let name = TerminalText.pad(TerminalText.clean(name), to: 32)
    guard syncedAt != nil else { return "\(name)  never read" }
    return "\(name)  \(Wording.count(tracks, "track"))" + (skipped > 0 ? ", \(skipped) left out" : "")
  }

  enum CodingKeys: String, CodingKey {
    case name, url, tracks, skipped
    case syncedAt = "synced_at"
  }

  /// Writes every key, `null` for what is not known.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(url, forKey: .url)
    try container.encode(tracks, forKey: .tracks)
    try container.encode(skipped, forKey: .skipped)
    try container.encode(syncedAt, forKey: .syncedAt)
  }
}
