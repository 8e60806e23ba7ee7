import DashboardKit
import LibraryKit
import TrackKit

/// What the owner of the library has, for the commands that run in its process.
struct OwnerParts: Sendable {
  /// Those for the command that runs in this task or on this thread; `nil` where it runs in a process of its own.
  @TaskLocal static var current: OwnerParts?

  /// What is in force at the moment. The port is the one that the relay listens on.
  let settings: @Sendable () -> Settings
  /// Tracks and playlists, and who asks yt-dlp.
  let library: Library
  /// The link to MPD; `nil` when its address is not valid.
  let player: PlayerService?
  /// What the relay is doing; throws when the library can't be read.
  let status: @Sendable () async throws -> ProxyStatus
  /// Does what a key of a dashboard does, and posts what comes of it.
  let carryOut: @Sendable (Effect, any MessageTaking) async -> Void
}
