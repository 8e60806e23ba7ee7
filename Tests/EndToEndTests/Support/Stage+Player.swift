import Foundation
import LoopbackOrigin
import TestSupport

extension Stage {
  /// Has the program know an MPD of the test's own, which is gone after `body`.
  ///
  /// - Parameter body: gets MPD, and the port at which the program that is started next will serve songs.
  func withPlayer(
    _ setup: MPDFixture.Configuration = .init(), _ body: (MPDFixture, Int) async throws -> Void
  ) async throws {
    let mpd = try await MPDFixture(setup)
    defer { mpd.shutDown() }
    let port = try freePort()
    try configure([
      "proxy_port": String(port), "mpd_socket_path": mpd.socket,
      "mpd_playlist_directory": mpd.playlists.path,
    ])
    try await body(mpd, port)
  }

  /// Adds a playlist with `add`.
  ///
  /// - Parameters:
  ///   - list: the playlist; all songs in their order unless it is given.
  ///   - others: what else YouTube is to know, by id.
  func addPlaylist(
    _ list: LoopbackYtDlp.Playlist? = nil, others: [String: LoopbackYtDlp.Playlist] = [:]
  ) async throws {
    try mint(playlists: others.merging(["PLendtoend": list ?? playlist(named: "Evening")]) { $1 })
    _ = try await program("add", "https://www.youtube.com/playlist?list=PLendtoend")
  }
}
