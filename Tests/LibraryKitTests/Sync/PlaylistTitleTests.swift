import Foundation
import Synchronization
import TestSupport
import Testing

@testable import LibraryKit
@testable import TrackKit

@Suite(.timeLimit(.minutes(5))) struct PlaylistTitleTests {
  @Test(
    arguments: [
      ("New", "Old", "Old", "New"), ("Old", "Old", "Old", nil), ("New", "Mine", nil, nil),
      ("Taken", "Old", "Old", "Taken (2)"),
      ("New", "Old (2)", "Old", "New"), ("Old (2)", "Old (2)", "Old", nil),
    ] as [(String, String, String?, String?)])
  func `a name follows the title it was made of`(title: String, name: String, known: String?, new: String?) {
    let taken: Set = ["Taken", name]
    #expect(PlaylistTitle.name(after: title, called: name, known: known, isTaken: taken.contains) == new)
  }

  @Test(arguments: [
    ("A", "A", true), ("A (2)", "A", true), ("A (x)", "A", false), ("A ()", "A", false), ("B", "A", false),
    ("A (12)", "A", true), ("A (2) (3)", "A", false),
  ])
  func `a number tells two of one title apart`(name: String, title: String, isNamed: Bool) {
    #expect(PlaylistTitle.isNamed(name, after: title) == isNamed)
  }

  @Test func `a playlist renamed at YouTube is renamed here, with its file`() async throws {
    let library = try ScriptedLibrary()
    defer { library.remove() }
    let told = Mutex(0)
    let sync = library.sync { told.withLock { $0 += 1 } }
    library.lister.answers["u"] = .success(letterList("ab", title: "Old / one"))
    _ = try await sync.add("u")
    #expect(try library.playlistFiles == ["YT: Old - one.m3u": letterM3U("ab")])
    library.lister.answers["u"] = .success(letterList("ab", title: "New\none"))
    let outcome = try #require(try await sync.all().first)
    #expect(outcome.name == "New one" && outcome.isComplete && outcome.sentence == "2 tracks")
    #expect(try library.playlistFiles == ["YT: New one.m3u": letterM3U("ab")])
    #expect(try library.store.playlists().map(\.name) == ["New one"])
    #expect(told.withLock { $0 } == 2)
    #expect(try await sync.all().first?.file?.isChanged == false)
    // A name that somebody has gets a number.
    library.lister.answers["v"] = .success(letterList("c", title: "Third"))
    _ = try await sync.add("v")
    library.lister.answers["v"] = .success(letterList("c", title: "New one"))
    #expect(try await sync.all().map(\.name) == ["New one", "New one (2)"])
    #expect(try library.playlistFiles.keys.sorted() == ["YT: New one (2).m3u", "YT: New one.m3u"])
  }

  @Test func `what the user named keeps its name`() async throws {
    var library = try ScriptedLibrary()
    defer { library.remove() }
    library.options.playlists = [.init(name: "Mine", url: "u")]
    library.lister.answers = [
      "u": .success(letterList("a", title: "One")), "v": .success(letterList("b", title: "Two")),
    ]
    _ = try await library.sync.all()
    _ = try await library.sync.add("v", name: "By hand")
    library.lister.answers = [
      "u": .success(letterList("a", title: "Other")), "v": .success(letterList("b", title: "Another")),
    ]
    #expect(try await library.sync.all().map(\.name) == ["Mine", "By hand"])
  }

  @Test func `those of an account follow, too`() async throws {
    let library = try ScriptedLibrary()
    defer { library.remove() }
    let feed = "https://www.youtube.com/feed/playlists"
    var list = ListedPlaylist(title: "Playlists")
    list.nested = [.init(url: "one", title: "One", position: 0)]
    library.lister.answers = [feed: .success(list), "one": .success(letterList("a", title: "One"))]
    _ = try await library.sync.add(feed)
    list.nested[0].title = "Uno"
    library.lister.answers = [feed: .success(list), "one": .success(letterList("a", title: "Uno"))]
    #expect(try await library.sync.all().map(\.name) == ["Library", "Uno"])
    #expect(try library.playlistFiles.keys.sorted() == ["YT: Uno.m3u"])
  }

  @Test func `a configured name may hold anything`() async throws {
    var library = try ScriptedLibrary()
    defer { library.remove() }
    library.options.playlists = [
      .init(name: "AC/DC", url: "u"), .init(name: " Two\nlines\u{7} ", url: "v"), .init(name: "..", url: "w"),
      .init(name: "", url: "x"),
    ]
    for (url, letter) in zip(["u", "v", "w", "x"], "abcd") {
      library.lister.answers[url] = .success(letterList(String(letter)))
    }
    for _ in 0..<2 {
      #expect(try await library.sync.all().map(\.isComplete) == [true, true, true, true])
      #expect(try library.store.playlists().map(\.name).sorted() == ["..", "AC/DC", "Two lines", "playlist"])
      #expect(
        try library.playlistFiles.keys.sorted()
          == ["YT: ...m3u", "YT: AC-DC.m3u", "YT: Two lines.m3u", "YT: playlist.m3u"])
    }
    #expect(try await library.sync.one("AC/DC").map(\.name) == ["AC/DC"])
  }
}
