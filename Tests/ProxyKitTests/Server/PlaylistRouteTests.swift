import TestSupport
import Testing

@testable import LibraryKit
@testable import ProxyKit
@testable import TrackKit

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
