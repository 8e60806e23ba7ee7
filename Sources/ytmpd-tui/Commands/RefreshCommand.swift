import ArgumentParser
import ConfigurationKit
import FoundationEssentials
import ProxyKit

/// `refresh`: resolves URLs anew.
struct RefreshCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "refresh", abstract: "Resolve the URLs of tracks anew.")

  @Argument(
    parsing: .allUnrecognized, help: .init("A video id, or the URL of a video.", valueName: "id"))
  var references: [String] = []

  @Flag(help: "Every track whose URL has expired.")
  var expired = false

  @Flag(help: "Every track.")
  var all = false

  @OptionGroup var common: CommonOptions

  mutating func validate() throws {
    guard [!references.isEmpty, expired, all].count(where: { $0 }) == 1 else {
      throw ValidationError("Name tracks, or give --expired or --all.")
    }
    _ = try ReferenceArguments.videos(references)
  }

  mutating func run() throws {
    let configuration = try common.settings().configuration
    let store = try Library.write(configuration)
    let ids = try selection(store, freshness: URLFreshness(maximumAge: configuration.streamCacheAge))
    if ids.isEmpty { return Console.note("no track needs it") }

    let outcome = try runBlocking {
      try await ResolveBatch.withYtDlp(configuration, store: store) { batch in
        let progress = ProgressLines(total: ids.count)
        return try await batch.run(ids, cause: "asked for") { progress.done($0, $1, $2) }
      }
    }
    let untried = outcome.untried > 0 ? ", \(outcome.untried) not tried" : ""
    Console.note("\(outcome.succeeded) refreshed, \(outcome.failed) failed\(untried)")
    if !outcome.isComplete { throw CommandFailure("") }
  }

  private func selection(_ store: TrackStore, freshness: URLFreshness) throws -> [VideoID] {
    if all { return try store.tracks().map(\.id) }
    if expired {
      return try store.expiredTracks(freshness: freshness, now: Date(), includingUnresolved: false).map(\.id)
    }
    let ids = try ReferenceArguments.videos(references)
    for id in ids where try store.track(id) == nil { throw TrackNotFoundError(id: id) }
    return ids
  }
}
