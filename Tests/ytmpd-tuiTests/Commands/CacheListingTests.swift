import ConfigurationKit
import Foundation
import LibraryKit
import Testing
import TrackKit

@testable import ytmpd_tui

/// What `cache` and `keep` say.
struct CacheListingTests {
  private let configuration = Configuration(directories: UserDirectories(environment: ["HOME": "/home/me"]))

  private var facts: CacheFacts {
    var facts = CacheFacts()
    (facts.bytes, facts.tracks, facts.complete) = (5_000_000, 3, 2)
    (facts.kept, facts.keptComplete, facts.keptBytes) = (4, 1, 2_000_000)
    return facts
  }

  @Test func `the cache is a few lines`() {
    #expect(
      CacheListing(configuration, facts: facts, running: nil).lines == [
        "directory  /home/me/.cache/ytmpd-tui/audio", "size       5.0 MB, limit 1.0 GB besides what is kept",
        "tracks     3, 2 of them complete", "kept       4, 1 of them complete, 2.0 MB",
      ])
    var running = ProxyStatus.Cache()
    running.state = .failed
    running.reason = "no space left"
    (running.hits, running.misses, running.bytesSaved) = (3, 1, 7_000_000)
    let lines = CacheListing(configuration, facts: facts, running: running).lines
    #expect(lines.contains("state      does not work: no space left"))
    #expect(lines.last == "use        3 streams of 4 without YouTube, 7.0 MB saved since the start")
    var off = configuration
    off.cacheSize = 0
    #expect(
      CacheListing(off, facts: CacheFacts(), running: nil).lines.contains("state      off: cache_size is 0"))
  }

  @Test func `its JSON has every key`() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let listing = CacheListing(configuration, facts: facts, running: nil)
    #expect(
      String(decoding: try encoder.encode(listing), as: UTF8.self) == """
        {"bytes":5000000,"bytes_saved":null,"complete":2,"directory":"/home/me/.cache/ytmpd-tui/audio","hits":null,"kept":4,\
        "kept_bytes":2000000,"kept_complete":1,"limit":1073741824,"misses":null,"reason":null,"state":"ok","tracks":3}
        """)
  }

  @Test func `downloads say how far they are`() throws {
    let id = try #require(VideoID("-abcdefghij"))
    let track = KeptTrack(id: id, name: "A - T\u{1B}", audio: AudioShare(bytes: 45, length: 100))
    #expect(KeepLines.line(.begun(total: 12, complete: 0)) == nil)
    #expect(KeepLines.line(.begun(total: 12, complete: 5)) == "5 of 12 are here already")
    #expect(KeepLines.line(.progress(track, settled: 5, total: 12)) == "[ 5/12] A - T\u{FFFD} 45 %")
    #expect(KeepLines.line(.settled(track, settled: 6, total: 12)) == "[ 6/12] A - T\u{FFFD}")
    let failure = KeepFailure(URLRefreshError(kind: .privateVideo), after: nil, now: Date())
    let gone = KeptTrack(id: id, name: "A - T", failure: failure)
    #expect(KeepLines.line(.settled(gone, settled: 12, total: 12)) == "[12/12] A - T: the video is private")
    #expect(KeepLines.line(.failed(gone, failure)) == "A - T: the video is private; it is tried again")
  }
}
