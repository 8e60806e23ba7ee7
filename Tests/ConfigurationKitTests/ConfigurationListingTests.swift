import Foundation
import Testing

@testable import ConfigurationKit

struct ConfigurationListingTests {
  @Test func `the commented file has every default, and nothing else once its keys are uncommented`() throws {
    let file = ConfigurationListing.commentedDefaults
    #expect(file.split(separator: "\n").allSatisfy { $0.hasPrefix("#") })
    let keys = file.split(separator: "\n").filter { $0.wholeMatch(of: /#[a-z_]+:.*/) != nil }
    #expect(keys.count == Setting.all.count)
    let text = keys.map { $0.dropFirst() }.joined(separator: "\n")
    let outcome = try load(text, environment: ["XDG_CONFIG_HOME": ""])
    #expect(outcome.warnings.isEmpty)
    let defaults = Configuration(directories: UserDirectories(environment: ["HOME": "/h"]))
    for setting in Setting.all {
      let found = setting.text(outcome.configuration)
      let home = setting.text(defaults)?.replacing("/h/", with: "")
      if let home, let found, setting.text(defaults)?.hasPrefix("/h/") == true {
        #expect(found.hasSuffix(home), "\(setting.key)")
      } else {
        #expect(found == setting.text(defaults), "\(setting.key)")
      }
    }
  }

  private static let everything = """
    proxy_port: 8081
    proxy_public_url: http://192.168.1.2:8080
    allowed_hosts: [music.lan]
    allowed_origins: "*"
    playlists: [{name: "A: {b}, 'c' \\"d\\" # e", url: ":ytfav"}, {name: 5, url: "https://x/?a=b&c=d"}]
    playlist_prefix: "- "
    yt_dlp_arguments: [-f, "ba[ext=webm]", "", "a b", "#x", "~", "null"]
    keys: {ctrl-r: refresh-all, "/": none, ":": quit}
    theme: nord
    log_file: ""
    mpd_socket_path: /run/mpd/socket
    sync_interval_minutes: 2.5
    log_size: 1536 KiB
    """

  @Test func `what is in force gives the same configuration again`() throws {
    let first = try load(Self.everything)
    let text = ConfigurationListing.inForce(first)
    let second = try load(text)
    #expect(second.configuration == first.configuration, "\(text)")
    #expect(second.warnings.isEmpty)
  }

  @Test func `says of each value where it is from`() throws {
    let outcome = try load(
      "log_size: 0\nmax_concurrent_streams: 3\nprefetch_tracks:\n", environment: ["YTMPD_PROXY_PORT": "8081"],
      overrides: [.init(key: "log_level", option: "--log-level", text: "debug")])
    let lines = ConfigurationListing.inForce(outcome).split(separator: "\n")
    func line(_ key: String) -> String? {
      lines.first { $0.hasPrefix("\(key):") || $0.hasPrefix("# \(key):") }.map(String.init)
    }
    #expect(try #require(line("proxy_port")).hasSuffix("  # environment variable YTMPD_PROXY_PORT"))
    #expect(try #require(line("max_concurrent_streams")).hasSuffix("config.yaml:2:25"))
    #expect(try #require(line("log_level")).hasSuffix("  # option --log-level"))
    #expect(try #require(line("prefetch_tracks")).hasSuffix("  # default"))
    #expect(
      try #require(line("mpd_socket_path")).hasPrefix(
        "# mpd_socket_path: ~/.config/mpd/socket, then MPD's usual"))
  }

  @Test(arguments: [
    (["--proxy", "http://user:secret@host:1"], "[--proxy, http://…@host:1]"),
    (["--proxy=socks5://u:secret@host"], "[--proxy=socks5://…@host]"),
    (["-u", "me", "-p", "secret"], "[-u, me, -p, \"…\"]"), (["--password=secret"], "[--password=…]"),
    (["https://host/a@b"], "[https://host/a@b]"),
  ])
  func `shows no password of yt-dlp's`(arguments: [String], shown: String) {
    #expect(YAMLText.list(Secrets.masked(arguments)) == shown)
  }

  @Test(arguments: [
    ("secret@host", "…@host"), ("secret@/run/mpd", "…@/run/mpd"), ("@abstract", "@abstract"),
    ("/a@b", "/a@b"),
    ("host:6600", "host:6600"),
  ])
  func `shows no password of MPD's`(address: String, shown: String) {
    #expect(Secrets.masked(address: address) == shown)
  }

  // MARK: - Reading it again

  @Test func `tells what holds at once from what does not`() throws {
    let old = SettingReference.defaults
    var new = old
    new.proxyPort = 2
    new.maxConcurrentStreams = 20
    new.theme = "b"
    new.logLevel = .debug
    new.logFile = "/x"
    let change = ConfigurationChange(from: old, to: new)
    #expect(change.atOnce == ["max_concurrent_streams: 20", "log_level: debug"])
    #expect(change.atStart == ["proxy_port", "log_file"])
    #expect(change.inDashboard == ["theme"])
    #expect(
      change.sentences.count == 3
        && change.sentences[0].hasSuffix("max_concurrent_streams: 20; log_level: debug"))
    let live = ConfigurationChange.live(old, new)
    #expect(
      live.proxyPort == 8080 && live.maxConcurrentStreams == 20 && live.logLevel == .debug
        && live.theme == nil)
    #expect(ConfigurationChange(from: old, to: old).sentences.isEmpty)
  }
}
