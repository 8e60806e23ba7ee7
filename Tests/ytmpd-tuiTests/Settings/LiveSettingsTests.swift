import DashboardKit
import Foundation
import Testing
import TrackKit

@testable import ConfigurationKit
@testable import ytmpd_tui

/// What a change of each setting comes to in a program that runs.
struct LiveSettingsTests {
  /// A value of each that is not the default.
  private static let values: [String: String] = [
    "proxy_host": "127.0.0.1", "proxy_port": "9090", "proxy_public_url": "http://music.lan:8080",
    "allowed_hosts": "[music.lan]", "allowed_origins": "['https://music.example.org']",
    "proxy_track_mapping_db": "/tmp/other.db", "max_concurrent_streams": "3", "admission_wait_seconds": "3",
    "drain_seconds": "3", "icy_metadata": "never", "icy_metaint": "8192", "stream_cache_hours": "3",
    "retry_attempts": "7", "retry_base_delay_seconds": "3", "upstream_connect_timeout_seconds": "3",
    "upstream_idle_timeout_seconds": "3", "stall_limit_seconds": "3", "upstream_chunk_bytes": "65536",
    "address_family": "ipv4", "source_address": "127.0.0.1", "cache_directory": "/tmp/other",
    "cache_size": "5 MiB", "cache_ahead": "false", "yt_dlp_path": "/opt/yt-dlp",
    "yt_dlp_arguments": "['--proxy', 'http://127.0.0.1:3128']", "audio_format": "aac",
    "resolver_concurrency": "3",
    "resolver_timeout_seconds": "3", "mpd_socket_path": "/tmp/other-mpd",
    "mpd_playlist_directory": "/tmp/lists",
    "mpd_music_directory": "/tmp/music", "prefetch_tracks": "7", "report_history": "true",
    "playlists": "[{name: Evening, url: 'https://www.youtube.com/playlist?list=PLevening'}]",
    "playlist_prefix": "'Y: '", "playlist_format": "xspf", "enable_auto_sync": "false",
    "sync_interval_minutes": "3", "theme": "nord", "keys_preset": "vi", "commands": "{F6: [mpv, '{url}']}",
    "keys": "{ctrl-t: quit}", "log_level": "debug", "log_file": "/tmp/other.log", "log_size": "1 MiB",
  ]

  @Test func `every setting has a value to try`() {
    #expect(Set(Self.values.keys) == Set(Setting.all.map(\.key)))
  }

  @Test(arguments: Setting.all)
  func `a change reaches a part of the program at once, or is said to need more`(setting: Setting) throws {
    let old = try Self.settings(nil)
    let new = try Self.settings("\(setting.key): \(try #require(Self.values[setting.key]))\n")
    #expect(setting.text(old.configuration) != setting.text(new.configuration))
    let sentences = ConfigurationChange(from: old.configuration, to: new.configuration).sentences
    let sentence = try #require(sentences.first)
    #expect(sentences.count == 1 && sentence.contains(setting.key), "\(sentences)")
    var heeded = new
    heeded.configuration = ConfigurationChange.live(old.configuration, new.configuration)
    switch setting.effect {
    case .atOnce:
      #expect(sentence.hasPrefix("the configuration was read again: \(setting.key): "))
      #expect(Self.parts(heeded) != Self.parts(old))
    case .atStart:
      #expect(sentence.contains("only after a restart"))
      #expect(Self.parts(heeded) == Self.parts(old))
    case .inDashboard:
      #expect(sentence.contains("at once in connected dashboards"))
      let themes = [old, new].map { Theme($0.configuration, among: Theme.known(to: $0.directories).themes) }
      #expect(themes[0] != themes[1] || KeyMap(old.configuration) != KeyMap(new.configuration))
    }
  }

  @Test func `a dashboard gets the keys and colours that have changed, and no others`() async throws {
    let (messages, continuation) = AsyncStream.makeStream(of: Message.self)
    let next = Current(try Self.settings("theme: nord\n"))
    let look = LookReload(try Self.settings(nil), inbox: Screen(messages: continuation)) {
      if next.value.configuration.prefetchTracks == 0 {
        throw ConfigurationError([.init(.option("--x"), "a mistake")])
      }
      return next.value
    }
    var iterator = messages.makeAsyncIterator()
    look.request()
    guard case .look(nil, let theme?)? = await iterator.next() else {
      Issue.record("no theme")
      return
    }
    #expect(theme.name == "nord")
    // What has not changed says nothing: the next message is of the keys.
    look.request()
    next.value = try Self.settings("theme: nord\nkeys: {ctrl-t: quit}\n")
    look.request()
    guard case .look(let keys?, nil)? = await iterator.next() else {
      Issue.record("no keys")
      return
    }
    #expect(keys.command(for: .control("t")) == .quit)
    next.value = try Self.settings("prefetch_tracks: 0\n")
    look.request()
    guard case .toast(.error, let sentence)? = await iterator.next() else {
      Issue.record("no error")
      return
    }
    #expect(sentence.contains("a mistake"))
  }

  private struct Screen: MessageTaking {
    let messages: AsyncStream<Message>.Continuation

    func post(_ message: Message) { messages.yield(message) }
  }

  /// All that a program that runs gives to its parts when it has read its configuration again.
  private static func parts(_ settings: Settings) -> String {
    let configuration = settings.configuration
    return "\(settings.relay(drainTime: configuration.drainTime)) \(settings.library) \(settings.ytDlp) "
      + "\(String(describing: settings.syncSchedule)) \(configuration.prefetchTracks) \(configuration.logLevel)"
  }

  /// The settings that a file with this text gives; the defaults without one.
  private static func settings(_ text: String?) throws -> Settings {
    let home = NSTemporaryDirectory() + "ytmpd-tui-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: home) }
    let file = text.map { _ in home + "/config.yaml" }
    if let text, let file { try Data(text.utf8).write(to: URL(filePath: file)) }
    let environment = ["HOME": "/home/nobody"]
    let loader = ConfigurationLoader(environment: environment, vocabulary: .dashboard)
    var outcome = try loader.load(file: file, currentFolder: "/")
    // Each is another file, which is none of the differences.
    outcome.file = "/home/nobody/.config/ytmpd/config.yaml"
    return try CommonOptions.settings(outcome, directories: loader.directories, environment: environment)
  }
}
