import Foundation
import Synchronization
import TestSupport
import Testing

@testable import LibraryKit
@testable import TrackKit

@Suite(.timeLimit(.minutes(5))) struct PlaylistSyncTests {
  private func kinds(_ events: AsyncStream<ProxyEvent>, of hub: EventHub) async -> [ProxyEvent.Kind] {
    hub.finish()
    return await events.reduce(into: []) { $0.append($1.kind) }
  }

  @Test func `what changed at YouTube changes here, and nothing else`() async throws {
    var library = try ScriptedLibrary()
    defer { library.remove() }
    library.options.playlists = [.init(name: "L", url: "u")]
    let told = Mutex(0)
    let sync = library.sync { told.withLock { $0 += 1 } }
    library.lister.answers["u"] = .success(letterList("abc"))
    let events = library.events.subscribe()
    var outcome = try #require(try await sync.all().first)
    #expect(outcome.sentence == "3 tracks" && outcome.isComplete)
    #expect(try library.playlistFiles == ["YT: L.m3u": letterM3U("abc")])

    outcome = try #require(try await sync.all().first)
    #expect(outcome.sentence == "3 tracks" && outcome.file?.isChanged == false)
    #expect(told.withLock { $0 } == 1)

    var shorter = letterList("ca")
    shorter.leftOut = [.init(reference: letterTrack("b").id.rawValue, reason: .isPrivate)]
    library.lister.answers["u"] = .success(shorter)
    outcome = try #require(try await sync.all().first)
    #expect(outcome.sentence == "2 tracks, 1 gone, 1 private left out")
    // Its name is known from before.
    #expect(outcome.leftOut.map(\.line) == ["X - B (private)"])
    #expect(try library.playlistFiles == ["YT: L.m3u": letterM3U("ca")] && told.withLock { $0 } == 2)
    #expect(try library.store.track(letterTrack("b").id) != nil)
    #expect(
      await kinds(events, of: library.events).filter { if case .syncProgress = $0 { false } else { true } }
        == [
          .syncStarted(playlist: "L"), .syncFinished(playlist: "L", tracks: 3, skipped: 0),
          .syncStarted(playlist: "L"), .syncFinished(playlist: "L", tracks: 3, skipped: 0),
          .syncStarted(playlist: "L"), .syncFinished(playlist: "L", tracks: 2, skipped: 1),
        ])
  }

  @Test(arguments: [URLRefreshError.Kind.network, .timeout, .other, .removed, .privateVideo])
  func `a reading that failed leaves playlist and file as they were`(kind: URLRefreshError.Kind) async throws
  {
    var library = try ScriptedLibrary()
    defer { library.remove() }
    library.options.playlists = [.init(name: "L", url: "u"), .init(name: "M", url: "v")]
    library.lister.answers = ["u": .success(letterList("abc")), "v": .success(letterList("d"))]
    _ = try await library.sync.all()
    var half = letterList("a")
    half.problem = URLRefreshError(kind: kind)
    for answer in [
      TableLister.Answer.failure(URLRefreshError(kind: kind)), .success(half), .success(letterList("")),
    ] {
      library.lister.answers["u"] = answer
      let outcomes = try await library.sync.all()
      guard case .kept = outcomes[0].end else { Issue.record("\(outcomes[0].end)"); return }
      #expect(outcomes[0].tracks == 3 && !outcomes[0].isComplete && outcomes[1].isComplete)
      #expect(try library.store.playlist(named: "L")?.tracks.count == 3)
      #expect(try library.store.playlists().first?.problem != nil)
      #expect(try library.playlistFiles["YT: L.m3u"] == letterM3U("abc"))
    }
  }

  @Test func `when YouTube wants peace nothing more is asked`() async throws {
    var library = try ScriptedLibrary()
    defer { library.remove() }
    library.options.playlists = ["a", "b", "c"].map { .init(name: $0, url: $0) }
    library.lister.answers = [
      "a": .success(letterList("a")), "b": .failure(URLRefreshError(kind: .botCheck)),
    ]
    let outcomes = try await library.sync.all()
    #expect(library.lister.asked == ["a", "b"])
    guard case .untried = outcomes[2].end else { Issue.record("\(outcomes[2].end)"); return }
  }

  @Test func `one playlist is never read twice at once`() async throws {
    var library = try ScriptedLibrary()
    defer { library.remove() }
    library.options.playlists = [.init(name: "L", url: "u")]
    library.lister.answers["u"] = .success(letterList("a"))
    let (held, holding) = AsyncStream.makeStream(of: Void.self)
    let (released, release) = AsyncStream.makeStream(of: Void.self)
    library.lister.hold { _ in
      holding.yield()
      for await _ in released { return }
    }
    let sync = library.sync
    let first = Task { try await sync.all() }
    for await _ in held { break }
    #expect(try await sync.one("L").map(\.end) == [.busy])
    release.finish()
    #expect(try await first.value.map(\.isComplete) == [true])
    holding.finish()
    #expect(try await sync.one("yt: l").map(\.isComplete) == [true])
    #expect(library.lister.asked == ["u", "u"])
  }

  @Test func `cancelling leaves everything as it was`() async throws {
    var library = try ScriptedLibrary()
    defer { library.remove() }
    library.options.playlists = [.init(name: "L", url: "u")]
    library.lister.answers["u"] = .success(letterList("a"))
    let (held, holding) = AsyncStream.makeStream(of: Void.self)
    library.lister.hold { _ in
      holding.yield()
      do { try await Task.sleep(for: .seconds(60)) } catch { return }
    }
    let sync = library.sync
    let task = Task { try await sync.all() }
    for await _ in held { break }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(try library.store.playlists().isEmpty && library.playlistFiles.isEmpty)
  }

  @Test func `a line that is gone takes its playlist and file along`() async throws {
    var library = try ScriptedLibrary()
    defer { library.remove() }
    library.options.playlists = [.init(name: "L", url: "u"), .init(name: "M", url: "v")]
    library.lister.answers = ["u": .success(letterList("a")), "v": .success(letterList("b"))]
    _ = try await library.sync.all()
    library.options.playlists = [.init(name: "N", url: "v")]
    _ = try await library.sync.all()
    #expect(try library.store.playlists().map(\.name) == ["N"])
    #expect(try library.playlistFiles == ["YT: N.m3u": letterM3U("b")])
    #expect(try library.store.track(letterTrack("a").id) != nil)
  }

  @Test func `two playlists of one title are both kept`() async throws {
    let library = try ScriptedLibrary()
    defer { library.remove() }
    library.lister.answers = [
      "u": .success(letterList("a", title: "Greatest Hits")),
      "v": .success(letterList("b", title: "Greatest Hits")),
    ]
    #expect(try await library.sync.add("u").map(\.name) == ["Greatest Hits"])
    #expect(try await library.sync.add("v").map(\.name) == ["Greatest Hits (2)"])
    #expect(try await library.sync.add("u").map(\.name) == ["Greatest Hits"])
    #expect(try library.store.playlists().map(\.name) == ["Greatest Hits", "Greatest Hits (2)"])
    #expect(
      try library.playlistFiles.keys.sorted() == ["YT: Greatest Hits (2).m3u", "YT: Greatest Hits.m3u"])
    guard case .failed = try await library.sync.add("w").first?.end else {
      Issue.record("no failure"); return
    }
    #expect(try library.store.playlists().count == 2)
  }

  @Test func `playlists within are read in their place, and one that is gone is counted`() async throws {
    let library = try ScriptedLibrary()
    defer { library.remove() }
    var outer = letterList("az", title: "Releases")
    outer.nested = [
      .init(url: "one", title: "One", position: 1), .init(url: "gone", title: "Gone", position: 1),
      .init(url: "two", title: "Two", position: 1),
    ]
    library.lister.answers = [
      "u": .success(outer), "one": .success(letterList("bc")), "two": .success(letterList("d")),
    ]
    let outcome = try #require(try await library.sync.add("u").first)
    #expect(try library.store.playlist(named: "Releases")?.tracks.map(\.title) == ["A", "B", "C", "D", "Z"])
    #expect(outcome.leftOut == [.init(reference: "gone", name: "Gone", reason: .unavailable)])
    // One that fails for now makes the whole incomplete.
    library.lister.answers["one"] = .failure(URLRefreshError(kind: .network))
    guard case .kept = try await library.sync.add("u").first?.end else { Issue.record("not kept"); return }
    #expect(try library.store.playlist(named: "Releases")?.tracks.count == 5)
  }

  @Test func `the playlists of an account come one by one`() async throws {
    let library = try ScriptedLibrary()
    defer { library.remove() }
    let feed = "https://www.youtube.com/feed/playlists"
    var list = ListedPlaylist(title: "Playlists")
    list.nested = [
      .init(url: "one", title: "One", position: 0), .init(url: "two", title: "Two", position: 0),
    ]
    library.lister.answers = [
      feed: .success(list), "one": .success(letterList("a")), "two": .success(letterList("b")),
    ]
    #expect(try await library.sync.add(feed).map(\.name) == ["Library", "One", "Two"])
    #expect(try library.playlistFiles.keys.sorted() == ["YT: One.m3u", "YT: Two.m3u"])
    list.nested.removeFirst()
    library.lister.answers[feed] = .success(list)
    #expect(try await library.sync.all().map(\.name) == ["Library", "Two"])
    #expect(try library.playlistFiles.keys.sorted() == ["YT: Two.m3u"])
  }

  @Test func `names change hands with their files`() async throws {
    var library = try ScriptedLibrary()
    defer { library.remove() }
    library.lister.answers = [
      YouTubeReference.radio(of: letterTrack("a").id): .success(letterList("ab")),
      "u": .success(letterList("c")),
    ]
    _ = try await Discovery(sync: library.sync).radio(of: letterTrack("a").id)
    library.options.playlists = [.init(name: "Radio", url: "u")]
    _ = try await library.sync.all()
    #expect(
      try library.playlistFiles == ["YT: Radio.m3u": letterM3U("c"), "YT: Radio (2).m3u": letterM3U("ab")])
  }

  @Test func `removing takes the file along, and tells`() async throws {
    var library = try ScriptedLibrary()
    defer { library.remove() }
    library.lister.answers = [
      "u": .success(letterList("a", title: "L")), "v": .success(letterList("b", title: "M")),
    ]
    _ = try await library.sync.add("u")
    _ = try await library.sync.add("v")
    let told = Mutex(0)
    let sync = library.sync { told.withLock { $0 += 1 } }
    #expect(try await sync.remove("L"))
    #expect(told.withLock { $0 } == 1)
    #expect(try library.playlistFiles.keys.sorted() == ["YT: M.m3u"])
    #expect(try library.store.track(letterTrack("a").id) != nil)
    // Whoever forgets a playlist behind our back leaves its file to the next sync.
    try library.store.removePlaylist(named: "M")
    _ = try await sync.all()
    #expect(try library.playlistFiles.isEmpty && told.withLock { $0 } == 2)
    library.options.playlists = [.init(name: "N", url: "u")]
    let configured = library.sync
    _ = try await configured.all()
    await #expect(throws: PlaylistError.isConfigured(name: "N")) { try await configured.remove("N") }
  }

  @Test func `a file that can't be written does not keep the playlist from being read`() async throws {
    var library = try ScriptedLibrary()
    defer { library.remove() }
    library.options.playlists = [.init(name: "L", url: "u")]
    library.lister.answers["u"] = .success(letterList("a"))
    try Data().write(to: URL(filePath: library.options.files.playlistDirectory))
    let outcome = try #require(try await library.sync.all().first)
    #expect(outcome.notices.count == 1 && !outcome.isComplete)
    #expect(try library.store.playlist(named: "L")?.tracks.count == 1)
  }

  @Test func `another program's reading is respected`() throws {
    let library = try ScriptedLibrary()
    defer { library.remove() }
    let database = library.folder.path + "/tracks.db"
    let python = Process()
    python.executableURL = URL(filePath: "/usr/bin/env")
    python.arguments = [
      "python3", "-c",
      """
      import fcntl, struct, sys
      file = open(sys.argv[1], 'wb')
      fcntl.fcntl(file, 37, struct.pack('hhqqi4x', fcntl.F_WRLCK, 0, int(sys.argv[2]), 1, 0))
      print('held', flush=True)
      sys.stdin.read()
      """, database + ".sync-lock", "\(PlaylistLock.place(of: "L"))",
    ]
    let (output, input) = (Pipe(), Pipe())
    (python.standardOutput, python.standardInput) = (output, input)
    try python.run()
    #expect(String(decoding: output.fileHandleForReading.availableData, as: UTF8.self).hasPrefix("held"))
    #expect(PlaylistLock(playlist: "L", database: database) == nil)
    #expect(PlaylistLock(playlist: "M", database: database) != nil)
    try input.fileHandleForWriting.close()
    python.waitUntilExit()
    #expect(PlaylistLock(playlist: "L", database: database) != nil)
  }
}

@Suite(.timeLimit(.minutes(5))) struct AutoSyncTests {
  @Test func `syncs by the timer and when asked, and ends with its task`() async throws {
    var library = try ScriptedLibrary()
    defer { library.remove() }
    library.options.playlists = [.init(name: "L", url: "u")]
    library.lister.answers["u"] = .success(letterList("a"))
    let asked = AsyncStream.makeStream(of: Void.self)
    library.lister.hold { _ in asked.continuation.yield() }
    let service = AutoSync(library.sync, schedule: SyncSchedule(interval: .milliseconds(50)), jitter: { 0 })
    let task = Task { await service.run() }
    service.request()
    var count = 0
    for await _ in asked.stream {
      count += 1
      if count == 3 { break }
    }
    task.cancel()
    await task.value
    #expect(library.lister.asked.count >= 3)
  }

  @Test func `requests while a sync runs are one more sync, whoever asks`() async throws {
    var library = try ScriptedLibrary()
    defer { library.remove() }
    library.options.playlists = [.init(name: "L", url: "u")]
    library.lister.answers["u"] = .success(letterList("a"))
    let (begun, beginning) = AsyncStream.makeStream(of: Void.self)
    let (gate, opening) = AsyncStream.makeStream(of: Void.self)
    library.lister.hold { _ in
      beginning.yield()
      for await _ in gate { return }
    }
    let line = SyncLine(library.sync)
    let service = AutoSync(library.sync, line: line, schedule: nil)
    let task = Task { await service.run() }
    var begins = begun.makeAsyncIterator()
    service.request()
    await begins.next()
    for _ in 1...5 { service.request() }
    let person = Task { try await line.run(.all) { _ in } }
    let another = Task { try await line.run(.all) { _ in } }
    while line.callerCount < 3 { await Task.yield() }
    opening.yield()
    await begins.next()
    opening.yield()
    #expect(try await person.value.map(\.name) == ["L"])
    #expect(try await another.value.map(\.name) == ["L"])
    // The service's own comes with that of the persons, or after it.
    opening.finish()
    task.cancel()
    await task.value
    #expect((2...3).contains(library.lister.asked.count))
  }

  @Test func `without a schedule only requests count`() async throws {
    var library = try ScriptedLibrary()
    defer { library.remove() }
    library.options.playlists = [.init(name: "L", url: "u")]
    library.lister.answers["u"] = .success(letterList("a"))
    let events = library.events.subscribe()
    let service = AutoSync(library.sync, schedule: nil)
    let task = Task { await service.run() }
    service.request()
    for await event in events { if case .syncFinished = event.kind { break } }
    task.cancel()
    await task.value
    #expect(library.lister.asked == ["u"])
  }
}

@Suite(.timeLimit(.minutes(5))) struct DiscoveryTests {
  private let seed = letterTrack("a").id

  @Test func `what is found is in the library, and its numbers stay`() async throws {
    let library = try ScriptedLibrary()
    defer { library.remove() }
    library.lister.answers["ytsearch5:two words"] = .success(letterList("ba"))
    let discovery = Discovery(sync: library.sync)
    let record = try await discovery.search(" two\n words ", count: 5)
    #expect(record.tracks.map(\.title) == ["B", "A"])
    #expect(try library.store.track(seed) != nil)
    #expect(try await discovery.rememberedSearch("two words") == record)
    #expect(try await discovery.rememberedSearch("") == record)
    #expect(try await discovery.rememberedSearch("other") == nil)
    #expect(try await discovery.rememberedSearch("two words", now: Date() + 3700) == nil)
    await #expect(throws: DiscoveryError.noWords) { try await discovery.search(" \n") }
    await #expect(throws: DiscoveryError.listing(URLRefreshError(kind: .removed))) {
      try await discovery.search("x")
    }
  }

  @Test func `a radio takes the place of the one before`() async throws {
    let library = try ScriptedLibrary()
    defer { library.remove() }
    let discovery = Discovery(sync: library.sync)
    library.lister.answers[YouTubeReference.radio(of: seed)] = .success(letterList("abc"))
    let (playlist, outcome) = try await discovery.radio(of: seed)
    #expect(playlist.tracks.count == 3 && outcome.isComplete && playlist.summary.origin == .radio)
    #expect(try library.playlistFiles == ["YT: Radio.m3u": letterM3U("abc")])
    let other = letterTrack("b").id
    library.lister.answers[YouTubeReference.radio(of: other)] = .success(letterList("bd"))
    _ = try await discovery.radio(of: other)
    #expect(try library.playlistFiles == ["YT: Radio.m3u": letterM3U("bd")])
    // One that can't be made leaves it as it is.
    await #expect(throws: DiscoveryError.self) { try await discovery.radio(of: letterTrack("c").id) }
    #expect(try library.playlistFiles == ["YT: Radio.m3u": letterM3U("bd")])
  }

  @Test func `a playlist of the user's called Radio is not the radio`() async throws {
    let library = try ScriptedLibrary()
    defer { library.remove() }
    library.lister.answers = [
      "u": .success(letterList("z", title: "Radio")),
      YouTubeReference.radio(of: seed): .success(letterList("ab")),
    ]
    _ = try await library.sync.add("u")
    #expect(try await Discovery(sync: library.sync).radio(of: seed).playlist.summary.name == "Radio (2)")
    #expect(try library.store.playlist(named: "Radio")?.tracks.map(\.title) == ["Z"])
  }
}
