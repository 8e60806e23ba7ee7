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
    let client = MPDClient(address: address)
    defer { client.close() }
    guard let song = try await client.currentSong() else {
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
    let client = MPDClient(address: address)
    defer { client.close() }
    let push = SelectionPush(
      tracks, files: files, urls: urls, playFrom: plays ? 0 : nil)
    _ = try await push.carryOut(on: client)
  }
}
