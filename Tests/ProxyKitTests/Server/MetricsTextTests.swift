import Foundation
import TestSupport
import Testing

@testable import LibraryKit
@testable import ProxyKit
@testable import TrackKit

@Suite struct MetricsTextTests {
  private var status: ProxyStatus {
    var status = ProxyStatus()
    status.version = "1 \"2\"\\\n"
    status.uptimeSeconds = 1.5
    status.streams.active = 2
    status.streams.servedTotal = 12_345_678
    status.retriesTotal = 3
    status.resolver.state = .open
    status.mpd = .init(connected: true, state: .play)
    status.tracks = .init(total: 9, fresh: 2, expired: 3, unresolved: 4)
    var stream = ProxyStatus.Stream(
      id: 1, videoID: testVideo("abcdefghijk"), artist: "A", title: "T", client: "MPD", state: .streaming,
      startedAt: 0)
    stream.bytesPerSecond = 1000
    status.streams.list = [stream, stream]
    return status
  }

  @Test func saysEveryNumber() {
    let lines = Set(MetricsText.text(status).split(separator: "\n").map(String.init))
    for line in [
      "ytmpd_uptime_seconds 1.5", "ytmpd_streams_active 2", "ytmpd_streams_served_total 12345678",
      "# TYPE ytmpd_streams_served_total counter", "ytmpd_retries_total 3",
      "ytmpd_streams{state=\"streaming\"} 2",
      "ytmpd_streams{state=\"retrying\"} 0", "ytmpd_stream_bytes_per_second 2000",
      "ytmpd_resolver_state{state=\"open\"} 1", "ytmpd_resolver_state{state=\"ok\"} 0",
      "ytmpd_mpd_connected 1",
      "ytmpd_tracks{state=\"unresolved\"} 4", "ytmpd_build_info{version=\"1 \\\"2\\\"\\\\\\n\"} 1",
    ] {
      #expect(lines.contains(line), "\(line)")
    }
  }

  @Test func namesNoTrackAndNoClient() {
    let text = MetricsText.text(status)
    #expect(!text.contains("abcdefghijk") && !text.contains("MPD\"") && text.hasSuffix("\n"))
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      #expect(line.hasPrefix("ytmpd_"))
      #expect(line.split(separator: " ").last.flatMap { Double($0) } != nil)
    }
  }
}

@Suite struct PlaylistRouteTests {
  @Test(
    arguments: [
      ("/playlists/Liked.m3u", "Liked", "m3u"), ("/playlists/a%20b%2Fc.XSPF", "a b/c", "xspf"),
      ("/playlists/v1.2.m3u8", "v1.2", "m3u"), ("/playlists/%E5%A4%9C.m3u", "夜", "m3u"),
    ])
  func pathsAreRead(_ path: String, _ name: String, _ format: String) {
    let route = PlaylistRoute(path: path)
    #expect(route?.name == name && route?.format.rawValue == format)
  }

  @Test(arguments: [
    "/playlists/", "/playlists/x", "/playlists/.m3u", "/playlists/x.pls", "/playlists/%.m3u",
    "/playlists/%ff.m3u", "/other/x.m3u",
  ])
  func othersAreNone(_ path: String) {
    #expect(PlaylistRoute(path: path) == nil)
  }

  @Test func playlistsAreFoundByEveryNameTheyHave() throws {
    let store = try TrackStore()
    let track = Track(id: testVideo("abcdefghijk"), title: "T", duration: .seconds(3))
    try store.savePlaylist(name: "AC/DC", url: nil, tracks: [track])
    for name in ["AC%2FDC", "YT%3A%20AC%2FDC", "YT:%20AC-DC", "AC-DC"] {
      let route = try #require(PlaylistRoute(path: "/playlists/\(name).m3u"))
      #expect(
        try text(route, from: store) == "#EXTM3U\n#EXTINF:3,T\nhttp://h:1/proxy/abcdefghijk\n")
    }
    let route = try #require(PlaylistRoute(path: "/playlists/nobody.xspf"))
    #expect(try text(route, from: store) == nil)
  }

  private func text(_ route: PlaylistRoute, from store: TrackStore) throws -> String? {
    try PublishedPlaylists(store, prefix: "YT: ")
      .text(ofPlaylist: route.name, format: route.format, urls: TrackURL(base: "http://h:1"))
  }

  @Test(
    arguments: [
      ("box:8080", "http://box:8080"), ("[::1]:80", "http://[::1]:80"), (nil, "f"), ("", "f"),
      ("a/b", "f"), ("a\r\nx", "f"), ("a b", "f"), ("<x>", "f"),
    ])
  func hostsThatCannotStandInAURLDoNot(_ host: String?, _ base: String) {
    #expect(PlaylistRoute.base(host: host, fallback: "f") == base)
  }
}
