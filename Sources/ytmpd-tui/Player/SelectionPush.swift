import FoundationEssentials
import LibraryKit
import MPDKit
import TrackKit

/// Some tracks on their way into MPD, with their durations: MPD learns those from playlists alone, so a small one
/// stands in its directory for as long as the push takes.
struct SelectionPush: Sendable {
  /// How the files of pushes begin. The dot hides them from MPD's clients.
  static let filePrefix = ".ytmpd-tui-push-"

  private let tracks: [Track]
  private let push: MPDPush
  private let text: String
  private let folder: String

  /// A push of `tracks`, which play from `urls`.
  ///
  /// - Parameter files: names the folder in which MPD looks for playlists.
  init(
    _ tracks: [Track], files: PlaylistFileOptions, urls: TrackURL, mode: MPDPush.Mode = .append,
    playFrom: Int? = nil
  ) {
    self.tracks = tracks
    folder = files.playlistDirectory
    text = M3U.text(tracks, urls: urls)
    push = MPDPush(
      tracks.map { track in
        MPDPush.Entry(
          uri: urls.url(for: track.id),
          tags: SongTags(artist: track.artist, title: track.title, album: track.album))
      }, mode: mode, playFrom: playFrom)
  }

  /// Puts the tracks into MPD's queue. Where MPD does not see the directory, or it can't be written, they come
  /// without their durations until they play.
  ///
  /// - Throws: as `MPDClient.push(_:)`. No file stays behind.
  func carryOut(on client: MPDClient) async throws(MPDError) -> MPDPushResult {
    // Without a length there is nothing to gain, and a directory that is not there is none of MPD's.
    guard tracks.contains(where: { $0.duration != nil }), FileManager.default.fileExists(atPath: folder)
    else {
      return try await client.push(push)
    }
    sweep()
    let name = "\(Self.filePrefix)\(UInt64.random(in: 0...UInt64.max))"
    var push = push
    do throws(PlaylistFileError) {
      push.playlist = name
      try PlaylistFile.write(text, name: "\(name).m3u", in: folder)
    } catch {
      // Durations are a courtesy; what keeps the directory from being written is said when a playlist is synced.
      push.playlist = nil
    }
    defer { remove("\(name).m3u") }
    return try await client.push(push)
  }

  /// Removes what a push that was killed left behind.
  private func sweep() {
    let manager = FileManager.default
    do {
      for file in try manager.contentsOfDirectory(atPath: folder) where file.hasPrefix(Self.filePrefix) {
        let attributes = try manager.attributesOfItem(atPath: "\(folder)/\(file)")
        guard let date = attributes[.modificationDate] as? Date, date < Date().addingTimeInterval(-600) else {
          continue
        }
        remove(file)
      }
    } catch {
      // No directory, or another push was quicker: nothing to sweep.
    }
  }

  private func remove(_ file: String) {
    do {
      try FileManager.default.removeItem(atPath: "\(folder)/\(file)")
    } catch {
      // It was never written, or is swept by the next push.
    }
  }
}
