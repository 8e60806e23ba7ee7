import Testing

@testable import DemoKit
@testable import LibraryKit
@testable import TrackKit

struct DemoListerTests {
  @Test func `every song has a radio of all songs, itself the first`() throws {
    for song in DemoLibrary.songs {
      let radio = try DemoLister.answer(YouTubeReference.radio(of: song.id))
      #expect(radio.entries.first?.id == song.id)
      #expect(Set(radio.entries.map(\.id)).count == DemoLibrary.songs.count)
    }
  }

  @Test func `searches find what they name`() throws {
    #expect(try DemoLister.answer("ytsearch20:ferry").entries.map(\.title) == ["Morning Ferry"])
    #expect(try DemoLister.answer("ytsearch20:霧島ユウ").entries.count == 1)
    #expect(try DemoLister.answer("ytsearch20:nothing-like-it").entries.isEmpty)
    #expect(throws: URLRefreshError.self) {
      try DemoLister.answer("https://www.youtube.com/playlist?list=PLx")
    }
  }

  @Test func `progress comes entry by entry, and no more than was asked for`() async throws {
    let (counts, continuation) = AsyncStream.makeStream(of: Int.self)
    let list = try await DemoLister(pace: .zero).list(DemoLister.playlistURL, limit: 3) { count, _ in
      continuation.yield(count)
    }
    continuation.finish()
    #expect(list.entries.count == 3 && list.isCut)
    #expect(await counts.reduce(into: []) { $0.append($1) } == [1, 2, 3])
  }
}
