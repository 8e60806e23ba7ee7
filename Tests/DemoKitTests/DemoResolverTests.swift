import Foundation
import LoopbackOrigin
import Testing

@testable import DemoKit
@testable import TrackKit

@Suite("The demo's resolver")
struct DemoResolverTests {
  private static let songs = [DemoLibrary.songs[4], DemoLibrary.songs[0]]

  private func withResolver(
    _ temper: DemoResolver.Temper, _ body: (DemoResolver, LoopbackOrigin) async throws -> Void
  ) async throws {
    let folder = try DemoFolder()
    defer { folder.remove() }
    let origin = try await LoopbackOrigin.start()
    do {
      try await body(
        try DemoResolver(songs: Self.songs, origin: origin, folder: folder, temper: temper), origin)
    } catch {
      try await origin.shutdown()
      throw error
    }
    try await origin.shutdown()
  }

  private static func temper(failureOdds: Double = 0) -> DemoResolver.Temper {
    var temper = DemoResolver.Temper()
    temper.work = .zero...(.zero)
    temper.failureOdds = failureOdds
    return temper
  }

  @Test("It mints short-lived URLs at which the origin serves what the track promises")
  func resolve() async throws {
    try await withResolver(Self.temper()) { resolver, origin in
      let song = Self.songs[0]
      let track = try await resolver.resolve(song.id, formatID: nil)
      let media = try #require(track.media)
      #expect(track.title == song.title && track.artist == song.artist && track.album == song.album)
      let left = try #require(media.expiresAt).timeIntervalSinceNow
      #expect((320...362).contains(left))
      #expect(media.queryValue("clen") == media.length.map { String($0) })
      #expect(media.queryValue("itag") == media.formatID)
      #expect(media.queryValue("mime") == media.contentType)

      let length = try #require(media.length)
      let first = try await shell(#"curl -s -r "0-99" "$1" | head -c 4"#, media.url)
      #expect(first == "RIFF")
      let head = try await shell(#"curl -s -D - -o /tmp/none -r "0-1" "$1"; rm -f /tmp/none"#, media.url)
      #expect(head.lowercased().contains("content-range: bytes 0-1/\(length)"))

      let again = try await resolver.resolve(song.id, formatID: media.formatID)
      #expect(again.media?.url != media.url)
      #expect(again.media?.length == length)
      #expect(origin.requests.breaches() == [])
    }
  }

  @Test("A song's first resolve never fails; later ones do at the given odds, as the network would")
  func failures() async throws {
    try await withResolver(Self.temper(failureOdds: 1)) { resolver, _ in
      for song in Self.songs { _ = try await resolver.resolve(song.id, formatID: nil) }
      let error = await #expect(throws: URLRefreshError.self) {
        _ = try await resolver.resolve(Self.songs[0].id, formatID: nil)
      }
      #expect(error?.kind == .network && error?.disposition == .retry)
    }
  }

  @Test("What it does not know is removed; a format it does not have is refused")
  func refusals() async throws {
    try await withResolver(Self.temper()) { resolver, _ in
      let unknown = try #require(VideoID("AAAAAAAAAAA"))
      let removed = await #expect(throws: URLRefreshError.self) {
        _ = try await resolver.resolve(unknown, formatID: nil)
      }
      #expect(removed?.kind == .removed)
      let format = await #expect(throws: URLRefreshError.self) {
        _ = try await resolver.resolve(Self.songs[0].id, formatID: "251")
      }
      #expect(format?.kind == .noDirectFormat)
    }
  }

  @Test("A cancelled resolve ends at once, with an error")
  func cancellation() async throws {
    var temper = Self.temper()
    temper.work = .seconds(3600)...(.seconds(3600))
    try await withResolver(temper) { resolver, _ in
      let task = Task { try await resolver.resolve(Self.songs[0].id, formatID: nil) }
      task.cancel()
      await #expect(throws: URLRefreshError(kind: .other, evidence: "interrupted")) { try await task.value }
    }
  }

  @Test("What it makes is audio of the right length to ffprobe")
  func decode() async throws {
    let folder = try DemoFolder()
    defer { folder.remove() }
    let file = "\(folder.path)/song.wav"
    let score = Self.songs[0].score
    try Data(ToneSynthesizer.wave(of: score)).write(to: URL(filePath: file))
    let probed = try await shell(
      #"ffprobe -v error -show_entries stream=codec_name,sample_rate,channels,duration -of csv=p=0 "$1""#,
      file)
    #expect(probed == "pcm_s16le,32000,1,\(score.seconds).000000\n")
  }
}
