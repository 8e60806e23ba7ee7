import ArgumentParser
import ConfigurationKit
import FoundationEssentials
import LibraryKit
import ProxyKit
import Synchronization
import TrackKit

/// `cache`: what audio is on this machine.
struct CacheCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cache", abstract: "Show, clear or verify the audio that is on this machine.",
    subcommands: [CacheShowCommand.self, CacheClearCommand.self, CacheVerifyCommand.self],
    defaultSubcommand: CacheShowCommand.self)
}

/// `cache` alone.
struct CacheShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show how much there is, and what it was good for.")

  @Flag(help: "Write JSON.")
  var json = false

  @OptionGroup var common: CommonOptions

  mutating func run() throws {
    let settings = try common.settings()
    let running =
      if let owner = OwnerParts.current { try runBlocking { try await owner.status() }.cache } else {
        CacheListing.running(settings.configuration)
      }
    let listing = CacheListing(
      settings.configuration, facts: try CacheFacts(CommandLibrary.read(settings)), running: running)
    if json { return try Console.printJSON(listing) }
    for line in listing.lines { Console.print(line) }
  }
}

/// `cache clear`: frees its room.
struct CacheClearCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clear", abstract: "Delete the audio that is on this machine, or that of some tracks.",
    discussion: """
      What is kept is deleted too, which is said, and downloaded again by the running instance, or by `ytmpd-tui keep`; \
      `ytmpd-tui unkeep` lets it go for good. Songs that play at the moment play on.
      """)

  @Argument(
    parsing: .allUnrecognized, help: .init("A video id; all tracks without one.", valueName: "id"))
  var references: [String] = []

  @Flag(help: "Write JSON.")
  var json = false

  @OptionGroup var common: CommonOptions

  private static let onlyVideos = "Only videos can be named here; without a name everything is cleared."

  mutating func validate() throws {
    _ = try ReferenceArguments.videos(references, otherwise: Self.onlyVideos)
  }

  mutating func run() throws {
    let ids = try ReferenceArguments.videos(references, otherwise: Self.onlyVideos)
    let settings = try common.settings()
    let directory = settings.configuration.cacheDirectory
    let (cleared, kept) = try CommandLibrary.work(settings) { library in
      try await library.store.offCommandThread { store, _ in
        let kept = try CacheFacts.keptTracks(store, among: ids.isEmpty ? nil : ids)
        return (try AudioCacheFolder(at: directory, list: store).clear(ids.isEmpty ? nil : ids), kept)
      }
    }
    let listing = ClearedListing(files: cleared.files, bytes: cleared.bytes, kept: kept)
    if json { try Console.printJSON(listing) } else { Console.note(listing.line) }
    if let warning = listing.warning(isOwned: OwnerParts.current != nil) { Console.complain(warning) }
  }
}

/// `cache verify`: compares it with its checksums.
struct CacheVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Compare the audio that is on this machine with its checksums.",
    discussion: """
      What is damaged is taken out of the list, and fetched again when somebody hears it. Exit status: 0 when nothing is \
      damaged, else 1.
      """)

  @Flag(help: "Write JSON.")
  var json = false

  @OptionGroup var common: CommonOptions

  mutating func run() throws {
    let settings = try common.settings()
    let (directory, isQuiet) = (settings.configuration.cacheDirectory, json)
    let console = Console.current
    let verification = try CommandLibrary.work(settings) { library in
      try await library.store.offCommandThread { store, cancellation in
        try AudioCacheFolder(at: directory, list: store).verify { progress in
          if cancellation.isWanted { throw CancellationError() }
          guard console.isWatched, !isQuiet else { return }
          console.noteInPlace("[\(progress.checkedFiles)/\(progress.files)] \(Wording.bytes(progress.bytes))")
        }
      }
    }
    Console.endNoteInPlace()
    let listing = VerifiedListing(verification)
    if json { try Console.printJSON(listing) } else { for line in listing.lines { Console.print(line) } }
    if !listing.ok { throw CommandFailure("") }
  }
}

/// Whether work on a thread of its own is to end.
private final class Cancellation: Sendable {
  private let wish = Atomic(false)

  var isWanted: Bool { wish.load(ordering: .relaxed) }

  func want() { wish.store(true, ordering: .relaxed) }
}

extension TrackStore {
  /// Runs `work`, which waits for the disk, on a thread of its own.
  fileprivate func offCommandThread<Value: Sendable>(
    _ work: @escaping @Sendable (TrackStore, Cancellation) throws -> Value
  ) async throws -> Value {
    let cancellation = Cancellation()
    return try await withTaskCancellationHandler {
      try await Task.offPool { Result { try work(self, cancellation) } }.get()
    } onCancel: {
      cancellation.want()
    }
  }
}
