import ArgumentParser
import LibraryKit
import TrackKit

/// `refresh`: gets new URLs.
struct RefreshCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "refresh", abstract: "Get new URLs for tracks.")

  @Argument(
    parsing: .allUnrecognized, help: .init("A video id, or the URL of a video.", valueName: "id"))
  var references: [String] = []

  @Flag(help: "Every track whose URL is stale.")
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
    let (all, expired, named) = (all, expired, try ReferenceArguments.videos(references))
    let console = Console.current
    let outcome = try CommandLibrary.work(try common.settings()) { library -> RefreshOutcome? in
      let ids: [VideoID]
      if all {
        ids = try await library.allTracks()
      } else if expired {
        ids = try await library.expiredTracks()
      } else {
        ids = try await library.known(named)
      }
      if ids.isEmpty { return nil }
      return try await library.refresh(ids, cause: "asked for") {
        ReportLines.say($0, on: console)
      }
    }
    guard let outcome else { return Console.note("no track needs it") }
    let untried = outcome.untried > 0 ? ", \(outcome.untried) not tried" : ""
    Console.note("\(outcome.succeeded) refreshed, \(outcome.failed) failed\(untried)")
    if !outcome.isComplete { throw CommandFailure("") }
  }
}
