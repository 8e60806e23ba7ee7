import ArgumentParser
import ConfigurationKit
import FoundationEssentials
import LibraryKit
import ProxyKit
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
    let listing = CacheListing(
      settings.configuration, facts: try CacheFacts(CommandLibrary.readInSilence(settings)),
      running: CacheListing.running(settings.configuration))
    if json { return try Console.printJSON(listing) }
    for line in listing.lines { Console.print(line) }
  }
}

/// `cache clear`: frees its room.
struct CacheClearCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clear", abstract: "Delete the audio that is on this machine, or that of some tracks.",
    discussion: """
      What is kept is deleted too, and downloaded again by the running instance, or by `ytmpd-tui keep`; `ytmpd-tui unkeep` \
      lets it go for good. Songs that play at the moment play on.
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
    let cleared = try CommandLibrary.work(settings) { library in
      try await library.store.offCommandThread { store in
        try AudioCacheFolder(at: directory, list: store).clear(ids.isEmpty ? nil : ids)
      }
    }
    if json { return try Console.printJSON(ClearedListing(files: cleared.files, bytes: cleared.bytes)) }
    Console.note("\(Wording.count(cleared.files, "file")) deleted, \(Wording.bytes(cleared.bytes)) freed")
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
    let verification = try CommandLibrary.work(settings) { library in
      try await library.store.offCommandThread { store in
        try AudioCacheFolder(at: directory, list: store).verify { progress in
          guard Console.isWatched, !isQuiet else { return }
          Console.noteInPlace("[\(progress.checkedFiles)/\(progress.files)] \(Wording.bytes(progress.bytes))")
        }
      }
    }
    Console.endNoteInPlace()
    let listing = VerifiedListing(verification)
    if json { try Console.printJSON(listing) } else { for line in listing.lines { Console.print(line) } }
    if !listing.ok { throw CommandFailure("") }
  }
}

extension TrackStore {
  /// Runs `work`, which waits for the disk, on a thread of its own.
  fileprivate func offCommandThread<Value: Sendable>(
    _ work: @escaping @Sendable (TrackStore) throws -> Value
  ) async throws -> Value {
    try await Task.offPool { Result { try work(self) } }.get()
  }
}
