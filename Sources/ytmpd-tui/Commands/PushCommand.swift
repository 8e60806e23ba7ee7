import ArgumentParser
import ConfigurationKit
import MPDKit
import ProxyKit

/// `push`: loads a playlist into MPD's queue.
struct PushCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "push", abstract: "Load a playlist into MPD's queue, with artist, title and album.")

  @Argument(help: "The playlist, with or without playlist_prefix.")
  var name: String

  @Flag(help: "Play its first track.")
  var play = false

  @Flag(help: "Empty the queue first.")
  var replace = false

  @OptionGroup var common: CommonOptions

  mutating func run() throws {
    let settings = try common.settings()
    let configuration = settings.configuration
    guard configuration.proxyPort != 0 || configuration.proxyPublicURL != nil else {
      throw CommandFailure(
        "proxy_port is 0, so the URLs of the tracks are not known; choose a port, or set proxy_public_url")
    }
    let address: MPDAddress
    do throws(MPDAddressError) {
      address = try MPDAddress.resolve(
        configured: configuration.mpdSocketPath, environment: settings.environment,
        home: settings.directories.home)
    } catch {
      throw CommandFailure(error.description, status: .usage)
    }
    guard let store = try Library.read(configuration) else { throw CommandFailure("") }
    let playlist = try find(in: store, prefix: configuration.playlistPrefix)
    let push = PlaylistPush(
      playlist, configuration: configuration, mode: replace ? .replace : .append, plays: play)
    let result = try runBlocking {
      let client = MPDClient(address: address)
      defer { client.close() }
      return try await client.push(push.prepare())
    }
    let durations = result.hasDurations ? "" : ", without durations: MPD does not see mpd_playlist_directory"
    Console.note(
      "\(Wording.count(result.ids.count, "track")) of \(TerminalText.clean(push.name)) pushed\(durations)")
  }

  private func find(in store: TrackStore, prefix: String) throws -> StoredPlaylist {
    let bare = !prefix.isEmpty && name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : nil
    for candidate in [name, bare].compactMap({ $0 }) {
      guard let playlist = try store.playlist(named: candidate) else { continue }
      if playlist.tracks.isEmpty { throw CommandFailure("the playlist \(TerminalText.quote(name)) is empty") }
      return playlist
    }
    let known = try store.playlists().map { TerminalText.quote($0.name) }
    throw CommandFailure(
      "there is no playlist \(TerminalText.quote(name)); "
        + (known.isEmpty ? "`ytmpd-tui add URL` makes one" : "there are \(known.joined(separator: ", "))"))
  }
}

/// A playlist on its way into MPD: its file, and its songs.
struct PlaylistPush: Sendable {
  /// What MPD calls it.
  let name: String
  private let text: String
  private let folder: String
  private let push: MPDPush

  /// `playlist` as the configuration wants it.
  init(_ playlist: StoredPlaylist, configuration: Configuration, mode: MPDPush.Mode, plays: Bool) {
    let base = configuration.publicURL(port: configuration.proxyPort) + "/proxy/"
    name = PlaylistFileName(prefix: configuration.playlistPrefix, playlist.summary.name).name
    text = M3U.text(playlist.tracks.map { M3U.Entry($0, url: base + $0.id.rawValue) })
    folder = configuration.mpdPlaylistDirectory
    push = MPDPush(
      playlist.tracks.map { track in
        MPDPush.Entry(
          uri: base + track.id.rawValue,
          tags: SongTags(artist: track.artist, title: track.title, album: track.album))
      }, playlist: name, mode: mode, playFrom: plays ? 0 : nil)
  }

  /// Writes the playlist's file, from which MPD learns the durations; without it the songs are pushed all the same.
  ///
  /// - Returns: what to give to MPD.
  func prepare() -> MPDPush {
    do throws(PlaylistFileError) {
      try PlaylistFile.write(text, name: "\(name).m3u", in: folder)
      return push
    } catch {
      Console.complain("warning: \(error.path): \(error.sentence)")
      var push = push
      push.playlist = nil
      return push
    }
  }
}
