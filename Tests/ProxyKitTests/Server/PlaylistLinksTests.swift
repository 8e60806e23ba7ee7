import Foundation
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// Playlists over HTTP, as players get them.
@Suite(.timeLimit(.minutes(5))) struct PlaylistLinksTests {
  /// One playlist, whose text is its URLs.
  private struct Playlists: PlaylistReading {
    func playlists() throws -> [PlaylistSummary] { [] }

    func text(ofPlaylist name: String, format: PlaylistFormat, urls: TrackURL) throws -> String? {
      name == "a b" ? urls.url(for: .test) : nil
    }
  }

  @Test(
    arguments: [
      ("a%20b.m3u", "http://localhost/proxy/dQw4w9WgXcQ?icy=0"),
      ("a%20b.xspf?icy=0", "http://localhost/proxy/dQw4w9WgXcQ?icy=0"),
      ("a%20b.m3u?icy=1", "http://localhost/proxy/dQw4w9WgXcQ?icy=1"),
      ("a%20b.m3u8?x=y&icy=1", "http://localhost/proxy/dQw4w9WgXcQ?icy=1"),
      ("a%20b.m3u?icy=2", "http://localhost/proxy/dQw4w9WgXcQ?icy=0"),
    ])
  func linksSayWhetherTheyHaveMetadata(name: String, url: String) async throws {
    var options = ProxyService.Options()
    (options.host, options.port, options.drainTime) = ("127.0.0.1", 0, .seconds(1))
    let library = FakeLibrary()
    let service = try await ProxyService.start(
      options: options, store: library, playlists: Playlists(), resolver: library)
    let running = Task { try await service.run() }
    let client = try WireClient(port: service.port)
    client.ask("GET", "/playlists/\(name)")
    #expect(await client.read().text == url)
    running.cancel()
    try await running.value
  }
}
