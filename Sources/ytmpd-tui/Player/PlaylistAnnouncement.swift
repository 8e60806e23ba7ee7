import LibraryKit
import MPDKit
import TrackKit

/// Lets MPD's clients know that files of playlists are different: MPD itself does not look.
struct PlaylistAnnouncement: Sendable {
  private let announce: @Sendable () async -> Void

  /// An announcement over the program's own link to MPD, whose queue is corrected besides: songs may be called something
  /// else now.
  ///
  /// - Parameter format: the form of the files, read anew each time.
  init(
    _ player: PlayerService, format: @escaping @autoclosure @Sendable () -> PlaylistFormat, urls: TrackURL,
    events: EventHub
  ) {
    announce = { [weak player] in
      guard let player, player.snapshot != nil else { return }
      player.link.retag()
      do throws(MPDError) {
        try await Self.tell(player.link.client, format: format(), urls: urls)
      } catch {
        // Its clients see the change when they ask again.
        events.publish(.notice(.info, "MPD was not told of the new playlist files: \(error.description)"))
      }
    }
  }

  /// An announcement from a command, which connects for it. An MPD that does not answer is not missed: it reads the
  /// files when it starts.
  init(connectingTo address: MPDAddress, format: PlaylistFormat, urls: TrackURL) {
    announce = {
      let client = MPDClient(
        address: address, deadlines: .init(ordinary: .seconds(3), playback: .seconds(3)))
      defer { client.close() }
      do throws(MPDError) {
        try await Self.tell(client, format: format, urls: urls)
      } catch {
        // No client is there that could show an old playlist, or MPD has no such folder.
        return
      }
    }
  }

  /// Tells MPD.
  func tell() async { await announce() }

  private static func tell(
    _ client: MPDClient, format: PlaylistFormat, urls: TrackURL
  ) async throws(MPDError) {
    switch format {
    case .m3u: try await client.announceStoredPlaylists(uri: urls.start)
    case .xspf: try await client.update(path: PlaylistFileOptions.musicFolder)
    }
  }
}
