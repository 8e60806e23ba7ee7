import LibraryKit
import MPDKit
import TrackKit

/// What commands that put songs into MPD's queue have in common.
struct PlayerCommand: Sendable {
  let files: PlaylistFileOptions
  let address: MPDAddress
  let urls: TrackURL

  /// - Throws: `CommandFailure` when it is not known where MPD is, or where our songs are.
  init(_ settings: Settings) throws {
    files = settings.library.files
    guard let urls = settings.urls else {
      throw CommandFailure(
        "proxy_port is 0, so the URLs of the tracks are not known; choose a port, or set proxy_public_url")
    }
    self.urls = urls
    do throws(MPDAddressError) {
      address = try settings.mpdAddress()
    } catch {
      throw CommandFailure(error.description, status: .usage)
    }
  }

  /// The track that MPD plays, or holds.
  ///
  /// - Throws: `MPDError`; `CommandFailure` when it is none of ours.
  func playingTrack() async throws -> VideoID {
    guard let song = try await withClient({ try await $0.currentSong() }) else {
      throw CommandFailure("MPD plays nothing; name a track by its id or URL")
    }
    guard let id = urls.track(behind: song.uri) else {
      throw CommandFailure(
        "what MPD plays, \(TerminalText.quote(song.displayName)), is not from YouTube; name a track by its id or URL"
      )
    }
    return id
  }

  /// Puts tracks into the queue, behind its last song.
  ///
  /// - Throws: `MPDError`.
  func queue(_ tracks: [Track], plays: Bool) async throws {
    let push = SelectionPush(
      tracks, files: files, urls: urls, playFrom: plays ? 0 : nil)
    _ = try await withClient { try await push.carryOut(on: $0) }
  }

  /// Gives MPD commands: over the owner's connection where the command runs in its process, else over one of its own.
  func withClient<Value: Sendable>(_ body: (MPDClient) async throws -> Value) async throws -> Value {
    if let client = OwnerParts.current?.player?.link.client { return try await body(client) }
    let client = MPDClient(address: address)
    defer { client.close() }
    return try await body(client)
  }
}
